#include "core/importers/pt2_json.h"

#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace maacc {

using nlohmann::json;

namespace {

constexpr int kDeepest = 64;

// Python's json writes NaN, Infinity and -Infinity as bare words.
std::string withoutBareWords(const std::string& text) {
  std::string result;
  result.reserve(text.size());
  bool isText = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (isText && c == '\\' && i + 1 < text.size()) {
      result += c;
      result += text[++i];
      continue;
    }
    isText = c == '"' ? !isText : isText;
    const std::string_view rest = std::string_view(text).substr(i);
    bool isWord = false;
    for (const std::string_view word : {"-Infinity", "Infinity", "NaN"}) {
      if (!isText && rest.starts_with(word)) {
        result += '"';
        result += word;
        result += '"';
        i += word.size() - 1;
        isWord = true;
        break;
      }
    }
    if (!isWord) {
      result += c;
    }
  }
  return result;
}

}  // namespace

[[noreturn]] void damagedPt2(const std::string& place, const std::string& what) {
  throw Error(ErrorCode::BadInput,
              place + ": the exported program is damaged, " + what + "; export the model again");
}

const json& pt2Member(const json& object, const char* key, const std::string& place) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (!object.is_object() || found == object.end()) {
    damagedPt2(place, std::string("'") + key + "' is missing");
  }
  return *found;
}

const json& pt2List(const json& object, const char* key, const std::string& place) {
  const json& list = pt2Member(object, key, place);
  if (!list.is_array()) {
    damagedPt2(place, std::string("'") + key + "' is no list");
  }
  return list;
}

std::string pt2Text(const json& object, const char* key, const std::string& place) {
  const json& text = pt2Member(object, key, place);
  if (!text.is_string()) {
    damagedPt2(place, std::string("'") + key + "' is no text");
  }
  return text.get<std::string>();
}

int64_t pt2Integer(const json& value, const std::string& place) {
  if (!value.is_number_integer() ||
      (value.is_number_unsigned() &&
       value.get<uint64_t>() > static_cast<uint64_t>(std::numeric_limits<int64_t>::max()))) {
    damagedPt2(place, "a number is no whole number");
  }
  return value.get<int64_t>();
}

// {"as_int": 3}, or {"as_expr": {"expr_str": "s0", "hint": {"as_int": 2}}}: with the size that the
// program was exported with.
int64_t pt2Size(const json& size, const std::string& place) {
  if (size.is_object() && size.contains("as_int")) {
    return pt2Integer(size["as_int"], place);
  }
  const json& expression = pt2Member(size, "as_expr", place);
  const auto hint = expression.is_object() ? expression.find("hint") : expression.end();
  if (!expression.is_object() || hint == expression.end() || !hint->is_object() ||
      !hint->contains("as_int")) {
    throw Error(ErrorCode::Unsupported,
                place +
                    ": the program leaves a size open and keeps no example of it; export it with "
                    "fixed sizes");
  }
  return pt2Integer((*hint)["as_int"], place);
}

double pt2Float(const json& value, const std::string& place) {
  if (value.is_number()) {
    return value.get<double>();
  }
  const std::string text = value.is_string() ? value.get<std::string>() : std::string();
  if (text == "Infinity" || text == "inf") {
    return std::numeric_limits<double>::infinity();
  }
  if (text == "-Infinity" || text == "-inf") {
    return -std::numeric_limits<double>::infinity();
  }
  damagedPt2(place, "a number is none");
}

json parsePt2Json(const std::string& text, const std::string& place) {
  const auto limitDepth = [&](int depth, json::parse_event_t, json&) {
    if (depth > kDeepest) {
      damagedPt2(place, "its JSON is nested more than " + std::to_string(kDeepest) + " deep");
    }
    return true;
  };
  try {
    return json::parse(withoutBareWords(text), limitDepth);
  } catch (const json::exception& error) {
    damagedPt2(place, std::string("it is no JSON (") + error.what() + ")");
  }
}

TorchView readPt2View(const json& meta, const std::string& place) {
  TorchView view;
  const int64_t number = pt2Integer(pt2Member(meta, "dtype", place), place);
  const auto type = torchSchemaType(number);
  if (!type) {
    throw Error(ErrorCode::Unsupported, place + ": it has numbers of the type " +
                                            std::to_string(number) +
                                            " of torch.export, which is not read");
  }
  view.type = *type;
  for (const json& size : pt2List(meta, "sizes", place)) {
    view.shape.push_back(pt2Size(size, place));
  }
  for (const json& stride : pt2List(meta, "strides", place)) {
    view.strides.push_back(pt2Size(stride, place));
  }
  if (meta.contains("storage_offset")) {
    view.offset = pt2Size(meta["storage_offset"], place);
  }
  return view;
}

}  // namespace maacc
