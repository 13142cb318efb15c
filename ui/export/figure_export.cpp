#include "ui/export/figure_export.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFileInfo>
#include <QImage>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <cmath>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr double kMmPerInch = 25.4;
constexpr double kPointsPerInch = 72;
constexpr int kPdfDpi = 1200;

QString tr(const char* text) { return QCoreApplication::translate("maacc::FigureExport", text); }

QSizeF pointsOf(const FigureOptions& options) {
  return QSizeF(options.widthMm, options.heightMm) * (kPointsPerInch / kMmPerInch);
}

void begin(QPainter& painter, QPaintDevice& device, double dpi) {
  if (!painter.begin(&device)) {
    throw Error(ErrorCode::System, tr("The figure cannot be drawn.").toStdString());
  }
  painter.scale(dpi / kPointsPerInch, dpi / kPointsPerInch);
}

void writePdf(QIODevice& file,
              const FigureOptions& options,
              const QString& title,
              const FigurePaint& paint) {
  QPdfWriter writer(&file);
  writer.setPageSize(QPageSize(QSizeF(options.widthMm, options.heightMm), QPageSize::Millimeter,
                               QString(), QPageSize::ExactMatch));
  writer.setPageMargins(QMarginsF(0, 0, 0, 0));
  writer.setResolution(kPdfDpi);
  writer.setTitle(title);
  writer.setCreator(QStringLiteral("MAACC Studio"));
  QPainter painter;
  begin(painter, writer, kPdfDpi);
  paint(painter, pointsOf(options));
}

void writeSvg(QIODevice& file,
              const FigureOptions& options,
              const QString& title,
              const FigurePaint& paint) {
  const QSizeF points = pointsOf(options);
  QSvgGenerator generator;
  generator.setOutputDevice(&file);
  generator.setResolution(static_cast<int>(kPointsPerInch));
  generator.setSize(QSize(static_cast<int>(std::lround(points.width())),
                          static_cast<int>(std::lround(points.height()))));
  generator.setViewBox(QRectF(QPointF(0, 0), points));
  generator.setTitle(title);
  QPainter painter;
  begin(painter, generator, kPointsPerInch);
  paint(painter, points);
}

void writePng(QIODevice& file, const FigureOptions& options, const FigurePaint& paint) {
  const QSizeF pixels = pointsOf(options) * (options.dpi / kPointsPerInch);
  QImage image(static_cast<int>(std::lround(pixels.width())),
               static_cast<int>(std::lround(pixels.height())), QImage::Format_RGB32);
  if (image.isNull()) {
    throw Error(ErrorCode::Usage, tr("The figure is too large for an image; choose a smaller size "
                                     "or resolution.")
                                      .toStdString());
  }
  image.fill(Qt::white);
  image.setDotsPerMeterX(static_cast<int>(options.dpi * 1000 / kMmPerInch));
  image.setDotsPerMeterY(static_cast<int>(options.dpi * 1000 / kMmPerInch));
  QPainter painter;
  begin(painter, image, options.dpi);
  painter.setRenderHint(QPainter::Antialiasing);
  paint(painter, pointsOf(options));
  painter.end();
  image.save(&file, "png");
}

}  // namespace

void exportFigure(const FigureOptions& options, const QString& title, const FigurePaint& paint) {
  const QString suffix = QFileInfo(options.path).suffix().toLower();
  QSaveFile file(options.path);
  const bool known = suffix == QLatin1String("pdf") || suffix == QLatin1String("svg") ||
                     suffix == QLatin1String("png");
  if (!known) {
    throw Error(ErrorCode::Usage, tr("%1 does not end in .pdf, .svg or .png; name the figure with "
                                     "one of these.")
                                      .arg(options.path)
                                      .toStdString());
  }
  bool good = file.open(QIODevice::WriteOnly);
  if (good) {
    if (suffix == QLatin1String("pdf")) {
      writePdf(file, options, title, paint);
    } else if (suffix == QLatin1String("svg")) {
      writeSvg(file, options, title, paint);
    } else {
      writePng(file, options, paint);
    }
    good = file.commit();
  }
  if (!good) {
    throw Error(ErrorCode::System,
                tr("%1 cannot be written: %2").arg(options.path, file.errorString()).toStdString());
  }
}

}  // namespace maacc
