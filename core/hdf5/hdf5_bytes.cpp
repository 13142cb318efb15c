#include "core/hdf5/hdf5_bytes.h"

#include <algorithm>
#include <bit>

namespace maacc {

Hdf5Bytes hdf5Slice(Hdf5Bytes bytes, uint64_t start, uint64_t length) {
  return start <= bytes.size() && length <= bytes.size() - start ? bytes.subspan(start, length)
                                                                 : Hdf5Bytes{};
}

uint64_t hdf5Number(Hdf5Bytes bytes, uint64_t at, uint64_t width) {
  const Hdf5Bytes field = hdf5Slice(bytes, at, width);
  uint64_t value = 0;
  for (size_t i = std::min<size_t>(field.size(), 8); i-- > 0;) {
    value = value << 8 | field[i];
  }
  return value;
}

bool hdf5HasSignature(Hdf5Bytes bytes, std::string_view signature) {
  return bytes.size() >= signature.size() &&
         std::equal(signature.begin(), signature.end(), bytes.begin(),
                    [](char a, unsigned char b) { return static_cast<unsigned char>(a) == b; });
}

uint64_t hdf5BytesFor(uint64_t largest) {
  return largest == 0 ? 1 : static_cast<uint64_t>(std::bit_width(largest) - 1) / 8 + 1;
}

uint64_t Hdf5Cursor::number(uint64_t width) { return hdf5Number(bytes(width), 0, width); }

Hdf5Bytes Hdf5Cursor::bytes(uint64_t length) {
  ok_ = ok_ && length <= bytes_.size() - at_;
  if (!ok_) {
    return {};
  }
  const Hdf5Bytes field = bytes_.subspan(at_, length);
  at_ += length;
  return field;
}

}  // namespace maacc
