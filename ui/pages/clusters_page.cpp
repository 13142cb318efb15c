#include "ui/pages/clusters_page.h"

#include <QHBoxLayout>
#include <QListWidget>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/pages/clusters_page_cut_change.h"
#include "ui/pages/model_page.h"
#include "ui/plots/dendrogram_plot.h"
#include "ui/plots/feature_map.h"
#include "ui/text.h"
#include "ui/widgets/cluster_method_bar.h"
#include "ui/widgets/cluster_tables.h"
#include "ui/widgets/cut_bar.h"
#include "ui/widgets/panels.h"

namespace maacc {

ClustersPage::ClustersPage(QWidget* parent)
    : QWidget(parent),
      job_(this),
      comparison_(this),
      measuring_(this),
      undo_(this),
      replaying_(this),
      stack_(new QStackedWidget) {
  auto* open = makeButton("model", tr("Open model…"));
  stack_->addWidget(makeEmptyState(
      tr("Nothing to cluster yet"),
      tr("Open a model: its neurons, or their mutants, are grouped into trees that you cut with "
         "the mouse. Only one mutant of each cluster is then tested."),
      open));
  stack_->addWidget(makeContent());
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(stack_);
  connect(open, &QPushButton::clicked, this, &ClustersPage::openModelRequested);
  connect(method_, &ClusterMethodBar::methodChanged, this, &ClustersPage::restart);
  connect(method_, &ClusterMethodBar::comparisonChanged, this, &ClustersPage::startComparison);
  connect(method_, &ClusterMethodBar::modeChanged, this, [this] {
    plan_.setNeuronMode(method_->neuronMode());
    showLayerTexts();
    showMeaning(plan_.cut(current_));
    replay();
  });
  connect(use_, &QPushButton::clicked, this, &ClustersPage::useInRun);
  connect(layers_, &QListWidget::currentRowChanged, this, [this](int row) {
    if (row >= 0) {
      showTree(plan_.outlines()[static_cast<size_t>(row)].key);
    }
  });
  connectPlots();
  connectJob();
  connectCutBar();
}

QWidget* ClustersPage::makeContent() {
  auto* content = new QWidget;
  header_ = new PageHeader;
  use_ = makeButton("run", tr("&Use in a run"));
  use_->setObjectName("useInRun");
  use_->setDefault(true);
  use_->setToolTip(tr("Takes these clusters to the page Plan"));
  export_ = makeButton("results", tr("E&xport"));
  auto* menu = new QMenu(export_);
  menu->addAction(tr("&Figure…"), this, &ClustersPage::exportFigure);
  menu->addAction(tr("&Tree…"), this, &ClustersPage::exportTree);
  export_->setMenu(menu);
  header_->actions()->addWidget(export_);
  header_->actions()->addWidget(use_);
  method_ = new ClusterMethodBar;
  banner_ = new Banner;
  layers_ = new QListWidget;
  layers_->setObjectName("clusterLayers");
  layers_->setAccessibleName(tr("Trees"));
  layers_->setMinimumWidth(120);
  layers_->setSpacing(2);
  tree_ = new DendrogramPlot;
  tree_->setObjectName("dendrogram");
  heat_ = new FeatureMap;
  heat_->setObjectName("heatMap");
  other_ = new DendrogramPlot;
  other_->setObjectName("comparedDendrogram");
  other_->hide();
  cutBar_ = new CutBar;
  tables_ = new ClusterTables;
  plots_ = new QSplitter(Qt::Horizontal);
  for (QWidget* part : std::initializer_list<QWidget*>{layers_, tree_, heat_, other_}) {
    plots_->addWidget(part);
  }
  plots_->setChildrenCollapsible(false);
  plots_->setStretchFactor(1, 5);
  plots_->setStretchFactor(2, 3);
  plots_->setStretchFactor(3, 4);
  plots_->setSizes({150, 540, 320, 420});
  auto* upper = new QWidget;
  auto* upperLayout = new QVBoxLayout(upper);
  upperLayout->setContentsMargins(0, 0, 0, 0);
  upperLayout->addWidget(plots_, 1);
  upperLayout->addWidget(cutBar_);
  auto* halves = new QSplitter(Qt::Vertical);
  halves->addWidget(upper);
  halves->addWidget(tables_);
  halves->setChildrenCollapsible(false);
  halves->setStretchFactor(0, 3);
  halves->setStretchFactor(1, 1);
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(16, 14, 16, 10);
  layout->addWidget(header_);
  // Beside the method, so that nothing below moves when it comes and goes.
  auto* methodRow = new QHBoxLayout;
  methodRow->addWidget(method_, 1);
  methodRow->addWidget(makeProgress(), 0, Qt::AlignBottom);
  layout->addLayout(methodRow);
  layout->addWidget(banner_);
  layout->addWidget(halves, 1);
  return content;
}

QWidget* ClustersPage::makeProgress() {
  progress_ = new QWidget;
  bar_ = new QProgressBar;
  bar_->setAccessibleName(tr("Progress of the clustering"));
  bar_->setFixedWidth(260);
  auto* stop = makeButton("stop", tr("Stop"));
  stop->setObjectName("stopClustering");
  auto* layout = new QHBoxLayout(progress_);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(bar_, 1);
  layout->addWidget(stop);
  connect(stop, &QPushButton::clicked, &job_, &ClusteringJob::stop);
  progress_->hide();
  return progress_;
}

void ClustersPage::connectPlots() {
  connect(tree_, &DendrogramPlot::cutChanged, this, &ClustersPage::followCut);
  connect(tree_, &DendrogramPlot::cutCommitted, this,
          [this](const CutPosition&, const CutPosition& after) {
            changeCuts({{current_, after}}, tr("cut of %1").arg(tree_->tree()->name));
          });
  connect(tree_, &DendrogramPlot::clusterClicked, this, &ClustersPage::selectCluster);
  connect(tree_, &DendrogramPlot::clustersShown, this, &ClustersPage::showPartition);
  connect(tree_, &DendrogramPlot::leafViewChanged, this,
          [this] { heat_->setView(tree_->leafView()); });
  connect(tree_, &DendrogramPlot::rowsChanged, this,
          [this] { heat_->setTree(plan_.tree(current_), tree_->layoutOfLeaves().rows()); });
  connect(heat_, &FeatureMap::scrolled, tree_, &DendrogramPlot::scrollLeaves);
  connect(heat_, &FeatureMap::zoomed, tree_, &DendrogramPlot::zoomLeaves);
  connect(heat_, &FeatureMap::leafClicked, this, [this](int leaf) {
    selectCluster(tree_->partition().clusterOf[static_cast<size_t>(leaf)], leaf);
  });
  connect(tables_, &ClusterTables::clusterSelected, this,
          [this](int cluster) { selectCluster(cluster, -1); });
  connect(tables_, &ClusterTables::leafSelected, this, [this](int leaf) {
    selectCluster(tree_->partition().clusterOf[static_cast<size_t>(leaf)], leaf);
  });
  connect(other_, &DendrogramPlot::cutCommitted, this,
          [this](const CutPosition&, const CutPosition& after) {
            // Both trees are cut into the same number of clusters.
            const CutLadder& ladder = tree_->tree()->ladder;
            const int32_t clusters = other_->tree()->ladder.clusters(after.rung);
            changeCuts({{current_, positionOf(ladder, ladder.rungOfClusters(clusters))}},
                       tr("cut of %1").arg(tree_->tree()->name));
          });
}

void ClustersPage::connectJob() {
  connect(&job_, &ClusteringJob::outlined, this, [this] { takeScope(job_.scope()); });
  connect(&job_, &ClusteringJob::treeReady, this, &ClustersPage::takeTree);
  connect(&job_, &ClusteringJob::progressed, this, [this](const QString& stage, int percent) {
    progress_->show();
    bar_->setRange(0, percent < 0 ? 0 : 100);
    bar_->setValue(percent);
    bar_->setFormat(stage + (percent < 0 ? QString() : QStringLiteral(" %p %")));
  });
  connect(&job_, &ClusteringJob::ended, this, [this](bool complete) {
    progress_->hide();
    banner_->setMessage(Tone::Warning, complete ? QString()
                                                : tr("Stopped. Trees that are missing are grown "
                                                     "when you choose another method."));
    showLayerTexts();
    showGhosts();
    showMeaning(plan_.cut(current_));
    replay();
    startComparison();
  });
  connect(&job_, &ClusteringJob::failed, this, [this](const QString& sentence) {
    progress_->hide();
    banner_->setMessage(Tone::Bad, sentence);
  });
  connect(&comparison_, &ClusteringJob::treeReady, this,
          [this](const std::shared_ptr<const ClusterTree>& tree) {
            if (tree->key == current_ && method_->comparedLinkage()) {
              other_->setTree(tree);
              other_->show();
              showTitle();
              followCut(plan_.cut(current_));
              showPartition();
            }
          });
  connect(&comparison_, &ClusteringJob::failed, this,
          [this](const QString& sentence) { banner_->setMessage(Tone::Bad, sentence); });
}

void ClustersPage::connectCutBar() {
  connect(cutBar_, &CutBar::cutChosen, this, [this](const CutPosition& cut) {
    changeCuts({{current_, cut}}, tr("cut of %1").arg(tree_->tree()->name));
  });
  connect(cutBar_, &CutBar::applyToAllRequested, this, &ClustersPage::applyToAll);
  connect(cutBar_, &CutBar::budgetChosen, this, &ClustersPage::cutWithin);
}

void ClustersPage::setModel(const ModelInfo& info) {
  const bool same =
      info_ && info_->request.modelPath == info.request.modelPath && info_->hash == info.hash;
  info_ = info;
  stack_->setCurrentIndex(1);
  header_->setTitle(tr("Clusters of %1").arg(info.name()));
  if (!same) {
    started_ = false;
    if (isVisible()) {
      restart();
    }
  }
}

void ClustersPage::setPopulation(const QStringList& operators, quint64 seed) {
  operators_ = operators;
  seed_ = seed;
  restartIfNeeded();
}

void ClustersPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  restartIfNeeded();
}

