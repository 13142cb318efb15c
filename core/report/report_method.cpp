#include <filesystem>

#include "core/base/number_text.h"
#include "core/reduction/reduction_settings.h"
#include "core/report/report_document.h"
#include "core/report/report_text.h"

namespace maacc {
namespace {

constexpr const char* kLyons = "lyons2025deepmaacc";
constexpr const char* kMa = "ma2018deepmutation";

std::string fileName(const std::string& path) {
  return std::filesystem::path(path).filename().string();
}

bool mutatesClusters(const RunSettings& settings) {
  const ReductionSettings reduction = reductionOf(settings);
  return reduction.strategy == Strategy::NeuronClusters &&
         reduction.neuronMode == NeuronClusterMode::Together;
}

class MethodWriter {
 public:
  explicit MethodWriter(const ReportedRun& run)
      : run_(run), settings_(run.contents.settings), baseline_(run.contents.baseline) {}

  Paragraph paragraph() {
    describeSubject();
    describeMutants();
    describeInputs();
    describeCriterion();
    describeScore();
    describeWhatIsMissing();
    return std::move(phrases_);
  }

 private:
  void say(std::string text, std::string citation = "") {
    phrases_.push_back({std::move(text), std::move(citation)});
  }

  void describeSubject() {
    int layers = 0;
    int units = 0;
    for (const LayerSummary& layer : run_.contents.layers) {
      layers += layer.weightedLayer >= 0 ? 1 : 0;
      units += layer.weightedLayer >= 0 ? layer.units : 0;
    }
    say("The network " + fileName(settings_.modelPath) + " (" + countText(units, "mutable unit") +
            " in " + countText(layers, "layer") + ") was analysed with MAACC Studio" +
            (run_.environment.programVersion.empty() ? "" : " " + run_.environment.programVersion) +
            ", after DEEPMAACC",
        kLyons);
    say(". ");
  }

  void describeMutants() {
    std::vector<std::string> operators;
    for (const OperatorText& text : operatorTexts(settings_)) {
      operators.push_back(text.code + (text.formula.empty() ? "" : " (" + text.formula + ")"));
    }
    const std::string list = joinedText(operators, "; ");
    if (mutatesClusters(settings_)) {
      say("The units of every layer but the output layer were clustered, and all units of a "
          "cluster "
          "changed together as one mutant, as published",
          kLyons);
      say(", by " + list + ", ");
    } else {
      say("Every mutant changes one unit, a Dense output or a Conv2D output channel, by one of " +
          list + ", ");
    }
    say("where w are the incoming weights of the unit and b is its bias, before, and primed, after "
        "the change. ");
  }

  void describeInputs() {
    say("Of " + countText(baseline_.inputs, "input") + " of " + fileName(settings_.dataPath) +
        (settings_.preprocessing.empty() ? std::string()
                                         : " (preprocessing " + settings_.preprocessing + ")") +
        ", " + std::to_string(baseline_.correctInputs.size()) +
        " are classified correctly (accuracy " + scoreDigits(baseline_.accuracy()) +
        "), and only those count. ");
  }

  void describeCriterion() {
    if (settings_.criterion == KillCriterion::TrueClass) {
      say("A mutant kills a class if it misclassifies an input whose true class that is, the "
          "definition of DeepMutation",
          kMa);
    } else {
      say("A mutant kills a class if it predicts that class for an input of another one, which is "
          "what the published program counts",
          kLyons);
    }
    say("; verdicts are those of float64 arithmetic. ");
  }

  void describeScore() {
    const auto& estimate = run_.scores.of(settings_.criterion);
    const Score& score = run_.summary.of(settings_.criterion);
    if (!estimate) {
      say("No mutant has a verdict yet.");
      return;
    }
    if (!run_.scores.estimated) {
      say("The mutation score, the number of killed classes over mutants times classes, is " +
          fractionText(score) + " = " + scoreDigits(estimate->value) + ".");
      return;
    }
    say("The mutation score, the number of killed classes over mutants times classes, is estimated "
        "(" +
        estimate->method + (estimate->formula.empty() ? "" : ": " + estimate->formula) + ") as " +
        scoreDigits(estimate->value));
    if (estimate->low < estimate->high) {
      const std::string limits = scoreDigits(estimate->low) + " to " + scoreDigits(estimate->high);
      say(estimate->confidence == 1
              ? ", and lies for certain within " + limits
              : ", with the " + numberText(100 * estimate->confidence) + " % interval " + limits);
    }
    say("; the seed of the draws is " + std::to_string(settings_.seed) + ".");
  }

  void describeWhatIsMissing() {
    if (run_.summary.errors > 0) {
      say(" " + countText(run_.summary.errors, "mutant") +
          " could not be evaluated and are left out.");
    }
    if (const MarkedScores& marks = run_.withoutMarked; marks.any()) {
      say(" By judgement, not by a verdict: " + markedText(marks) +
          "; the scores with and without them are given.");
    }
    if (run_.state != RunState::Finished) {
      say(" The run is not finished: " + std::to_string(run_.summary.tested) + " of " +
          countText(mutantsToTest(run_.contents), "mutant") + " have a verdict.");
    }
  }

  const ReportedRun& run_;
  const RunSettings& settings_;
  const Baseline& baseline_;
  Paragraph phrases_;
};

}  // namespace

Paragraph methodParagraph(const ReportedRun& run) { return MethodWriter(run).paragraph(); }

}  // namespace maacc
