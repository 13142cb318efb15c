#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/data/mat_stream.h"
#include "core/data/readers.h"

namespace maacc {

namespace {

constexpr std::size_t kHeaderBytes = 128;
constexpr int64_t kMostAxes = 32;
constexpr int64_t kLongestName = 4096;
constexpr int64_t kMostFieldBytes = int64_t{1} << 20;
constexpr std::size_t kMostArrays = 10000;
constexpr int kDeepestStruct = 8;
constexpr uint32_t kStructClass = 2;
constexpr uint32_t kFirstNumberClass = 6;
constexpr uint32_t kLastNumberClass = 15;
constexpr uint32_t kComplexFlag = 0x0800;

// A numeric array whose numbers come next in the stream.
struct FoundArray {
  std::string key;
  Shape shape;
  ElementType type;
  int64_t bytes;
  bool small;
  std::array<std::byte, 4> content;
};

// Walks over all arrays of a file, also those in structs.
class MatWalk {
 public:
  // Called for arrays of numbers; returns whether it took the numbers and the walk can end.
  using OnArray = std::function<bool(MatStream&, const FoundArray&)>;
  // Called for arrays of another kind.
  using OnOther = std::function<void(const std::string& key, const Shape&)>;

  MatWalk(OnArray onArray, OnOther onOther)
      : onArray_(std::move(onArray)), onOther_(std::move(onOther)) {}

  void run(const std::string& path);

 private:
  struct Header {
    uint32_t kind = 0;
    bool complex = false;
    Shape shape;
    std::string name;
  };

  void walkElement(MatStream& stream, const MatTag& tag);
  void walkMatrix(MatStream& stream, int64_t end, const std::string& fieldKey, int depth);
  Header readHeader(MatStream& stream, int64_t end) const;
  void walkStruct(MatStream& stream, int64_t end, const std::string& key, int depth);
  void walkNumbers(MatStream& stream, int64_t end, const std::string& key, const Header& header);

