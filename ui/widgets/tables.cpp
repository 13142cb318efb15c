#include "ui/widgets/tables.h"

#include <QAction>
#include <QCoreApplication>
#include <QHeaderView>
#include <QTableView>

#include "ui/widgets/table_copy.h"

namespace maacc {
namespace {

// For the width of a column, beside those on the screen: Qt's thousand take longer than a frame.
constexpr int kRowsMeasured = 60;

}  // namespace

void prepareTable(QTableView& table, const QString& accessibleName) {
  table.setAccessibleName(accessibleName);
  table.setSelectionBehavior(QAbstractItemView::SelectRows);
  table.setShowGrid(false);
  table.setAlternatingRowColors(true);
  table.setWordWrap(false);
  table.setTabKeyNavigation(false);
  table.setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
  table.verticalHeader()->setDefaultSectionSize(table.fontMetrics().height() + 8);
  table.verticalHeader()->hide();
  table.horizontalHeader()->setHighlightSections(false);
  table.horizontalHeader()->setResizeContentsPrecision(kRowsMeasured);
  table.horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  const auto add = [&table](const char* text, TableFormat format) {
    auto* action = new QAction(QCoreApplication::translate("maacc::Tables", text), &table);
    action->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(action, &QAction::triggered, &table,
                     [&table, format] { copyTable(table, format); });
    table.addAction(action);
    return action;
  };
  add(QT_TRANSLATE_NOOP("maacc::Tables", "Copy rows"), TableFormat::Tabs)
      ->setShortcut(QKeySequence::Copy);
  add(QT_TRANSLATE_NOOP("maacc::Tables", "Copy as CSV"), TableFormat::Csv);
  QAction* latex = add(QT_TRANSLATE_NOOP("maacc::Tables", "Copy as LaTeX"), TableFormat::Latex);
  latex->setObjectName("copyAsLatex");
  latex->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L));
  table.setContextMenuPolicy(Qt::ActionsContextMenu);
}

}  // namespace maacc
