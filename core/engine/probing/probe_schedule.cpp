#include "core/engine/probing/probe_schedule.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr float kNone = std::numeric_limits<float>::infinity();
// Logits are float32: no prediction is better than this.
constexpr double kSmallestScale = 1e-6;

// A margin that is no number is as good as a flip: the pair has to be looked at.
bool isLess(const FlipCandidate& a, const FlipCandidate& b) {
  return std::tie(a.predictedMargin, a.input) < std::tie(b.predictedMargin, b.input);
}

}  // namespace

ProbeSchedule::ProbeSchedule(int64_t mutants, int classes, int candidatesPerCell)
    : classes_(classes),
      candidatesPerCell_(static_cast<std::size_t>(candidatesPerCell)),
      cells_(static_cast<std::size_t>(mutants * classes)),
      errors_(static_cast<std::size_t>(mutants)) {
  MAACC_CHECK(candidatesPerCell > 0);
}

void ProbeSchedule::offer(int64_t mutant, int32_t classIndex, const FlipCandidate& candidate) {
  FlipCandidate kept = candidate;
  if (!std::isfinite(kept.predictedMargin)) {
    kept.predictedMargin = -kNone;
  }
  std::vector<FlipCandidate>& best = cell(mutant, classIndex).candidates;
  if (best.size() == candidatesPerCell_) {
    if (!isLess(kept, best.front())) {
      return;
    }
    std::pop_heap(best.begin(), best.end(), isLess);
    best.back() = kept;
  } else {
    best.push_back(kept);
  }
  std::push_heap(best.begin(), best.end(), isLess);
}

float ProbeSchedule::limit(int64_t mutant, int32_t classIndex) const {
  const std::vector<FlipCandidate>& best = cell(mutant, classIndex).candidates;
  return best.size() < candidatesPerCell_ ? kNone : best.front().predictedMargin;
}

void ProbeSchedule::sort() {
  for (Cell& cell : cells_) {
    std::sort_heap(cell.candidates.begin(), cell.candidates.end(), isLess);
  }
}

double ProbeSchedule::scale(int64_t mutant) const {
  const Errors& errors = errors_[static_cast<std::size_t>(mutant)];
  const double square = errors.count == 0 ? 0 : errors.squares / static_cast<double>(errors.count);
  return std::max(std::sqrt(square), kSmallestScale);
}

void ProbeSchedule::skipProbed(int64_t mutant, Cell& cell) const {
  const std::vector<int32_t>& probed = errors_[static_cast<std::size_t>(mutant)].probed;
  while (cell.next < cell.candidates.size() &&
         std::binary_search(probed.begin(), probed.end(), cell.candidates[cell.next].input)) {
    ++cell.next;
  }
}

double ProbeSchedule::urgency(int64_t mutant, int32_t classIndex) const {
  const Cell& open = cell(mutant, classIndex);
  MAACC_CHECK(open.open);
  const std::vector<int32_t>& probed = errors_[static_cast<std::size_t>(mutant)].probed;
  for (std::size_t i = open.next; i < open.candidates.size(); ++i) {
    if (!std::binary_search(probed.begin(), probed.end(), open.candidates[i].input)) {
      return static_cast<double>(open.candidates[i].predictedMargin) / scale(mutant);
    }
  }
  return kNone;
}

void ProbeSchedule::addChoices(int64_t mutant, double largestUrgency, int perCell) {
  const double unit = scale(mutant);
  for (int32_t c = 0; c < classes_; ++c) {
    Cell& open = cell(mutant, c);
    if (!open.open) {
      continue;
    }
    skipProbed(mutant, open);
    const std::size_t end =
        std::min(open.next + static_cast<std::size_t>(perCell), open.candidates.size());
    for (std::size_t i = open.next; i < end; ++i) {
      const FlipCandidate& candidate = open.candidates[i];
      const double urgency = static_cast<double>(candidate.predictedMargin) / unit;
      if (urgency <= largestUrgency) {
        choices_.push_back({urgency, {mutant, c, candidate}});
      }
    }
  }
}

std::vector<Probe> ProbeSchedule::next(int64_t count, double largestUrgency, int perCell) {
  choices_.clear();
  for (std::size_t mutant = 0; mutant < errors_.size(); ++mutant) {
    addChoices(static_cast<int64_t>(mutant), largestUrgency, perCell);
  }
  const auto key = [](const Choice& choice) {
    return std::make_tuple(choice.urgency, choice.probe.mutant, choice.probe.classIndex,
                           choice.probe.candidate.input);
  };
  const std::size_t chosen = std::min(choices_.size(), static_cast<std::size_t>(count));
  std::nth_element(choices_.begin(), choices_.begin() + static_cast<std::ptrdiff_t>(chosen),
                   choices_.end(),
                   [&](const Choice& a, const Choice& b) { return key(a) < key(b); });
  choices_.resize(chosen);
  std::vector<Probe> probes;
  probes.reserve(chosen);
  for (const Choice& choice : choices_) {
    probes.push_back(choice.probe);
  }
  // The most urgent class first where a pair was chosen for several.
  std::sort(probes.begin(), probes.end(), [](const Probe& a, const Probe& b) {
    return std::tie(a.mutant, a.candidate.input, a.candidate.predictedMargin, a.classIndex) <
           std::tie(b.mutant, b.candidate.input, b.candidate.predictedMargin, b.classIndex);
  });
  probes.erase(std::unique(probes.begin(), probes.end(),
                           [](const Probe& a, const Probe& b) {
                             return a.mutant == b.mutant && a.candidate.input == b.candidate.input;
                           }),
               probes.end());
  for (const Probe& probe : probes) {
    std::vector<int32_t>& probed = errors_[static_cast<std::size_t>(probe.mutant)].probed;
    probed.insert(std::lower_bound(probed.begin(), probed.end(), probe.candidate.input),
                  probe.candidate.input);
  }
  return probes;
}

void ProbeSchedule::observe(const Probe& probe, float margin) {
  const double error =
      static_cast<double>(margin) - static_cast<double>(probe.candidate.predictedMargin);
  if (std::isfinite(error)) {
    Errors& errors = errors_[static_cast<std::size_t>(probe.mutant)];
    errors.squares += error * error;
    ++errors.count;
  }
}

void ProbeSchedule::close(int64_t mutant, int32_t classIndex) {
  Cell& closed = cell(mutant, classIndex);
  closed.open = false;
  closed.candidates = {};
  closed.next = 0;
}

}  // namespace maacc
