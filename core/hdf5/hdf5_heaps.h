#pragma once

#include <functional>
#include <optional>

#include "core/hdf5/hdf5_source.h"

namespace maacc {

// Object `index` of the global heap collection at `address`, where texts of variable length lie.
std::optional<Hdf5Block> hdf5GlobalHeapObject(const Hdf5Source& source,
                                              uint64_t address,
                                              uint64_t index);

// A fractal heap: links and attributes of objects that have many of them.
class Hdf5FractalHeap {
 public:
  // nullopt when it is damaged, or filtered (which libhdf5 does on request only).
  static std::optional<Hdf5FractalHeap> open(const Hdf5Source& source, uint64_t address);

  // The object with this heap ID; nullopt when it is damaged, or stored apart as a huge object.
  std::optional<Hdf5Block> object(Hdf5Bytes id) const;

 private:
  explicit Hdf5FractalHeap(const Hdf5Source& source) : source_(&source) {}

  uint64_t blockSize(uint64_t row) const;
  std::optional<Hdf5Block> managed(uint64_t offset, uint64_t length) const;
  std::optional<Hdf5Block> inDirectBlock(uint64_t address,
                                         uint64_t size,
                                         uint64_t offset,
                                         uint64_t length) const;

  const Hdf5Source* source_;
  uint64_t offsetWidth_ = 0;
  uint64_t lengthWidth_ = 0;
  uint64_t tableWidth_ = 0;
  uint64_t firstSize_ = 0;  // bytes of the smallest blocks; a power of two
  uint64_t largestDirect_ = 0;
  uint64_t root_ = 0;
  uint64_t rootRows_ = 0;  // 0: the root is a direct block
};

// Calls `action` with every record of a version 2 B-tree, in order; false when the tree is damaged,
// not of this type or has more than a million records.
bool forEachHdf5Record(const Hdf5Source& source,
                       uint64_t address,
                       uint64_t type,
                       const std::function<void(Hdf5Bytes)>& action);

}  // namespace maacc
