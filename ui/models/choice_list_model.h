#pragma once

#include <QAbstractListModel>
#include <QStringList>
#include <vector>

namespace maacc {

// The choices of one filter with how many mutants each would show: "conv1 (96)". Row 0 is all of
// them. Text exists only for the rows on the screen, so that ten thousand clusters are no burden.
class ChoiceListModel : public QAbstractListModel {
  Q_OBJECT

 public:
  explicit ChoiceListModel(QString all, QObject* parent = nullptr)
      : QAbstractListModel(parent), all_(std::move(all)) {}

  void setNames(const QStringList& names);
  // By name, and of all of them; without counts none are shown. Sizes that differ from the names
  // count as none.
  void setCounts(std::vector<int64_t> counts, int64_t all);

  int rowCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;

 private:
  QString all_;
  QStringList names_;
  std::vector<int64_t> counts_;
  int64_t allCount_ = -1;
};

}  // namespace maacc
