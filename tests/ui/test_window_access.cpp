#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QGroupBox>
#include <QLabel>
#include <QMenuBar>
#include <QShortcut>
#include <QTabWidget>
#include <QTableView>
#include <QTextBrowser>
#include <QtTest>

#include "tests/support/test_paths.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/docks/log_dock.h"
#include "ui/export/chart_figure_dialog.h"
#include "ui/export/figure_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/clusters_page.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/open_model_dialog.h"
#include "ui/pages/report_page.h"
#include "ui/pages/results_page.h"
#include "ui/widgets/mark_dialog.h"
#include "ui/widgets/report_options.h"

using namespace maacc;

// A walk over the whole window, all pages and docks, as the keyboard and a screen reader take it.
class TestWindowAccess : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanupTestCase() { window_.reset(); }
  void everyFocusableWidgetHasAName();
  void everyPlotIsSaidAndHasItsTable();
  void tabLeavesEveryWidget();
  void dialogsAreSaidAndLeftToo();
  void noTwoActionsShareAShortcut();
  void menusHaveDistinctMnemonics();
  void lettersOfPagesAreNotThoseOfMenus();

 private:
  QTabWidget& pages() {
    return *window_->centralWidget()->findChild<QTabWidget*>(QString(), Qt::FindDirectChildrenOnly);
  }
  // Every page, and every tab of every page.
  void forEachView(const std::function<void(const QString&)>& look);
  void forEachTab(QWidget& parent,
                  const QString& path,
                  const std::function<void(const QString&)>& look);
  static QList<QPointer<QWidget>> focusable(QWidget& root);  // by Tab, seen or not
  static QStringList nameless(QWidget& root);
  static bool leaves(const QPointer<QWidget>& widget, bool back);
  static int findTraps(QWidget& root,
                       const QString& view,
                       QStringList& traps);  // how many are none
  static bool isQtsOwn(const QWidget& widget);
  static QString nameOf(QWidget& widget);
  static QString describe(const QWidget& widget);
  static bool none(const QStringList& wrong);  // says all of them

  QTemporaryDir folder_;
  std::unique_ptr<MainWindow> window_;
};

void TestWindowAccess::initTestCase() {
  test::isolateSettings();
  window_ = std::make_unique<MainWindow>(
      QFileInfo(QString::fromStdString(test::sample("digits-mlp.keras"))).absolutePath());
  window_->resize(1500, 940);
  window_->show();
  window_->findChild<LogDock*>()->toggleViewAction()->trigger();
  QVERIFY(QTest::qWaitForWindowActive(window_.get()));
  window_->openSample("digits-mlp");
  QTRY_VERIFY_WITH_TIMEOUT(window_->workspace().currentModel() != nullptr, 20000);
  pages().setCurrentWidget(window_->findChild<ClustersPage*>());
  QTRY_VERIFY_WITH_TIMEOUT(window_->findChild<ClustersPage*>()->hasTree(), 60000);
  QStringList runs;
  for (const char* name : {"a.maacc", "b.maacc"}) {
    runs << folder_.filePath(name);
    test::writeRun(runs.last(), 10, 60, RunState::Finished, Evidence::Inputs);
  }
  window_->openFile(runs.first());
  auto* results = window_->findChild<ResultsPage*>();
  QTRY_COMPARE_WITH_TIMEOUT(results->mutants().rowCount(), 60, 20000);
  results->mutantTable()->selectRow(0);
  window_->findChild<ComparePage*>()->picker().addFiles(runs);
  window_->findChild<ReportPage*>()->options().picker().addFiles(runs);
  QTRY_VERIFY_WITH_TIMEOUT(!window_->findChild<ComparePage*>()->isBusy(), 20000);
  QTRY_VERIFY_WITH_TIMEOUT(!window_->findChild<ReportPage*>()->isBusy(), 60000);
  forEachView([](const QString&) { QTest::qWait(20); });  // views fill when they are seen
}

