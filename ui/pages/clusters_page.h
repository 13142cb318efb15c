#pragma once

#include <QPointer>
#include <QUndoStack>
#include <QWidget>
#include <optional>

#include "core/reduction/reduction_settings.h"
#include "ui/export/figure_export.h"
#include "ui/jobs/background_task.h"
#include "ui/jobs/cluster_plan.h"
#include "ui/jobs/clustering_job.h"
#include "ui/jobs/cut_replay.h"
#include "ui/jobs/model_info.h"

class QListWidget;
class QProgressBar;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace maacc {

class Banner;
class ClusterMethodBar;
class ClusterTables;
class CutBar;
class DendrogramPlot;
class FeatureMap;
class PageHeader;
class RunSession;
struct ClusterMeasures;

// Names and values for the inspector.
using ClusterFacts = std::vector<std::pair<QString, QString>>;

// The dendrograms of a model, layer by layer, and where they are cut. Clusters as soon as it is
// seen.
class ClustersPage : public QWidget {
  Q_OBJECT

 public:
  explicit ClustersPage(QWidget* parent = nullptr);

  void setModel(const ModelInfo& info);
  // Which mutants a run has; asked for again when the page is seen.
  void setPopulation(const QStringList& operators, quint64 seed);
  // Those that are open: finished ones of the model tell what a cut will cost and how far its
  // score will be off.
  void setRuns(const std::vector<const RunSession*>& runs);
  // What a clustering gives: first what there is, then tree after tree.
  void takeScope(const ClusterScope& scope);
  void takeTree(const std::shared_ptr<const ClusterTree>& tree);
  QUndoStack& undoStack() { return undo_; }
  const ClusterPlan& plan() const { return plan_; }
  DendrogramPlot& dendrogram() { return *tree_; }
  bool isClustering() const { return job_.isBusy(); }
  bool hasTree() const;
  void showTree(const TreeKey& key);
  // One step to undo. name: of the step.
  void changeCuts(const ClusterPlan::Cuts& cuts, const QString& name);

  void focusTree();
  void useInRun();      // where every tree is there
  void exportFigure();  // asks where
  void exportTree();
  void writeFigure(const FigureOptions& options);
  void writeTree(const QString& path) const;  // .newick, .csv, else JSON

 signals:
  void openModelRequested();
  void useRequested(const maacc::ReductionSettings& settings);
  void clusterShown(const QString& title, const QString& kind, const maacc::ClusterFacts& facts);
  void treesChanged();  // hasTree() may differ
  void problem(const QString& sentence);
  void written(const QString& path);

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  class CutChange;

  QWidget* makeContent();
  QWidget* makeProgress();
  void connectPlots();
  void connectJob();
  void connectCutBar();
  void restart();
  void restartIfNeeded();
  void fillLayers();
  void showLayerTexts();
  void showCurrent();
  void showTitle();
  void startComparison();
  void applyCuts(const ClusterPlan::Cuts& cuts);
  void followCut(const CutPosition& cut);
  void showMeaning(const CutPosition& cut);
  void lookAtRuns();
  void replay();
  void showForecast(int64_t tested, bool resting);
  void showGhosts();
  void showPartition();
  void showTables();
  void selectCluster(int cluster, int leaf);
  void showFacts(int cluster, int leaf);
  void applyToAll();
  void cutWithin(int mutants);
  QString suggestedPath() const;
  void paintFigure(QPainter& painter, const QSizeF& points);
  void writeAndTell(const QString& path, const std::function<void()>& write);
  ClusterRequest request() const;
  const TreeOutline* currentOutline() const;
  QString layerText(const TreeOutline& outline) const;

  std::optional<ModelInfo> info_;
  QStringList operators_;
  quint64 seed_ = 0;
  ClusterPlan plan_;
  TreeKey current_;
  ClusteringJob job_;
  ClusteringJob comparison_;
  BackgroundTask measuring_;
  QUndoStack undo_;
  bool started_ = false;
  std::vector<QPointer<const RunSession>> runs_;
  QString replayPath_;           // of a finished run of the whole population; or empty
  double secondsPerMutant_ = 0;  // 0: not known
  std::shared_ptr<const ReplayRecords> records_;
  std::optional<CutReplay> expected_;
  BackgroundTask replaying_;

  QStackedWidget* stack_;
  PageHeader* header_;
  ClusterMethodBar* method_;
  Banner* banner_;
  QWidget* progress_;
  QProgressBar* bar_;
  QListWidget* layers_;
  QSplitter* plots_;
  DendrogramPlot* tree_;
  FeatureMap* heat_;
  DendrogramPlot* other_;
  CutBar* cutBar_;
  ClusterTables* tables_;
  QPushButton* use_;
  QPushButton* export_;
};

}  // namespace maacc
