#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/base/error.h"
#include "core/model/layer.h"

namespace maacc {

// Read access to one JSON object of config.json. Every function throws Error{BadInput} that names
// file, layer and key when a value is absent, of another kind or out of range. Borrows the JSON.
class KerasConfig {
 public:
  // place: what messages start with, such as "model.keras: layer 'conv1'".
  KerasConfig(const nlohmann::json& values, std::string place);

  const std::string& place() const { return place_; }

  bool has(const char* key) const;  // present and not null
  const nlohmann::json& value(const char* key) const;
  const nlohmann::json& list(const char* key) const;  // an array
  KerasConfig object(const char* key) const;

  int64_t integer(const char* key, int64_t low, int64_t high) const;
  int64_t integer(const char* key, int64_t low, int64_t high, int64_t fallback) const;
  double number(const char* key, double fallback) const;  // finite
  bool flag(const char* key, bool fallback) const;
  std::string text(const char* key) const;
  std::string text(const char* key, const std::string& fallback) const;
  Size2D size(const char* key) const;  // one number or [height, width], each from 1 to 65536

  [[noreturn]] void badInput(const std::string& what) const;
  [[noreturn]] void unsupported(const std::string& what) const;

 private:
  const nlohmann::json* values_;
  std::string place_;
};

// A JSON number that is whole and within [low, high]; nullopt otherwise.
std::optional<int64_t> wholeNumber(const nlohmann::json& value, int64_t low, int64_t high);

// Parses with a limit on nesting, so that no later walk can exhaust the stack. name: "config.json".
nlohmann::json parseKerasJson(const std::string& text,
                              const std::string& file,
                              const std::string& name);

}  // namespace maacc
