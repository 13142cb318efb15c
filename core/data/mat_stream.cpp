#include "core/data/mat_stream.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

#include "core/base/error.h"

namespace maacc {

namespace {

constexpr int64_t kTagBytes = 8;
constexpr int64_t kFill = 8;

class CompressedElement : public ByteSource {
 public:
  CompressedElement(ByteSource& packed, int64_t packedBytes)
      : ByteSource(packed.name()), source_(packed), left_(packedBytes), buffer_(kBuffer) {
    if (inflateInit(&stream_) != Z_OK) {
      throw Error(ErrorCode::System, "memory is missing to unpack " + name());
    }
    setLimit(packedBytes * kLargestDeflateRatio, true);
  }
  ~CompressedElement() override { inflateEnd(&stream_); }

 protected:
  std::size_t readSome(std::span<std::byte> out) override {
    constexpr std::size_t kMost = std::size_t{1} << 30;
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(std::min(out.size(), kMost));
    const uInt wanted = stream_.avail_out;
    while (!ended_ && stream_.avail_out == wanted) {
      if (stream_.avail_in == 0) {
        refill();
      }
      const int status = inflate(&stream_, Z_NO_FLUSH);
      ended_ = status == Z_STREAM_END;
      const bool starved = status == Z_BUF_ERROR || (stream_.avail_in == 0 && left_ == 0);
      if ((status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR) ||
          (!ended_ && starved && stream_.avail_out == wanted)) {
        throw Error(ErrorCode::BadInput,
                    name() + " has a damaged compressed element: download or copy it again.");
      }
    }
    return wanted - stream_.avail_out;
  }

 private:
  static constexpr std::size_t kBuffer = std::size_t{1} << 18;

  void refill() {
    const auto count = static_cast<std::size_t>(std::min<int64_t>(left_, buffer_.size()));
    const std::size_t found = source_.read(std::span(buffer_).first(count));
    left_ = found < count ? 0 : left_ - static_cast<int64_t>(count);
    stream_.next_in = reinterpret_cast<Bytef*>(buffer_.data());
    stream_.avail_in = static_cast<uInt>(found);
  }

  ByteSource& source_;
  int64_t left_;
  bool ended_ = false;
  std::vector<std::byte> buffer_;
  z_stream stream_{};
};

}  // namespace

std::optional<ElementType> matNumberType(uint32_t kind) {
  switch (kind) {
    case 1:
      return ElementType::Int8;
    case 2:
      return ElementType::UInt8;
    case 3:
      return ElementType::Int16;
    case 4:
      return ElementType::UInt16;
    case 5:
      return ElementType::Int32;
    case 6:
      return ElementType::UInt32;
    case 7:
      return ElementType::Float32;
    case 9:
      return ElementType::Float64;
    case 12:
      return ElementType::Int64;
    case 13:
      return ElementType::UInt64;
    default:
      return std::nullopt;
  }
}

void MatStream::fail(const std::string& what) const {
  throw Error(ErrorCode::BadInput, name() + " is a damaged MAT-file (" + what +
                                       "): copy it or save it again with save -v7.");
}

void MatStream::read(std::span<std::byte> out) {
  if (source_.read(out) != out.size()) {
    fail("it is cut short");
  }
}

uint32_t MatStream::number(std::span<const std::byte> bytes) const {
  uint32_t value = 0;
  std::memcpy(&value, bytes.data(), sizeof(value));
  return reversed_ ? __builtin_bswap32(value) : value;
}

std::optional<MatTag> MatStream::next() {
  std::array<std::byte, kTagBytes> bytes{};
  const std::size_t found = source_.read(bytes);
  if (found == 0) {
    return std::nullopt;
  }
  if (found < bytes.size()) {
    fail("it is cut short");
  }
  const auto all = std::span<const std::byte>(bytes);
  const uint32_t first = number(all.first(4));
  MatTag tag{first, number(all.subspan(4)), false, {}};
  if (first >> 16U != 0) {
    tag = {first & 0xFFFFU, first >> 16U, true, {}};
    std::copy_n(bytes.begin() + 4, 4, tag.content.begin());
    if (tag.bytes > 4) {
      fail("a small element has more than four bytes");
    }
  }
  return tag;
}

MatTag MatStream::nextWithin(int64_t end) {
  if (position() + kTagBytes > end) {
    fail("an element reaches beyond what holds it");
  }
  const auto tag = next();
  if (!tag || (!tag->small && tag->bytes > end - position())) {
    fail("an element reaches beyond what holds it");
  }
  return *tag;
}

std::vector<std::byte> MatStream::content(const MatTag& tag, int64_t mostBytes) {
  if (tag.bytes > mostBytes) {
    fail("a name or a size has an impossible length");
  }
  if (tag.small) {
    return {tag.content.begin(), tag.content.begin() + tag.bytes};
  }
  std::vector<std::byte> bytes(static_cast<std::size_t>(tag.bytes));
  read(bytes);
  return bytes;
}

std::vector<uint32_t> MatStream::numbers(const MatTag& tag, int64_t mostNumbers) {
  const std::vector<std::byte> bytes = content(tag, mostNumbers * 4);
  std::vector<uint32_t> values;
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) {
    values.push_back(number(std::span(bytes).subspan(at, 4)));
  }
  return values;
}

void MatStream::skipFill(const MatTag& tag, int64_t end) {
  if (!tag.small) {
    skipTo(std::min(end, position() + (kFill - tag.bytes % kFill) % kFill));
  }
}

void MatStream::skipTo(int64_t target) {
  std::vector<std::byte> scratch(
      static_cast<std::size_t>(std::clamp<int64_t>(target - position(), 0, int64_t{1} << 20)));
  while (position() < target) {
    const auto step = std::min<int64_t>(target - position(), static_cast<int64_t>(scratch.size()));
    read(std::span(scratch).first(static_cast<std::size_t>(step)));
  }
}

std::unique_ptr<ByteSource> openCompressed(ByteSource& packed, int64_t packedBytes) {
  return std::make_unique<CompressedElement>(packed, packedBytes);
}

}  // namespace maacc
