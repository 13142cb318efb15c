#pragma once

#include <QUndoCommand>

#include "ui/pages/clusters_page.h"

namespace maacc {

// One step to undo. Private to ClustersPage's sources.
class ClustersPage::CutChange : public QUndoCommand {
 public:
  CutChange(ClustersPage& page,
            ClusterPlan::Cuts before,
            ClusterPlan::Cuts after,
            const QString& name)
      : QUndoCommand(name), page_(page), before_(std::move(before)), after_(std::move(after)) {}
  void undo() override { page_.applyCuts(before_); }
  void redo() override { page_.applyCuts(after_); }

 private:
  ClustersPage& page_;
  ClusterPlan::Cuts before_;
  ClusterPlan::Cuts after_;
};

}  // namespace maacc
