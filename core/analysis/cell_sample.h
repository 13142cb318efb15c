#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace maacc {

// Which undecided cells a two-phase run decides for certain, so that they speak for the others. A
// cell is a class of a mutant; killed or not says the mutant's record.
struct CellSample {
  struct Stratum {
    std::string name;
    int64_t cells = 0;  // undecided ones that the stratum is made of
    bool operator==(const Stratum&) const = default;
  };
  struct Cell {
    int64_t mutantIndex = -1;  // position in the plan
    int32_t classIndex = -1;
    int32_t stratum = -1;
    bool operator==(const Cell&) const = default;
  };
  std::vector<Stratum> strata;
  std::vector<Cell> cells;  // no cell twice
  bool operator==(const CellSample&) const = default;
};

}  // namespace maacc
