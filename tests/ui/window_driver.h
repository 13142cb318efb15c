#pragma once

#include <QTemporaryDir>
#include <QtTest>

#include "ui/main_window.h"

namespace maacc::test {

// A window with stand-ins for the samples, or with those of a folder, and ways to use it as a
// person would.
class WindowDriver {
 public:
  explicit WindowDriver(const QString& samplesFolder = {});

  MainWindow& window() { return *window_; }
  JobList& jobs() { return window_->workspace().jobs(); }
  template <class Widget>
  Widget* find(const QString& name) {
    return window_->findChild<Widget*>(name);
  }
  // Clicks the visible button of that name; false when there is none that can be clicked.
  bool click(const QString& name);
  QString file(const QString& name) const { return folder_.filePath(name); }
  int page();
  // Opens a sample by its button, waits for its page.
  bool openSample(const QString& id = "digits-mlp");
  // From the model's page: new run into the given file, started.
  bool startRun(const QString& path);
  void destroyWindow() { window_.reset(); }

 private:
  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

}  // namespace maacc::test
