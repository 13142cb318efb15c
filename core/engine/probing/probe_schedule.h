#pragma once

#include <cstdint>
#include <vector>

namespace maacc {

// An input that may flip under a mutant and kill a class. A cell is a pair of mutant and class.
struct FlipCandidate {
  float predictedMargin = 0;  // negative: predicted to flip
  int32_t input = -1;
};

// A (mutant, input) pair to evaluate, and the class it was chosen for.
struct Probe {
  int64_t mutant = -1;
  int32_t classIndex = -1;
  FlipCandidate candidate;
};

// Which pairs to evaluate first so that kills are found with few evaluations. Every cell keeps its
// most promising inputs. A prediction errs, by an amount that differs from mutant to mutant and
// that is seen wherever a pair is evaluated: the urgency of a candidate is its predicted margin
// divided by the root mean square of the mutant's errors so far, and the pairs of smallest urgency
// come first. Calls for different mutants may come from different threads, except in next().
class ProbeSchedule {
 public:
  ProbeSchedule(int64_t mutants, int classes, int candidatesPerCell);

  // Keeps the candidate if it is among the cell's best so far. Only before sort().
  void offer(int64_t mutant, int32_t classIndex, const FlipCandidate& candidate);
  // A candidate must have a smaller predicted margin than this to be kept.
  float limit(int64_t mutant, int32_t classIndex) const;
  void sort();  // candidates into order; after the last offer

  // At most `count` of the most urgent pairs of open cells, none with an urgency above
  // `largestUrgency`, ascending by mutant. No pair comes twice; at most perCell of one cell, so
  // that the first of them can spare the others.
  std::vector<Probe> next(int64_t count, double largestUrgency, int perCell);

  // What the evaluation of a probe says: the margin by which the input does not kill the class.
  void observe(const Probe& probe, float margin);

  void close(int64_t mutant, int32_t classIndex);  // killed, or proven to survive
  bool isOpen(int64_t mutant, int32_t classIndex) const { return cell(mutant, classIndex).open; }

  // Of the cell's best candidate that is left; infinite where none is left. Only for open cells.
  double urgency(int64_t mutant, int32_t classIndex) const;

 private:
  struct Cell {
    std::vector<FlipCandidate> candidates;  // a heap with the worst on top, then ascending
    std::size_t next = 0;
    bool open = true;
  };
  struct Errors {
    double squares = 0;
    int64_t count = 0;
    std::vector<int32_t> probed;  // inputs, ascending
  };

  Cell& cell(int64_t mutant, int32_t classIndex) {
    return cells_[static_cast<std::size_t>(mutant * classes_ + classIndex)];
  }
  const Cell& cell(int64_t mutant, int32_t classIndex) const {
    return cells_[static_cast<std::size_t>(mutant * classes_ + classIndex)];
  }
  double scale(int64_t mutant) const;
  void addChoices(int64_t mutant, double largestUrgency, int perCell);
  void skipProbed(int64_t mutant, Cell& cell) const;

  struct Choice {
    double urgency = 0;
    Probe probe;
  };

  int classes_;
  std::size_t candidatesPerCell_;
  std::vector<Cell> cells_;     // [mutants][classes]
  std::vector<Errors> errors_;  // by mutant
  std::vector<Choice> choices_;
};

}  // namespace maacc
