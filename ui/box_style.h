#pragma once

#include <QProxyStyle>

namespace maacc {

// Fusion, whose outlines of check boxes and radio buttons cannot be seen on a dark window.
class BoxStyle : public QProxyStyle {
  Q_OBJECT

 public:
  BoxStyle();
  void drawPrimitive(PrimitiveElement element,
                     const QStyleOption* option,
                     QPainter* painter,
                     const QWidget* widget) const override;
};

}  // namespace maacc
