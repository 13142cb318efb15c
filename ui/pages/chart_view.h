#pragma once

#include "core/report/reported_run.h"
#include "ui/models/group_table_model.h"
#include "ui/models/mutant_filter.h"
#include "ui/pages/results_view.h"

class QComboBox;
class QLabel;
class QTableView;

namespace maacc {

class RateChart;

// Scores by layer, operator or group, as bars and as a table; choosing one filters the mutants.
class ChartView : public ResultsView {
  Q_OBJECT

 public:
  explicit ChartView(QWidget* parent = nullptr);

 signals:
  void filterRequested(const maacc::MutantFilter& filter);

 protected:
  void runChanged() override;
  void fill() override;

 private:
  enum class By { Layer, Operator, Group };
  struct Groups {
    std::vector<ReportedGroup> layers;
    std::vector<ReportedGroup> operators;
    std::vector<ReportedGroup> groups;  // of the sample, by what was tested of them
  };

  void choose(int group);
  void apply();
  By by() const;
  const std::vector<ReportedGroup>& shown() const;
  KillCriterion criterion() const;
  static QString groupTitle(By by);
  static Groups readGroups(const std::string& path);

  QComboBox* by_;
  QComboBox* criterion_;
  RateChart* chart_;
  GroupTableModel model_;
  QTableView* table_;
  QLabel* note_;
  Groups groups_;
  bool again_ = false;  // the run went on while its groups were read
  BackgroundTask reading_;
};

}  // namespace maacc
