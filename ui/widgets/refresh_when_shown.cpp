#include "ui/widgets/refresh_when_shown.h"

#include <QEvent>
#include <QWidget>

namespace maacc {

RefreshWhenShown::RefreshWhenShown(QWidget& page, int delayMs, std::function<void()> refresh)
    : QObject(&page), page_(page) {
  delay_.setSingleShot(true);
  delay_.setInterval(delayMs);
  connect(&delay_, &QTimer::timeout, this, [this, refresh = std::move(refresh)] {
    stale_ = false;
    refresh();
  });
  page.installEventFilter(this);
}

void RefreshWhenShown::schedule() {
  stale_ = true;
  if (page_.isVisible()) {
    delay_.start();
  }
}

bool RefreshWhenShown::eventFilter(QObject* watched, QEvent* event) {
  if (watched == &page_ && event->type() == QEvent::Show && stale_) {
    delay_.start();
  }
  return QObject::eventFilter(watched, event);
}

}  // namespace maacc
