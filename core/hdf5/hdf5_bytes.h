#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace maacc {

// Bounds-checked access to stretches of an HDF5 file. Section numbers in the sources of this folder
// refer to the HDF5 File Format Specification, version 3.0.
using Hdf5Bytes = std::span<const unsigned char>;
using Hdf5Block = std::vector<unsigned char>;

inline constexpr uint64_t kHdf5NoAddress = UINT64_MAX;

// A stretch of the bytes; empty when it does not lie inside.
Hdf5Bytes hdf5Slice(Hdf5Bytes bytes, uint64_t start, uint64_t length);

// Little-endian number of 1 to 8 bytes; 0 where it does not lie inside, so callers check lengths
// where 0 is sound.
uint64_t hdf5Number(Hdf5Bytes bytes, uint64_t at, uint64_t width);

bool hdf5HasSignature(Hdf5Bytes bytes, std::string_view signature);

// How many bytes libhdf5 takes for numbers up to `largest`.
uint64_t hdf5BytesFor(uint64_t largest);

// Takes fields one after the other; once a field does not lie inside, ok() is false and fields are
// 0 or empty.
class Hdf5Cursor {
 public:
  explicit Hdf5Cursor(Hdf5Bytes bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  Hdf5Bytes rest() const { return bytes_.subspan(at_); }
  uint64_t number(uint64_t width);
  Hdf5Bytes bytes(uint64_t length);
  void skip(uint64_t length) { bytes(length); }

 private:
  Hdf5Bytes bytes_;
  uint64_t at_ = 0;
  bool ok_ = true;
};

}  // namespace maacc
