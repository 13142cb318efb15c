#include "ui/box_style.h"

#include <QStyleFactory>
#include <QStyleOption>

#include "ui/theme.h"

namespace maacc {
namespace {

// Fusion outlines in a darker shade of the window's colour.
constexpr QRgb kWindowOfOutline = 0xffc4cad4;

}  // namespace

BoxStyle::BoxStyle() : QProxyStyle(QStyleFactory::create(QStringLiteral("fusion"))) {}

void BoxStyle::drawPrimitive(PrimitiveElement element,
                             const QStyleOption* option,
                             QPainter* painter,
                             const QWidget* widget) const {
  const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
  const bool isBox = element == PE_IndicatorCheckBox || element == PE_IndicatorRadioButton;
  if (!isBox || button == nullptr || !isDark(option->palette)) {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    return;
  }
  QStyleOptionButton outlined(*button);
  outlined.palette.setColor(QPalette::Window, QColor(kWindowOfOutline));
  QProxyStyle::drawPrimitive(element, &outlined, painter, widget);
}

}  // namespace maacc
