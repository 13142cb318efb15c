// Small drawings in the colours of the palette. Drawn here and not loaded, so that they follow it.
#include <QApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <array>
#include <utility>

#include "ui/theme.h"

namespace maacc {
namespace {

// All glyphs live on a 16 by 16 grid, with a pen of 1.4.
using Draw = void (*)(QPainter& painter, const QColor& color);

void drawLines(QPainter& painter, std::initializer_list<QPointF> points) {
  painter.drawPolyline(points.begin(), static_cast<int>(points.size()));
}

void drawModel(QPainter& p, const QColor&) {
  for (const QPointF& centre : {QPointF(3, 4), QPointF(3, 12), QPointF(8.2, 8), QPointF(13.2, 8)}) {
    p.drawEllipse(centre, 1.7, 1.7);
  }
  p.drawLine(QPointF(4.4, 5), QPointF(6.8, 7));
  p.drawLine(QPointF(4.4, 11), QPointF(6.8, 9));
  p.drawLine(QPointF(9.9, 8), QPointF(11.5, 8));
}

void drawData(QPainter& p, const QColor&) {
  p.drawEllipse(QPointF(8, 3.6), 5.2, 2);
  p.drawLine(QPointF(2.8, 3.6), QPointF(2.8, 12.4));
  p.drawLine(QPointF(13.2, 3.6), QPointF(13.2, 12.4));
  p.drawArc(QRectF(2.8, 6, 10.4, 4), 180 * 16, 180 * 16);
  p.drawArc(QRectF(2.8, 10.4, 10.4, 4), 180 * 16, 180 * 16);
}

void drawRun(QPainter& p, const QColor& color) {
  p.setBrush(color);
  const std::array<QPointF, 3> triangle{QPointF(4.5, 3), QPointF(4.5, 13), QPointF(12.8, 8)};
  p.drawPolygon(triangle.data(), 3);
}

void drawClusters(QPainter& p, const QColor&) {
  drawLines(p, {QPointF(13.5, 3), QPointF(9, 3), QPointF(9, 7), QPointF(13.5, 7)});
  drawLines(p, {QPointF(9, 5), QPointF(4.5, 5), QPointF(4.5, 12), QPointF(13.5, 12)});
  p.drawLine(QPointF(2, 8.5), QPointF(4.5, 8.5));
}

void drawPause(QPainter& p, const QColor& color) {
  p.fillRect(QRectF(3.8, 3, 3, 10), color);
  p.fillRect(QRectF(9.2, 3, 3, 10), color);
}

void drawStop(QPainter& p, const QColor& color) {
  p.setBrush(color);
  p.drawRoundedRect(QRectF(4, 4, 8, 8), 1, 1);
}

void drawResults(QPainter& p, const QColor& color) {
  p.fillRect(QRectF(3, 8, 2.4, 5), color);
  p.fillRect(QRectF(6.8, 3, 2.4, 10), color);
  p.fillRect(QRectF(10.6, 6, 2.4, 7), color);
  p.drawLine(QPointF(2, 13.7), QPointF(14, 13.7));
}

void drawAdd(QPainter& p, const QColor&) {
  p.drawLine(QPointF(8, 3), QPointF(8, 13));
  p.drawLine(QPointF(3, 8), QPointF(13, 8));
}

void drawSearch(QPainter& p, const QColor&) {
  p.drawEllipse(QPointF(7, 7), 4.2, 4.2);
  p.drawLine(QPointF(10.2, 10.2), QPointF(13.6, 13.6));
}

void drawResume(QPainter& p, const QColor& color) {
  p.drawArc(QRectF(2.5, 2.5, 11, 11), 120 * 16, 300 * 16);
  drawLines(p, {QPointF(8.2, 1), QPointF(5.3, 3.2), QPointF(7.9, 5.4)});
  p.setBrush(color);
  const std::array<QPointF, 3> triangle{QPointF(7, 6.2), QPointF(7, 9.8), QPointF(10, 8)};
  p.drawPolygon(triangle.data(), 3);
}

// A list with what is chosen in it.
void drawPlan(QPainter& p, const QColor&) {
  for (const double y : {3.5, 8.0, 12.5}) {
    p.drawLine(QPointF(7.5, y), QPointF(14, y));
    drawLines(p, {QPointF(2, y), QPointF(3.3, y + 1.4), QPointF(5.5, y - 1.4)});
  }
}

void drawHome(QPainter& p, const QColor&) {
  drawLines(p, {QPointF(2, 7.8), QPointF(8, 2.6), QPointF(14, 7.8)});
  drawLines(p, {QPointF(4, 7), QPointF(4, 13.4), QPointF(12, 13.4), QPointF(12, 7)});
}

void drawCompare(QPainter& p, const QColor&) {
  drawLines(p, {QPointF(2.5, 13.4), QPointF(2.5, 3)});
  drawLines(p, {QPointF(2.5, 13.4), QPointF(13.5, 13.4)});
  p.drawEllipse(QPointF(6, 9.5), 1.2, 1.2);
  p.drawEllipse(QPointF(9, 6), 1.2, 1.2);
  p.drawEllipse(QPointF(12.3, 9.8), 1.2, 1.2);
}

void drawReport(QPainter& p, const QColor&) {
  drawLines(p, {QPointF(3.5, 2.5), QPointF(12.5, 2.5), QPointF(12.5, 13.5), QPointF(3.5, 13.5),
                QPointF(3.5, 2.5)});
  for (const double y : {5.5, 8.0, 10.5}) {
    p.drawLine(QPointF(5.5, y), QPointF(10.5, y));
  }
}

constexpr std::array<std::pair<const char*, Draw>, 14> kGlyphs{{{"model", drawModel},
                                                                {"data", drawData},
                                                                {"run", drawRun},
                                                                {"pause", drawPause},
                                                                {"stop", drawStop},
                                                                {"results", drawResults},
                                                                {"add", drawAdd},
                                                                {"search", drawSearch},
                                                                {"resume", drawResume},
                                                                {"home", drawHome},
                                                                {"clusters", drawClusters},
                                                                {"compare", drawCompare},
                                                                {"report", drawReport},
                                                                {"plan", drawPlan}}};

// Paints on request, so that the icon has the palette's colour of the moment.
class GlyphEngine : public QIconEngine {
 public:
  explicit GlyphEngine(Draw draw) : draw_(draw) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const QPalette palette = QApplication::palette();
    const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
    const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : QPalette::ButtonText;
    const QColor color = palette.color(group, role);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(rect.topLeft());
    const double scale = std::min(rect.width(), rect.height()) / 16.0;
    painter->scale(scale, scale);
    painter->setPen(QPen(color, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    draw_(*painter, color);
    painter->restore();
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    return pixmap;
  }

  QIconEngine* clone() const override { return new GlyphEngine(draw_); }

 private:
  Draw draw_;
};

QPixmap programPicture(int size) {
  QPixmap pixmap(size, size);
  pixmap.fill(Qt::transparent);
  QPainter p(&pixmap);
  p.setRenderHint(QPainter::Antialiasing);
  p.scale(size / 64.0, size / 64.0);
  p.setPen(Qt::NoPen);
  p.setBrush(QColor(0x17, 0x40, 0x5f));
  p.drawRoundedRect(QRectF(3, 3, 58, 58), 13, 13);
  const std::array<QPointF, 2> in{QPointF(17, 18), QPointF(17, 46)};
  const std::array<QPointF, 3> hidden{QPointF(32, 14), QPointF(32, 32), QPointF(32, 50)};
  const QPointF out(48, 32);
  p.setPen(QPen(QColor(0x8f, 0xc3, 0xe8, 0xd8), 2.6));
  for (const QPointF& to : hidden) {
    for (const QPointF& from : in) {
      p.drawLine(from, to);
    }
    if (to != hidden[1]) {
      p.drawLine(to, out);
    }
  }
  const QColor mutated(0xf0, 0x91, 0x3a);
  p.setPen(QPen(mutated, 3.4, Qt::DotLine));
  p.drawLine(hidden[1], out);
  p.setPen(Qt::NoPen);
  p.setBrush(QColor(0xe8, 0xf3, 0xfb));
  for (const QPointF& centre : {in[0], in[1], hidden[0], hidden[2], out}) {
    p.drawEllipse(centre, 5.6, 5.6);
  }
  p.setPen(QPen(mutated, 4));
  p.setBrush(QColor(0x17, 0x40, 0x5f));
  p.drawEllipse(hidden[1], 7, 7);
  return pixmap;
}

}  // namespace

QIcon glyph(const QString& name) {
  for (const auto& [known, draw] : kGlyphs) {
    if (name == QLatin1String(known)) {
      return QIcon(new GlyphEngine(draw));
    }
  }
  Q_ASSERT_X(false, "glyph", qPrintable(name));
  return {};
}

QIcon programIcon() {
  QIcon icon;
  for (const int size : {16, 24, 32, 48, 64, 144}) {
    icon.addPixmap(programPicture(size));
  }
  return icon;
}

}  // namespace maacc
