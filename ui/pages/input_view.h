#pragma once

#include "ui/models/input_table_model.h"
#include "ui/pages/results_view.h"

class QComboBox;
class QLabel;
class QListView;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace maacc {

// The correctly classified inputs as a grid of pictures or as a table: what each kills, those that
// kill nothing, and a killing set.
class InputView : public ResultsView {
  Q_OBJECT

 public:
  explicit InputView(QWidget* parent = nullptr);

  InputTableModel& inputs() { return model_; }
  void select(int32_t input);

 signals:
  void inputChosen(qint64 input);  // a position among the correct inputs

 protected:
  void runChanged() override;
  void fill() override;

 private:
  QLayout* makeChoices();
  QListView* makeGrid();
  QTableView* makeTable();
  void showCounts();
  void showNote();
  void chooseRow(const QModelIndex& index);

  InputTableModel model_;
  QComboBox* choice_;
  QComboBox* class_;
  QComboBox* sort_;
  QToolButton* asTable_;
  QStackedWidget* stack_;
  QListView* grid_;
  QTableView* table_;
  QLabel* note_;
  bool restoring_ = false;
};

}  // namespace maacc
