#include "ui/jobs/run_data.h"

#include <algorithm>
#include <map>

#include "core/mutation/operator.h"

namespace maacc {

void indexDescription(RunDescription& description) {
  description.weightedNames.clear();
  for (const LayerSummary& layer : description.layers) {
    if (layer.weightedLayer >= 0) {
      const auto position = static_cast<size_t>(layer.weightedLayer);
      description.weightedNames.resize(std::max(description.weightedNames.size(), position + 1));
      description.weightedNames[position] = layer.name;
    }
  }
  using Key = std::pair<OperatorKind, std::vector<double>>;
  std::map<Key, uint16_t> known;
  description.operatorTexts.clear();
  description.operatorOf.clear();
  description.operatorOf.reserve(description.plan.mutants.size());
  for (const Mutant& mutant : description.plan.mutants) {
    const auto next = static_cast<uint16_t>(known.size());
    const auto [entry, added] = known.try_emplace({mutant.op.kind, mutant.op.parameters}, next);
    if (added) {
      description.operatorTexts.push_back(operatorText(mutant.op));
    }
    description.operatorOf.push_back(entry->second);
    const auto layer = static_cast<size_t>(std::max(0, mutant.weightedLayer));
    if (layer >= description.weightedNames.size()) {
      description.weightedNames.resize(layer + 1, "?");
    }
  }
}

RunTally::RunTally(const RunDescription& description)
    : operators_(description.operatorTexts.size()),
      cells_(description.weightedNames.size() * description.operatorTexts.size()) {
  for (size_t index = 0; index < description.plan.mutants.size(); ++index) {
    const auto layer = static_cast<size_t>(description.plan.mutants[index].weightedLayer);
    ++cells_[layer * operators_ + description.operatorOf[index]].planned;
  }
  for (ScoreSummary& cell : cells_) {
    cell.trueClass.classes = cell.predictedClass.classes = description.baseline.classes;
  }
}

ScoreSummary* RunTally::cellOf(const RunDescription& description, const KillRecord& record) {
  const auto index = static_cast<size_t>(record.mutantIndex);
  if (index >= description.plan.mutants.size()) {
    return nullptr;
  }
  const auto layer = static_cast<size_t>(description.plan.mutants[index].weightedLayer);
  return &cells_[layer * operators_ + description.operatorOf[index]];
}

// The definition of the score stays in one place: core/analysis.
void RunTally::add(const RunDescription& description, std::span<const KillRecord> records) {
  for (const KillRecord& record : records) {
    if (ScoreSummary* cell = cellOf(description, record)) {
      addSummary(*cell, summarize({&record, 1}, 0, description.baseline.classes));
    }
  }
}

void RunTally::remove(const RunDescription& description, const KillRecord& record) {
  if (ScoreSummary* cell = cellOf(description, record)) {
    subtractSummary(*cell, summarize({&record, 1}, 0, description.baseline.classes));
  }
}

ScoreSummary RunTally::total() const {
  ScoreSummary sum;
  for (const ScoreSummary& cell : cells_) {
    addSummary(sum, cell);
  }
  return sum;
}

std::vector<GroupSummary> RunTally::byLayer(const RunDescription& description) const {
  std::vector<GroupSummary> groups;
  for (size_t layer = 0; layer < description.weightedNames.size(); ++layer) {
    GroupSummary group{description.weightedNames[layer], {}};
    for (size_t op = 0; op < operators_; ++op) {
      addSummary(group.summary, cells_[layer * operators_ + op]);
    }
    if (group.summary.planned > 0) {
      groups.push_back(std::move(group));
    }
  }
  return groups;
}

std::vector<GroupSummary> RunTally::byOperator(const RunDescription& description) const {
  std::vector<GroupSummary> groups;
  for (size_t op = 0; op < operators_; ++op) {
    GroupSummary group{description.operatorTexts[op], {}};
    for (size_t layer = 0; layer < description.weightedNames.size(); ++layer) {
      addSummary(group.summary, cells_[layer * operators_ + op]);
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

RunRecords::RunRecords(const RunDescription& description)
    : recordOf_(description.plan.mutants.size(), -1), tally_(description) {}

void RunRecords::add(const RunDescription& description, std::vector<KillRecord>&& records) {
  tally_.add(description, records);
  for (KillRecord& record : records) {
    const auto mutant = static_cast<size_t>(record.mutantIndex);
    if (mutant < recordOf_.size()) {
      int64_t& position = recordOf_[mutant];
      if (position >= 0) {
        tally_.remove(description, records_[static_cast<size_t>(position)]);
      }
      position = static_cast<int64_t>(records_.size());
    }
    flips_ += record.flippedInputs.value_or(0);
    records_.add(std::move(record));
  }
}

namespace {

ScoreBasis basisOf(const RunDescription& run, const CellSample& cells) {
  return {run.settings, run.plan, run.sample, cells, run.baseline.classes};
}

// One for every mutant that has any, in the order of the plan.
std::vector<KillRecord> latestOf(const ScoreQuestion& question) {
  std::vector<const KillRecord*> recordOf(question.run->plan.mutants.size(), nullptr);
  const auto look = [&](const KillRecord& record) {
    const auto mutant = static_cast<size_t>(record.mutantIndex);
    if (mutant < recordOf.size()) {
      recordOf[mutant] = &record;
    }
  };
  for (const KillRecord& record : question.records) {
    look(record);
  }
  for (const KillRecord& record : question.newer) {
    look(record);
  }
  std::vector<KillRecord> latest;
  for (const KillRecord* record : recordOf) {
    if (record != nullptr) {
      latest.push_back(*record);
    }
  }
  return latest;
}

}  // namespace

bool estimatesScores(const RunDescription& run) { return estimatesScores(basisOf(run, {})); }

RunScores findScores(const ScoreQuestion& question) {
  return runScores(basisOf(*question.run, question.cells), latestOf(question));
}

MarkedScores findScoresWithoutMarked(const ScoreQuestion& question,
                                     std::span<const MarkedMutant> marked) {
  return scoresWithoutMarked(basisOf(*question.run, question.cells), latestOf(question), marked);
}

}  // namespace maacc
