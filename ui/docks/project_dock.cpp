#include "ui/docks/project_dock.h"

#include <QApplication>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QSet>
#include <QTreeWidget>

#include "ui/text.h"
#include "ui/theme.h"

namespace maacc {
namespace {

enum ItemType { Group = QTreeWidgetItem::UserType, Model, Layer, Data, Run };
constexpr int kLeastWidth = 150;
constexpr int kPathRole = Qt::UserRole;
constexpr int kLayerRole = Qt::UserRole + 1;

void markCurrent(QTreeWidgetItem& item, bool current) {
  QFont font = item.font(0);
  font.setBold(current);
  item.setFont(0, font);
}

// Replaces the children of a group; a group without any says so.
void fill(QTreeWidgetItem& group,
          const QList<QTreeWidgetItem*>& children,
          const QString& whenEmpty) {
  qDeleteAll(group.takeChildren());
  if (children.isEmpty()) {
    auto* none = new QTreeWidgetItem(&group, {whenEmpty}, Group);
    none->setFlags(Qt::ItemIsEnabled);
    none->setForeground(0, QApplication::palette().brush(QPalette::PlaceholderText));
  }
  group.addChildren(children);
  group.setExpanded(true);
}

QTreeWidgetItem* modelItem(const ModelInfo& model, bool current) {
  auto* item = new QTreeWidgetItem({model.name(), QString()}, Model);
  item->setIcon(0, glyph("model"));
  item->setData(0, kPathRole, model.request.modelPath);
  item->setToolTip(0, QDir::toNativeSeparators(model.request.modelPath));
  markCurrent(*item, current);
  for (const LayerInfo* layer : model.weighted()) {
    auto* child = new QTreeWidgetItem(
        item, {QString::fromStdString(layer->summary.name), countText(layer->summary.units)},
        Layer);
    child->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    child->setToolTip(1, ProjectDock::tr("Mutable units"));
    child->setData(0, kPathRole, model.request.modelPath);
    child->setData(0, kLayerRole, QString::fromStdString(layer->summary.name));
  }
  return item;
}

}  // namespace

ProjectDock::ProjectDock(QWidget* parent)
    : QDockWidget(tr("Project"), parent), tree_(new QTreeWidget) {
  setObjectName("projectDock");
  tree_->setColumnCount(2);
  tree_->setHeaderHidden(true);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree_->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
  tree_->setMinimumWidth(kLeastWidth);
  tree_->setFrameShape(QFrame::NoFrame);
  tree_->setAccessibleName(tr("Project"));
  tree_->setIndentation(14);
  tree_->setTextElideMode(Qt::ElideMiddle);
  models_ = addGroup(tr("Models"));
  data_ = addGroup(tr("Data"));
  runs_ = addGroup(tr("Runs"));
  setModels({}, {});
  setRuns({}, {});
  setWidget(tree_);
  connect(tree_, &QTreeWidget::itemActivated, this,
          [this](const QTreeWidgetItem* item) { activate(item); });
  connect(tree_, &QTreeWidget::itemClicked, this,
          [this](const QTreeWidgetItem* item) { activate(item); });
}

QTreeWidgetItem* ProjectDock::addGroup(const QString& title) {
  auto* group = new QTreeWidgetItem(tree_, {title}, Group);
  group->setFirstColumnSpanned(false);
  group->setFlags(Qt::ItemIsEnabled);
  QFont font = tree_->font();
  font.setBold(true);
  group->setFont(0, font);
  return group;
}

void ProjectDock::setModels(const std::vector<ModelInfo>& models, const QString& currentModel) {
  QList<QTreeWidgetItem*> modelItems;
  QList<QTreeWidgetItem*> dataItems;
  QSet<QString> dataPaths;
  for (const ModelInfo& model : models) {
    modelItems << modelItem(model, model.request.modelPath == currentModel);
    const QString& path = model.request.dataPath;
    if (model.data && !dataPaths.contains(path)) {
      dataPaths.insert(path);
      auto* item =
          new QTreeWidgetItem({QFileInfo(path).fileName(), countText(model.data->samples)}, Data);
      item->setIcon(0, glyph("data"));
      item->setToolTip(0, QDir::toNativeSeparators(path));
      item->setToolTip(1, tr("Samples"));
      item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
      item->setData(0, kPathRole, model.request.modelPath);
      dataItems << item;
    }
  }
  fill(*models_, modelItems, tr("none open"));
  fill(*data_, dataItems, tr("none chosen"));
  for (QTreeWidgetItem* item : modelItems) {
    item->setExpanded(item->data(0, kPathRole).toString() == currentModel);
  }
}

void ProjectDock::setRuns(const std::vector<RunEntry>& runs, const QString& currentRun) {
  QList<QTreeWidgetItem*> items;
  for (const RunEntry& run : runs) {
    auto* item = new QTreeWidgetItem({run.title, run.note}, Run);
    item->setIcon(0, glyph("results"));
    item->setData(0, kPathRole, run.path);
    item->setToolTip(0, QDir::toNativeSeparators(run.path));
    item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
    markCurrent(*item, run.path == currentRun);
    items << item;
  }
  fill(*runs_, items, tr("none open"));
}

void ProjectDock::activate(const QTreeWidgetItem* item) {
  const QString path = item->data(0, kPathRole).toString();
  switch (item->type()) {
    case Model:
    case Data:
      emit modelActivated(path);
      break;
    case ItemType::Layer:
      emit layerActivated(path, item->data(0, kLayerRole).toString());
      break;
    case Run:
      emit runActivated(path);
      break;
    default:
      break;
  }
}

}  // namespace maacc
