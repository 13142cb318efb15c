#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace maacc {

// Which class a flipped input kills: its true class (DeepMutation's definition) or the class that
// the mutant predicts (what the published DEEPMAACC program counts).
enum class KillCriterion { TrueClass, PredictedClass };
std::string criterionName(KillCriterion criterion);     // "true-class", "predicted-class"
KillCriterion parseCriterion(const std::string& text);  // throws Error{Usage}

enum class MutantStatus {
  Killed,
  Survived,
  Error,
  Undecided,  // no kill found, but not every class was decided
};
std::string statusName(MutantStatus status);  // "killed", "survived", "error", "undecided"

// How a survivor was shown to survive: by evaluating inputs, or without evaluating a single one.
enum class Proof {
  None,       // not a survivor, or at least one input was evaluated
  Unchanged,  // no activation that later layers read changes on any correct input
  Bound,      // a sound bound on the change of the logits settles every correct input
};
std::string proofName(Proof proof);  // "", "unchanged", "bound"

// Sets of classes as one byte (0 or 1) per class; empty where the criterion was not evaluated.
using ClassSet = std::vector<uint8_t>;
std::string classSetText(const ClassSet& set);  // "0001000000"
ClassSet parseClassSet(const std::string& text);

// One flipped input under one mutant.
struct Flip {
  int32_t input = -1;           // position among the correctly classified inputs
  int32_t predictedClass = -1;  // what the mutant says
  bool operator==(const Flip&) const = default;
};

// The verdict on one mutant. Only inputs that the original network classifies correctly count.
struct KillRecord {
  int64_t mutantIndex = -1;  // position in the plan
  MutantStatus status = MutantStatus::Survived;
  std::string reason;  // why, when status is Error
  // Absent where early exit left inputs of a killed mutant out.
  std::optional<int64_t> flippedInputs = 0;
  ClassSet killedTrueClass;
  ClassSet killedPredictedClass;
  // Classes that are neither known to be killed nor known to survive, under the criterion of the
  // run; empty where all are settled.
  ClassSet undecided;
  std::vector<Flip> flips;  // ascending by input; only kept with evidence Inputs
  Proof proof = Proof::None;
  bool operator==(const KillRecord&) const = default;
};

// The classes that count under the criterion.
const ClassSet& killedClasses(const KillRecord& record, KillCriterion criterion);

// Adds one flip to the count and to the class sets that are being kept (not empty), and marks the
// mutant killed. Does not add to flips: that is evidence, which the caller may not want.
void countFlip(KillRecord& record, Flip flip, int32_t trueClass);

}  // namespace maacc
