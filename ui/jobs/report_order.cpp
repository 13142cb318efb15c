#include "ui/jobs/report_order.h"

#include <QDir>
#include <QPainter>

#include "core/report/reported_run.h"
#include "ui/export/figure_export.h"
#include "ui/export/report_pages.h"
#include "ui/plots/score_bars.h"

namespace maacc {
namespace {

constexpr double kMargin = 3;  // points
constexpr double kPointsPerMm = 72 / 25.4;

ReportContents readContents(const ReportSubject& subject) {
  std::vector<std::string> paths;
  for (const QString& path : subject.paths) {
    paths.push_back(path.toStdString());
  }
  return makeReportContents(readReportedRuns(paths), MAACC_VERSION, subject.survivorsShown);
}

void writeFigure(const ReportChart& chart, const ReportOrder& order, const QString& path) {
  const ChartStyle style = paperStyle(order.figureLetters, order.figuresGrey);
  FigureOptions options;
  options.path = path;
  options.widthMm = order.figureWidthMm;
  options.heightMm = (scoreBarsHeight(chart, style) + 2 * kMargin) / kPointsPerMm;
  exportFigure(
      options, QString::fromStdString(chart.title), [&](QPainter& painter, const QSizeF& points) {
        const QRectF sheet(QPointF(), points);
        paintScoreBars(painter, sheet.adjusted(kMargin, kMargin, -kMargin, -kMargin), chart, style);
      });
}

}  // namespace

ReportDocument readReport(const ReportSubject& subject) {
  return describeReport(readContents(subject));
}

QStringList writeReport(const ReportOrder& order) {
  const ReportContents contents = readContents(order.subject);
  QStringList written;
  for (const std::string& path :
       writeReportFiles(order.folder.toStdString(), reportFiles(contents, order.formats))) {
    written << QString::fromStdString(path);
  }
  const ReportDocument document = describeReport(contents);
  const QDir folder(order.folder);
  if (order.pdf) {
    written << folder.filePath(QStringLiteral("report.pdf"));
    writeReportPdf(document, written.last());
  }
  for (const ReportSection& section : document.sections) {
    for (const ReportChart& chart : section.charts) {
      for (const QString& suffix : order.figures) {
        written << folder.filePath(
            QStringLiteral("figure-%1.%2").arg(QString::fromStdString(chart.id), suffix));
        writeFigure(chart, order, written.last());
      }
    }
  }
  return written;
}

}  // namespace maacc
