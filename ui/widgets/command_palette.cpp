#include "ui/widgets/command_palette.h"

#include <QAction>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>
#include <algorithm>

namespace maacc {
namespace {

// Without the mark of the keyboard letter.
QString plainText(const QString& text) {
  static const QRegularExpression mark(QStringLiteral("&(.)"));
  return QString(text).replace(mark, QStringLiteral("\\1"));
}

bool comesFirst(const QAction* a, const QAction* b) { return a->isEnabled() && !b->isEnabled(); }

}  // namespace

CommandPalette::CommandPalette(const QMenuBar& menus, QWidget* parent)
    : QDialog(parent),
      search_(new QLineEdit),
      list_(new QTreeView),
      source_(new QStandardItemModel(0, 2, this)),
      shown_(new QSortFilterProxyModel(this)) {
  setObjectName("commandPalette");
  setWindowTitle(tr("Commands"));
  search_->setPlaceholderText(tr("Parts of a command, e.g. next surv"));
  search_->setAccessibleName(tr("Command"));
  list_->setAccessibleName(tr("Commands that fit"));
  list_->setRootIsDecorated(false);
  list_->setHeaderHidden(true);
  list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  list_->setFocusPolicy(Qt::NoFocus);
  collect(menus.actions(), {});
  shown_->setSourceModel(source_);
  shown_->setFilterCaseSensitivity(Qt::CaseInsensitive);
  list_->setModel(shown_);
  list_->header()->setStretchLastSection(false);
  list_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  list_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  auto* layout = new QVBoxLayout(this);
  layout->addWidget(search_);
  layout->addWidget(list_);
  resize(560, 420);
  search_->installEventFilter(this);
  connect(search_, &QLineEdit::textChanged, this, &CommandPalette::filter);
  connect(search_, &QLineEdit::returnPressed, this, &CommandPalette::start);
  connect(list_, &QTreeView::clicked, this, &CommandPalette::start);
  filter({});
}

void CommandPalette::collect(const QList<QAction*>& actions, const QString& path) {
  QList<QAction*> ordered = actions;
  std::stable_sort(ordered.begin(), ordered.end(), comesFirst);
  for (QAction* action : ordered) {
    if (action->menu() != nullptr) {
      collect(action->menu()->actions(), path + plainText(action->text()) + QStringLiteral(" › "));
    } else if (!action->isSeparator()) {
      addCommand(*action, path);
    }
  }
}

void CommandPalette::addCommand(QAction& action, const QString& path) {
  auto* name = new QStandardItem(path + plainText(action.text()));
  auto* keys = new QStandardItem(action.shortcut().toString(QKeySequence::NativeText));
  name->setEnabled(action.isEnabled());
  keys->setEnabled(action.isEnabled());
  source_->appendRow({name, keys});
  commands_.emplace_back(&action);
}

// Every word has to be there, in any order.
void CommandPalette::filter(const QString& text) {
  QString pattern;
  for (const QString& word : text.split(' ', Qt::SkipEmptyParts)) {
    pattern += QStringLiteral("(?=.*%1)").arg(QRegularExpression::escape(word));
  }
  shown_->setFilterRegularExpression(
      QRegularExpression(pattern, QRegularExpression::CaseInsensitiveOption));
  list_->setCurrentIndex(shown_->index(0, 0));
}

void CommandPalette::start() {
  const QModelIndex index = shown_->mapToSource(list_->currentIndex());
  if (!index.isValid()) {
    return;
  }
  const QPointer<QAction> action = commands_.at(static_cast<std::size_t>(index.row()));
  if (action && action->isEnabled()) {
    accept();
    action->trigger();
  }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == search_ && event->type() == QEvent::KeyPress) {
    auto* key = static_cast<QKeyEvent*>(event);
    const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
    const int row = list_->currentIndex().row() + step;
    if (step != 0 && row >= 0 && row < shown_->rowCount()) {
      list_->setCurrentIndex(shown_->index(row, 0));
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

}  // namespace maacc
