#include "core/report/group_scores.h"

#include <algorithm>
#include <iterator>

#include "core/analysis/score_estimate.h"
#include "core/reduction/reduction_settings.h"

namespace maacc {
namespace {

class GroupEstimator {
 public:
  GroupEstimator(const RunContents& contents,
                 const std::string& group,
                 const GroupOfMutant& groupOf)
      : contents_(contents), group_(group), groupOf_(groupOf) {}

  // The groups of the run's sample that lie within the group; none where one reaches beyond.
  MutantSample sampleWithin() const {
    MutantSample within;
    within.randomDraw = contents_.sample.randomDraw;
    for (std::size_t g = 0; g < contents_.sample.groups.size(); ++g) {
      const std::vector<int64_t>& members = contents_.sample.groups[g].members;
      const auto inside = std::count_if(members.begin(), members.end(),
                                        [this](int64_t member) { return isInside(member); });
      if (inside == 0) {
        continue;
      }
      if (inside < static_cast<int64_t>(members.size())) {
        return {};
      }
      within.groups.push_back(contents_.sample.groups[g]);
      within.toTest.push_back(contents_.sample.toTest[g]);
    }
    return within;
  }

  std::vector<KillRecord> recordsWithin() const {
    std::vector<KillRecord> records;
    std::copy_if(contents_.records.begin(), contents_.records.end(), std::back_inserter(records),
                 [this](const KillRecord& record) { return isInside(record.mutantIndex); });
    return records;
  }

 private:
  bool isInside(int64_t mutantIndex) const {
    return groupOf_(contents_.plan.mutants[static_cast<std::size_t>(mutantIndex)]) == group_;
  }

  const RunContents& contents_;
  const std::string& group_;
  const GroupOfMutant& groupOf_;
};

// Open classes are neither known to be killed nor known to survive.
std::optional<ScoreEstimate> certainScore(const Score& score,
                                          const std::vector<KillRecord>& records) {
  if (!score.evaluated()) {
    return std::nullopt;
  }
  int64_t open = 0;
  for (const KillRecord& record : records) {
    open += std::count_if(record.undecided.begin(), record.undecided.end(),
                          [](uint8_t undecided) { return undecided != 0; });
  }
  ScoreEstimate estimate;
  estimate.value = estimate.low = score.value();
  estimate.high =
      score.value() + static_cast<double>(open) / static_cast<double>(score.denominator());
  estimate.confidence = 1;
  estimate.method = "what the verdicts make certain";
  return estimate;
}

}  // namespace

RunScores groupScores(const RunContents& contents,
                      const GroupSummary& summary,
                      const GroupOfMutant& groupOf) {
  const ScoreBasis basis = scoreBasis(contents);
  if (!estimatesScores(basis)) {
    return countedScores(summary.summary);
  }
  const GroupEstimator estimator(contents, summary.group, groupOf);
  const std::vector<KillRecord> records = estimator.recordsWithin();
  RunScores scores;
  scores.estimated = true;
  if (contents.sample.groups.empty()) {
    const bool trueClass = contents.settings.criterion == KillCriterion::TrueClass;
    (trueClass ? scores.trueClass : scores.predictedClass) =
        certainScore(summary.summary.of(contents.settings.criterion), records);
    return scores;
  }
  const MutantSample sample = estimator.sampleWithin();
  if (sample.groups.empty()) {
    return scores;
  }
  const std::string design = designText(contents.settings);
  const double confidence = parseReduction(contents.settings.reduction).confidence;
  const auto estimate = [&](KillCriterion criterion) {
    return estimateScore(contents.plan, sample, records, criterion, confidence, design);
  };
  scores.trueClass = estimate(KillCriterion::TrueClass);
  scores.predictedClass = estimate(KillCriterion::PredictedClass);
  return scores;
}

}  // namespace maacc
