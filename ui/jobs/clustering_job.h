#pragma once

#include <QObject>
#include <QTimer>
#include <optional>

#include "ui/jobs/background_task.h"
#include "ui/jobs/cluster_tree.h"

namespace maacc {

struct ClusterRequest {
  QString modelPath;
  Shape inputShape;  // of one input, for formats that do not say it
  ClusteredItems items = ClusteredItems::Units;
  ClusterMethod method;
  QStringList operators;  // canonical texts
  quint64 seed = 0;
  std::optional<TreeKey> only;  // absent: every tree
  bool operator==(const ClusterRequest&) const = default;
};

// Grows the trees of a model one after the other on a pool thread, the one that is looked at first.
class ClusteringJob : public QObject {
  Q_OBJECT

 public:
  explicit ClusteringJob(QObject* parent = nullptr);
  ~ClusteringJob() override;

  void start(const ClusterRequest& request);  // replaces what goes on
  void stop();                                // keeps the trees that are done
  void prefer(const TreeKey& key);            // that tree next
  bool isBusy() const { return task_.isBusy(); }
  const ClusterScope& scope() const { return scope_; }  // empty before `outlined`
  const ClusterRequest& request() const { return request_; }

 signals:
  void outlined();
  void treeReady(const std::shared_ptr<const maacc::ClusterTree>& tree);
  void progressed(const QString& stage, int percent);  // -1: not known
  void ended(bool complete);
  void failed(const QString& sentence);

 private:
  void growNext();
  void reportProgress();
  void end(bool complete);

  ClusterRequest request_;
  ClusterScope scope_;
  QString networkPath_;  // of scope_.network
  std::vector<TreeOutline> waiting_;
  std::optional<TreeKey> preferred_;
  QString growing_;
  RunContext context_;
  QTimer timer_;
  BackgroundTask task_;
};

}  // namespace maacc
