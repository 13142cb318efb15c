#include "core/importers/keras_config.h"

#include <cmath>
#include <cstdint>
#include <utility>

namespace maacc {
namespace {

// A model inside a model costs four levels; nobody nests fifty.
constexpr int kMaxNesting = 200;
constexpr int64_t kMaxExtent = 65536;

}  // namespace

KerasConfig::KerasConfig(const nlohmann::json& values, std::string place)
    : values_(&values), place_(std::move(place)) {
  if (!values.is_object()) {
    badInput("its configuration is not a JSON object");
  }
}

void KerasConfig::badInput(const std::string& what) const {
  throw Error(ErrorCode::BadInput, place_ + ": " + what);
}

void KerasConfig::unsupported(const std::string& what) const {
  throw Error(ErrorCode::Unsupported, place_ + ": " + what);
}

bool KerasConfig::has(const char* key) const {
  const auto found = values_->find(key);
  return found != values_->end() && !found->is_null();
}

const nlohmann::json& KerasConfig::value(const char* key) const {
  const auto found = values_->find(key);
  if (found == values_->end()) {
    badInput(std::string("config.json has no '") + key + "' for it");
  }
  return *found;
}

const nlohmann::json& KerasConfig::list(const char* key) const {
  const nlohmann::json& found = value(key);
  if (!found.is_array()) {
    badInput(std::string("'") + key + "' in config.json is not a list");
  }
  return found;
}

KerasConfig KerasConfig::object(const char* key) const {
  const nlohmann::json& found = value(key);
  if (!found.is_object()) {
    badInput(std::string("'") + key + "' in config.json is not an object");
  }
  return {found, place_};
}

int64_t KerasConfig::integer(const char* key, int64_t low, int64_t high) const {
  const std::optional<int64_t> number = wholeNumber(value(key), low, high);
  if (!number) {
    badInput(std::string("'") + key + "' in config.json must be a whole number from " +
             std::to_string(low) + " to " + std::to_string(high));
  }
  return *number;
}

int64_t KerasConfig::integer(const char* key, int64_t low, int64_t high, int64_t fallback) const {
  return has(key) ? integer(key, low, high) : fallback;
}

double KerasConfig::number(const char* key, double fallback) const {
  if (!has(key)) {
    return fallback;
  }
  const nlohmann::json& found = value(key);
  if (!found.is_number() || !std::isfinite(found.get<double>())) {
    badInput(std::string("'") + key + "' in config.json is not a finite number");
  }
  return found.get<double>();
}

bool KerasConfig::flag(const char* key, bool fallback) const {
  if (!has(key)) {
    return fallback;
  }
  const nlohmann::json& found = value(key);
  if (!found.is_boolean()) {
    badInput(std::string("'") + key + "' in config.json is neither true nor false");
  }
  return found.get<bool>();
}

std::string KerasConfig::text(const char* key) const {
  const nlohmann::json& found = value(key);
  if (!found.is_string()) {
    badInput(std::string("'") + key + "' in config.json is not a text");
  }
  return found.get<std::string>();
}

std::string KerasConfig::text(const char* key, const std::string& fallback) const {
  return has(key) ? text(key) : fallback;
}

Size2D KerasConfig::size(const char* key) const {
  const nlohmann::json& found = value(key);
  if (const auto both = wholeNumber(found, 1, kMaxExtent)) {
    return {*both, *both};
  }
  if (found.is_array() && found.size() == 2) {
    const auto height = wholeNumber(found[0], 1, kMaxExtent);
    const auto width = wholeNumber(found[1], 1, kMaxExtent);
    if (height && width) {
      return {*height, *width};
    }
  }
  badInput(std::string("'") + key + "' in config.json must be two whole numbers from 1 to " +
           std::to_string(kMaxExtent));
}

std::optional<int64_t> wholeNumber(const nlohmann::json& value, int64_t low, int64_t high) {
  if (value.is_number_unsigned()) {
    const auto number = value.get<uint64_t>();
    if (number > static_cast<uint64_t>(INT64_MAX)) {
      return std::nullopt;
    }
  } else if (!value.is_number_integer()) {
    return std::nullopt;
  }
  const auto number = value.get<int64_t>();
  return number >= low && number <= high ? std::optional(number) : std::nullopt;
}

nlohmann::json parseKerasJson(const std::string& text,
                              const std::string& file,
                              const std::string& name) {
  const auto limitDepth = [&](int depth, nlohmann::json::parse_event_t, const nlohmann::json&) {
    if (depth > kMaxNesting) {
      throw Error(ErrorCode::BadInput, file + ": " + name + " is nested more than " +
                                           std::to_string(kMaxNesting) +
                                           " levels deep; save the model again");
    }
    return true;
  };
  try {
    return nlohmann::json::parse(text, limitDepth);
  } catch (const nlohmann::json::exception&) {
    throw Error(
        ErrorCode::BadInput,
        file + ": " + name + " is not valid JSON; the file is damaged, save the model again");
  }
}

}  // namespace maacc
