#pragma once

#include <QWidget>

#include "ui/models/mutant_table_model.h"

class QLabel;
class QTableWidget;

namespace maacc {

// A short list of mutants with their verdicts: the others of a cluster, or what an input kills.
class MutantListPanel : public QWidget {
  Q_OBJECT

 public:
  static constexpr int64_t kMostMutants = 500;  // that are shown

  explicit MutantListPanel(QWidget* parent = nullptr);

  // note: what they are. model: of the same run. mutants: the first of `all`, as many as are shown
  // at least.
  void setMutants(const QString& title,
                  const QString& note,
                  const RunDescription& run,
                  const MutantTableModel& model,
                  const std::vector<int64_t>& mutants,
                  int64_t all);

 signals:
  void mutantChosen(qint64 mutant);

 private:
  QLabel* title_;
  QLabel* note_;
  QTableWidget* table_;
};

}  // namespace maacc