void TestWindowAccess::forEachView(const std::function<void(const QString&)>& look) {
  for (int page = 0; page < pages().count(); ++page) {
    pages().setCurrentIndex(page);
    forEachTab(*pages().widget(page), pages().tabText(page), look);
  }
}

void TestWindowAccess::forEachTab(QWidget& parent,
                                  const QString& path,
                                  const std::function<void(const QString&)>& look) {
  bool any = false;
  for (auto* tabs : parent.findChildren<QTabWidget*>()) {
    if (!tabs->isVisible()) {
      continue;
    }
    any = true;
    const int before = tabs->currentIndex();
    for (int tab = 0; tab < tabs->count(); ++tab) {
      tabs->setCurrentIndex(tab);
      look(path + " / " + tabs->tabText(tab));
    }
    tabs->setCurrentIndex(before);
  }
  if (!any) {
    look(path);
  }
}

bool TestWindowAccess::isQtsOwn(const QWidget& widget) {
  const QByteArray kind = widget.metaObject()->className();
  return widget.objectName().startsWith("qt_") || widget.focusProxy() != nullptr ||
         kind.startsWith("QDockWidget") || kind.startsWith("QComboBoxListView");
}

QList<QPointer<QWidget>> TestWindowAccess::focusable(QWidget& root) {
  QList<QPointer<QWidget>> result;
  for (auto* widget : root.findChildren<QWidget*>()) {
    if ((widget->focusPolicy() & Qt::TabFocus) != 0 && !isQtsOwn(*widget)) {
      result << widget;
    }
  }
  return result;
}

QString TestWindowAccess::nameOf(QWidget& widget) {
  QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&widget);
  return spoken == nullptr ? QString() : spoken->text(QAccessible::Name);
}

QString TestWindowAccess::describe(const QWidget& widget) {
  QStringList path;
  for (const QWidget* part = &widget; part != nullptr; part = part->parentWidget()) {
    path << part->metaObject()->className() +
                (part->objectName().isEmpty() ? QString() : '#' + part->objectName());
  }
  return path.mid(0, 5).join(" < ");
}

bool TestWindowAccess::none(const QStringList& wrong) {
  for (const QString& line : wrong) {
    qWarning().noquote() << line;
  }
  return wrong.isEmpty();
}

QStringList TestWindowAccess::nameless(QWidget& root) {
  QStringList result;
  for (QWidget* widget : focusable(root)) {
    if (nameOf(*widget).isEmpty()) {
      result << describe(*widget);
    }
  }
  return result;
}

void TestWindowAccess::everyFocusableWidgetHasAName() {
  QVERIFY(focusable(*window_).size() > 100);
  QVERIFY(none(nameless(*window_)));
}

void TestWindowAccess::everyPlotIsSaidAndHasItsTable() {
  // The table that holds the same numbers, on the same page.
  const QHash<QString, QString> twins{{"maacc::CountChart", "Samples per class"},
                                      {"maacc::DendrogramPlot", "Merges"},
                                      {"maacc::FeatureMap", "Features"},
                                      {"maacc::MatrixMap", "Mutants"},
                                      {"maacc::RateChart", "The same scores as a table"},
                                      {"maacc::ScatterChart", "Saving against error"}};
  QStringList seen;
  for (int page = 0; page < pages().count(); ++page) {
    QStringList tables;
    for (const auto* table : pages().widget(page)->findChildren<QTableView*>()) {
      tables << table->accessibleName();
    }
    for (const auto* plot : pages().widget(page)->findChildren<QWidget*>()) {
      const QString kind = plot->metaObject()->className();
      const bool isPart = twins.contains(plot->parentWidget()->metaObject()->className());
      QVERIFY2(!plot->inherits("QCustomPlot") || isPart || twins.contains(kind),
               qPrintable(describe(*plot) + ": a plot that this test does not know"));
      if (!twins.contains(kind)) {
        continue;
      }
      seen << kind;
      QVERIFY2(!plot->accessibleName().isEmpty(), qPrintable(describe(*plot)));
      QVERIFY2(!plot->accessibleDescription().isEmpty(), qPrintable(describe(*plot)));
      QVERIFY2(tables.contains(twins[kind]),
               qPrintable(describe(*plot) + " has no table " + twins[kind]));
    }
  }
  for (const QString& kind : twins.keys()) {
    QVERIFY2(seen.contains(kind), qPrintable(kind));
  }
}

