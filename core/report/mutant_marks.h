#pragma once

#include <map>
#include <string>

namespace maacc {

// What a person says about a mutant that the verdict cannot say.
enum class MarkKind {
  Equivalent,  // no input can tell it from the original
  Ignored,     // does not matter here, for the reason given
};
std::string markName(MarkKind kind);  // "equivalent", "ignored"

struct MutantMark {
  MarkKind kind = MarkKind::Ignored;
  std::string reason;   // never empty
  std::string created;  // UTC, "2026-11-23T12:46:58Z"
  bool operator==(const MutantMark&) const = default;
};

// By mutant id. Judgement is kept apart from evidence: RUN.maacc.marks.json beside the run, which
// only the engine writes. docs/run_file.md has the format.
using MutantMarks = std::map<std::string, MutantMark>;

std::string marksPath(const std::string& runPath);

// Empty where there is no such file. Throws Error{BadInput} when it cannot be read as marks, or
// belongs to a run of another plan.
MutantMarks readMarks(const std::string& runPath, const std::string& planHash);

// In one step; without marks the file goes. Throws Error{Usage} for a mark without a reason,
// Error{System} when the folder cannot be written.
void writeMarks(const std::string& runPath, const std::string& planHash, const MutantMarks& marks);

std::string currentUtcTime();

}  // namespace maacc
