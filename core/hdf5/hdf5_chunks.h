#pragma once

#include <optional>

#include "core/hdf5/hdf5_filters.h"
#include "core/hdf5/hdf5_place.h"
#include "core/model/tensor.h"

namespace maacc {

// One piece of an array that is kept in pieces of equal shape.
struct Hdf5Chunk {
  uint64_t number = 0;  // row-major place in the grid of chunks
  uint64_t address = 0;
  uint64_t storedBytes = 0;
  uint64_t skippedSteps = 0;  // of the filters, a bit each
};

// The grid of chunks over an array: sizes per axis, both of at least one axis.
struct Hdf5ChunkGrid {
  Shape array;
  Shape chunk;
  uint64_t elementBytes = 0;

  int64_t chunksAlong(size_t axis) const {
    return array[axis] / chunk[axis] + (array[axis] % chunk[axis] != 0 ? 1 : 0);
  }
  uint64_t chunkBytes() const;
  // First element of chunk `number`, per axis.
  Shape origin(uint64_t number) const;
};

// How and where a chunked array is kept.
struct Hdf5Chunks {
  Hdf5ChunkGrid grid;
  std::vector<Hdf5Chunk> stored;  // by number; the others were never written
};

// Reads a layout message of the chunked class, and the index that it names. Throws Error: BadInput
// when it is damaged (chunks that overlap, lie outside the file or cannot hold what they should),
// Unsupported for an index that is not read.
Hdf5Chunks readHdf5Chunks(const Hdf5Source& source,
                          Hdf5Bytes layout,
                          const Shape& array,
                          uint64_t elementBytes,
                          const Hdf5Filters& filters,
                          const Hdf5Place& place);

}  // namespace maacc
