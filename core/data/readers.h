#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/raw_array.h"

namespace maacc {

// One reader per format; each checks sizes against the file before it allocates.

// IDX, plain or gzip: two zero bytes, type code, rank, big-endian sizes, values.
bool looksLikeIdx(const std::string& path);
RawArray readIdx(const std::string& path);

// NumPy .npy versions 1 to 3, plain or gzip, C or Fortran order, little or big endian.
bool looksLikeNpy(const std::string& path);
RawArray readNpy(const std::string& path);

// NumPy .npz: a ZIP of .npy members, stored or deflated.
bool looksLikeZip(const std::string& path);
std::vector<std::string> npzKeys(const std::string& path);
RawArray readNpz(const std::string& path, const std::string& key);

// What an archive holds, from the headers of its members alone.
struct NpzEntry {
  std::string key;
  Shape shape;
  std::optional<ElementType> type;  // nullopt: a type that is not read (objects, text)
};
std::vector<NpzEntry> npzEntries(const std::string& path);
std::string npzListing(
    const std::vector<NpzEntry>& entries);  // "x_test [10, 28, 28] uint8, y_test [10] int64"

}  // namespace maacc
