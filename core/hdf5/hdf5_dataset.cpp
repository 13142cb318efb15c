#include "core/hdf5/hdf5_dataset.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace maacc {
namespace {

constexpr uint64_t kCompact = 0;
constexpr uint64_t kContiguous = 1;
constexpr uint64_t kChunked = 2;
constexpr uint64_t kVirtual = 3;
constexpr uint64_t kLargestExpansion = 1032;  // as deflate; chunks never written count, too

// Section IV.A.2.f. Zero where nothing else is said.
Hdf5Block fillValue(const Hdf5Message* message, uint64_t elementBytes) {
  Hdf5Block zero(elementBytes);
  if (message == nullptr) {
    return zero;
  }
  Hdf5Cursor cursor(message->body);
  const uint64_t version = cursor.number(1);
  const uint64_t flags = cursor.number(1);
  bool isDefined = version == 3 && (flags & 0x20) != 0;
  if (version < 3) {
    cursor.skip(1);
    isDefined = cursor.number(1) == 1;
  }
  const uint64_t size = isDefined ? cursor.number(4) : 0;
  const Hdf5Bytes value = cursor.bytes(size);
  return size == elementBytes && cursor.ok() ? Hdf5Block(value.begin(), value.end()) : zero;
}

struct Range {
  int64_t begin = 0;
  int64_t end = 0;
};

// Steps through all indices but the last axis'; false after the last one.
bool advance(Shape& index, const std::vector<Range>& ranges) {
  for (size_t axis = ranges.size() - 1; axis-- > 0;) {
    if (++index[axis] < ranges[axis].end) {
      return true;
    }
    index[axis] = ranges[axis].begin;
  }
  return false;
}

}  // namespace

std::optional<Hdf5Dataset> Hdf5Dataset::open(const Hdf5Source& source,
                                             const Hdf5Object& object,
                                             const Hdf5Place& place) {
  const Hdf5Message* space = object.find(Hdf5MessageType::Dataspace);
  const Hdf5Message* type = object.find(Hdf5MessageType::Datatype);
  if (space == nullptr || type == nullptr) {
    return std::nullopt;
  }
  const std::optional<Shape> shape = hdf5Shape(space->body);
  if (!shape) {
    place.damaged("the shape of an array is broken");
  }
  Hdf5Dataset dataset;
  dataset.source_ = &source;
  dataset.shape_ = *shape;
  dataset.type_ = hdf5Type(*type);
  dataset.bytes_ = dataset.type_.bytes;
  dataset.rowBytes_ = dataset.type_.bytes;
  for (size_t axis = shape->size(); axis-- > 0;) {
    dataset.rowBytes_ = dataset.bytes_;
    if (__builtin_mul_overflow(dataset.bytes_, static_cast<uint64_t>((*shape)[axis]),
                               &dataset.bytes_)) {
      place.damaged("an array of shape " + shapeText(*shape) + " is larger than the file");
    }
  }
  dataset.object_ = object;
  return dataset;
}

int64_t Hdf5Dataset::rowsPerBlock() const {
  return chunks_ ? std::min(chunks_->grid.chunk.front(), rowCount()) : 1;
}

// Section IV.A.2.i.
void Hdf5Dataset::locate(const Hdf5Place& place) {
  const Hdf5Message* layout = object_.find(Hdf5MessageType::Layout);
  if (layout == nullptr) {
    place.damaged("an array has no layout");
  }
  const uint64_t version = hdf5Number(layout->body, 0, 1);
  const uint64_t kind = hdf5Number(layout->body, 1, 1);
  if (object_.find(Hdf5MessageType::ExternalFiles) != nullptr ||
      (version == 4 && kind == kVirtual)) {
    throw Error(ErrorCode::Unsupported, place.start + ": an array in " + place.wording.subject +
                                            " is kept in other files, which is not allowed; " +
                                            place.wording.rewrite);
  }
  if (version < 3 || version > 4 || kind > kChunked) {
    place.otherForm("keeps an array in another form");
  }
  if (kind == kChunked) {
    locateChunks(object_, place);
  } else {
    locateOneStretch(kind, place);
  }
  object_ = {};
}

void Hdf5Dataset::locateOneStretch(uint64_t kind, const Hdf5Place& place) {
  const Hdf5Bytes layout = object_.find(Hdf5MessageType::Layout)->body;
  const uint64_t address = hdf5Number(layout, 2, 8);
  const bool isUnwritten = kind == kContiguous && address == kHdf5NoAddress;
  const uint64_t stored = isUnwritten        ? 0
                          : kind == kCompact ? hdf5Number(layout, 2, 2)
                                             : hdf5Number(layout, 10, 8);
  if (stored != bytes_) {
    place.damaged("an array should have " + std::to_string(bytes_) + " bytes but stores " +
                  std::to_string(stored));
  }
  if (kind == kCompact) {
    const Hdf5Bytes data = hdf5Slice(layout, 4, bytes_);
    compact_.assign(data.begin(), data.end());
  } else {
    start_ = isUnwritten ? 0 : address;
  }
  const bool isInside = kind == kCompact
                            ? compact_.size() == bytes_
                            : bytes_ <= source_->size() && *start_ <= source_->size() - bytes_;
  if (!isInside) {
    place.damaged("an array lies outside the file");
  }
}

