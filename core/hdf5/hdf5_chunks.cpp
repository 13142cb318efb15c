#include "core/hdf5/hdf5_chunks.h"

#include <algorithm>

namespace maacc {
namespace {

constexpr int kMaxTreeLevel = 16;

// Section III.A.1, node type 1: keys are the place, length and skipped filters of a chunk.
class ChunkTreeReader {
 public:
  ChunkTreeReader(const Hdf5Source& source, const Hdf5ChunkGrid& grid, const Hdf5Place& place)
      : source_(source), grid_(grid), place_(place), keyBytes_(8 + 8 * (grid.array.size() + 1)) {}

  std::vector<Hdf5Chunk> read(uint64_t address) {
    if (address != kHdf5NoAddress) {
      readNode(address, -1);
    }
    return std::move(chunks_);
  }

 private:
  // As for groups: levels fall, and blocks of a sound tree do not overlap.
  void readNode(uint64_t address, int level) {
    const Hdf5Block head = source_.block(address, 24);
    const int ownLevel = static_cast<int>(hdf5Number(head, 5, 1));
    const uint64_t count = hdf5Number(head, 6, 2);
    const uint64_t bytes = count * (keyBytes_ + 8);
    bytesRead_ += 24 + bytes;
    if (!hdf5HasSignature(head, "TREE") || hdf5Number(head, 4, 1) != 1 ||
        ownLevel > kMaxTreeLevel || (level >= 0 && ownLevel != level) ||
        bytesRead_ > source_.size()) {
      place_.damaged("the index of an array is broken");
    }
    const Hdf5Block entries = source_.block(address + 24, bytes);
    if (entries.size() != bytes) {
      place_.damaged("the index of an array is cut off");
    }
    Hdf5Cursor cursor(entries);
    for (uint64_t i = 0; i < count; ++i) {
      const Hdf5Bytes key = cursor.bytes(keyBytes_);
      const uint64_t child = cursor.number(8);
      if (ownLevel > 0) {
        readNode(child, ownLevel - 1);
      } else {
        add(key, child);
      }
    }
  }

  void add(Hdf5Bytes key, uint64_t address) {
    Hdf5Chunk chunk{0, address, hdf5Number(key, 0, 4), hdf5Number(key, 4, 4)};
    bool isOutside = false;
    for (size_t axis = 0; axis < grid_.array.size(); ++axis) {
      const uint64_t start = hdf5Number(key, 8 + 8 * axis, 8);
      const auto size = static_cast<uint64_t>(grid_.chunk[axis]);
      if (start % size != 0) {
        place_.damaged("a piece of an array lies across others");
      }
      // Arrays that were made smaller may keep pieces beyond their end.
      isOutside |= start >= static_cast<uint64_t>(grid_.array[axis]);
      chunk.number = chunk.number * static_cast<uint64_t>(grid_.chunksAlong(axis)) + start / size;
    }
    if (!isOutside) {
      chunks_.push_back(chunk);
    }
  }

  const Hdf5Source& source_;
  const Hdf5ChunkGrid& grid_;
  const Hdf5Place& place_;
  uint64_t keyBytes_;
  uint64_t bytesRead_ = 0;
  std::vector<Hdf5Chunk> chunks_;
};

// Chunks of a sound array do not share bytes, so they can expand only as far as one stretch of that
// length can.
void checkChunks(const Hdf5Source& source,
                 const Hdf5Chunks& chunks,
                 const Hdf5Filters& filters,
                 const Hdf5Place& place) {
  uint64_t total = 0;
  for (size_t i = 0; i < chunks.stored.size(); ++i) {
    const Hdf5Chunk& chunk = chunks.stored[i];
    if (i > 0 && chunk.number == chunks.stored[i - 1].number) {
      place.damaged("a piece of an array is kept twice");
    }
    total += chunk.storedBytes;
    if (chunk.storedBytes > source.size() || total > source.size() ||
        chunk.address > source.size() - chunk.storedBytes) {
      place.damaged("a piece of an array lies outside the file");
    }
    if (!canHdf5ChunkHold(chunk.storedBytes, chunks.grid.chunkBytes(), filters)) {
      place.damaged("a piece of an array is shorter than it must be");
    }
  }
}

Shape readSizes(Hdf5Cursor& cursor, uint64_t count, uint64_t width, const Hdf5Place& place) {
  Shape sizes;
  for (uint64_t axis = 0; axis < count; ++axis) {
    const uint64_t size = cursor.number(width);
    if (size == 0 || size > UINT32_MAX) {
      place.damaged("the pieces of an array have an impossible shape");
    }
    sizes.push_back(static_cast<int64_t>(size));
  }
  return sizes;
}

}  // namespace

uint64_t Hdf5ChunkGrid::chunkBytes() const {
  uint64_t bytes = elementBytes;
  for (const int64_t size : chunk) {
    bytes = bytes > UINT64_MAX / static_cast<uint64_t>(size) ? UINT64_MAX
                                                             : bytes * static_cast<uint64_t>(size);
  }
  return bytes;
}

Shape Hdf5ChunkGrid::origin(uint64_t number) const {
  Shape start(array.size());
  for (size_t axis = array.size(); axis-- > 0;) {
    const auto along = static_cast<uint64_t>(chunksAlong(axis));
    start[axis] = static_cast<int64_t>(number % along) * chunk[axis];
    number /= along;
  }
  return start;
}

// Section IV.A.2.i.
Hdf5Chunks readHdf5Chunks(const Hdf5Source& source,
                          Hdf5Bytes layout,
                          const Shape& array,
                          uint64_t elementBytes,
                          const Hdf5Filters& filters,
                          const Hdf5Place& place) {
  Hdf5Cursor cursor(layout);
  if (cursor.number(1) != 3) {
    place.otherForm("keeps an array in pieces in a newer form");
  }
  cursor.skip(1);
  const uint64_t axes = cursor.number(1);
  const uint64_t address = cursor.number(8);
  if (!cursor.ok() || axes != array.size() + 1 || array.empty()) {
    place.damaged("the pieces of an array have another rank than the array");
  }
  Hdf5Chunks chunks;
  chunks.grid = {array, readSizes(cursor, array.size(), 4, place), elementBytes};
  if (cursor.number(4) != elementBytes || !cursor.ok()) {
    place.damaged("the pieces of an array have other elements than the array");
  }
  chunks.stored = ChunkTreeReader(source, chunks.grid, place).read(address);
  std::sort(chunks.stored.begin(), chunks.stored.end(),
            [](const Hdf5Chunk& a, const Hdf5Chunk& b) { return a.number < b.number; });
  checkChunks(source, chunks, filters, place);
  return chunks;
}

}  // namespace maacc