  OnArray onArray_;
  OnOther onOther_;
  bool done_ = false;
  std::size_t arrays_ = 0;
};

std::string textOf(const std::vector<std::byte>& bytes) {
  std::string text;
  for (const std::byte byte : bytes) {
    if (byte == std::byte{0}) {
      break;
    }
    text.push_back(static_cast<char>(byte));
  }
  return text;
}

MatWalk::Header MatWalk::readHeader(MatStream& stream, int64_t end) const {
  Header header;
  MatTag tag = stream.nextWithin(end);
  const auto flags = stream.numbers(tag, 2);
  if (flags.size() != 2) {
    stream.fail("array flags are missing");
  }
  header.kind = flags[0] & 0xFFU;
  header.complex = (flags[0] & kComplexFlag) != 0;
  if (header.kind > kLastNumberClass) {  // of unknown layout: function handles, tables
    return header;
  }
  tag = stream.nextWithin(end);
  int64_t elements = 1;
  for (const uint32_t size : stream.numbers(tag, kMostAxes)) {
    header.shape.push_back(static_cast<int64_t>(size));
    if (size > INT32_MAX ||
        __builtin_mul_overflow(elements, static_cast<int64_t>(size), &elements)) {
      stream.fail("an array has an impossible size");
    }
  }
  stream.skipFill(tag, end);
  if (header.shape.size() < 2) {
    stream.fail("an array has less than two axes");
  }
  tag = stream.nextWithin(end);
  header.name = textOf(stream.content(tag, kLongestName));
  stream.skipFill(tag, end);
  return header;
}

void MatWalk::walkNumbers(MatStream& stream,
                          int64_t end,
                          const std::string& key,
                          const Header& header) {
  const MatTag tag = stream.nextWithin(end);
  const auto type = matNumberType(tag.kind);
  if (!type) {
    stream.fail("the array " + key + " holds no numbers");
  }
  auto bytes = static_cast<int64_t>(elementSize(*type));
  bool wrong = false;
  for (const int64_t size : header.shape) {
    wrong = wrong || __builtin_mul_overflow(bytes, size, &bytes);
  }
  if (wrong || bytes != tag.bytes) {
    stream.fail("the array " + key + " has not as many numbers as its shape says");
  }
  if (header.complex) {
    onOther_(key, header.shape);
    return;
  }
  done_ = onArray_(stream, {key, header.shape, *type, bytes, tag.small, tag.content});
}

void MatWalk::walkStruct(MatStream& stream, int64_t end, const std::string& key, int depth) {
  const MatTag lengthTag = stream.nextWithin(end);
  const auto lengths = stream.numbers(lengthTag, 1);
  stream.skipFill(lengthTag, end);
  const MatTag namesTag = stream.nextWithin(end);
  const auto names = stream.content(namesTag, kMostFieldBytes);
  stream.skipFill(namesTag, end);
  if (lengths.size() != 1 || lengths[0] == 0 || names.size() % lengths[0] != 0) {
    stream.fail("the fields of the struct " + key + " have impossible names");
  }
  for (std::size_t at = 0; at < names.size() && !done_; at += lengths[0]) {
    const auto first = names.begin() + static_cast<std::ptrdiff_t>(at);
    const std::string field = textOf({first, first + static_cast<std::ptrdiff_t>(lengths[0])});
    const MatTag tag = stream.nextWithin(end);
    if (tag.kind != kMatMatrix || tag.small) {
      stream.fail("a field of the struct " + key + " is no array");
    }
    std::string fieldKey = key;
    fieldKey.append(".").append(field);
    walkMatrix(stream, stream.position() + tag.bytes, fieldKey, depth + 1);
  }
}

void MatWalk::walkMatrix(MatStream& stream, int64_t end, const std::string& fieldKey, int depth) {
  if (end == stream.position()) {  // an empty array
    return;
  }
  if (++arrays_ > kMostArrays) {
    throw Error(ErrorCode::BadInput, stream.name() + " holds more than " +
                                         std::to_string(kMostArrays) +
                                         " arrays: save only the data and labels.");
  }
  const Header header = readHeader(stream, end);
  const std::string key = fieldKey.empty() ? header.name : fieldKey;
  const bool one = elementCount(header.shape) == 1;
  if (header.kind == kStructClass && one && depth < kDeepestStruct) {
    walkStruct(stream, end, key, depth);
  } else if (header.kind >= kFirstNumberClass && header.kind <= kLastNumberClass) {
    walkNumbers(stream, end, key, header);
  } else if (!key.empty()) {
    onOther_(key, header.shape);
  }
  if (!done_) {
    stream.skipTo(end);
  }
}

void MatWalk::walkElement(MatStream& stream, const MatTag& tag) {
  if (tag.small || tag.bytes > stream.source().mostBytesLeft()) {
    stream.fail("it is cut short");
  }
  const int64_t end = stream.position() + tag.bytes;
  if (tag.kind == kMatMatrix) {
    walkMatrix(stream, end, "", 0);
  } else if (tag.kind == kMatCompressed) {
    const auto unpacked = openCompressed(stream.source(), tag.bytes);
    MatStream inner(*unpacked, stream.reversed());
    const auto matrix = inner.next();
    if (matrix && matrix->kind == kMatMatrix && !matrix->small) {
      walkMatrix(inner, inner.position() + matrix->bytes, "", 0);
    }
  }
  if (!done_) {
    stream.skipTo(end);
  }
}

void MatWalk::run(const std::string& path) {
  const auto source = openFile(path);
  std::array<std::byte, kHeaderBytes> header{};
  source->read(header);
  MatStream stream(*source, header[126] == std::byte{'M'});
  while (!done_) {
    const auto tag = stream.next();
    if (!tag) {
      return;
    }
    walkElement(stream, *tag);
  }
}

}  // namespace

// Byte order mark "IM" as little-endian machines write it, and the version before it: 1 of 5
// to 7.2.
bool looksLikeMat(const std::string& path) {
  const std::string header = leadingBytes(path, kHeaderBytes);
  return header.size() == kHeaderBytes && (header.ends_with(std::string_view("\x00\x01IM", 4)) ||
                                           header.ends_with(std::string_view("\x01\x00MI", 4)));
}

std::vector<NpzEntry> matEntries(const std::string& path) {
  std::vector<NpzEntry> entries;
  MatWalk walk(
      [&](MatStream&, const FoundArray& array) {
        entries.push_back({array.key, array.shape, array.type});
        return false;
      },
      [&](const std::string& key, const Shape& shape) {
        entries.push_back({key, shape, std::nullopt});
      });
  walk.run(path);
  return entries;
}

RawArray readMat(const std::string& path, const std::string& key) {
  RawArray array;
  bool found = false;
  MatWalk walk(
      [&](MatStream& stream, const FoundArray& place) {
        if (place.key != key) {
          return false;
        }
        array = {path + ":" + key, place.shape, place.type, {}};
        if (place.small) {
          array.bytes.assign(place.content.begin(), place.content.begin() + place.bytes);
        } else {
          array.bytes = readBytes(stream.source(), place.bytes);
        }
        if (static_cast<int64_t>(array.bytes.size()) < place.bytes) {
          stream.fail("it is cut short");
        }
        if (stream.reversed()) {
          swapByteOrder(array);
        }
        found = true;
        return true;
      },
      [](const std::string&, const Shape&) {});
  walk.run(path);
  if (!found) {
    throw Error(ErrorCode::Usage, path + " has no array of numbers \"" + key + "\": it holds " +
                                      npzListing(matEntries(path)) + ".");
  }
  toRowMajor(array);
  return array;
}

}  // namespace maacc
