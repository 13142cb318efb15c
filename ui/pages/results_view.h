#pragma once

#include <QWidget>

#include "ui/jobs/run_session.h"

namespace maacc {

// One tab of the results page. Works only while it is on the screen: a view that is hidden is told
// at most once, when it is shown.
class ResultsView : public QWidget {
  Q_OBJECT

 public:
  explicit ResultsView(QWidget* parent = nullptr) : QWidget(parent) {}

  void setSession(RunSession* session) {
    session_ = session;
    runChanged();
    refresh();
  }
  // Something that the view shows has changed.
  void refresh() {
    stale_ = true;
    if (isVisible()) {
      showEvent(nullptr);
    }
  }

 protected:
  RunSession* session() const { return session_; }  // loaded, or null
  virtual void runChanged() = 0;                    // another session; must be cheap
  virtual void fill() = 0;                          // the session is not null

  void showEvent(QShowEvent*) override {
    if (stale_ && session_ != nullptr && session_->isLoaded()) {
      stale_ = false;
      fill();
    }
  }

 private:
  QPointer<RunSession> session_;
  bool stale_ = false;
};

}  // namespace maacc
