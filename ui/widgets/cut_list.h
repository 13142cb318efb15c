#pragma once

#include <QGroupBox>

#include "core/reduction/plan_counts.h"
#include "ui/jobs/model_info.h"
#include "ui/models/text_table_model.h"

class QLabel;
class QTableView;

namespace maacc {

// The cuts that were chosen on the page Clusters, tree by tree.
class CutList : public QGroupBox {
  Q_OBJECT

 public:
  explicit CutList(QWidget* parent = nullptr);

  // counts: of the run that these cuts are part of.
  void setCuts(const ModelInfo& info, const ReductionSettings& settings, const PlanCounts& counts);

 signals:
  void changeRequested();
  void dropRequested();

 private:
  TextTableModel model_;
  QLabel* method_;
  QTableView* view_;
};

}  // namespace maacc
