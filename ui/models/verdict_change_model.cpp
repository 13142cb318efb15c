#include "ui/models/verdict_change_model.h"

#include <algorithm>

#include "core/report/comparison_report.h"
#include "ui/text.h"
#include "ui/verdict.h"

namespace maacc {

void VerdictChangeModel::setComparison(std::shared_ptr<const RunSetComparison> set) {
  beginResetModel();
  set_ = std::move(set);
  filter_ = {};
  transitions_.clear();
  total_ = 0;
  for (size_t i = 0; set_ != nullptr && i < set_->comparisons.size(); ++i) {
    if (!set_->isShown(i)) {
      continue;
    }
    const VerdictComparison& verdicts = set_->comparisons[i].verdicts;
    total_ += static_cast<qint64>(verdicts.changes.size());
    for (const StatusTransition& more : verdicts.transitions) {
      const auto same = [&more](const StatusTransition& known) {
        return known.base == more.base && known.run == more.run;
      };
      const auto known = std::find_if(transitions_.begin(), transitions_.end(), same);
      if (known == transitions_.end()) {
        transitions_.push_back(more);
      } else {
        known->mutants += more.mutants;
      }
    }
  }
  rows_ = shownRows();
  endResetModel();
}

void VerdictChangeModel::setFilter(const ChangeFilter& filter) {
  beginResetModel();
  filter_ = filter;
  rows_ = shownRows();
  endResetModel();
}

std::vector<VerdictChangeModel::Row> VerdictChangeModel::shownRows() const {
  std::vector<Row> rows;
  const std::string words = filter_.text.trimmed().toLower().toStdString();
  const auto hasWords = [&words](const std::string& id) {
    const auto found = std::search(id.begin(), id.end(), words.begin(), words.end(),
                                   [](char a, char b) { return std::tolower(a) == b; });
    return words.empty() || found != id.end();
  };
  for (size_t i = 0; set_ != nullptr && i < set_->comparisons.size(); ++i) {
    if (!set_->isShown(i) ||
        (filter_.comparison >= 0 && filter_.comparison != static_cast<int>(i))) {
      continue;
    }
    const std::vector<VerdictChange>& changes = set_->comparisons[i].verdicts.changes;
    for (size_t c = 0; c < changes.size(); ++c) {
      const bool wanted =
          filter_.transition < 0 ||
          (transitions_[static_cast<size_t>(filter_.transition)].base == changes[c].base &&
           transitions_[static_cast<size_t>(filter_.transition)].run == changes[c].run);
      if (wanted && hasWords(changes[c].mutantId)) {
        rows.push_back({static_cast<uint32_t>(i), static_cast<uint32_t>(c)});
      }
    }
  }
  return rows;
}

const VerdictChange& VerdictChangeModel::changeAt(int row) const {
  const Row& shown = rows_[static_cast<size_t>(row)];
  return set_->comparisons[shown.comparison].verdicts.changes[shown.change];
}

const RunFacts& VerdictChangeModel::runAt(int row) const {
  return set_->runs[rows_[static_cast<size_t>(row)].comparison];
}

int VerdictChangeModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int VerdictChangeModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QString VerdictChangeModel::text(const QModelIndex& index) const {
  const VerdictChange& change = changeAt(index.row());
  switch (index.column()) {
    case Run:
      return runAt(index.row()).name;
    case Mutant:
      return QString::fromStdString(change.mutantId);
    case Base:
      return verdictText(verdictOf(change.base));
    case Now:
      return verdictText(verdictOf(change.run));
    case Classes: {
      const std::string classes = classChangeText(change);
      return classes.empty() ? dashText() : QString::fromStdString(classes);
    }
    default:
      return {};
  }
}

QVariant VerdictChangeModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  switch (role) {
    case Qt::DisplayRole:
      return text(index);
    case Qt::TextAlignmentRole:
      return cellAlignment(false);
    default:
      return {};
  }
}

QVariant VerdictChangeModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical) {
    return {};
  }
  if (role == Qt::TextAlignmentRole) {
    return cellAlignment(false);
  }
  if (role == Qt::ToolTipRole && section == Classes) {
    return tr("Killed classes in the base and in the run, one digit per class, by criterion");
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
    case Run:
      return tr("Run");
    case Mutant:
      return tr("Mutant");
    case Base:
      return tr("In the base");
    case Now:
      return tr("In the run");
    case Classes:
      return tr("Killed classes");
    default:
      return {};
  }
}

}  // namespace maacc
