#pragma once

#include <string>

#include "core/hdf5/hdf5_objects.h"

namespace maacc {

// The steps that a chunk went through before it was written, in that order.
struct Hdf5Filters {
  struct Step {
    uint64_t id = 0;
    uint64_t parameter = 0;  // its first number; the element size for shuffle
  };
  std::vector<Step> steps;
  std::string damage;  // what is broken; empty when nothing is
  std::string
      foreign;  // a step that is not undone here, "SZIP", "Blosc", ...; empty when there is none

  bool compresses() const;
};

// message: null when an array has no filters.
Hdf5Filters readHdf5Filters(const Hdf5Message* message);

// Undoes the steps of one stored chunk that `skippedSteps` (a bit per step) does not leave out.
// Returns exactly `bytes` bytes, or nothing when the chunk is damaged: another length, a wrong
// checksum, or more than deflate can pack into it (1032:1), which is seen before memory is asked
// for.
Hdf5Block unpackHdf5Chunk(Hdf5Block stored,
                          const Hdf5Filters& filters,
                          uint64_t skippedSteps,
                          uint64_t bytes);

// Whether a stored chunk of this length can hold so many bytes.
bool canHdf5ChunkHold(uint64_t storedBytes, uint64_t bytes, const Hdf5Filters& filters);

}  // namespace maacc
