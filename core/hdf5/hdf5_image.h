#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/hdf5/hdf5_bytes.h"
#include "core/model/tensor.h"

namespace maacc {

// Reads groups and float arrays of an HDF5 file held in memory, as h5py writes them by default
// (superblock 0 or 1, object headers of version 1, contiguous or compact arrays). Nothing else is
// needed for Keras, and unlike libhdf5 1.10 it is safe on damaged and hostile files: every access
// is checked against the image, and no size in the file decides an allocation beyond the file's own
// size. Throws Error: BadInput for damage, Unsupported for links that leave their group and for
// other layouts. Messages start with `place`, which names the file and, where there is one, the
// layer.
class Hdf5Image {
 public:
  // Takes over the bytes of the file.
  Hdf5Image(std::vector<unsigned char> bytes, const std::string& place);

  struct Link {
    std::string name;
    uint64_t address = 0;  // of the object's header
    bool isHard = true;
  };

  uint64_t root() const { return root_; }

  // All links of a group; nullopt when the object is not a group.
  std::optional<std::vector<Link>> links(uint64_t group, const std::string& place) const;

  // Follows hard links from the root, "layers/dense/vars"; nullopt where a part is absent.
  std::optional<uint64_t> find(const std::string& path, const std::string& place) const;

  // A text attribute as h5py writes it; nullopt when there is none.
  std::optional<std::string> text(uint64_t object, std::string_view name) const;

  // An array's shape, then its values as float32 (from IEEE binary16, 32 or 64, either byte order).
  Shape shape(uint64_t dataset, const std::string& place) const;
  Tensor read(uint64_t dataset, const std::string& place) const;

 private:
  std::vector<Hdf5Message> messages(uint64_t object, const std::string& place) const;

  std::vector<unsigned char> bytes_;
  uint64_t root_ = 0;
};

}  // namespace maacc
