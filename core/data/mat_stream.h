#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "core/data/byte_source.h"

namespace maacc {

// One data element of a MAT-file: its kind, how many bytes follow, and those of a small one.
struct MatTag {
  uint32_t kind = 0;
  int64_t bytes = 0;
  bool small = false;  // its at most four bytes stand in the tag
  std::array<std::byte, 4> content{};
};

inline constexpr uint32_t kMatMatrix = 14;
inline constexpr uint32_t kMatCompressed = 15;

// The type of the numbers of an element of this kind; nothing for kinds that are no numbers.
std::optional<ElementType> matNumberType(uint32_t kind);

// Data elements in turn, as "MAT-File Format" (MathWorks) lays them out. Every size is checked
// against what encloses it before anything is read.
class MatStream {
 public:
  // reversed: numbers are in the other byte order.
  MatStream(ByteSource& source, bool reversed) : source_(source), reversed_(reversed) {}

  bool atEnd() const { return source_.mostBytesLeft() <= 0; }
  int64_t position() const { return source_.position(); }
  ByteSource& source() { return source_; }
  bool reversed() const { return reversed_; }
  const std::string& name() const { return source_.name(); }

  // The next tag; nothing at the end of the source.
  std::optional<MatTag> next();
  // The next tag, of an element that ends at or before `end`. Throws Error{BadInput}.
  MatTag nextWithin(int64_t end);
  // The content of a short element, and the bytes that fill it up to eight.
  std::vector<std::byte> content(const MatTag& tag, int64_t mostBytes);
  // Steps over the fill after the content of `tag`, as far as it is within `end`.
  void skipFill(const MatTag& tag, int64_t end);
  void skipTo(int64_t position);
  // Content as 32-bit numbers.
  std::vector<uint32_t> numbers(const MatTag& tag, int64_t mostNumbers);

  [[noreturn]] void fail(const std::string& what) const;

 private:
  uint32_t number(std::span<const std::byte> bytes) const;
  void read(std::span<std::byte> out);

  ByteSource& source_;
  const bool reversed_;
};

// The unpacked content of a compressed element; takes bytes from `packed`, which must stay.
std::unique_ptr<ByteSource> openCompressed(ByteSource& packed, int64_t packedBytes);

}  // namespace maacc
