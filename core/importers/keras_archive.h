#pragma once

#include <string>
#include <vector>

namespace maacc {

// The members of a `.keras` file that an import needs, read whole and checked against their CRC.
struct KerasArchive {
  std::string metadataJson;  // empty when the file has none
  std::string configJson;
  std::vector<unsigned char> weights;  // model.weights.h5, an HDF5 file image
};

// Throws Error naming the file: BadInput for a damaged archive or a member that expands
// suspiciously (the limits of Keras: more than 4 GiB and more than 100 times its compressed size),
// Unsupported for other ways to keep weights.
KerasArchive readKerasArchive(const std::string& path);

// Names of all members; empty when the file is not a readable ZIP.
std::vector<std::string> zipMemberNames(const std::string& path);

}  // namespace maacc
