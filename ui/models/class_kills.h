#pragma once

#include <cstdint>
#include <vector>

#include "core/analysis/kill_record.h"

namespace maacc {

enum class ClassVerdict : uint8_t { Spared, Killed, Undecided };

// Which classes every mutant of a run kills, under one criterion. A value: copies go to pool
// threads. Up to 64 classes in 16 bytes per mutant.
class ClassKills {
 public:
  ClassKills() = default;
  ClassKills(size_t mutants, int classes);

  int classes() const { return classes_; }
  size_t mutants() const { return killed_.empty() ? sets_.size() : killed_.size(); }
  // Empty sets: no verdict.
  void set(size_t mutant, const ClassSet& killed, const ClassSet& undecided);
  ClassVerdict of(size_t mutant, int classIndex) const;
  bool kills(size_t mutant, int classIndex) const {
    return of(mutant, classIndex) == ClassVerdict::Killed;
  }
  bool isMasked() const { return !killed_.empty() || sets_.empty(); }  // up to 64 classes
  uint64_t killedMask(size_t mutant) const { return killed_[mutant]; }
  std::vector<int64_t> killsByClass() const;

 private:
  int classes_ = 0;
  std::vector<uint64_t> killed_;  // empty beyond 64 classes
  std::vector<uint64_t> undecided_;
  std::vector<std::vector<ClassVerdict>> sets_;  // only then
};

}  // namespace maacc
