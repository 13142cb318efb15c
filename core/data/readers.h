#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"

namespace maacc {

// One reader per format; each checks sizes against the file before it allocates.

// IDX, plain or gzip: two zero bytes, type code, rank, big-endian sizes, values.
bool looksLikeIdx(const std::string& path);
RawArray readIdx(const std::string& path);

// NumPy .npy versions 1 to 3, C or Fortran order, little or big endian.
bool looksLikeNpy(const std::string& path);
RawArray readNpy(const std::string& path);

// NumPy .npz: a ZIP of .npy members, stored or deflated.
bool looksLikeZip(const std::string& path);
std::vector<std::string> npzKeys(const std::string& path);
RawArray readNpz(const std::string& path, const std::string& key);

}  // namespace maacc
