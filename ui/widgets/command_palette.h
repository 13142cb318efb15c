#pragma once

#include <QDialog>
#include <QPointer>
#include <vector>

class QAction;
class QLineEdit;
class QMenuBar;
class QSortFilterProxyModel;
class QStandardItemModel;
class QTreeView;

namespace maacc {

// Every command of a menu bar, found by typing parts of its name, started by Return. Commands that
// cannot be used now are listed last, greyed.
class CommandPalette : public QDialog {
  Q_OBJECT

 public:
  explicit CommandPalette(const QMenuBar& menus, QWidget* parent = nullptr);

  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void collect(const QList<QAction*>& actions, const QString& path);
  void addCommand(QAction& action, const QString& path);
  void filter(const QString& text);
  void start();

  std::vector<QPointer<QAction>> commands_;  // by row of the source
  QLineEdit* search_;
  QTreeView* list_;
  QStandardItemModel* source_;
  QSortFilterProxyModel* shown_;
};

}  // namespace maacc