void Hdf5Dataset::locateChunks(const Hdf5Object& object, const Hdf5Place& place) {
  filters_ = readHdf5Filters(object.find(Hdf5MessageType::Filters));
  if (!filters_.damage.empty()) {
    place.damaged(filters_.damage);
  }
  if (!filters_.foreign.empty()) {
    place.otherForm("packs an array with " + filters_.foreign + ", which is not read");
  }
  if (bytes_ / kLargestExpansion > source_->size()) {
    place.damaged("an array of shape " + shapeText(shape_) + " is larger than the file");
  }
  fill_ = fillValue(object.find(Hdf5MessageType::FillValue), type_.bytes);
  chunks_ = readHdf5Chunks(*source_, object.find(Hdf5MessageType::Layout)->body, shape_,
                           type_.bytes, filters_, place);
}

void Hdf5Dataset::readRows(int64_t first,
                           int64_t count,
                           std::span<unsigned char> out,
                           const Hdf5Place& place) const {
  MAACC_CHECK(first >= 0 && count >= 0 && count <= rowCount() - first);
  MAACC_CHECK(out.size() == static_cast<uint64_t>(count) * rowBytes_);
  if (out.empty()) {
    return;
  }
  const uint64_t offset = static_cast<uint64_t>(first) * rowBytes_;
  if (!chunks_) {
    MAACC_CHECK(start_ || compact_.size() == bytes_);
    if (!start_) {
      std::copy_n(compact_.begin() + static_cast<std::ptrdiff_t>(offset), out.size(), out.begin());
    } else if (!source_->read(*start_ + offset, out)) {
      place.damaged("an array cannot be read");
    }
    return;
  }
  for (size_t at = 0; at < out.size(); at += fill_.size()) {
    std::copy(fill_.begin(), fill_.end(), out.begin() + static_cast<std::ptrdiff_t>(at));
  }
  const Hdf5ChunkGrid& grid = chunks_->grid;
  uint64_t perLayer = 1;
  for (size_t axis = 1; axis < shape_.size(); ++axis) {
    perLayer *= static_cast<uint64_t>(grid.chunksAlong(axis));
  }
  const auto layer = [&](int64_t row) {
    return static_cast<uint64_t>(row / grid.chunk.front()) * perLayer;
  };
  const auto start = std::lower_bound(
      chunks_->stored.begin(), chunks_->stored.end(), layer(first),
      [](const Hdf5Chunk& chunk, uint64_t number) { return chunk.number < number; });
  const uint64_t end = layer(first + count - 1) + perLayer;
  for (auto chunk = start; chunk != chunks_->stored.end() && chunk->number < end; ++chunk) {
    copyChunk(*chunk, first, count, out, place);
  }
}

void Hdf5Dataset::copyChunk(const Hdf5Chunk& chunk,
                            int64_t first,
                            int64_t count,
                            std::span<unsigned char> out,
                            const Hdf5Place& place) const {
  const Hdf5ChunkGrid& grid = chunks_->grid;
  const uint64_t chunkBytes = grid.chunkBytes();
  const Hdf5Block values = unpackHdf5Chunk(source_->block(chunk.address, chunk.storedBytes),
                                           filters_, chunk.skippedSteps, chunkBytes);
  if (values.empty()) {
    place.damaged("a piece of an array cannot be unpacked");
  }
  const Shape origin = grid.origin(chunk.number);
  std::vector<Range> ranges;
  for (size_t axis = 0; axis < shape_.size(); ++axis) {
    ranges.push_back({origin[axis], std::min(origin[axis] + grid.chunk[axis], shape_[axis])});
  }
  ranges[0] = {std::max(ranges[0].begin, first), std::min(ranges[0].end, first + count)};
  const size_t last = shape_.size() - 1;
  const auto runBytes = static_cast<std::ptrdiff_t>(ranges[last].end - ranges[last].begin) *
                        static_cast<std::ptrdiff_t>(type_.bytes);
  Shape index;
  for (const Range& range : ranges) {
    index.push_back(range.begin);
  }
  do {
    int64_t from = 0;
    int64_t to = 0;
    for (size_t axis = 0; axis <= last; ++axis) {
      from = from * grid.chunk[axis] + index[axis] - origin[axis];
      to = to * shape_[axis] + index[axis] - (axis == 0 ? first : 0);
    }
    const auto element = static_cast<int64_t>(type_.bytes);
    std::copy_n(values.begin() + from * element, runBytes, out.begin() + to * element);
  } while (advance(index, ranges));
}

Hdf5Block Hdf5Dataset::readAll(const Hdf5Place& place) const {
  Hdf5Block all;
  if (bytes_ == 0) {
    return all;
  }
  const int64_t step = chunks_ ? rowsPerBlock() : rowCount();
  for (int64_t first = 0; first < rowCount(); first += step) {
    const int64_t count = std::min(step, rowCount() - first);
    const size_t before = all.size();
    all.resize(before + static_cast<uint64_t>(count) * rowBytes_);
    readRows(first, count, std::span(all).subspan(before), place);
  }
  return all;
}

}  // namespace maacc
