#include "core/hdf5/hdf5_groups.h"

#include <algorithm>
#include <utility>

#include "core/hdf5/hdf5_heaps.h"

namespace maacc {
namespace {

constexpr size_t kMaxLinks = 1 << 20;
constexpr int kMaxTreeLevel = 16;

// Links of a group in its older form: a B-tree over tables of symbols, names in a local heap.
// Sections III.A.1, III.B, III.D.
class SymbolTableReader {
 public:
  SymbolTableReader(const Hdf5Source& source, Hdf5Bytes message, const Hdf5Place& place)
      : source_(source), place_(place) {
    const Hdf5Block heap = source.block(hdf5Number(message, 8, 8), 32);
    if (message.size() < 16 || !hdf5HasSignature(heap, "HEAP")) {
      place_.damaged("a group has no names");
    }
    names_ = source.block(hdf5Number(heap, 24, 8), hdf5Number(heap, 8, 8));
    readTree(hdf5Number(message, 0, 8), -1);
  }

  std::vector<Hdf5Link> links() && { return std::move(links_); }

 private:
  // Levels fall by one per step, so a damaged tree cannot lead in circles; blocks of a sound tree
  // do not overlap, so together they are no larger than the file. level -1: the top, any level.
  void readTree(uint64_t address, int level) {
    const Hdf5Block head = source_.block(address, 24);
    const int ownLevel = static_cast<int>(hdf5Number(head, 5, 1));
    if (!hdf5HasSignature(head, "TREE") || hdf5Number(head, 4, 1) != 0 ||
        ownLevel > kMaxTreeLevel || (level >= 0 && ownLevel != level)) {
      place_.damaged("the index of a group is broken");
    }
    const uint64_t count = hdf5Number(head, 6, 2);
    const Hdf5Block children = source_.block(address + 24, 16 * count + 8);
    countBytes(24 + 16 * count + 8);
    if (children.empty()) {
      place_.damaged("the index of a group is cut off");
    }
    for (uint64_t i = 0; i < count; ++i) {
      const uint64_t child = hdf5Number(children, 16 * i + 8, 8);
      if (ownLevel > 0) {
        readTree(child, ownLevel - 1);
      } else {
        readTable(child);
      }
    }
  }

  void readTable(uint64_t address) {
    const Hdf5Block head = source_.block(address, 8);
    const uint64_t count = hdf5Number(head, 6, 2);
    const Hdf5Block entries = source_.block(address + 8, 40 * count);
    countBytes(8 + 40 * count);
    if (!hdf5HasSignature(head, "SNOD") || entries.size() != 40 * count ||
        links_.size() + count > kMaxLinks) {
      place_.damaged("a table of a group is broken");
    }
    for (uint64_t i = 0; i < count; ++i) {
      const Hdf5Bytes entry = Hdf5Bytes(entries).subspan(40 * i, 40);
      static constexpr uint64_t kSoftLink = 2;
      links_.push_back({name(hdf5Number(entry, 0, 8)), hdf5Number(entry, 8, 8),
                        hdf5Number(entry, 16, 4) != kSoftLink});
    }
  }

  void countBytes(uint64_t bytes) {
    bytesRead_ += bytes;
    if (bytesRead_ > source_.size()) {
      place_.damaged("the index of a group is larger than the file");
    }
  }

  // Names of a sound group do not overlap either.
  std::string name(uint64_t offset) {
    const auto start =
        names_.begin() + static_cast<std::ptrdiff_t>(std::min<uint64_t>(offset, names_.size()));
    const auto end = std::find(start, names_.end(), 0);
    if (end == names_.end()) {
      place_.damaged("a name in a group is cut off");
    }
    countBytes(static_cast<uint64_t>(end - start));
    return {start, end};
  }

  const Hdf5Source& source_;
  const Hdf5Place& place_;
  Hdf5Block names_;
  std::vector<Hdf5Link> links_;
  uint64_t bytesRead_ = 0;
};

// A link in the newer form. Section IV.A.2.g.
Hdf5Link readLink(Hdf5Bytes body, const Hdf5Place& place) {
  Hdf5Cursor cursor(body);
  const uint64_t version = cursor.number(1);
  const uint64_t flags = cursor.number(1);
  const uint64_t type = (flags & 0x08) != 0 ? cursor.number(1) : 0;
  cursor.skip((flags & 0x04) != 0 ? 8 : 0);
  cursor.skip((flags & 0x10) != 0 ? 1 : 0);
  const Hdf5Bytes name = cursor.bytes(cursor.number(uint64_t{1} << (flags & 3)));
  const Hdf5Bytes target = cursor.rest();
  if (!cursor.ok() || version != 1 || name.empty() || (type == 0 && target.size() < 8)) {
    place.damaged("a link is broken");
  }
  return {{name.begin(), name.end()}, hdf5Number(target, 0, 8), type == 0};
}

// Links of a group with many of them. Section IV.A.2.c.
void readHeap(const Hdf5Source& source,
              uint64_t heapAddress,
              uint64_t indexAddress,
              const Hdf5Place& place,
              std::vector<Hdf5Link>& links) {
  static constexpr uint64_t kLinkNames = 5;
  const auto heap = Hdf5FractalHeap::open(source, heapAddress);
  uint64_t bytesRead = 0;
  const auto add = [&](Hdf5Bytes record) {
    const auto body = heap->object(hdf5Slice(record, 4, record.size() - 4));
    bytesRead += body ? body->size() : 0;
    if (!body || bytesRead > source.size()) {
      place.damaged("a link is broken");
    }
    links.push_back(readLink(*body, place));
  };
  if (!heap || !forEachHdf5Record(source, indexAddress, kLinkNames, add)) {
    place.damaged("the heap of a group is broken");
  }
}

std::vector<Hdf5Link> readLinks(const Hdf5Source& source,
                                const Hdf5Object& group,
                                const Hdf5Message& info,
                                const Hdf5Place& place) {
  Hdf5Cursor cursor(info.body);
  cursor.skip(1);
  cursor.skip((cursor.number(1) & 1) != 0 ? 8 : 0);
  const uint64_t heap = cursor.number(8);
  const uint64_t index = cursor.number(8);
  if (!cursor.ok()) {
    place.damaged("a group is broken");
  }
  std::vector<Hdf5Link> links;
  if (heap != kHdf5NoAddress) {
    readHeap(source, heap, index, place, links);
    return links;
  }
  for (const Hdf5Message& message : group.messages) {
    if (message.type == Hdf5MessageType::Link) {
      links.push_back(readLink(message.body, place));
    }
  }
  return links;
}

}  // namespace

std::optional<std::vector<Hdf5Link>> readHdf5Links(const Hdf5Source& source,
                                                   const Hdf5Object& group,
                                                   const Hdf5Place& place) {
  if (const Hdf5Message* table = group.find(Hdf5MessageType::SymbolTable)) {
    return SymbolTableReader(source, table->body, place).links();
  }
  const Hdf5Message* info = group.find(Hdf5MessageType::LinkInfo);
  return info == nullptr ? std::nullopt : std::optional(readLinks(source, group, *info, place));
}

}  // namespace maacc
