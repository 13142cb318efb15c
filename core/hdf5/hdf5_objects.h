#pragma once

#include <optional>

#include "core/hdf5/hdf5_source.h"

namespace maacc {

// What an object header holds one after the other: the shape, type, layout, links, ... of an
// object.
enum class Hdf5MessageType : uint16_t {
  Dataspace = 0x01,
  LinkInfo = 0x02,
  Datatype = 0x03,
  FillValue = 0x05,
  Link = 0x06,
  ExternalFiles = 0x07,
  Layout = 0x08,
  Filters = 0x0b,
  Attribute = 0x0c,
  Continuation = 0x10,
  SymbolTable = 0x11,
  AttributeInfo = 0x15,
};

struct Hdf5Message {
  Hdf5MessageType type{};
  bool isShared = false;  // the body refers to another object
  Hdf5Block body;
};

struct Hdf5Object {
  std::vector<Hdf5Message> messages;

  // The first message of a type; null when there is none.
  const Hdf5Message* find(Hdf5MessageType type) const;
};

// The header, of version 1 or 2, at `address`; nullopt when it is damaged.
std::optional<Hdf5Object> readHdf5Object(const Hdf5Source& source, uint64_t address);

}  // namespace maacc
