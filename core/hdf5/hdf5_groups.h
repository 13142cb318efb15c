#pragma once

#include <optional>
#include <string>

#include "core/hdf5/hdf5_objects.h"
#include "core/hdf5/hdf5_place.h"

namespace maacc {

struct Hdf5Link {
  std::string name;
  uint64_t address = 0;  // of the object's header
  bool isHard = true;    // not a soft or external link
};

// All links of a group in any of its forms: a table of symbols, link messages, or a heap of links.
// nullopt when the object is not a group. Throws Error{BadInput} when the group is damaged.
std::optional<std::vector<Hdf5Link>> readHdf5Links(const Hdf5Source& source,
                                                   const Hdf5Object& group,
                                                   const Hdf5Place& place);

}  // namespace maacc
