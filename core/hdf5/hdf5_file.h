#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/hdf5/hdf5_attributes.h"
#include "core/hdf5/hdf5_dataset.h"
#include "core/hdf5/hdf5_groups.h"
#include "core/hdf5/hdf5_place.h"

namespace maacc {

// Groups, attributes and arrays of an HDF5 file, read by our own code: unlike libhdf5 1.10 it is
// safe on damaged and hostile files. Every access is checked against the file, and no size in the
// file decides an allocation beyond what the file can hold. Read are superblocks 0 to 3 with or
// without a user block, object headers 1 and 2, groups in all their forms and what Hdf5Dataset
// says. Messages start with `place`, which names the file and, where there is one, the layer or
// array. Const member functions may be called by several threads.
class Hdf5File {
 public:
  // Throws Error: BadInput when it is no HDF5 file or is cut short.
  Hdf5File(Hdf5Source source, Hdf5Wording wording, const std::string& place);

  uint64_t root() const { return root_; }
  const Hdf5Wording& wording() const { return wording_; }

  // All links of a group; nullopt when the object is not a group.
  std::optional<std::vector<Hdf5Link>> links(uint64_t group, const std::string& place) const;

  // Follows hard links from the root, "layers/dense/vars"; nullopt where a part is absent. Throws
  // Error{Unsupported} at soft and external links.
  std::optional<uint64_t> find(const std::string& path, const std::string& place) const;

  // Attributes; nullopt when there is none of this name and kind.
  std::optional<std::string> text(uint64_t object, std::string_view name) const;
  std::optional<std::vector<std::string>> texts(uint64_t object, std::string_view name) const;
  std::optional<double> number(uint64_t object, std::string_view name) const;

  // The array at an address, not yet located; nullopt when the object is none. Refers to this file.
  std::optional<Hdf5Dataset> dataset(uint64_t object, const std::string& place) const;

 private:
  Hdf5Object object(uint64_t address, const std::string& place) const;
  std::optional<Hdf5Attribute> attribute(uint64_t address, std::string_view name) const;

  Hdf5Source source_;
  Hdf5Wording wording_;
  uint64_t root_ = 0;
};

}  // namespace maacc
