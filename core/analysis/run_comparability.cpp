#include "core/analysis/run_comparability.h"

#include <algorithm>

namespace maacc {
namespace {

constexpr std::size_t kHashDigits = 12;

std::string joined(const std::vector<std::string>& parts, const std::string& ifEmpty) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : ", ") + part;
  }
  return text.empty() ? ifEmpty : text;
}

std::string inputsText(int64_t limit) {
  return limit == 0 ? "all inputs" : "the first " + std::to_string(limit) + " inputs";
}

std::vector<std::string> sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

class NoteWriter {
 public:
  NoteWriter(const ComparedRun& base, const ComparedRun& run) : base_(base), run_(run) {}

  std::vector<ComparisonNote> notes(const PlanOverlap& plans) {
    noteModelAndData();
    noteSelection();
    noteMutants(plans);
    noteScores();
    noteMachine();
    return std::move(notes_);
  }

 private:
  void add(std::string sentence, bool refuses = false) {
    notes_.push_back({std::move(sentence), refuses});
  }

  std::string both() const { return base_.name + " and " + run_.name; }

  // "(A, against B in base)"
  std::string against(const std::string& ofBase, const std::string& ofRun) const {
    return " (" + base_.name + ": " + ofBase + "; " + run_.name + ": " + ofRun + ")";
  }

  void noteModelAndData() {
    if (base_.modelHash != run_.modelHash) {
      add(both() + " are of different models" +
              against("hash " + base_.modelHash.substr(0, kHashDigits),
                      "hash " + run_.modelHash.substr(0, kHashDigits)),
          true);
    }
    if (base_.dataHash != run_.dataHash) {
      add(both() + " are of different data" +
              against("hash " + base_.dataHash.substr(0, kHashDigits),
                      "hash " + run_.dataHash.substr(0, kHashDigits)),
          true);
    }
    if (base_.preprocessing != run_.preprocessing) {
      add(both() + " are of differently preprocessed data" +
              against(base_.preprocessing.empty() ? "none" : base_.preprocessing,
                      run_.preprocessing.empty() ? "none" : run_.preprocessing),
          true);
    }
    if (base_.limitInputs != run_.limitInputs) {
      add(both() + " are of different inputs of the data" +
              against(inputsText(base_.limitInputs), inputsText(run_.limitInputs)),
          true);
    }
  }

  void noteSelection() {
    if (sorted(base_.operators) != sorted(run_.operators)) {
      add("The operators differ" +
          against(joined(base_.operators, "none"), joined(run_.operators, "none")) +
          ", so the scores speak of different mutants.");
    }
    if (sorted(base_.layers) != sorted(run_.layers)) {
      add("The mutated layers differ" +
          against(joined(base_.layers, "all"), joined(run_.layers, "all")) +
          ", so the scores speak of different mutants.");
    }
    if (base_.criterion != run_.criterion) {
      add("The runs worked for different kill criteria" +
          against(criterionName(base_.criterion), criterionName(run_.criterion)) +
          "; only what both evaluated is compared.");
    }
  }

  void noteMutants(const PlanOverlap& plans) {
    if (plans.onlyBase + plans.onlyRun > 0) {
      add("The plans differ: " + std::to_string(plans.both) + " mutants are in both, " +
          std::to_string(plans.onlyBase) + " only in " + base_.name + ", " +
          std::to_string(plans.onlyRun) + " only in " + run_.name +
          "; the scores speak of different mutants, so their difference is no sampling error.");
    }
    if (base_.plan.seed != run_.plan.seed && hasRandomMutants()) {
      add("The seeds of the mutants differ" +
          against(std::to_string(base_.plan.seed), std::to_string(run_.plan.seed)) +
          ", so mutants of random operators with one id are not the same; their verdicts are left "
          "out.");
    }
    for (const ComparedRun* run : {&base_, &run_}) {
      if (!run->complete) {
        add(run->name + " is not finished: " + std::to_string(run->records.size()) +
            " mutants have a verdict so far, and its score speaks of those.");
      }
    }
  }

  bool hasRandomMutants() const {
    const auto isRandom = [](const Mutant& mutant) { return operatorSpec(mutant.op.kind).random; };
    return std::any_of(base_.plan.mutants.begin(), base_.plan.mutants.end(), isRandom) &&
           std::any_of(run_.plan.mutants.begin(), run_.plan.mutants.end(), isRandom);
  }

  void noteScores() {
    if (base_.estimated) {
      add("The score of " + base_.name + " is itself an estimate (" + base_.strategy +
          "), so the differences are not errors against the true score.");
    }
    for (const KillCriterion criterion :
         {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
      if (base_.scores.of(criterion) && !run_.scores.of(criterion)) {
        add(run_.name + " has no " + criterionName(criterion) + " score to compare.");
      }
    }
  }

  void noteMachine() {
    if (base_.machine != run_.machine) {
      add("The runs were made on different machines or settings" +
          against(base_.machine.empty() ? "unknown" : base_.machine,
                  run_.machine.empty() ? "unknown" : run_.machine) +
          ", so times do not compare.");
    }
    if (base_.evaluator != run_.evaluator) {
      add("The evaluators differ" + against(base_.evaluator, run_.evaluator) +
          ", so savings of work and time are not those of the strategy alone.");
    }
  }

  const ComparedRun& base_;
  const ComparedRun& run_;
  std::vector<ComparisonNote> notes_;
};

}  // namespace

std::vector<ComparisonNote> comparisonNotes(const ComparedRun& base,
                                            const ComparedRun& run,
                                            const PlanOverlap& plans) {
  return NoteWriter(base, run).notes(plans);
}

}  // namespace maacc
