#include "core/analysis/kill_record.h"

#include "core/base/error.h"

namespace maacc {
namespace {

void addClass(ClassSet& set, int32_t classIndex) {
  if (!set.empty()) {
    MAACC_CHECK(classIndex >= 0 && static_cast<std::size_t>(classIndex) < set.size());
    set[static_cast<std::size_t>(classIndex)] = 1;
  }
}

}  // namespace

std::string criterionName(KillCriterion criterion) {
  return criterion == KillCriterion::TrueClass ? "true-class" : "predicted-class";
}

KillCriterion parseCriterion(const std::string& text) {
  for (KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    if (text == criterionName(criterion)) {
      return criterion;
    }
  }
  throw Error(ErrorCode::Usage,
              "there is no kill criterion \"" + text + "\"; choose true-class or predicted-class");
}

std::string proofName(Proof proof) {
  switch (proof) {
    case Proof::Unchanged:
      return "unchanged";
    case Proof::Bound:
      return "bound";
    case Proof::None:
      break;
  }
  return "";
}

std::string statusName(MutantStatus status) {
  switch (status) {
    case MutantStatus::Killed:
      return "killed";
    case MutantStatus::Survived:
      return "survived";
    case MutantStatus::Error:
      return "error";
    case MutantStatus::Undecided:
      return "undecided";
  }
  return "error";
}

std::string classSetText(const ClassSet& set) {
  std::string text;
  for (uint8_t member : set) {
    text += member != 0 ? '1' : '0';
  }
  return text;
}

ClassSet parseClassSet(const std::string& text) {
  ClassSet set;
  for (char digit : text) {
    if (digit != '0' && digit != '1') {
      throw Error(ErrorCode::BadInput,
                  "\"" + text + "\" is not a set of classes; write one 0 or 1 per class");
    }
    set.push_back(digit == '1' ? 1 : 0);
  }
  return set;
}

const ClassSet& killedClasses(const KillRecord& record, KillCriterion criterion) {
  return criterion == KillCriterion::TrueClass ? record.killedTrueClass
                                               : record.killedPredictedClass;
}

void countFlip(KillRecord& record, Flip flip, int32_t trueClass) {
  if (record.flippedInputs) {
    ++*record.flippedInputs;
  }
  record.status = MutantStatus::Killed;
  addClass(record.killedTrueClass, trueClass);
  addClass(record.killedPredictedClass, flip.predictedClass);
}

}  // namespace maacc
