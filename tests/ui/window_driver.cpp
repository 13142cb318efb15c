#include "tests/ui/window_driver.h"

#include <QAbstractButton>
#include <QLineEdit>
#include <QTabWidget>

namespace maacc::test {

WindowDriver::WindowDriver(const QString& samplesFolder) {
  // The fake engine reads none of them.
  for (const char* name : {"digits-mlp.keras", "digits-test-images.idx3-ubyte.gz",
                           "digits-test-labels.idx1-ubyte.gz"}) {
    QFile sample(folder_.filePath(name));
    if (sample.open(QIODevice::WriteOnly)) {
      sample.write("PK\x03\x04 config.json");
    }
  }
  window_ = std::make_unique<MainWindow>(samplesFolder.isEmpty() ? folder_.path() : samplesFolder);
  window_->show();
}

bool WindowDriver::click(const QString& name) {
  for (auto* button : window_->findChildren<QAbstractButton*>(name)) {
    if (button->isVisible() && button->isEnabled()) {
      QTest::mouseClick(button, Qt::LeftButton);
      return true;
    }
  }
  return false;
}

int WindowDriver::page() {
  for (const auto* tabs :
       window_->centralWidget()->findChildren<QTabWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
    return tabs->currentIndex();
  }
  return -1;
}

bool WindowDriver::openSample(const QString& id) {
  return click("sample:" + id) && QTest::qWaitFor([this] { return page() == 1; }, 20000);
}

bool WindowDriver::startRun(const QString& path) {
  if (!click("newRun") || page() != 3) {
    return false;
  }
  for (auto* edit : window_->findChildren<QLineEdit*>()) {
    if (edit->accessibleName() == QLatin1String("Run file")) {
      edit->setText(path);
    }
  }
  return click("startRun");
}

}  // namespace maacc::test
