#include "ui/widgets/run_picker.h"

#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QSignalBlocker>
#include <QUrl>
#include <QVBoxLayout>

#include "ui/jobs/file_kind.h"
#include "ui/widgets/panels.h"

namespace maacc {
namespace {

constexpr int kPathRole = Qt::UserRole;

QString canonical(const QString& path) {
  const QString resolved = QFileInfo(path).canonicalFilePath();
  return resolved.isEmpty() ? QFileInfo(path).absoluteFilePath() : resolved;
}

}  // namespace

RunPicker::RunPicker(QWidget* parent)
    : QWidget(parent), list_(new QListWidget), base_(new QComboBox) {
  list_->setAccessibleName(tr("Runs to look at"));
  list_->setObjectName("runChoices");
  list_->setUniformItemSizes(true);
  base_->setAccessibleName(tr("Base run"));
  base_->setObjectName("baseRun");
  base_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  auto* baseLabel = new QLabel(tr("&Base run"));
  baseLabel->setBuddy(base_);
  base_->setToolTip(tr("What the others are compared with, usually an exhaustive run"));
  auto* listLabel = new QLabel(tr("R&uns"));
  listLabel->setBuddy(list_);
  auto* add = makeButton("add", tr("&Add run files…"));
  add->setObjectName("addRuns");
  auto* remove = new QAction(tr("Take off the list"), list_);
  remove->setShortcut(QKeySequence::Delete);
  remove->setShortcutContext(Qt::WidgetShortcut);
  list_->addAction(remove);
  list_->setContextMenuPolicy(Qt::ActionsContextMenu);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(listLabel);
  layout->addWidget(list_, 1);
  layout->addWidget(add);
  layout->addWidget(baseLabel);
  layout->addWidget(base_);
  connect(add, &QPushButton::clicked, this, &RunPicker::askForFiles);
  connect(remove, &QAction::triggered, this, &RunPicker::removeSelected);
  connect(list_, &QListWidget::itemChanged, this, [this] {
    fillBases();
    emit changed();
  });
  connect(base_, &QComboBox::activated, this, &RunPicker::changed);
}

QListWidgetItem* RunPicker::itemOf(const QString& path) const {
  for (int row = 0; row < list_->count(); ++row) {
    if (list_->item(row)->data(kPathRole).toString() == path) {
      return list_->item(row);
    }
  }
  return nullptr;
}

void RunPicker::add(const RunChoice& run) {
  auto* item = new QListWidgetItem(run.title, list_);
  item->setData(kPathRole, run.path);
  item->setToolTip(QDir::toNativeSeparators(run.path));
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
  item->setCheckState(Qt::Checked);
}

void RunPicker::setOpenRuns(std::vector<RunChoice> runs) {
  if (runs == open_) {
    return;
  }
  open_ = std::move(runs);
  bool isNew = false;
  {
    const QSignalBlocker quiet(list_);
    for (const RunChoice& run : open_) {
      if (itemOf(run.path) == nullptr) {
        add(run);
        isNew = true;
      }
    }
  }
  if (isNew) {
    fillBases();
    emit changed();
  }
}

void RunPicker::addFiles(const QStringList& paths) {
  {
    const QSignalBlocker quiet(list_);
    for (const QString& path : paths) {
      const QString file = canonical(path);
      if (QListWidgetItem* known = itemOf(file)) {
        known->setCheckState(Qt::Checked);
      } else {
        add({file, QFileInfo(file).completeBaseName()});
      }
    }
  }
  fillBases();
  emit changed();
}

void RunPicker::askForFiles() {
  const QStringList paths = QFileDialog::getOpenFileNames(window(), tr("Add runs"), {},
                                                          tr("Runs (*.maacc);;All files (*)"));
  if (!paths.isEmpty()) {
    addFiles(paths);
  }
}

void RunPicker::removeSelected() {
  const auto selected = list_->selectedItems();
  qDeleteAll(selected);
  fillBases();
  emit changed();
}

// The base stays where it is still chosen.
void RunPicker::fillBases() {
  const QString before = base();
  const QSignalBlocker quiet(base_);
  base_->clear();
  for (int row = 0; row < list_->count(); ++row) {
    const QListWidgetItem* item = list_->item(row);
    if (item->checkState() == Qt::Checked) {
      base_->addItem(item->text(), item->data(kPathRole));
    }
  }
  base_->setCurrentIndex(std::max(0, base_->findData(before)));
  base_->setEnabled(base_->count() > 0);
}

QString RunPicker::base() const { return base_->currentData().toString(); }

void RunPicker::setBase(const QString& path) {
  const int index = base_->findData(canonical(path));
  if (index >= 0 && index != base_->currentIndex()) {
    base_->setCurrentIndex(index);
    emit changed();
  }
}

void RunPicker::setChosen(const QString& path, bool chosen) {
  if (QListWidgetItem* item = itemOf(canonical(path))) {
    item->setCheckState(chosen ? Qt::Checked : Qt::Unchecked);
  }
}

QStringList RunPicker::chosen() const {
  QStringList paths;
  for (int index = 0; index < base_->count(); ++index) {
    paths << base_->itemData(index).toString();
  }
  if (base_->currentIndex() > 0) {
    paths.move(base_->currentIndex(), 0);
  }
  return paths;
}

QStringList runFilesOf(const QMimeData& data) {
  QStringList paths;
  for (const QUrl& url : data.urls()) {
    if (url.isLocalFile() && sniffFile(url.toLocalFile()) == FileKind::Run) {
      paths << url.toLocalFile();
    }
  }
  return paths;
}

}  // namespace maacc
