#include "ui/widgets/table_copy.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPointer>
#include <QProgressDialog>
#include <QTableView>
#include <QTimer>
#include <QToolTip>
#include <algorithm>
#include <utility>
#include <vector>

#include "core/report/latex_parts.h"
#include "core/report/text_table.h"
#include "ui/text.h"

namespace maacc {
namespace {

constexpr qint64 kSliceMs = 10;
constexpr int kPatienceMs = 400;  // before a window says how far it is
constexpr int kProgressSteps = 1000;

QString tr(const char* text) { return QCoreApplication::translate("maacc::TableCopy", text); }

struct RowSpan {
  int first = 0;
  int count = 0;
};

// Rows that are selected in all their columns.
std::vector<RowSpan> selectedRows(const QTableView& table) {
  std::vector<RowSpan> spans;
  for (const QItemSelectionRange& range : table.selectionModel()->selection()) {
    if (range.width() == table.model()->columnCount()) {
      spans.push_back({range.top(), range.height()});
    }
  }
  std::sort(spans.begin(), spans.end(),
            [](const RowSpan& a, const RowSpan& b) { return a.first < b.first; });
  return spans;
}

int rowsIn(const std::vector<RowSpan>& spans) {
  int rows = 0;
  for (const RowSpan& span : spans) {
    rows += span.count;
  }
  return rows;
}

// The text of a table, row by row.
class TableText {
 public:
  TableText(const QTableView& table, TableFormat format, const LatexLook& look)
      : model_(*table.model()), format_(format), spans_(selectedRows(table)) {
    const bool all = format != TableFormat::Tabs;
    if (all && rowsIn(spans_) < 2) {
      spans_ = {{0, model_.rowCount()}};
    }
    rows_ = rowsIn(spans_);
    withRowNames_ = all && table.verticalHeader()->isVisibleTo(&table);
    QStringList header(withRowNames_ ? QStringList(QString()) : QStringList());
    for (int column = 0; column < model_.columnCount(); ++column) {
      if (!all || !table.isColumnHidden(column)) {
        columns_.push_back(column);
        header << model_.headerData(column, Qt::Horizontal).toString();
      }
    }
    latex_.id = look.id.toStdString();
    latex_.caption = (look.caption.isEmpty() ? table.accessibleName() : look.caption).toStdString();
    latex_.textColumns = look.textColumns + (withRowNames_ ? 1 : 0);
    add(header, true);
  }

  int rows() const { return rows_; }
  int done() const { return done_; }
  bool isDone() const { return done_ == rows_; }

  void addNext() {
    const int row = spans_[span_].first + inSpan_;
    QStringList cells;
    if (withRowNames_) {
      cells << model_.headerData(row, Qt::Vertical).toString();
    }
    for (const int column : columns_) {
      cells << model_.index(row, column).data().toString();
    }
    add(cells, false);
    ++done_;
    if (++inSpan_ == spans_[span_].count) {
      inSpan_ = 0;
      ++span_;
    }
  }

  QString take() {
    return format_ == TableFormat::Latex ? QString::fromStdString(kLatexNeeds + tableLatex(latex_))
                                         : std::move(text_);
  }

 private:
  void add(const QStringList& cells, bool isHeader) {
    if (format_ == TableFormat::Tabs) {
      text_ += cells.join('\t') + '\n';
    } else if (format_ == TableFormat::Csv) {
      QStringList fields;
      for (const QString& cell : cells) {
        fields << QString::fromStdString(csvField(cell.toStdString()));
      }
      text_ += fields.join(QLatin1Char(',')) + QLatin1String("\r\n");
    } else {
      std::vector<std::string> line;
      for (const QString& cell : cells) {
        line.push_back(cell.toStdString());
      }
      isHeader ? latex_.header = std::move(line) : latex_.rows.emplace_back(std::move(line));
    }
  }

  const QAbstractItemModel& model_;
  TableFormat format_;
  std::vector<RowSpan> spans_;
  std::vector<int> columns_;
  bool withRowNames_ = false;
  int rows_ = 0;
  int done_ = 0;
  size_t span_ = 0;
  int inSpan_ = 0;
  QString text_;
  ReportTable latex_;
};

// Reads a table between the events of its window.
class TableCopy : public QObject {
 public:
  TableCopy(QTableView& table, TableText text)
      : QObject(&table), text_(std::move(text)), dialog_(new QProgressDialog(&table)) {
    dialog_->setWindowModality(Qt::WindowModal);
    dialog_->setWindowTitle(tr("Copy"));
    dialog_->setLabelText(tr("Copying %1 rows …").arg(countText(text_.rows())));
    dialog_->setAutoClose(false);
    dialog_->setAutoReset(false);
    dialog_->setMinimumDuration(kPatienceMs);
    dialog_->setRange(0, kProgressSteps);
    dialog_->setValue(0);
    connect(dialog_, &QProgressDialog::canceled, this, [this] { end(); });
    connect(table.model(), &QAbstractItemModel::modelAboutToBeReset, this, [this] { stop(); });
    connect(table.model(), &QAbstractItemModel::layoutAboutToBeChanged, this, [this] { stop(); });
    connect(&timer_, &QTimer::timeout, this, [this] { addSlice(); });
    timer_.start(0);
  }

 private:
  void addSlice() {
    QElapsedTimer elapsed;
    elapsed.start();
    while (!text_.isDone() && elapsed.elapsed() < kSliceMs) {
      text_.addNext();
    }
    dialog_->setValue(
        static_cast<int>(int64_t{text_.done()} * kProgressSteps / std::max(1, text_.rows())));
    if (text_.isDone()) {
      QGuiApplication::clipboard()->setText(text_.take());
      end();
    }
  }

  void stop() {
    timer_.stop();
    dialog_->setLabelText(tr("The rows have changed meanwhile: copy them again."));
    dialog_->setCancelButtonText(tr("Close"));
    dialog_->show();
  }

  void end() {
    timer_.stop();
    dialog_->deleteLater();
    deleteLater();
  }

  TableText text_;
  QPointer<QProgressDialog> dialog_;
  QTimer timer_;
};

}  // namespace

void copyTable(QTableView& table, TableFormat format, const LatexLook& look) {
  TableText text(table, format, look);
  if (format == TableFormat::Latex && text.rows() > kMostLatexRows) {
    QToolTip::showText(table.mapToGlobal(table.rect().center()),
                       tr("%1 rows are too many for a paper: filter the table, or select some of "
                          "its rows.")
                           .arg(countText(text.rows())),
                       &table);
    return;
  }
  QElapsedTimer elapsed;
  elapsed.start();
  while (!text.isDone()) {
    if (elapsed.elapsed() >= kSliceMs) {
      new TableCopy(table, std::move(text));
      return;
    }
    text.addNext();
  }
  QGuiApplication::clipboard()->setText(text.take());
}

QString tableText(const QTableView& table, TableFormat format, const LatexLook& look) {
  TableText text(table, format, look);
  while (!text.isDone()) {
    text.addNext();
  }
  return text.take();
}

}  // namespace maacc
