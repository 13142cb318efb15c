#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/hdf5/hdf5_types.h"

namespace maacc {

struct Hdf5Attribute {
  Hdf5Type type;
  Shape shape;
  Hdf5Block data;  // elementCount(shape) elements as the file keeps them
};

// Attribute `name` of an object, whether in its header or in a heap; nullopt when there is none or
// it is damaged.
std::optional<Hdf5Attribute> readHdf5Attribute(const Hdf5Source& source,
                                               const Hdf5Object& object,
                                               std::string_view name);

// Its texts in order, without padding, from fixed or variable length; nullopt when it holds no
// texts or they are damaged. Together they are no longer than the file.
std::optional<std::vector<std::string>> hdf5Texts(const Hdf5Source& source,
                                                  const Hdf5Attribute& attribute);

// Its single number; nullopt when it is none.
std::optional<double> hdf5Number(const Hdf5Attribute& attribute);

}  // namespace maacc