bool TestWindowAccess::leaves(const QPointer<QWidget>& widget, bool back) {
  // A browser stops at each of its links first.
  const int most = qobject_cast<QTextBrowser*>(widget.data()) != nullptr ? 100 : 1;
  for (int key = 0; key < most && QApplication::focusWidget() == widget; ++key) {
    QTest::keyClick(widget, back ? Qt::Key_Backtab : Qt::Key_Tab,
                    back ? Qt::ShiftModifier : Qt::NoModifier);
  }
  return widget == nullptr || QApplication::focusWidget() != widget;
}

int TestWindowAccess::findTraps(QWidget& root, const QString& view, QStringList& traps) {
  int left = 0;
  for (const QPointer<QWidget>& widget : focusable(root)) {
    for (const bool back : {false, true}) {
      // Keys change what is shown, and take widgets away.
      if (widget == nullptr || !widget->isVisible() || !widget->isEnabled()) {
        continue;
      }
      widget->setFocus(back ? Qt::BacktabFocusReason : Qt::TabFocusReason);
      if (QApplication::focusWidget() != widget) {
        continue;
      }
      leaves(widget, back) ? void(++left)
                           : void(traps << view + (back ? ", back: " : ": ") + describe(*widget));
    }
  }
  return left;
}

void TestWindowAccess::tabLeavesEveryWidget() {
  QStringList traps;
  int left = 0;
  forEachView([&](const QString& view) { left += findTraps(*window_, view, traps); });
  traps.removeDuplicates();
  QVERIFY(none(traps));
  QVERIFY2(left > 200, qPrintable(QString::number(left)));
}

void TestWindowAccess::dialogsAreSaidAndLeftToo() {
  std::vector<std::unique_ptr<QDialog>> dialogs;
  dialogs.push_back(std::make_unique<OpenModelDialog>(window_->workspace().engine(), ModelRequest(),
                                                      window_.get()));
  dialogs.push_back(
      std::make_unique<MarkDialog>(MarkSubject{"w0-u0-CW", false, true, "x"}, QStringList("x")));
  const QString figure = folder_.filePath("figure");
  dialogs.push_back(std::make_unique<FigureDialog>("Figure", figure, window_.get()));
  dialogs.push_back(std::make_unique<ChartFigureDialog>("Figure", figure, window_.get()));
  for (const auto& dialog : dialogs) {
    const QString kind = dialog->metaObject()->className();
    dialog->show();
    dialog->activateWindow();
    QTRY_COMPARE(QApplication::activeWindow(), dialog.get());
    QVERIFY2(none(nameless(*dialog)), qPrintable(kind));
    QStringList traps;
    const int left = findTraps(*dialog, kind, traps);
    QVERIFY2(none(traps), qPrintable(kind));
    QVERIFY2(left >= 4, qPrintable(kind + QString::number(left)));
    dialog->hide();
  }
}

