#include "ui/widgets/file_field.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QMenu>
#include <QMimeData>
#include <QToolButton>

namespace maacc {

FileField::FileField(Purpose purpose, const QString& name, QString filter, QWidget* parent)
    : QWidget(parent),
      purpose_(purpose),
      name_(name),
      filter_(std::move(filter)),
      edit_(new QLineEdit) {
  auto* button = new QToolButton;
  button->setText(QStringLiteral("…"));
  const bool isFolder = purpose == Purpose::Folder;
  button->setToolTip(isFolder ? tr("Choose a folder") : tr("Choose a file"));
  button->setAccessibleName((isFolder ? tr("Choose folder: %1") : tr("Choose file: %1")).arg(name));
  edit_->setAccessibleName(name);
  // The line edit would otherwise paste the dropped URL.
  edit_->installEventFilter(this);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(edit_, 1);
  layout->addWidget(button);
  setFocusProxy(edit_);
  connect(button, &QToolButton::clicked, this, &FileField::browse);
  if (purpose == Purpose::OpenFileOrFolder) {
    auto* menu = new QMenu(button);
    menu->addAction(tr("A &file …"), this, [this] { ask(Purpose::Open); });
    menu->addAction(tr("A f&older …"), this, [this] { ask(Purpose::Folder); });
    button->setMenu(menu);
    button->setPopupMode(QToolButton::MenuButtonPopup);
  }
  connect(edit_, &QLineEdit::textChanged, edit_, &QWidget::setToolTip);
  connect(edit_, &QLineEdit::textChanged, this, &FileField::pathChanged);
}

bool FileField::eventFilter(QObject* watched, QEvent* event) {
  if (watched == edit_ && (event->type() == QEvent::DragEnter || event->type() == QEvent::Drop)) {
    auto* drop = static_cast<QDropEvent*>(event);
    if (drop->mimeData()->hasUrls()) {
      drop->acceptProposedAction();
      if (event->type() == QEvent::Drop) {
        setPath(drop->mimeData()->urls().first().toLocalFile());
      }
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

void FileField::browse() { ask(purpose_ == Purpose::OpenFileOrFolder ? Purpose::Open : purpose_); }

void FileField::ask(Purpose purpose) {
  const QString start = path().isEmpty() ? QString() : QFileInfo(path()).absoluteFilePath();
  const QString chosen =
      purpose == Purpose::Folder ? QFileDialog::getExistingDirectory(window(), name_, start)
      : purpose == Purpose::Open ? QFileDialog::getOpenFileName(window(), name_, start, filter_)
                                 : QFileDialog::getSaveFileName(window(), name_, start, filter_);
  if (!chosen.isEmpty()) {
    setPath(chosen);
  }
}

}  // namespace maacc
