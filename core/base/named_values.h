#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/base/error.h"

namespace maacc {

// The names of an enumeration's values, as people write them.
template <class Value, std::size_t kCount>
using NamedValues = std::array<std::pair<Value, std::string_view>, kCount>;

template <class Value, std::size_t kCount>
std::string nameOf(const NamedValues<Value, kCount>& names, Value value) {
  for (const auto& [known, name] : names) {
    if (known == value) {
      return std::string(name);
    }
  }
  MAACC_CHECK(!"every value has a name");
  return {};
}

// Throws Error{Usage} that lists the names; what: "strategy", "unit features", ...
template <class Value, std::size_t kCount>
Value valueOf(const NamedValues<Value, kCount>& names,
              std::string_view what,
              std::string_view text) {
  std::string list;
  for (const auto& [value, name] : names) {
    if (name == text) {
      return value;
    }
    list += (list.empty() ? "" : ", ") + std::string(name);
  }
  throw Error(ErrorCode::Usage,
              "\"" + std::string(text) + "\" is no " + std::string(what) + "; use one of " + list);
}

}  // namespace maacc
