#pragma once

#include <QAbstractTableModel>
#include <QCache>
#include <QPixmap>
#include <QPointer>
#include <memory>
#include <optional>

#include "ui/jobs/input_images.h"
#include "ui/jobs/kill_evidence.h"
#include "ui/jobs/run_data.h"

namespace maacc {

enum class InputChoice { All, KillsNothing, KillsSomething, KillingSet };

// The correctly classified inputs of a run with what they kill. Rows are sorted and filtered here;
// as long as their number stays, views keep their selection. Pictures are made for the rows on the
// screen.
class InputTableModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Input, Class, Margin, Kills, Adds, ColumnCount };

  explicit InputTableModel(QObject* parent = nullptr);

  void setRun(std::shared_ptr<const RunDescription> run, InputImages* images);
  const RunDescription* run() const { return run_.get(); }
  void setEvidence(std::shared_ptr<const KillEvidence> evidence);  // null: kills are unknown
  void setPictureSize(int pixels);
  int pictureSize() const { return pictureSize_; }

  void setChoice(InputChoice choice);
  void setTrueClass(int trueClass);  // -1: all
  // Only these, positions among the correct inputs; nullopt: no such limit.
  void setOnly(std::optional<std::vector<int32_t>> inputs);
  void sort(int column, Qt::SortOrder order) override;

  int32_t inputAt(int row) const { return order_[static_cast<size_t>(row)]; }  // a position
  int rowOfInput(int32_t input) const;                                         // -1: filtered away
  int64_t kills(int32_t input) const;                                          // -1: unknown
  int64_t countOf(InputChoice choice) const;
  int64_t inputs() const;  // correctly classified

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  bool fits(int32_t input, InputChoice choice) const;
  void update();
  void applyOrder(std::vector<int32_t> order);
  QString text(int32_t input, int column) const;
  QString sentence(int32_t input) const;
  double sortValue(int32_t input) const;
  QPixmap picture(int32_t input) const;

  std::shared_ptr<const RunDescription> run_;
  std::shared_ptr<const KillEvidence> evidence_;
  QPointer<InputImages> images_;
  std::vector<int64_t> adds_;  // by input: mutants the killing set owes to it; 0: not in it
  std::vector<int32_t> order_;
  InputChoice choice_ = InputChoice::All;
  int trueClass_ = -1;
  std::optional<std::vector<int32_t>> only_;
  int sortColumn_ = Input;
  Qt::SortOrder sortOrder_ = Qt::AscendingOrder;
  int pictureSize_ = 64;
  mutable QCache<int32_t, QPixmap> pictures_;
};

}  // namespace maacc
