#include "core/data/byte_source.h"

#include <zlib.h>

#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <new>

#include "core/base/error.h"
#include "core/data/file_records.h"

namespace maacc {

namespace {

constexpr int64_t kLargestArrayBytes = int64_t{64} << 30;
constexpr int64_t kGrowthBytes = int64_t{16} << 20;

class GzipOrPlainFile : public ByteSource {
 public:
  explicit GzipOrPlainFile(const std::string& path) : ByteSource(path) {
    const int64_t size = ordinaryFileSize(path);
    errno = 0;
    file_ = gzopen(path.c_str(), "rb");
    if (file_ == nullptr) {
      throw Error(ErrorCode::BadInput, path + " cannot be opened (" + std::strerror(errno) +
                                           "): check its permissions.");
    }
    gzbuffer(file_, 1U << 18U);
    const bool plain = gzdirect(file_) == 1;
    // The product cannot overflow for any file that fits a disk; the clamp keeps that true for a
    // sparse one.
    const int64_t clamped =
        std::min(size, std::numeric_limits<int64_t>::max() / (2 * kLargestDeflateRatio));
    setLimit(plain ? size : clamped * kLargestDeflateRatio, !plain);
  }
  ~GzipOrPlainFile() override { gzclose(file_); }
  bool isPlainFile() const override { return !packed(); }

 protected:
  std::size_t readSome(std::span<std::byte> out) override {
    const auto most = static_cast<unsigned>(std::min<std::size_t>(out.size(), 1U << 30U));
    const int count = gzread(file_, out.data(), most);
    int status = Z_OK;
    gzerror(file_, &status);
    if (count < 0 || (status != Z_OK && status != Z_STREAM_END)) {
      throw Error(ErrorCode::BadInput, name() +
                                           (packed() ? " is a damaged or incomplete gzip file"
                                                     : " cannot be read to its end") +
                                           ": download or copy it again.");
    }
    return static_cast<std::size_t>(count);
  }

 private:
  gzFile file_ = nullptr;
};

int64_t byteCount(const ByteSource& source, const Shape& shape, ElementType type) {
  auto bytes = static_cast<int64_t>(elementSize(type));
  bool overflow = false;
  for (const int64_t size : shape) {
    overflow = overflow || size < 0 || __builtin_mul_overflow(bytes, size, &bytes);
  }
  if (overflow || bytes > kLargestArrayBytes) {
    throw Error(ErrorCode::BadInput, source.name() + " claims to hold " + elementTypeName(type) +
                                         " values of shape " + shapeText(shape) +
                                         ", more than the 64 GiB that are read at once: use a part "
                                         "of the data, or check the file.");
  }
  return bytes;
}

[[noreturn]] void failMissing(const ByteSource& source,
                              const Shape& shape,
                              ElementType type,
                              int64_t expected,
                              int64_t found) {
  throw Error(ErrorCode::BadInput, source.name() + " is cut short: " + elementTypeName(type) +
                                       " values of shape " + shapeText(shape) + " need " +
                                       std::to_string(expected) + " bytes, but no more than " +
                                       std::to_string(found) +
                                       " are there; download or copy it again.");
}

void failTrailing(ByteSource& source, const Shape& shape, ElementType type) {
  std::byte extra{};
  if (source.read(std::span(&extra, 1)) != 0) {
    throw Error(ErrorCode::BadInput,
                source.name() + " has more bytes than " + elementTypeName(type) +
                    " values of shape " + shapeText(shape) +
                    " need: its header is wrong or several arrays were written to one file; "
                    "save the array again.");
  }
}

// Grows as bytes arrive, so that a false claim costs no more memory than the file can fill.
std::vector<std::byte> readAtMost(ByteSource& source, int64_t expected) {
  std::vector<std::byte> bytes;
  int64_t filled = 0;
  try {
    while (filled < expected) {
      const int64_t growth = source.packed()
                                 ? std::min(expected - filled, std::max(kGrowthBytes, filled))
                                 : expected - filled;
      bytes.resize(static_cast<std::size_t>(filled + growth));
      const auto part = std::span(bytes).subspan(static_cast<std::size_t>(filled));
      const auto count = static_cast<int64_t>(source.read(part));
      filled += count;
      if (count < growth) {
        break;
      }
    }
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::System,
                source.name() + " needs " + std::to_string(expected) +
                    " bytes of memory, which are not free: use a part of the data.");
  }
  bytes.resize(static_cast<std::size_t>(filled));
  return bytes;
}

}  // namespace

