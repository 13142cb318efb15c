#include "ui/models/choice_list_model.h"

#include "ui/text.h"

namespace maacc {

void ChoiceListModel::setNames(const QStringList& names) {
  beginResetModel();
  names_ = names;
  counts_.clear();
  allCount_ = -1;
  endResetModel();
}

void ChoiceListModel::setCounts(std::vector<int64_t> counts, int64_t all) {
  counts_ = std::move(counts);
  allCount_ = all;
  if (counts_.size() != static_cast<size_t>(names_.size())) {
    counts_.clear();
  }
  emit dataChanged(index(0), index(rowCount() - 1), {Qt::DisplayRole});
}

int ChoiceListModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(names_.size()) + 1;
}

QVariant ChoiceListModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::DisplayRole) {
    return {};
  }
  const int name = index.row() - 1;
  const QString& text = name < 0 ? all_ : names_[name];
  const int64_t count = name < 0          ? allCount_
                        : counts_.empty() ? -1
                                          : counts_[static_cast<size_t>(name)];
  return count < 0 ? text : QStringLiteral("%1 (%2)").arg(text, countText(count));
}

}  // namespace maacc
