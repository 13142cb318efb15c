#pragma once

#include "ui/jobs/background_task.h"
#include "ui/models/class_kills.h"
#include "ui/models/class_matrix_model.h"
#include "ui/models/input_table_model.h"
#include "ui/pages/results_view.h"

class QComboBox;
class QLabel;
class QStackedWidget;
class QStandardItemModel;
class QTableView;

namespace maacc {

class Banner;
class MutantTableModel;

// Which true class turned into which, over all mutants; a cell gives its inputs. Without inputs in
// the run file: how many mutants kill each class, and what is missing for the rest.
class ClassView : public ResultsView {
  Q_OBJECT

 public:
  explicit ClassView(const MutantTableModel& mutants, QWidget* parent = nullptr);

  bool isFinding() const { return finding_.isBusy(); }

 signals:
  void inputChosen(qint64 input);  // a position among the correct inputs
  void classChosen(int classIndex);

 protected:
  void runChanged() override;
  void fill() override;

 private:
  QWidget* makeMatrix();
  QWidget* makeTotals();
  void showMatrix();
  void showTotals();
  void chooseCell();
  void findInputs();

  const MutantTableModel& mutants_;
  Banner* banner_;
  QStackedWidget* stack_;
  QComboBox* count_;
  ClassMatrixModel matrix_;
  QTableView* matrixView_;
  QLabel* chosen_;
  InputTableModel inputs_;
  QTableView* inputsView_;
  BackgroundTask finding_;  // of the inputs of the chosen cell
  bool restoring_ = false;
  QStandardItemModel* totals_;
  QTableView* totalsView_;
};

}  // namespace maacc
