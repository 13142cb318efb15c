#pragma once

#include "ui/pages/results_view.h"
#include "ui/plots/kill_matrix_picture.h"

class QComboBox;
class QLabel;

namespace maacc {

class MatrixMap;
class MutantTableModel;

// The kill matrix as a picture: the mutants of the table, in its order and behind its filters, by
// classes or by inputs. A click selects the mutant, and the input.
class KillMatrixView : public ResultsView {
  Q_OBJECT

 public:
  explicit KillMatrixView(const MutantTableModel& mutants, QWidget* parent = nullptr);

 signals:
  void mutantChosen(qint64 mutant);
  void inputChosen(qint64 input);  // a position among the correct inputs; follows mutantChosen

 protected:
  void runChanged() override;
  void fill() override;

 private:
  bool byInputs() const;
  MatrixMapData classData() const;
  MatrixMapData inputData();
  void choose(qint64 row, qint64 column);

  const MutantTableModel& mutants_;
  QComboBox* columns_;
  MatrixMap* map_;
  QLabel* hovered_;
  QLabel* note_;
  MutantRows rows_;
  std::vector<int32_t> inputOfColumn_;
};

}  // namespace maacc
