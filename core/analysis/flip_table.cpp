#include "core/analysis/flip_table.h"

#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

// Counts every cell at most once per owner: owners come one after the other.
class DistinctOwners {
 public:
  explicit DistinctOwners(std::size_t cells) : last_(cells, -1) {}
  bool isNew(std::size_t cell, int64_t owner) { return std::exchange(last_[cell], owner) != owner; }

 private:
  std::vector<int64_t> last_;
};

}  // namespace

FlipTable::FlipTable(int64_t mutants, int64_t inputs)
    : inputs_(inputs), offsets_(static_cast<std::size_t>(mutants) + 1, 0) {}

void FlipTable::add(int64_t mutant, std::span<const Flip> flips) {
  MAACC_CHECK(mutant >= next_ && mutant < mutants());
  flips_.insert(flips_.end(), flips.begin(), flips.end());
  // Those between have none, and those that follow none yet.
  for (; next_ <= mutant; ++next_) {
    offsets_[static_cast<std::size_t>(next_) + 1] =
        next_ == mutant ? flips_.size() : offsets_[static_cast<std::size_t>(next_)];
  }
}

std::span<const Flip> FlipTable::of(int64_t mutant) const {
  if (mutant < 0 || mutant >= next_) {
    return {};
  }
  const std::size_t first = offsets_[static_cast<std::size_t>(mutant)];
  return {flips_.data() + first, offsets_[static_cast<std::size_t>(mutant) + 1] - first};
}

MutantsByInput::MutantsByInput(const FlipTable& table)
    : offsets_(static_cast<std::size_t>(table.inputs()) + 1, 0) {
  for (int64_t mutant = 0; mutant < table.mutants(); ++mutant) {
    for (const Flip& flip : table.of(mutant)) {
      ++offsets_.at(static_cast<std::size_t>(flip.input) + 1);
    }
  }
  for (std::size_t input = 1; input < offsets_.size(); ++input) {
    offsets_[input] += offsets_[input - 1];
  }
  mutants_.resize(static_cast<std::size_t>(table.size()));
  std::vector<std::size_t> next(offsets_.begin(), offsets_.end() - 1);
  for (int64_t mutant = 0; mutant < table.mutants(); ++mutant) {
    for (const Flip& flip : table.of(mutant)) {
      mutants_[next[static_cast<std::size_t>(flip.input)]++] = static_cast<int32_t>(mutant);
    }
  }
}

std::span<const int32_t> MutantsByInput::of(int64_t input) const {
  const std::size_t first = offsets_.at(static_cast<std::size_t>(input));
  return {mutants_.data() + first, offsets_.at(static_cast<std::size_t>(input) + 1) - first};
}

ClassChanges countClassChanges(const FlipTable& table,
                               std::span<const int32_t> labels,
                               int classes) {
  MAACC_CHECK(static_cast<int64_t>(labels.size()) == table.inputs());
  const std::size_t cells = static_cast<std::size_t>(classes) * static_cast<std::size_t>(classes);
  ClassChanges changes{classes, std::vector<int64_t>(cells), std::vector<int64_t>(cells),
                       std::vector<int64_t>(cells)};
  DistinctOwners mutants(cells);
  // By input, the classes it was taken for.
  std::vector<std::vector<bool>> seen(labels.size());
  for (int64_t mutant = 0; mutant < table.mutants(); ++mutant) {
    for (const Flip& flip : table.of(mutant)) {
      const auto input = static_cast<std::size_t>(flip.input);
      const std::size_t cell = changes.cell(labels[input], flip.predictedClass);
      ++changes.flips[cell];
      changes.mutants[cell] += mutants.isNew(cell, mutant) ? 1 : 0;
      if (seen[input].empty()) {
        seen[input].resize(static_cast<std::size_t>(classes));
      }
      if (!seen[input][static_cast<std::size_t>(flip.predictedClass)]) {
        seen[input][static_cast<std::size_t>(flip.predictedClass)] = true;
        ++changes.inputs[cell];
      }
    }
  }
  return changes;
}

}  // namespace maacc
