#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "core/archive/torch_tensor.h"

// Reading the JSON of torch.export (torch/_export/serde/schema.py, versions 4 to 8). All functions
// throw Error{BadInput} starting with `place` where it is not what the schema says.
namespace maacc {

// Python writes numbers that JSON does not have; they become text.
nlohmann::json parsePt2Json(const std::string& text, const std::string& place);

[[noreturn]] void damagedPt2(const std::string& place, const std::string& what);

const nlohmann::json& pt2Member(const nlohmann::json& object,
                                const char* key,
                                const std::string& place);
const nlohmann::json& pt2List(const nlohmann::json& object,
                              const char* key,
                              const std::string& place);
std::string pt2Text(const nlohmann::json& object, const char* key, const std::string& place);
int64_t pt2Integer(const nlohmann::json& value, const std::string& place);
double pt2Float(const nlohmann::json& value, const std::string& place);

// {"as_int": 3}, or {"as_expr": {"expr_str": "s0", "hint": {"as_int": 2}}}: with the size that the
// program was exported with. Throws Error{Unsupported} where the file does not keep it.
int64_t pt2Size(const nlohmann::json& size, const std::string& place);

// {"dtype": 7, "sizes": [{"as_int": 3}], "strides": ...}
TorchView readPt2View(const nlohmann::json& meta, const std::string& place);

}  // namespace maacc
