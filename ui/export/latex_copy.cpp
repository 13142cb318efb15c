#include "ui/export/latex_copy.h"

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QTableView>

#include "core/report/latex_parts.h"

namespace maacc {
namespace {

constexpr int kMostRows = 5000;  // more is no table for a paper, and takes long

}  // namespace

QString latexTable(const QAbstractItemModel& model,
                   const QString& id,
                   const QString& caption,
                   int textColumns) {
  ReportTable table{id.toStdString(), caption.toStdString(), {}, {}, textColumns};
  for (int column = 0; column < model.columnCount(); ++column) {
    table.header.push_back(model.headerData(column, Qt::Horizontal).toString().toStdString());
  }
  table.rows.resize(static_cast<size_t>(model.rowCount()));
  for (int row = 0; row < model.rowCount(); ++row) {
    for (int column = 0; column < model.columnCount(); ++column) {
      table.rows[static_cast<size_t>(row)].push_back(
          model.index(row, column).data().toString().toStdString());
    }
  }
  return QString::fromStdString(kLatexNeeds + tableLatex(table));
}

void addLatexCopy(QTableView& view,
                  const QString& id,
                  int textColumns,
                  const std::function<QString()>& caption) {
  auto* copy = new QAction(QCoreApplication::translate("maacc::LatexCopy", "Copy as LaTeX"), &view);
  copy->setObjectName("copyAsLatex");
  copy->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_L));
  copy->setShortcutContext(Qt::WidgetShortcut);
  QObject::connect(copy, &QAction::triggered, &view, [&view, id, textColumns, caption] {
    QGuiApplication::clipboard()->setText(latexTable(*view.model(), id, caption(), textColumns));
  });
  view.addAction(copy);
  const auto follow = [copy, &view] { copy->setEnabled(view.model()->rowCount() <= kMostRows); };
  QObject::connect(view.model(), &QAbstractItemModel::modelReset, copy, follow);
}

}  // namespace maacc
