#pragma once

#include <string>

namespace maacc {

// Throws Error{BadInput} with the reason when a path is absent, a folder, empty or cannot be
// opened.
void requireReadableFile(const std::string& path);

// The first bytes of a file; all false when it cannot be read.
bool startsLikeZip(const std::string& path);
bool startsLikeHdf5(const std::string& path);

}  // namespace maacc