ClusterRequest ClustersPage::request() const {
  return {info_->request.modelPath,
          info_->inputShape,
          method_->items(),
          method_->method(),
          operators_,
          seed_,
          {}};
}

void ClustersPage::restartIfNeeded() {
  if (info_ && isVisible() && (!started_ || !(job_.request() == request()))) {
    restart();
  }
}

void ClustersPage::restart() {
  if (!info_) {
    return;
  }
  started_ = true;
  plan_.restart(method_->items(), method_->method());
  plan_.setNeuronMode(method_->neuronMode());
  undo_.clear();
  banner_->clear();
  measuring_.cancel();
  replaying_.cancel();
  expected_.reset();
  comparison_.stop();
  layers_->clear();
  tree_->setTree(nullptr);
  other_->setTree(nullptr);
  other_->hide();
  heat_->setTree(nullptr, {});
  cutBar_->setTree(nullptr);
  cutBar_->setMeaning({});
  cutBar_->setForecast({});
  tables_->setTree(nullptr);
  use_->setEnabled(false);
  export_->setEnabled(false);
  emit treesChanged();
  if (info_->units == 0) {
    banner_->setMessage(Tone::Warning, tr("This model has no layer with units to cluster."));
    return;
  }
  job_.start(request());
}

void ClustersPage::focusTree() { tree_->setFocus(); }

void ClustersPage::useInRun() {
  if (plan_.total().complete) {
    emit useRequested(plan_.reduction());
  }
}

bool ClustersPage::hasTree() const { return tree_->tree() != nullptr; }

}  // namespace maacc
