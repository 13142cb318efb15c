#include "core/report/run_scores.h"

#include "core/analysis/cell_estimate.h"
#include "core/analysis/score_estimate.h"
#include "core/base/number_text.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

bool isTwoPhase(const RunSettings& settings) {
  return settings.strategy == strategyName(Strategy::TwoPhase);
}

std::optional<ScoreEstimate> counted(const Score& score) {
  if (!score.evaluated()) {
    return std::nullopt;
  }
  ScoreEstimate estimate;
  estimate.value = estimate.low = estimate.high = score.value();
  estimate.confidence = 1;
  return estimate;
}

std::optional<ScoreEstimate> estimate(const ScoreBasis& basis,
                                      std::span<const KillRecord> records,
                                      KillCriterion criterion) {
  const double confidence = reductionOf(basis.settings).confidence;
  if (!isTwoPhase(basis.settings)) {
    return estimateScore(basis.plan, basis.sample, records, criterion, confidence,
                         designText(basis.settings));
  }
  // Which classes are open is known under the run's own criterion.
  if (criterion != basis.settings.criterion) {
    return std::nullopt;
  }
  const CellCounts counts = countCells(records, basis.cells, criterion, basis.classes);
  return counts.cells == 0 ? std::nullopt : std::optional(estimateCells(counts, confidence));
}

}  // namespace

ReductionSettings reductionOf(const RunSettings& settings) {
  return settings.reduction.empty() ? ReductionSettings() : parseReduction(settings.reduction);
}

bool estimatesScores(const ScoreBasis& basis) {
  return isTwoPhase(basis.settings) || !basis.sample.groups.empty();
}

RunScores countedScores(const ScoreSummary& summary) {
  return {{counted(summary.trueClass), counted(summary.predictedClass)}, false};
}

RunScores runScores(const ScoreBasis& basis, std::span<const KillRecord> records) {
  if (!estimatesScores(basis)) {
    return countedScores(summarize(records, 0, basis.classes));
  }
  return {estimate(basis, records, KillCriterion::TrueClass),
          estimate(basis, records, KillCriterion::PredictedClass), true};
}

std::string designText(const RunSettings& settings) {
  const ReductionSettings reduction = reductionOf(settings);
  switch (reduction.strategy) {
    case Strategy::Sample:
      return reduction.stratification == Stratification::None ? "simple random sample"
                                                              : "stratified sample";
    case Strategy::MutantClusters:
      return "representatives of mutant clusters";
    case Strategy::NeuronClusters:
      return "representatives of neuron clusters";
    case Strategy::Exhaustive:
    case Strategy::TwoPhase:
      break;
  }
  return "tested";
}

std::string estimateText(const ScoreEstimate& estimate) {
  const std::string limits = fixedText(estimate.low, 4) + " to " + fixedText(estimate.high, 4);
  const std::string how = " (" + estimate.method + ")";
  if (estimate.low == estimate.high) {
    return fixedText(estimate.value, 4) + how;
  }
  return fixedText(estimate.value, 4) +
         (estimate.confidence == 1
              ? ", certainly within " + limits
              : ", " + numberText(100 * estimate.confidence) + " % interval " + limits) +
         how;
}

}  // namespace maacc
