#include "ui/models/mutant_order.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "ui/models/mutant_table_model.h"

namespace maacc {
namespace {

constexpr uint32_t kLast = std::numeric_limits<uint32_t>::max();

std::optional<int64_t> known(int64_t value) {
  return value < 0 ? std::nullopt : std::optional<int64_t>(value);
}

std::optional<int64_t> valueOf(const RunDescription& run,
                               const MutantColumns& columns,
                               int column,
                               size_t mutant) {
  const Mutant& m = run.plan.mutants[mutant];
  switch (column) {
    case MutantTableModel::Layer:
      return m.weightedLayer;
    case MutantTableModel::Units:
      return m.units.empty() ? 0 : m.units.front();
    case MutantTableModel::Op:
      return run.operatorOf[mutant];
    case MutantTableModel::Status:
      return static_cast<int64_t>(columns.verdict(mutant));
    case MutantTableModel::Flipped:
      return known(columns.flipped(mutant));
    case MutantTableModel::KilledTrue:
      return known(columns.killed(mutant, KillCriterion::TrueClass));
    case MutantTableModel::KilledPredicted:
      return known(columns.killed(mutant, KillCriterion::PredictedClass));
    case MutantTableModel::Mark:
      // Marked ones first.
      return columns.mark(mutant) == MarkState::Unmarked
                 ? kMarkStateCount
                 : static_cast<int64_t>(columns.mark(mutant));
    case MutantTableModel::Group:
      return known(columns.group(mutant));
    default:
      return static_cast<int64_t>(mutant);
  }
}

}  // namespace

std::vector<uint32_t> sortMutants(const RunDescription& run,
                                  const MutantColumns& columns,
                                  const MutantSorting& sorting) {
  std::vector<uint64_t> keys;
  keys.reserve(columns.size());
  for (size_t mutant = 0; mutant < columns.size(); ++mutant) {
    uint32_t key = columns.recordOf(mutant) >= 0 ? kLast - 1 : kLast;
    if (const auto value = valueOf(run, columns, sorting.column, mutant)) {
      key = static_cast<uint32_t>(std::clamp<int64_t>(*value, 0, kLast - 2));
      key = sorting.order == Qt::AscendingOrder ? key : kLast - 2 - key;
    }
    keys.push_back(uint64_t{key} << 32 | mutant);
  }
  if (!std::is_sorted(keys.begin(), keys.end())) {
    std::sort(keys.begin(), keys.end());
  }
  return {keys.begin(), keys.end()};  // the low half is the mutant
}

MutantOrder orderMutants(const MutantOrderQuestion& question) {
  MutantOrder answer;
  answer.sorted = question.sorted;
  if (answer.sorted == nullptr) {
    answer.sorted = std::make_shared<const std::vector<uint32_t>>(
        sortMutants(*question.run, *question.columns, question.sorting));
  }
  answer.shown = question.columns->select(question.filter, *answer.sorted, answer.counts);
  return answer;
}

}  // namespace maacc
