#include "core/report/comparison_report.h"

#include <algorithm>

#include "core/report/report_text.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr std::size_t kChangesShown = 10;

std::string notesText(const RunComparison& comparison) {
  std::string text;
  for (const ComparisonNote& note : comparison.notes) {
    text += "  note: " + note.sentence + "\n";
  }
  return text;
}

std::vector<std::string> scoreRow(const std::string& name, const ScoreError& error) {
  return {name,
          criterionName(error.criterion),
          scoreDigits(error.base.value),
          scoreDigits(error.run.value),
          changeDigits(error.absolute),
          error.relative ? changePercentText(*error.relative) : "-",
          intervalText(error.run),
          coveredText(error)};
}

std::string scoresText(const RunComparison& comparison) {
  if (comparison.scores.empty()) {
    return "\nScores: none that both runs evaluated\n";
  }
  Rows rows = {{"score", "criterion", "base", "run", "error", "relative", "interval of the run",
                "holds the base's"}};
  for (const ScoreError& error : comparison.scores) {
    rows.push_back(scoreRow("all mutants", error));
  }
  for (const std::vector<GroupError>* groups : {&comparison.layers, &comparison.operators}) {
    for (const GroupError& group : *groups) {
      for (const ScoreError& error : group.scores) {
        rows.push_back(
            scoreRow((groups == &comparison.layers ? "layer " : "operator ") + group.group, error));
      }
    }
  }
  return "\n" + tableText(rows);
}

std::string changeLine(const VerdictChange& change) {
  const std::string classes = classChangeText(change);
  return "    " + change.mutantId + "  " + transitionText(change.base, change.run) +
         (classes.empty() ? "" : "; " + classes) + "\n";
}

std::string verdictsText(const VerdictComparison& verdicts) {
  std::string text = "\nVerdicts: " + countText(verdicts.both, "mutant") + " tested in both, " +
                     std::to_string(verdicts.same) + " with the same verdict, " +
                     std::to_string(verdicts.changes.size()) + " with another\n";
  if (verdicts.undecided > 0) {
    text += "  " + std::to_string(verdicts.undecided) +
            " of the same have classes that one run left undecided\n";
  }
  for (const StatusTransition& transition : verdicts.transitions) {
    text += "  " + transitionText(transition.base, transition.run) + ": " +
            countText(transition.mutants, "mutant") + "\n";
  }
  for (std::size_t i = 0; i < std::min(kChangesShown, verdicts.changes.size()); ++i) {
    text += changeLine(verdicts.changes[i]);
  }
  if (verdicts.changes.size() > kChangesShown) {
    text += "    and " + std::to_string(verdicts.changes.size() - kChangesShown) +
            " more: --csv or --json lists all\n";
  }
  return text;
}

std::string savingsText(const std::string& title, const std::vector<Saving>& savings) {
  Rows rows = {{title, "base", "run", "saved"}};
  for (const Saving& saving : savings) {
    rows.push_back({saving.name, savingText(saving, saving.base), savingText(saving, saving.run),
                    saving.saved ? percentDigits(*saving.saved) : "-"});
  }
  return savings.empty() ? "" : "\n" + tableText(rows);
}

std::vector<Saving> inSeconds(std::vector<Saving> times) {
  for (Saving& time : times) {
    time.name += ", s";
  }
  return times;
}

}  // namespace

std::string transitionText(MutantStatus base, MutantStatus run) {
  return base == run ? statusName(base) + ", other classes"
                     : statusName(base) + " -> " + statusName(run);
}

std::string classChangeText(const VerdictChange& change) {
  std::string text;
  const auto add = [&text](KillCriterion criterion, const ClassSet& base, const ClassSet& run) {
    if (base != run && !base.empty() && !run.empty()) {
      text += (text.empty() ? "" : ", ") + criterionName(criterion) + " " + classSetText(base) +
              " -> " + classSetText(run);
    }
  };
  add(KillCriterion::TrueClass, change.baseTrueClass, change.runTrueClass);
  add(KillCriterion::PredictedClass, change.basePredictedClass, change.runPredictedClass);
  return text;
}

std::string coveredText(const ScoreError& error) {
  return !error.covered ? "-" : *error.covered ? "yes" : "no";
}

std::string savingText(const Saving& saving, std::optional<double> amount) {
  if (!amount) {
    return "-";
  }
  const bool isWhole = *amount == static_cast<double>(static_cast<int64_t>(*amount));
  if (saving.name == "FLOP") {
    return flopText(*amount);
  }
  return isWhole && !saving.name.ends_with(", s") ? wholeText(*amount) : fixedText(*amount, 2);
}

std::string comparisonText(std::span<const RunComparison> comparisons) {
  std::string text;
  for (const RunComparison& comparison : comparisons) {
    text += (text.empty() ? "" : "\n") + comparison.run + " against " + comparison.base + "\n" +
            notesText(comparison) + scoresText(comparison) + verdictsText(comparison.verdicts) +
            savingsText("work", comparison.work) + savingsText("time", inSeconds(comparison.time));
  }
  return text;
}

}  // namespace maacc
