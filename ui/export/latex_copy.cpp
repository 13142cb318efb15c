#include "ui/export/latex_copy.h"

#include <QAction>
#include <QTableView>

#include "ui/widgets/table_copy.h"

namespace maacc {

void nameLatexCopy(QTableView& view,
                   const QString& id,
                   int textColumns,
                   const std::function<QString()>& caption) {
  auto* copy = view.findChild<QAction*>(QStringLiteral("copyAsLatex"));
  copy->disconnect();
  QObject::connect(copy, &QAction::triggered, &view, [&view, id, textColumns, caption] {
    copyTable(view, TableFormat::Latex, {id, caption(), textColumns});
  });
  const auto follow = [copy, &view] {
    copy->setEnabled(view.model()->rowCount() <= kMostLatexRows);
  };
  QObject::connect(view.model(), &QAbstractItemModel::modelReset, copy, follow);
}

}  // namespace maacc
