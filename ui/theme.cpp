#include "ui/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

#include "ui/box_style.h"

namespace maacc {
namespace {

QPalette lightPalette() {
  QPalette p(QColor(0xf3, 0xf4, 0xf6));
  p.setColor(QPalette::Window, QColor(0xf3, 0xf4, 0xf6));
  p.setColor(QPalette::Base, QColor(0xff, 0xff, 0xff));
  p.setColor(QPalette::AlternateBase, QColor(0xf7, 0xf8, 0xfa));
  p.setColor(QPalette::Button, QColor(0xe9, 0xeb, 0xef));
  p.setColor(QPalette::Mid, QColor(0xc3, 0xc8, 0xd0));
  p.setColor(QPalette::Highlight, QColor(0x1f, 0x6f, 0xb5));
  p.setColor(QPalette::HighlightedText, Qt::white);
  p.setColor(QPalette::Link, QColor(0x1a, 0x5f, 0x9e));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    p.setColor(role, QColor(0x1d, 0x21, 0x29));
    p.setColor(QPalette::Disabled, role, QColor(0x9a, 0xa1, 0xac));
  }
  p.setColor(QPalette::PlaceholderText, QColor(0x6b, 0x72, 0x7d));
  p.setColor(QPalette::ToolTipBase, QColor(0xff, 0xff, 0xff));
  p.setColor(QPalette::ToolTipText, QColor(0x1d, 0x21, 0x29));
  return p;
}

QPalette darkPalette() {
  QPalette p(QColor(0x26, 0x29, 0x2f));
  p.setColor(QPalette::Window, QColor(0x24, 0x27, 0x2d));
  p.setColor(QPalette::Base, QColor(0x1b, 0x1d, 0x22));
  p.setColor(QPalette::AlternateBase, QColor(0x20, 0x23, 0x28));
  p.setColor(QPalette::Button, QColor(0x33, 0x37, 0x3f));
  p.setColor(QPalette::Mid, QColor(0x45, 0x4a, 0x54));
  p.setColor(QPalette::Highlight, QColor(0x2f, 0x7f, 0xc4));
  p.setColor(QPalette::HighlightedText, Qt::white);
  p.setColor(QPalette::Link, QColor(0x6c, 0xb2, 0xee));
  for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
    p.setColor(role, QColor(0xe4, 0xe7, 0xec));
    p.setColor(QPalette::Disabled, role, QColor(0x79, 0x80, 0x8b));
  }
  p.setColor(QPalette::PlaceholderText, QColor(0x9a, 0xa2, 0xae));
  p.setColor(QPalette::ToolTipBase, QColor(0x33, 0x37, 0x3f));
  p.setColor(QPalette::ToolTipText, QColor(0xe4, 0xe7, 0xec));
  return p;
}

QColor shade(int lightRgb, int darkRgb, const QPalette& palette) {
  return {static_cast<QRgb>(isDark(palette) ? darkRgb : lightRgb)};
}

QPixmap dot(Verdict verdict, const QColor& color) {
  constexpr int kSize = 32;
  QPixmap pixmap(kSize, kSize);
  pixmap.fill(Qt::transparent);
  QPainter painter(&pixmap);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(color, 3));
  // Shape as well as colour: a survivor is a ring, what is undecided a square ring, what is
  // untested a small dot.
  const bool ring = verdict == Verdict::Survived || verdict == Verdict::Undecided;
  painter.setBrush(ring ? QBrush(Qt::NoBrush) : QBrush(color));
  const int radius = verdict == Verdict::Untested ? 3 : 9;
  if (verdict == Verdict::Error || verdict == Verdict::Undecided) {
    painter.drawRect(8, 8, 16, 16);
  } else {
    painter.drawEllipse(QPoint(kSize / 2, kSize / 2), radius, radius);
  }
  return pixmap;
}

}  // namespace

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::WindowText).lightness() >
         palette.color(QPalette::Window).lightness();
}

void applyAppearance(Appearance appearance) {
  if (QApplication::style()->name() == QLatin1String("fusion")) {
    QApplication::setStyle(new BoxStyle);
  }
  switch (appearance) {
    case Appearance::System:
      QApplication::setPalette(QPalette());
      break;
    case Appearance::Light:
      QApplication::setPalette(lightPalette());
      break;
    case Appearance::Dark:
      QApplication::setPalette(darkPalette());
      break;
  }
}

QColor verdictColor(Verdict verdict, const QPalette& palette) {
  switch (verdict) {
    case Verdict::Survived:
      return shade(0xc24e00, 0xf0913a, palette);
    case Verdict::Undecided:
      return shade(0x7a6a00, 0xc9b84a, palette);
    case Verdict::Error:
      return shade(0xa8457f, 0xd98bb8, palette);
    case Verdict::Killed:
      return shade(0x00795a, 0x35b58d, palette);
    case Verdict::Untested:
      return shade(0x9aa1ac, 0x79808b, palette);
  }
  return palette.color(QPalette::Text);
}

QIcon verdictIcon(Verdict verdict) {
  // Asked for every visible row of the mutant table.
  static qint64 key = 0;
  static std::array<QIcon, kVerdictCount> icons;
  if (const qint64 now = QApplication::palette().cacheKey(); now != key) {
    key = now;
    for (int v = 0; v < kVerdictCount; ++v) {
      const auto kind = static_cast<Verdict>(v);
      const QPalette palette = QApplication::palette();
      QIcon icon(dot(kind, verdictColor(kind, palette)));
      icon.addPixmap(dot(kind, palette.color(QPalette::HighlightedText)), QIcon::Selected);
      icons[static_cast<size_t>(v)] = icon;
    }
  }
  return icons[static_cast<size_t>(verdict)];
}

QColor toneColor(Tone tone, const QPalette& palette) {
  switch (tone) {
    case Tone::Good:
      return shade(0x00795a, 0x35b58d, palette);
    case Tone::Warning:
      return shade(0xa86400, 0xe5a84a, palette);
    case Tone::Bad:
      return shade(0xb3261e, 0xf08a80, palette);
    case Tone::Neutral:
      return palette.color(QPalette::Highlight);
  }
  return palette.color(QPalette::Text);
}

}  // namespace maacc
