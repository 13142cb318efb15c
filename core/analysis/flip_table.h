#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/analysis/kill_record.h"

namespace maacc {

// The kill matrix of a run by rows: which correctly classified inputs every mutant flips, and what
// it takes them for. Eight bytes per flip.
class FlipTable {
 public:
  FlipTable() = default;
  FlipTable(int64_t mutants, int64_t inputs);

  // Mutants in ascending order, each at most once; flips ascending by input.
  void add(int64_t mutant, std::span<const Flip> flips);

  int64_t mutants() const { return static_cast<int64_t>(offsets_.size()) - 1; }  // planned
  int64_t inputs() const { return inputs_; }  // correctly classified
  int64_t size() const { return static_cast<int64_t>(flips_.size()); }
  std::span<const Flip> of(int64_t mutant) const;  // empty where it flips nothing

 private:
  int64_t inputs_ = 0;
  int64_t next_ = 0;                     // mutants from here on have no flips yet
  std::vector<std::size_t> offsets_{0};  // by mutant, and the end
  std::vector<Flip> flips_;
};

// The same by columns: which mutants every input kills, ascending.
class MutantsByInput {
 public:
  MutantsByInput() = default;
  explicit MutantsByInput(const FlipTable& table);

  int64_t inputs() const { return static_cast<int64_t>(offsets_.size()) - 1; }
  std::span<const int32_t> of(int64_t input) const;
  int64_t count(int64_t input) const { return static_cast<int64_t>(of(input).size()); }

 private:
  std::vector<std::size_t> offsets_{0};
  std::vector<int32_t> mutants_;
};

// Which true class turned into which, over all mutants: [true * classes + predicted].
struct ClassChanges {
  int classes = 0;
  std::vector<int64_t> flips;    // pairs of a mutant and an input
  std::vector<int64_t> mutants;  // that make at least one such pair
  std::vector<int64_t> inputs;   // that are in at least one such pair

  std::size_t cell(int32_t trueClass, int32_t predictedClass) const {
    return static_cast<std::size_t>(trueClass) * static_cast<std::size_t>(classes) +
           static_cast<std::size_t>(predictedClass);
  }
};
// labels: by correctly classified input, in [0, classes).
ClassChanges countClassChanges(const FlipTable& table,
                               std::span<const int32_t> labels,
                               int classes);

}  // namespace maacc