void TestWindowAccess::noTwoActionsShareAShortcut() {
  QHash<QPair<QObject*, QKeySequence>, QString> owners;  // by what has to have the focus
  QStringList twice;
  const auto take = [&](QObject* place, const QKeySequence& keys, const QString& name) {
    if (keys.isEmpty()) {
      return;
    }
    const auto found = owners.constFind({place, keys});
    if (found != owners.constEnd() && *found != name) {
      twice << keys.toString() + ": " + *found + ", " + name;
    }
    owners[{place, keys}] = name;
  };
  const auto placeOf = [this](Qt::ShortcutContext context, QObject* parent) -> QObject* {
    const bool everywhere = context == Qt::WindowShortcut || context == Qt::ApplicationShortcut;
    return everywhere ? window_.get() : parent;
  };
  for (const auto* action : window_->findChildren<QAction*>()) {
    for (const QKeySequence& keys : action->shortcuts()) {
      take(placeOf(action->shortcutContext(), action->parent()), keys,
           QString(action->text()).remove('&'));
    }
  }
  for (const auto* shortcut : window_->findChildren<QShortcut*>()) {
    take(placeOf(shortcut->context(), shortcut->parent()), shortcut->key(),
         describe(*qobject_cast<QWidget*>(shortcut->parent())));
  }
  // With the focus there, a key of a widget would be one of the window as well.
  for (auto owner = owners.cbegin(); owner != owners.cend(); ++owner) {
    const auto [place, keys] = owner.key();
    if (place != window_.get() && owners.contains({window_.get(), keys})) {
      twice << keys.toString() + ": " + owner.value() + ", " + owners[{window_.get(), keys}];
    }
  }
  QVERIFY(none(twice));
  QVERIFY(owners.size() > 30);
}

namespace {

// The letter after the mark, or nothing.
QString mnemonic(QString text) {
  text.remove("&&");
  const qsizetype mark = text.indexOf('&');
  return mark < 0 ? QString() : text.mid(mark + 1, 1).toLower();
}

void checkMenu(const QList<QAction*>& actions, const QString& path, QStringList& wrong) {
  QHash<QString, QString> letters;
  for (QAction* action : actions) {
    const QString letter = mnemonic(action->text());
    if (action->isSeparator()) {
      continue;
    }
    if (!letter.isEmpty() && letters.contains(letter)) {
      wrong << path + ": " + letters[letter] + ", " + action->text();
    }
    letters[letter] = action->text();
    // Names of samples and of files have none.
    if (letter.isEmpty() && !path.endsWith("Open &sample") && !path.endsWith("Recent &files")) {
      wrong << path + ": no letter: " + action->text();
    }
    if (action->menu() != nullptr) {
      checkMenu(action->menu()->actions(), path + " / " + action->text(), wrong);
    }
  }
}

}  // namespace

void TestWindowAccess::menusHaveDistinctMnemonics() {
  QStringList wrong;
  checkMenu(window_->menuBar()->actions(), "menus", wrong);
  QVERIFY(none(wrong));
}

void TestWindowAccess::lettersOfPagesAreNotThoseOfMenus() {
  QHash<QString, QString> menus;
  for (const QAction* action : window_->menuBar()->actions()) {
    menus[mnemonic(action->text())] = action->text();
  }
  QStringList wrong;
  forEachView([&](const QString& view) {
    QHash<QString, QString> letters = menus;
    const auto take = [&](const QString& text) {
      const QString letter = mnemonic(text);
      if (!letter.isEmpty() && letters.contains(letter)) {
        wrong << view + ": " + letters[letter] + ", " + text;
      }
      letters[letter] = text;
    };
    for (const auto* widget : window_->centralWidget()->findChildren<QWidget*>()) {
      if (!widget->isVisible()) {
        continue;
      }
      if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
        take(button->text());
      } else if (const auto* label = qobject_cast<const QLabel*>(widget)) {
        take(label->buddy() == nullptr ? QString() : label->text());
      } else if (const auto* box = qobject_cast<const QGroupBox*>(widget)) {
        take(box->title());
      } else if (const auto* tabs = qobject_cast<const QTabBar*>(widget)) {
        for (int tab = 0; tab < tabs->count(); ++tab) {
          take(tabs->tabText(tab));
        }
      }
    }
  });
  wrong.removeDuplicates();
  QVERIFY(none(wrong));
}

QTEST_MAIN(TestWindowAccess)
#include "test_window_access.moc"
