#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTreeView>
#include <QtTest>

#include "ui/widgets/command_palette.h"

using namespace maacc;

class TestCommandPalette : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void listsEveryCommandWithItsPath();
  void wordsFindACommandInAnyOrder();
  void returnStartsTheFirst();
  void arrowsChooseAnother();
  void whatCannotBeUsedIsNotStarted();

 private:
  QTreeView& list() { return *palette_->findChild<QTreeView*>(); }
  QStringList shown();
  void type(const QString& text) { QTest::keyClicks(palette_->findChild<QLineEdit*>(), text); }
  void press(Qt::Key key) { QTest::keyClick(palette_->findChild<QLineEdit*>(), key); }

  std::unique_ptr<QMenuBar> menus_;
  std::unique_ptr<CommandPalette> palette_;
  QAction* survivor_ = nullptr;
  QAction* stop_ = nullptr;
  QAction* open_ = nullptr;
};

void TestCommandPalette::init() {
  palette_.reset();
  menus_ = std::make_unique<QMenuBar>();
  QMenu* file = menus_->addMenu("&File");
  open_ = file->addAction("Open &run…");
  open_->setShortcut(QKeySequence("Ctrl+O"));
  file->addSeparator();
  file->addMenu("Samples")->addAction("Digits");
  QMenu* results = menus_->addMenu("&Results");
  stop_ = results->addAction("&Stop");
  stop_->setEnabled(false);
  survivor_ = results->addAction("&Next survivor");
  palette_ = std::make_unique<CommandPalette>(*menus_);
}

QStringList TestCommandPalette::shown() {
  QStringList rows;
  for (int row = 0; row < list().model()->rowCount(); ++row) {
    rows << list().model()->index(row, 0).data().toString();
  }
  return rows;
}

void TestCommandPalette::listsEveryCommandWithItsPath() {
  QCOMPARE(shown(), (QStringList{"File › Open run…", "File › Samples › Digits",
                                 "Results › Next survivor", "Results › Stop"}));
  QCOMPARE(list().model()->index(0, 1).data().toString(), QString("Ctrl+O"));
}

void TestCommandPalette::wordsFindACommandInAnyOrder() {
  type("surv NEXT");
  QCOMPARE(shown(), QStringList{"Results › Next survivor"});
}

void TestCommandPalette::returnStartsTheFirst() {
  const QSignalSpy started(survivor_, &QAction::triggered);
  const QSignalSpy closed(palette_.get(), &QDialog::accepted);
  type("next");
  press(Qt::Key_Return);
  QCOMPARE(started.count(), 1);
  QCOMPARE(closed.count(), 1);
}

void TestCommandPalette::arrowsChooseAnother() {
  const QSignalSpy opened(open_, &QAction::triggered);
  const QSignalSpy started(survivor_, &QAction::triggered);
  press(Qt::Key_Down);
  press(Qt::Key_Down);
  press(Qt::Key_Return);
  QCOMPARE(opened.count(), 0);
  QCOMPARE(started.count(), 1);
}

void TestCommandPalette::whatCannotBeUsedIsNotStarted() {
  const QSignalSpy started(stop_, &QAction::triggered);
  const QSignalSpy closed(palette_.get(), &QDialog::accepted);
  type("stop");
  press(Qt::Key_Return);
  QCOMPARE(started.count() + closed.count(), 0);
}

QTEST_MAIN(TestCommandPalette)
#include "test_command_palette.moc"
