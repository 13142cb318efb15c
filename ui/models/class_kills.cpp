#include "ui/models/class_kills.h"

#include <bit>

namespace maacc {
namespace {

constexpr int kMaskedClasses = 64;

uint64_t maskOf(const ClassSet& set) {
  uint64_t mask = 0;
  for (size_t c = 0; c < set.size(); ++c) {
    mask |= uint64_t{set[c] != 0} << c;
  }
  return mask;
}

}  // namespace

ClassKills::ClassKills(size_t mutants, int classes) : classes_(classes) {
  if (classes <= kMaskedClasses) {
    killed_.assign(mutants, 0);
    undecided_.assign(mutants, 0);
  } else {
    sets_.resize(mutants);
  }
}

void ClassKills::set(size_t mutant, const ClassSet& killed, const ClassSet& undecided) {
  if (isMasked()) {
    killed_[mutant] = maskOf(killed);
    undecided_[mutant] = maskOf(undecided) & ~killed_[mutant];
    return;
  }
  std::vector<ClassVerdict>& verdicts = sets_[mutant];
  verdicts.assign(killed.size(), ClassVerdict::Spared);
  for (size_t c = 0; c < killed.size(); ++c) {
    if (killed[c] != 0) {
      verdicts[c] = ClassVerdict::Killed;
    } else if (c < undecided.size() && undecided[c] != 0) {
      verdicts[c] = ClassVerdict::Undecided;
    }
  }
}

ClassVerdict ClassKills::of(size_t mutant, int classIndex) const {
  const auto c = static_cast<size_t>(classIndex);
  if (!isMasked()) {
    return c < sets_[mutant].size() ? sets_[mutant][c] : ClassVerdict::Spared;
  }
  if ((killed_[mutant] >> c & 1U) != 0) {
    return ClassVerdict::Killed;
  }
  return (undecided_[mutant] >> c & 1U) != 0 ? ClassVerdict::Undecided : ClassVerdict::Spared;
}

std::vector<int64_t> ClassKills::killsByClass() const {
  std::vector<int64_t> kills(static_cast<size_t>(classes_));
  for (uint64_t mask : killed_) {
    for (; mask != 0; mask &= mask - 1) {
      ++kills[static_cast<size_t>(std::countr_zero(mask))];
    }
  }
  for (const std::vector<ClassVerdict>& verdicts : sets_) {
    for (size_t c = 0; c < verdicts.size(); ++c) {
      kills[c] += verdicts[c] == ClassVerdict::Killed ? 1 : 0;
    }
  }
  return kills;
}

}  // namespace maacc
