#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/data/raw_array.h"

namespace maacc {

// A stream of bytes that readers take an array from: a plain file, a gzip file or a member of a
// ZIP.
class ByteSource {
 public:
  explicit ByteSource(std::string name) : name_(std::move(name)) {}
  virtual ~ByteSource() = default;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  // The next bytes; fewer than asked for only at the end. Throws Error{BadInput} naming the file
  // when it is damaged.
  std::size_t read(std::span<std::byte> out);

  // What messages call it: "digits.npz:x_test".
  const std::string& name() const { return name_; }
  // No more than this can still come: exact for a plain file, an upper bound from the packed size
  // otherwise.
  int64_t mostBytesLeft() const { return mostBytes_ - consumed_; }
  bool packed() const { return packed_; }
  int64_t position() const { return consumed_; }  // bytes read so far
  // Whether this is a file of its own that is not packed, so that name() is its path.
  virtual bool isPlainFile() const { return false; }

 protected:
  virtual std::size_t readSome(std::span<std::byte> out) = 0;
  void setLimit(int64_t mostBytes, bool packed);

 private:
  std::string name_;
  int64_t mostBytes_ = 0;
  int64_t consumed_ = 0;
  bool packed_ = false;
};

// deflate cannot do better than 1032:1 (zlib technical notes), so a small file cannot claim to hold
// gigabytes.
inline constexpr int64_t kLargestDeflateRatio = 1032;

// A file, unpacked on the way when it is gzip. Throws Error{BadInput} when it is not there, a
// folder, or unreadable.
std::unique_ptr<ByteSource> openFile(const std::string& path);

// Size of an ordinary file; throws like openFile.
int64_t ordinaryFileSize(const std::string& path);

// The first bytes of the (unpacked) file, at most `count`; fewer when it is damaged or short.
// Throws like openFile.
std::string leadingBytes(const std::string& path, std::size_t count);

// The rest of `source` as an array; values keep the file's byte order. Memory grows with what is
// really there. Throws Error{BadInput} when the size overflows, bytes are missing, or bytes are
// left over.
RawArray readArray(ByteSource& source, const Shape& shape, ElementType type);

// The same, in native byte order, of values that are big-endian or little-endian in the file; a plain
// file is left where it is and read when its samples are asked for.
RawArray openArray(ByteSource& source, const Shape& shape, ElementType type, bool bigEndian);

// Reverses the bytes of every element.
void swapByteOrder(RawArray& array);
void swapByteOrder(std::span<std::byte> elements, std::size_t elementBytes);

}  // namespace maacc
