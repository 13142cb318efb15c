#pragma once

#include <string>

#include "core/hdf5/hdf5_bytes.h"

namespace maacc {

// The bytes of an HDF5 file: an image in memory, or a file that is read piece by piece. Addresses
// count from the HDF5 signature, which a user block of 512, 1024, ... bytes may precede (MATLAB).
// Reads of several threads may overlap.
class Hdf5Source {
 public:
  static Hdf5Source inMemory(Hdf5Block bytes);
  // Throws Error{BadInput} when the file cannot be opened.
  static Hdf5Source inFile(const std::string& path);

  ~Hdf5Source();
  Hdf5Source(Hdf5Source&& other) noexcept;
  Hdf5Source& operator=(Hdf5Source&&) = delete;
  Hdf5Source(const Hdf5Source&) = delete;
  Hdf5Source& operator=(const Hdf5Source&) = delete;

  // Looks for the signature and counts from there; false when there is none.
  bool skipUserBlock();

  uint64_t size() const { return size_ - start_; }
  uint64_t userBlockBytes() const { return start_; }
  // False, and `out` undefined, unless all of it lies inside and can be read.
  bool read(uint64_t at, std::span<unsigned char> out) const;
  // A copy of a stretch; empty unless all of it lies inside and can be read.
  Hdf5Block block(uint64_t at, uint64_t length) const;

 private:
  Hdf5Source() = default;

  Hdf5Block bytes_;
  int file_ = -1;  // owned descriptor; -1: in memory
  uint64_t size_ = 0;
  uint64_t start_ = 0;
};

}  // namespace maacc
