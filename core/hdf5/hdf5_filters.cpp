#include "core/hdf5/hdf5_filters.h"

#include <zlib.h>

#include <algorithm>

namespace maacc {
namespace {

constexpr uint64_t kDeflate = 1;
constexpr uint64_t kShuffle = 2;
constexpr uint64_t kFletcher32 = 3;
constexpr uint64_t kLzf = 32000;
constexpr uint64_t kChecksumBytes = 4;
constexpr uint64_t kMaxSteps = 32;
// The best that deflate can do (zlib technical notes); LZF does less.
constexpr uint64_t kLargestDeflateRatio = 1032;

// https://github.com/HDFGroup/hdf5_plugins lists the registered numbers.
std::string filterName(uint64_t id) {
  switch (id) {
    case 4:
      return "SZIP";
    case 5:
      return "N-bit packing";
    case 6:
      return "scale-offset packing";
    case 307:
      return "bzip2";
    case 32001:
      return "Blosc";
    case 32004:
      return "LZ4";
    case 32008:
      return "bitshuffle";
    case 32013:
      return "ZFP";
    case 32015:
      return "Zstandard";
    case 32026:
      return "Blosc2";
    default:
      return "filter " + std::to_string(id);
  }
}

// The sum of HDF5's H5checksum.c: words of two bytes, the first one high, as in RFC 1146.
uint32_t fletcher32(Hdf5Bytes bytes) {
  uint64_t low = 0;
  uint64_t high = 0;
  for (size_t i = 0; i < bytes.size(); i += 2) {
    const uint64_t second = i + 1 < bytes.size() ? bytes[i + 1] : 0;
    low = (low + (uint64_t{bytes[i]} << 8 | second)) % 0xffff;
    high = (high + low) % 0xffff;
  }
  return static_cast<uint32_t>(high << 16 | low);
}

// Sums that are congruent modulo 65535 are the same: libhdf5 leaves 65535 where we say 0.
bool sameSum(uint32_t a, uint32_t b) {
  return (a & 0xffff) % 0xffff == (b & 0xffff) % 0xffff && (a >> 16) % 0xffff == (b >> 16) % 0xffff;
}

bool removeChecksum(Hdf5Block& chunk) {
  if (chunk.size() < kChecksumBytes) {
    return false;
  }
  const size_t size = chunk.size() - kChecksumBytes;
  const auto stored = static_cast<uint32_t>(hdf5Number(chunk, size, kChecksumBytes));
  chunk.resize(size);
  // libhdf5 before 1.6.3 wrote the bytes of each half the other way round.
  const uint32_t old = (stored & 0x00ff00ff) << 8 | (stored >> 8 & 0x00ff00ff);
  const uint32_t sum = fletcher32(chunk);
  return sameSum(sum, stored) || sameSum(sum, old);
}

bool inflateChunk(Hdf5Block& chunk, uint64_t mostBytes) {
  Hdf5Block unpacked(std::min(mostBytes, chunk.size() * kLargestDeflateRatio));
  uLongf size = unpacked.size();
  if (uncompress(unpacked.data(), &size, chunk.data(), chunk.size()) != Z_OK) {
    return false;
  }
  unpacked.resize(size);
  chunk = std::move(unpacked);
  return true;
}

// h5py's own filter, the format of liblzf: a byte below 32 announces so many literals and one more,
// any other a stretch of earlier output by length and distance.
bool expandLzf(Hdf5Block& chunk, uint64_t mostBytes) {
  Hdf5Block out;
  Hdf5Cursor in(chunk);
  while (!in.rest().empty()) {
    const uint64_t control = in.number(1);
    if (control < 32) {
      const Hdf5Bytes literals = in.bytes(control + 1);
      out.insert(out.end(), literals.begin(), literals.end());
    } else {
      const uint64_t length = 2 + ((control >> 5) == 7 ? 7 + in.number(1) : control >> 5);
      const uint64_t distance = ((control & 0x1f) << 8 | in.number(1)) + 1;
      if (distance > out.size()) {
        return false;
      }
      for (uint64_t i = 0; i < length; ++i) {
        out.push_back(out[out.size() - distance]);
      }
    }
    if (!in.ok() || out.size() > mostBytes) {
      return false;
    }
  }
  chunk = std::move(out);
  return true;
}

// All first bytes of the elements, then all second ones, ...; a rest stays as it is.
void unshuffle(Hdf5Block& chunk, uint64_t elementBytes) {
  const uint64_t count = elementBytes > 1 ? chunk.size() / elementBytes : 0;
  if (count < 2) {
    return;
  }
  Hdf5Block result = chunk;
  for (uint64_t byte = 0; byte < elementBytes; ++byte) {
    for (uint64_t i = 0; i < count; ++i) {
      result[i * elementBytes + byte] = chunk[byte * count + i];
    }
  }
  chunk = std::move(result);
}

bool undo(const Hdf5Filters::Step& step, uint64_t mostBytes, Hdf5Block& chunk) {
  switch (step.id) {
    case kDeflate:
      return inflateChunk(chunk, mostBytes);
    case kLzf:
      return expandLzf(chunk, mostBytes);
    case kShuffle:
      unshuffle(chunk, step.parameter);
      return true;
    default:
      return removeChecksum(chunk);
  }
}

}  // namespace

bool Hdf5Filters::compresses() const {
  return std::any_of(steps.begin(), steps.end(),
                     [](const Step& step) { return step.id == kDeflate || step.id == kLzf; });
}

// Section IV.A.2.l.
Hdf5Filters readHdf5Filters(const Hdf5Message* message) {
  Hdf5Filters filters;
  if (message == nullptr) {
    return filters;
  }
  Hdf5Cursor cursor(message->body);
  const uint64_t version = cursor.number(1);
  const uint64_t count = cursor.number(1);
  cursor.skip(version == 1 ? 6 : 0);
  for (uint64_t i = 0; i < std::min(count, kMaxSteps); ++i) {
    Hdf5Filters::Step step;
    step.id = cursor.number(2);
    const bool hasName = version == 1 || step.id >= 256;
    const uint64_t nameSize = hasName ? cursor.number(2) : 0;
    cursor.skip(2);
    const uint64_t numbers = cursor.number(2);
    cursor.skip(version == 1 ? (nameSize + 7) / 8 * 8 : nameSize);
    step.parameter = numbers > 0 ? cursor.number(4) : 0;
    cursor.skip(numbers > 1 ? 4 * (numbers - 1) : 0);
    cursor.skip(version == 1 && numbers % 2 == 1 ? 4 : 0);
    if ((step.id < kDeflate || step.id > kFletcher32) && step.id != kLzf) {
      filters.foreign = filterName(step.id);
    }
    filters.steps.push_back(step);
  }
  if (!cursor.ok() || version < 1 || version > 2 || count > kMaxSteps) {
    filters.damage = "the compression of an array is not said soundly";
  }
  return filters;
}

Hdf5Block unpackHdf5Chunk(Hdf5Block stored,
                          const Hdf5Filters& filters,
                          uint64_t skippedSteps,
                          uint64_t bytes) {
  // A step before deflate may have added its checksum to what was packed.
  const uint64_t mostBytes = bytes + kChecksumBytes * filters.steps.size();
  for (size_t i = filters.steps.size(); i-- > 0;) {
    const bool skipped = (skippedSteps >> i & 1) != 0;
    if (!skipped && !undo(filters.steps[i], mostBytes, stored)) {
      return {};
    }
  }
  return stored.size() == bytes ? std::move(stored) : Hdf5Block{};
}

bool canHdf5ChunkHold(uint64_t storedBytes, uint64_t bytes, const Hdf5Filters& filters) {
  return filters.compresses() ? bytes / kLargestDeflateRatio <= storedBytes : bytes <= storedBytes;
}

}  // namespace maacc
