#pragma once

#include <optional>

#include "core/hdf5/hdf5_chunks.h"
#include "core/hdf5/hdf5_types.h"

namespace maacc {

// An array of an HDF5 file: contiguous, inside its header, or in chunks (deflate, LZF, shuffle and
// fletcher32; the checksum is compared). Values are read row by row, so a large one never has to
// lie in memory; a row is everything at one index of the first axis. Refers to the source, which
// must outlive it. Reads of several threads may overlap.
class Hdf5Dataset {
 public:
  // What the header says; nullopt when the object is not an array. Throws Error: BadInput when the
  // header is damaged.
  static std::optional<Hdf5Dataset> open(const Hdf5Source& source,
                                         const Hdf5Object& object,
                                         const Hdf5Place& place);

  const Shape& shape() const { return shape_; }
  const Hdf5Type& type() const { return type_; }
  int64_t rowCount() const { return shape_.empty() ? 1 : shape_.front(); }
  uint64_t rowBytes() const { return rowBytes_; }
  // Rows that are cheap to read together: those of one layer of chunks.
  int64_t rowsPerBlock() const;

  // Finds out where the values lie; once, before reading. Throws Error: BadInput when the values
  // are not all in the file, Unsupported for values in other files and for other compression. After
  // this, the whole array is no larger than what the file can hold.
  void locate(const Hdf5Place& place);

  // Rows first .. first + count - 1 as the file keeps them (byte order included), row-major, into
  // `out` of count * rowBytes() bytes. Throws Error{BadInput} when a chunk is damaged.
  void readRows(int64_t first,
                int64_t count,
                std::span<unsigned char> out,
                const Hdf5Place& place) const;

  // All rows; memory grows with what is really there. Throws as readRows.
  Hdf5Block readAll(const Hdf5Place& place) const;

 private:
  Hdf5Dataset() = default;

  void locateOneStretch(uint64_t kind, const Hdf5Place& place);
  void locateChunks(const Hdf5Object& object, const Hdf5Place& place);
  void copyChunk(const Hdf5Chunk& chunk,
                 int64_t first,
                 int64_t count,
                 std::span<unsigned char> out,
                 const Hdf5Place& place) const;

  const Hdf5Source* source_ = nullptr;
  Shape shape_;
  Hdf5Type type_;
  uint64_t rowBytes_ = 0;
  uint64_t bytes_ = 0;
  Hdf5Object object_;              // header, until located
  std::optional<uint64_t> start_;  // contiguous: address of the first row
  Hdf5Block compact_;              // values inside the header
  std::optional<Hdf5Chunks> chunks_;
  Hdf5Filters filters_;
  Hdf5Block fill_;  // one element, for chunks that were never written
};

}  // namespace maacc
