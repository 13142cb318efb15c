#include "core/hdf5/hdf5_heaps.h"

#include <algorithm>
#include <bit>

namespace maacc {
namespace {

constexpr uint64_t kMaxRecords = 1 << 20;
constexpr uint64_t kMaxRows = 64;
constexpr int kMaxDepth = 16;

uint64_t roundedUp(uint64_t size) { return (size + 7) / 8 * 8; }

uint64_t log2Of(uint64_t value) {
  return value == 0 ? 0 : static_cast<uint64_t>(std::bit_width(value) - 1);
}

// Section III.A.2. Sizes of the counts in a node follow from how many records can be below it.
class RecordTree {
 public:
  RecordTree(const Hdf5Source& source, const std::function<void(Hdf5Bytes)>& action)
      : source_(source), action_(action) {}

  bool read(uint64_t address, uint64_t type) {
    const Hdf5Block head = source_.block(address, 38);
    if (!hdf5HasSignature(head, "BTHD") || hdf5Number(head, 5, 1) != type) {
      return false;
    }
    nodeSize_ = hdf5Number(head, 6, 4);
    recordSize_ = hdf5Number(head, 10, 2);
    const uint64_t depth = hdf5Number(head, 12, 2);
    const uint64_t root = hdf5Number(head, 16, 8);
    if (root == kHdf5NoAddress) {
      return true;
    }
    if (recordSize_ == 0 || nodeSize_ < kNodeFrame + recordSize_ || depth > kMaxDepth ||
        nodeSize_ > source_.size()) {
      return false;
    }
    const uint64_t perLeaf = (nodeSize_ - kNodeFrame) / recordSize_;
    countWidth_ = hdf5BytesFor(perLeaf);
    totalWidths_ = {0};
    uint64_t total = perLeaf;
    for (uint64_t level = 1; level <= depth; ++level) {
      const uint64_t pointer = 8 + countWidth_ + totalWidths_.back();
      if (nodeSize_ < kNodeFrame + pointer) {
        return false;
      }
      const uint64_t most = (nodeSize_ - kNodeFrame - pointer) / (recordSize_ + pointer);
      // Saturates far beyond what is ever read.
      total = std::min(total, uint64_t{1} << 40) * (most + 1) + most;
      totalWidths_.push_back(hdf5BytesFor(total));
    }
    return readNode(root, hdf5Number(head, 24, 2), static_cast<int>(depth));
  }

 private:
  static constexpr uint64_t kNodeFrame = 10;  // signature, version, type, checksum

  bool readNode(uint64_t address, uint64_t count, int level) {
    // Nodes of a sound tree do not overlap, so all of them together are no larger than the file.
    bytesRead_ += nodeSize_;
    records_ += count;
    if (bytesRead_ > source_.size() || records_ > kMaxRecords) {
      return false;
    }
    const Hdf5Block node = source_.block(address, nodeSize_);
    if (!hdf5HasSignature(node, level == 0 ? "BTLF" : "BTIN")) {
      return false;
    }
    Hdf5Cursor records(hdf5Slice(node, 6, nodeSize_ - 6));
    Hdf5Cursor children = records;
    children.skip(count * recordSize_);
    for (uint64_t i = 0; i <= count; ++i) {
      if (level > 0) {
        const uint64_t child = children.number(8);
        const uint64_t childCount = children.number(countWidth_);
        children.skip(totalWidths_[static_cast<size_t>(level) - 1]);
        if (!children.ok() || !readNode(child, childCount, level - 1)) {
          return false;
        }
      }
      if (i < count) {
        const Hdf5Bytes record = records.bytes(recordSize_);
        if (!records.ok()) {
          return false;
        }
        action_(record);
      }
    }
    return true;
  }

