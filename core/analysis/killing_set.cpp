#include "core/analysis/killing_set.h"

#include <algorithm>
#include <iterator>
#include <queue>

namespace maacc {
namespace {

// How often every mutant is killed by the chosen inputs.
class Cover {
 public:
  Cover(const FlipTable& table, const MutantsByInput& byInput)
      : table_(table), byInput_(byInput), times_(static_cast<std::size_t>(table.mutants())) {
    gain_.reserve(static_cast<std::size_t>(byInput.inputs()));
    for (int64_t input = 0; input < byInput.inputs(); ++input) {
      gain_.push_back(byInput.count(input));
    }
  }

  // Mutants that the input kills and none of the chosen ones does.
  int64_t gain(int32_t input) const { return gain_[static_cast<std::size_t>(input)]; }

  void choose(int32_t input) {
    for (const int32_t mutant : byInput_.of(input)) {
      if (times_[static_cast<std::size_t>(mutant)]++ > 0) {
        continue;
      }
      for (const Flip& flip : table_.of(mutant)) {
        --gain_[static_cast<std::size_t>(flip.input)];
      }
    }
  }

  // Takes the input back where every mutant it kills is killed by another chosen one as well.
  bool drop(int32_t input) {
    const auto mutants = byInput_.of(input);
    const bool needless = std::all_of(mutants.begin(), mutants.end(), [this](int32_t mutant) {
      return times_[static_cast<std::size_t>(mutant)] > 1;
    });
    for (std::size_t i = 0; needless && i < mutants.size(); ++i) {
      --times_[static_cast<std::size_t>(mutants[i])];
    }
    return needless;
  }

 private:
  const FlipTable& table_;
  const MutantsByInput& byInput_;
  std::vector<int32_t> times_;  // by mutant
  std::vector<int64_t> gain_;   // by input
};

struct Candidate {
  int64_t gain = 0;
  int32_t input = -1;
  bool operator<(const Candidate& other) const {
    return gain != other.gain ? gain < other.gain : input > other.input;
  }
};

std::vector<int32_t> chooseGreedily(Cover& cover, int64_t inputs) {
  std::priority_queue<Candidate> queue;
  for (int32_t input = 0; input < inputs; ++input) {
    queue.push({cover.gain(input), input});
  }
  std::vector<int32_t> chosen;
  while (!queue.empty() && queue.top().gain > 0) {
    const Candidate best = queue.top();
    queue.pop();
    // Gains only fall, so that an outdated one goes back and the first current one is the largest.
    const int64_t gain = cover.gain(best.input);
    if (gain < best.gain) {
      queue.push({gain, best.input});
      continue;
    }
    chosen.push_back(best.input);
    cover.choose(best.input);
  }
  return chosen;
}

}  // namespace

KillingSet greedyKillingSet(const FlipTable& table, const MutantsByInput& byInput) {
  Cover cover(table, byInput);
  const std::vector<int32_t> chosen = chooseGreedily(cover, byInput.inputs());
  KillingSet set;
  std::copy_if(chosen.begin(), chosen.end(), std::back_inserter(set.inputs),
               [&cover](int32_t input) { return !cover.drop(input); });
  Cover kept(table, byInput);
  for (const int32_t input : set.inputs) {
    set.adds.push_back(kept.gain(input));
    set.killable += set.adds.back();
    kept.choose(input);
  }
  return set;
}

}  // namespace maacc
