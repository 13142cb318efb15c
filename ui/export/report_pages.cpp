#include "ui/export/report_pages.h"

#include <QAbstractTextDocumentLayout>
#include <QCoreApplication>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextCursor>
#include <QTextObjectInterface>
#include <algorithm>
#include <functional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/report/html_report.h"
#include "ui/export/page_breaks.h"
#include "ui/plots/score_bars.h"

namespace maacc {
namespace {

constexpr int kChartObject = QTextFormat::UserObject + 1;
constexpr int kChartIndex = QTextFormat::UserProperty + 1;
constexpr double kPointsPerInch = 72;
constexpr int kPdfDpi = 1200;
constexpr double kPdfMargin = 45;  // points
constexpr int kPdfLetters = 9;
constexpr double kChartGap = 3;  // above charts, in pixels

QString tr(const char* text) { return QCoreApplication::translate("maacc::ReportPages", text); }

// Draws the charts of a report within its text.
class ChartObject : public QObject, public QTextObjectInterface {
  Q_OBJECT
  Q_INTERFACES(QTextObjectInterface)

 public:
  ChartObject(QTextDocument* document, ReportLook look)
      : QObject(document), look_(std::move(look)) {}

  int add(const ReportChart& chart) {
    charts_.push_back(chart);
    return static_cast<int>(charts_.size()) - 1;
  }

  QSizeF intrinsicSize(QTextDocument* document, int, const QTextFormat& format) override {
    const double page = document->textWidth() - 2 * document->documentMargin();
    return {page > 0 ? std::min(page, look_.chartWidth) : look_.chartWidth,
            scoreBarsHeight(chartOf(format), look_.style) + kChartGap};
  }

  void drawObject(QPainter* painter,
                  const QRectF& area,
                  QTextDocument*,
                  int,
                  const QTextFormat& format) override {
    painter->save();
    paintScoreBars(*painter, area.adjusted(0, kChartGap, 0, 0), chartOf(format), look_.style);
    painter->restore();
  }

 private:
  const ReportChart& chartOf(const QTextFormat& format) const {
    return charts_.at(static_cast<size_t>(format.intProperty(kChartIndex)));
  }

  ReportLook look_;
  std::vector<ReportChart> charts_;
};

QString html(const std::string& text) { return QString::fromStdString(htmlText(text)); }

QString rowHtml(const std::vector<std::string>& cells, const ReportTable& table, bool isHeader) {
  QString row = QStringLiteral("<tr>");
  for (size_t column = 0; column < cells.size(); ++column) {
    const bool isText = static_cast<int>(column) < table.textColumns;
    const QString tag = isHeader ? QStringLiteral("th") : QStringLiteral("td");
    row += QStringLiteral("<%1 align=\"%2\">%3</%1>")
               .arg(tag, isText ? QStringLiteral("left") : QStringLiteral("right"),
                    html(cells[column]));
  }
  return row + QStringLiteral("</tr>");
}

}  // namespace

class ReportText::Setter {
 public:
  Setter(QTextDocument& document, const ReportDocument& report, const ReportLook& look)
      : look_(look), cursor_(&document), charts_(new ChartObject(&document, look)) {
    QFont font = look.style.font;
    font.setPixelSize(look.letterSize);
    document.setDefaultFont(font);
    document.setDefaultStyleSheet(
        QStringLiteral("body, p, th, td, h1, h2, li { color: %1; } th { background: %2; }"
                       "td, th { padding-left: 5px; padding-right: 5px; padding-top: 2px; "
                       "padding-bottom: 2px; }")
            .arg(look.style.ink.name(),
                 QColor::fromRgbF((look.style.paper.redF() * 4 + look.style.muted.redF()) / 5,
                                  (look.style.paper.greenF() * 4 + look.style.muted.greenF()) / 5,
                                  (look.style.paper.blueF() * 4 + look.style.muted.blueF()) / 5)
                     .name()));
    document.documentLayout()->registerHandler(kChartObject, charts_);
    steps_.emplace_back([this, &report] { setTitle(report); });
    for (const ReportSection& section : report.sections) {
      addSteps(section);
    }
    steps_.emplace_back([this] { setReferences(); });
  }

  bool setNext() {
    if (next_ == steps_.size()) {
      return false;
    }
    cursor_.beginEditBlock();
    steps_[next_++]();
    cursor_.endEditBlock();
    return true;
  }

 private:
  void text(const QString& more) {
    cursor_.movePosition(QTextCursor::End);
    cursor_.insertBlock({}, {});
    cursor_.insertHtml(more);
  }

  void setTitle(const ReportDocument& report) {
    text(QStringLiteral("<h1>%1</h1><p>%2</p>")
             .arg(html(report.title),
                  tr("Written by %1 from run files alone.").arg(html(report.writtenBy))));
  }

  void setReferences() {
    QString references = QStringLiteral("<h2>%1</h2>").arg(tr("References"));
    for (const Reference& reference : reportReferences()) {
      references += QStringLiteral("<p>%1</p>").arg(html(std::string(reference.entry)));
    }
    text(references);
  }

  void addSteps(const ReportSection& section) {
    steps_.emplace_back([this, &section] { setWords(section); });
    for (const ReportTable& table : section.tables) {
      for (const ReportChart& chart : section.charts) {
        if (chart.tableId == table.id) {
          steps_.emplace_back([this, &chart] { set(chart); });
        }
      }
      steps_.emplace_back([this, &table] { set(table); });
    }
  }