std::size_t ByteSource::read(std::span<std::byte> out) {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const std::size_t count = readSome(out.subspan(filled));
    if (count == 0) {
      break;
    }
    filled += count;
  }
  consumed_ += static_cast<int64_t>(filled);
  return filled;
}

void ByteSource::setLimit(int64_t mostBytes, bool packed) {
  mostBytes_ = mostBytes;
  packed_ = packed;
}

std::unique_ptr<ByteSource> openFile(const std::string& path) {
  return std::make_unique<GzipOrPlainFile>(path);
}

int64_t ordinaryFileSize(const std::string& path) {
  std::error_code problem;
  const auto status = std::filesystem::status(path, problem);
  if (!std::filesystem::exists(status)) {
    throw Error(ErrorCode::BadInput,
                (path.empty() ? "An empty file name" : path) +
                    " cannot be found: check the path of the data and labels.");
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw Error(ErrorCode::BadInput, path + " is not a file: name a file of data or labels.");
  }
  const auto size = std::filesystem::file_size(path, problem);
  return problem ? 0 : static_cast<int64_t>(size);
}

std::string leadingBytes(const std::string& path, std::size_t count) {
  ordinaryFileSize(path);
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    openFile(path);  // throws with the reason
    return {};
  }
  std::string bytes(count, '\0');
  const int found = gzread(file, bytes.data(), static_cast<unsigned>(count));
  gzclose(file);
  bytes.resize(found > 0 ? static_cast<std::size_t>(found) : 0);
  return bytes;
}

RawArray readArray(ByteSource& source, const Shape& shape, ElementType type) {
  const int64_t expected = byteCount(source, shape, type);
  if (expected > source.mostBytesLeft()) {
    failMissing(source, shape, type, expected, source.mostBytesLeft());
  }
  RawArray array{source.name(), shape, type, readAtMost(source, expected)};
  const auto found = static_cast<int64_t>(array.bytes.size());
  if (found < expected) {
    failMissing(source, shape, type, expected, found);
  }
  failTrailing(source, shape, type);
  return array;
}

// A file that is as long as its header says, its samples left in it.
static RawArray storedArray(const ByteSource& source, const Shape& shape, ElementType type, bool reversed) {
  const int64_t samples = shape.front();
  const int64_t sampleBytes = source.mostBytesLeft() / samples;
  const auto elementBytes = elementSize(type);
  const auto file = std::make_shared<const PlainFile>(source.name());
  if (file->size() != source.position() + source.mostBytesLeft()) {
    throw Error(ErrorCode::BadInput, source.name() + " was changed while it was being read: start "
                                                     "again when nothing writes to it.");
  }
  RawArray array{source.name(), shape, type, {}};
  array.stored = recordSource({{file, source.position(), samples}},
                              {sampleBytes, sampleBytes, elementBytes, reversed});
  return array;
}

RawArray openArray(ByteSource& source, const Shape& shape, ElementType type, bool bigEndian) {
  const bool reversed = bigEndian != (std::endian::native == std::endian::big);
  const int64_t expected = byteCount(source, shape, type);
  if (source.isPlainFile() && expected > 0 && !shape.empty() &&
      expected == source.mostBytesLeft()) {
    return storedArray(source, shape, type, reversed);
  }
  RawArray array = readArray(source, shape, type);
  if (reversed) {
    swapByteOrder(array);
  }
  return array;
}

void swapByteOrder(std::span<std::byte> elements, std::size_t elementBytes) {
  for (std::size_t start = 0; elementBytes > 1 && start + elementBytes <= elements.size();
       start += elementBytes) {
    const auto first = elements.begin() + static_cast<std::ptrdiff_t>(start);
    std::reverse(first, first + static_cast<std::ptrdiff_t>(elementBytes));
  }
}

void swapByteOrder(RawArray& array) { swapByteOrder(array.bytes, elementSize(array.type)); }

}  // namespace maacc
