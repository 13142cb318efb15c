#pragma once

#include <QTimer>
#include <functional>

class QWidget;

namespace maacc {

// Refreshes what a page shows, a moment after the last of several changes, and only while the page
// is visible: one that is hidden is refreshed once, when it is shown.
class RefreshWhenShown : public QObject {
  Q_OBJECT

 public:
  // The page is its parent.
  RefreshWhenShown(QWidget& page, int delayMs, std::function<void()> refresh);

  void schedule();
  bool isWaiting() const { return delay_.isActive(); }
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QWidget& page_;
  bool stale_ = true;
  QTimer delay_;
};

}  // namespace maacc