  void setWords(const ReportSection& section) {
    QString words = QStringLiteral("<h2>%1</h2>").arg(html(section.title));
    for (const Paragraph& paragraph : section.paragraphs) {
      words += QStringLiteral("<p>%1</p>").arg(html(paragraphText(paragraph)));
    }
    text(words);
  }

  void set(const ReportChart& chart) {
    text(QStringLiteral("<p style=\"margin-top: 14px;\"><b>%1</b></p>").arg(html(chart.title)));
    cursor_.movePosition(QTextCursor::End);
    cursor_.insertBlock({}, {});
    QTextCharFormat format;
    format.setObjectType(kChartObject);
    format.setProperty(kChartIndex, charts_->add(chart));
    cursor_.insertText(QString(QChar::ObjectReplacementCharacter), format);
  }

  void set(const ReportTable& table) {
    const size_t shown =
        look_.mostRows == 0 ? table.rows.size() : std::min(table.rows.size(), look_.mostRows);
    QString words =
        QStringLiteral(
            "<p style=\"margin-top: 14px; margin-bottom: 4px;\"><b>%1</b></p><table border=\"1\" "
            "cellspacing=\"0\" "
            "style=\"border-collapse: collapse; border-style: solid; border-color: "
            "%2;\"><thead>%3</thead><tbody>")
            .arg(html(table.caption), look_.style.muted.name(), rowHtml(table.header, table, true));
    for (size_t row = 0; row < shown; ++row) {
      words += rowHtml(table.rows[row], table, false);
    }
    words += QStringLiteral("</tbody></table>");
    text(words);
    if (shown < table.rows.size()) {
      text(QStringLiteral("<p>%1</p>")
               .arg(tr("%1 more rows are in the files.").arg(table.rows.size() - shown)));
    }
  }

  ReportLook look_;
  QTextCursor cursor_;
  ChartObject* charts_;
  std::vector<std::function<void()>> steps_;
  size_t next_ = 0;
};

ReportText::ReportText(QTextDocument& document,
                       std::shared_ptr<const ReportDocument> report,
                       const ReportLook& look)
    : report_(std::move(report)), setter_(std::make_unique<Setter>(document, *report_, look)) {}

ReportText::~ReportText() = default;

bool ReportText::setNext() { return setter_->setNext(); }

namespace {

void paintPages(QPdfWriter& writer, QTextDocument& document, const QString& title) {
  QPainter painter(&writer);
  if (!painter.isActive()) {
    throw Error(ErrorCode::System, tr("The pages cannot be drawn.").toStdString());
  }
  const double scale = kPdfDpi / kPointsPerInch;
  painter.scale(scale, scale);
  const QSizeF page = document.pageSize();
  QFont small = document.defaultFont();
  small.setPixelSize(kPdfLetters - 1);
  for (int number = 0; number < document.pageCount(); ++number) {
    if (number > 0) {
      writer.newPage();
    }
    painter.save();
    painter.translate(kPdfMargin, kPdfMargin - number * page.height());
    QAbstractTextDocumentLayout::PaintContext context;
    context.clip = QRectF(0, number * page.height(), page.width(), page.height());
    context.palette.setColor(QPalette::Text, Qt::black);
    painter.setClipRect(context.clip);
    document.documentLayout()->draw(&painter, context);
    painter.restore();
    painter.setFont(small);
    painter.setPen(Qt::black);
    const QRectF foot(kPdfMargin, kPdfMargin + page.height() + kPdfMargin * 0.3, page.width(),
                      2 * kPdfLetters);
    painter.drawText(foot, Qt::AlignLeft, title);
    painter.drawText(foot, Qt::AlignRight,
                     tr("%1 of %2").arg(number + 1).arg(document.pageCount()));
  }
}

}  // namespace

std::unique_ptr<QTextDocument> reportText(const ReportDocument& report, const ReportLook& look) {
  auto document = std::make_unique<QTextDocument>();
  document->setUndoRedoEnabled(false);
  const std::shared_ptr<const ReportDocument> borrowed(std::shared_ptr<void>(), &report);
  ReportText text(*document, borrowed, look);
  while (text.setNext()) {
  }
  return document;
}

void writeReportPdf(const ReportDocument& report, const QString& path) {
  QSaveFile file(path);
  bool good = file.open(QIODevice::WriteOnly);
  if (good) {
    QPdfWriter writer(&file);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(0, 0, 0, 0));
    writer.setResolution(kPdfDpi);
    writer.setTitle(QString::fromStdString(report.title));
    writer.setCreator(QString::fromStdString(report.writtenBy));
    const QSizeF sheet = QPageSize(QPageSize::A4).size(QPageSize::Point);
    const QSizeF text = sheet - QSizeF(2 * kPdfMargin, 2 * kPdfMargin);
    const ReportLook look{paperStyle(kPdfLetters, false), kPdfLetters, text.width(), 0};
    const std::unique_ptr<QTextDocument> document = reportText(report, look);
    document->setDocumentMargin(0);
    document->setUseDesignMetrics(true);
    document->setPageSize(text);
    keepTitlesWithWhatFollows(*document);
    paintPages(writer, *document, QString::fromStdString(report.title));
    good = file.commit();
  }
  if (!good) {
    throw Error(ErrorCode::System,
                tr("%1 cannot be written: %2; free its place or choose another folder")
                    .arg(path, file.errorString())
                    .toStdString());
  }
}

}  // namespace maacc

#include "report_pages.moc"
