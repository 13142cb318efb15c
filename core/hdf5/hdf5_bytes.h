#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace maacc {

// The lowest layer of the HDF5 reader: bounds-checked access to a file image, and the two block
// formats that other structures are made of. Section numbers in the sources refer to the HDF5 File
// Format Specification, version 3.0.
using Hdf5Bytes = std::span<const unsigned char>;

// A stretch of the bytes; empty when it does not lie inside.
Hdf5Bytes hdf5Slice(Hdf5Bytes bytes, uint64_t start, uint64_t length);

// Little-endian number of 1 to 8 bytes; 0 where it does not lie inside, so callers check lengths
// where 0 is sound.
uint64_t hdf5Number(Hdf5Bytes bytes, uint64_t at, int width);

bool hdf5HasSignature(Hdf5Bytes bytes, std::string_view signature);

struct Hdf5Message {
  uint64_t type = 0;
  bool isShared = false;  // the body refers to another object
  Hdf5Bytes body;
};

// Messages of the object header at `address`; nullopt when it is damaged or not of version 1.
std::optional<std::vector<Hdf5Message>> hdf5Messages(Hdf5Bytes image, uint64_t address);

// The scalar variable-length text attribute `name` among an object's messages, as h5py writes
// texts; nullopt when there is none.
std::optional<std::string> hdf5TextAttribute(Hdf5Bytes image,
                                             const std::vector<Hdf5Message>& messages,
                                             std::string_view name);

}  // namespace maacc