  const Hdf5Source& source_;
  const std::function<void(Hdf5Bytes)>& action_;
  uint64_t nodeSize_ = 0;
  uint64_t recordSize_ = 0;
  uint64_t countWidth_ = 0;
  std::vector<uint64_t> totalWidths_;  // by level
  uint64_t records_ = 0;
  uint64_t bytesRead_ = 0;
};

}  // namespace

// Section III.E.
std::optional<Hdf5Block> hdf5GlobalHeapObject(const Hdf5Source& source,
                                              uint64_t address,
                                              uint64_t index) {
  const Hdf5Block head = source.block(address, 16);
  const uint64_t size = hdf5Number(head, 8, 8);
  if (!hdf5HasSignature(head, "GCOL") || size > source.size()) {
    return std::nullopt;
  }
  for (uint64_t at = 16; at + 16 <= size;) {
    const Hdf5Block entry = source.block(address + at, 16);
    const uint64_t id = hdf5Number(entry, 0, 2);
    const uint64_t length = hdf5Number(entry, 8, 8);
    if (id == 0 || length > size - at - 16) {
      return std::nullopt;
    }
    if (id == index) {
      return source.block(address + at + 16, length);
    }
    at += 16 + roundedUp(length);
  }
  return std::nullopt;
}

// Section III.G.
std::optional<Hdf5FractalHeap> Hdf5FractalHeap::open(const Hdf5Source& source, uint64_t address) {
  const Hdf5Block head = source.block(address, 146);
  if (!hdf5HasSignature(head, "FRHP") || hdf5Number(head, 7, 2) != 0) {
    return std::nullopt;
  }
  Hdf5FractalHeap heap(source);
  heap.tableWidth_ = hdf5Number(head, 110, 2);
  heap.firstSize_ = hdf5Number(head, 112, 8);
  heap.largestDirect_ = hdf5Number(head, 120, 8);
  heap.root_ = hdf5Number(head, 132, 8);
  heap.rootRows_ = hdf5Number(head, 140, 2);
  const uint64_t bits = hdf5Number(head, 128, 2);
  const bool sound = std::has_single_bit(heap.tableWidth_) &&
                     std::has_single_bit(heap.firstSize_) &&
                     std::has_single_bit(heap.largestDirect_) && bits > 0 && bits <= 64 &&
                     heap.firstSize_ <= heap.largestDirect_ &&
                     heap.largestDirect_ <= (uint64_t{1} << 32) && heap.rootRows_ <= kMaxRows;
  if (!sound) {
    return std::nullopt;
  }
  heap.offsetWidth_ = (bits + 7) / 8;
  heap.lengthWidth_ =
      std::min((log2Of(heap.largestDirect_) + 7) / 8, hdf5BytesFor(hdf5Number(head, 10, 4)));
  return heap;
}

std::optional<Hdf5Block> Hdf5FractalHeap::object(Hdf5Bytes id) const {
  const uint64_t kind = hdf5Number(id, 0, 1) >> 4;
  if (id.empty() || kind > 2) {
    return std::nullopt;
  }
  static constexpr uint64_t kManaged = 0;
  static constexpr uint64_t kTiny = 2;
  if (kind == kTiny) {
    const Hdf5Bytes bytes = hdf5Slice(id, 1, (id[0] & 0x0f) + uint64_t{1});
    return Hdf5Block(bytes.begin(), bytes.end());
  }
  if (kind != kManaged) {
    return std::nullopt;
  }
  return managed(hdf5Number(id, 1, offsetWidth_), hdf5Number(id, 1 + offsetWidth_, lengthWidth_));
}

// Rows 0 and 1 have blocks of the first size, each later row twice the one before.
uint64_t Hdf5FractalHeap::blockSize(uint64_t row) const {
  return row == 0 ? firstSize_ : firstSize_ << std::min<uint64_t>(row - 1, 63);
}

std::optional<Hdf5Block> Hdf5FractalHeap::managed(uint64_t offset, uint64_t length) const {
  if (rootRows_ == 0) {
    return inDirectBlock(root_, firstSize_, offset, length);
  }
  uint64_t address = root_;
  const uint64_t firstRow = firstSize_ * tableWidth_;
  // Each step down leaves an offset within a smaller block.
  for (int depth = 0; depth < kMaxDepth; ++depth) {
    const uint64_t row = offset < firstRow ? 0 : log2Of(offset) - log2Of(firstRow) + 1;
    const uint64_t rowStart = row == 0 ? 0 : firstRow << (row - 1);
    const uint64_t size = blockSize(row);
    if (row > kMaxRows || size == 0) {
      return std::nullopt;
    }
    const uint64_t entry = row * tableWidth_ + (offset - rowStart) / size;
    const uint64_t entries = address + 13 + offsetWidth_;
    if (!hdf5HasSignature(source_->block(address, 4), "FHIB") ||
        source_->block(entries + 8 * entry, 8).empty()) {
      return std::nullopt;
    }
    address = hdf5Number(source_->block(entries + 8 * entry, 8), 0, 8);
    offset = (offset - rowStart) % size;
    if (size <= largestDirect_) {
      return inDirectBlock(address, size, offset, length);
    }
  }
  return std::nullopt;
}

std::optional<Hdf5Block> Hdf5FractalHeap::inDirectBlock(uint64_t address,
                                                        uint64_t size,
                                                        uint64_t offset,
                                                        uint64_t length) const {
  const bool inside = offset <= size && length <= size - offset;
  if (!inside || address > source_->size() ||
      !hdf5HasSignature(source_->block(address, 4), "FHDB")) {
    return std::nullopt;
  }
  Hdf5Block bytes = source_->block(address + offset, length);
  return bytes.empty() ? std::nullopt : std::optional(std::move(bytes));
}

bool forEachHdf5Record(const Hdf5Source& source,
                       uint64_t address,
                       uint64_t type,
                       const std::function<void(Hdf5Bytes)>& action) {
  return RecordTree(source, action).read(address, type);
}

}  // namespace maacc
