#include "core/report/mutant_marks.h"

#include <array>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "core/base/error.h"
#include "core/base/named_values.h"
#include "core/report/report_files.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

constexpr const char* kFormat = "maacc-marks";
constexpr int kVersion = 1;

constexpr NamedValues<MarkKind, 2> kKinds = {
    {{MarkKind::Equivalent, "equivalent"}, {MarkKind::Ignored, "ignored"}}};

[[noreturn]] void damaged(const std::string& path, const std::string& detail) {
  throw Error(ErrorCode::BadInput, path + " cannot be read as marks of mutants (" + detail +
                                       "); move it away to start without marks");
}

MutantMark markOf(const ordered_json& entry, const std::string& path) {
  MutantMark mark;
  mark.reason = entry.at("reason").get<std::string>();
  mark.created = entry.value("created", "");
  const auto kind = entry.at("kind").get<std::string>();
  for (const auto& [value, name] : kKinds) {
    if (kind == name) {
      mark.kind = value;
      return mark;
    }
  }
  damaged(path, "\"" + kind + "\" is no kind of mark");
}

std::string readAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (!file) {
    damaged(path, "it cannot be opened");
  }
  return bytes.str();
}

}  // namespace

std::string markName(MarkKind kind) { return std::string(nameOf(kKinds, kind)); }

std::string marksPath(const std::string& runPath) { return runPath + ".marks.json"; }

MutantMarks readMarks(const std::string& runPath, const std::string& planHash) {
  const std::string path = marksPath(runPath);
  if (!std::filesystem::exists(path)) {
    return {};
  }
  const ordered_json json = ordered_json::parse(readAll(path), nullptr, false);
  if (json.is_discarded() || !json.is_object() || json.value("format", "") != kFormat) {
    damaged(path, "it is not what this program writes");
  }
  MutantMarks marks;
  try {
    if (json.at("version").get<int>() > kVersion) {
      damaged(path, "a newer program wrote it");
    }
    if (json.at("plan_hash").get<std::string>() != planHash) {
      throw Error(ErrorCode::BadInput,
                  path +
                      " marks the mutants of another run (its plan differs); move it away to "
                      "mark those of this run");
    }
    for (const ordered_json& entry : json.at("marks")) {
      marks[entry.at("mutant").get<std::string>()] = markOf(entry, path);
    }
  } catch (const ordered_json::exception& error) {
    damaged(path, error.what());
  }
  return marks;
}

void writeMarks(const std::string& runPath, const std::string& planHash, const MutantMarks& marks) {
  const std::string path = marksPath(runPath);
  if (marks.empty()) {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
    return;
  }
  ordered_json json = {{"format", kFormat},
                       {"version", kVersion},
                       {"plan_hash", planHash},
                       {"marks", ordered_json::array()}};
  for (const auto& [mutant, mark] : marks) {
    if (mark.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
      throw Error(ErrorCode::Usage,
                  "the mark of " + mutant + " has no reason; say why it is " + markName(mark.kind));
    }
    json["marks"].push_back({{"mutant", mutant},
                             {"kind", markName(mark.kind)},
                             {"reason", mark.reason},
                             {"created", mark.created}});
  }
  writeFileAtOnce(path, json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
}

std::string currentUtcTime() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return text.data();
}

}  // namespace maacc
