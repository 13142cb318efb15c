#pragma once

#include <QSizeF>
#include <QString>
#include <functional>

class QPainter;

namespace maacc {

// Widths of one and of two columns of the usual journals.
constexpr double kOneColumnMm = 84;
constexpr double kTwoColumnsMm = 174;

struct FigureOptions {
  QString path;  // the suffix decides: .pdf, .svg or .png
  double widthMm = kOneColumnMm;
  double heightMm = 84;
  int dpi = 600;  // of PNG, and of images inside the others
};

// Draws on a sheet of that many points (1/72 inch), white, from (0, 0). Fonts in pixels are points
// on paper.
using FigurePaint = std::function<void(QPainter& painter, const QSizeF& points)>;

// PDF and SVG keep lines and text. Throws Error{Usage} for another suffix and Error{System} where
// the file cannot be written.
void exportFigure(const FigureOptions& options, const QString& title, const FigurePaint& paint);

}  // namespace maacc
