#pragma once

#include <QAbstractTableModel>
#include <memory>

#include "ui/jobs/kill_evidence.h"

namespace maacc {

// Which true class (rows) turned into which (columns), with shades.
class ClassMatrixModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum class Count { Flips, Mutants, Inputs };
  enum Role { ShadeRole = Qt::UserRole + 1 };  // double in [0, 1]: of the largest count

  explicit ClassMatrixModel(QObject* parent = nullptr) : QAbstractTableModel(parent) {}

  // As many classes as before keep the selection.
  void setEvidence(std::shared_ptr<const KillEvidence> evidence);
  void setCount(Count count);
  // -1 where there is nothing to count: the diagonal.
  int64_t value(int trueClass, int predictedClass) const;

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  const std::vector<int64_t>& counts() const;
  QString sentence(int trueClass, int predictedClass) const;

  std::shared_ptr<const KillEvidence> evidence_;
  Count count_ = Count::Flips;
  int64_t largest_ = 0;
};

}  // namespace maacc
