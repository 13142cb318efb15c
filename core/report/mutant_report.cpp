#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/report/find_mutant.h"
#include "core/report/run_contents.h"
#include "core/report/run_report.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kInputsShown = 10;
constexpr std::size_t kUnitsShown = 20;

const std::string& layerName(const RunContents& contents, const Mutant& mutant) {
  return contents.weightedLayerNames.at(static_cast<std::size_t>(mutant.weightedLayer));
}

// "unit 3", "units 0, 2, 4", "50 units: 0, 1, 2, ..."
std::string unitsPhrase(const Mutant& mutant) {
  if (mutant.units.size() == 1) {
    return "unit " + std::to_string(mutant.units.front());
  }
  if (mutant.units.size() <= kUnitsShown) {
    return "units " + unitsText(mutant, ", ");
  }
  Mutant beginning = mutant;
  beginning.units.resize(kUnitsShown);
  return std::to_string(mutant.units.size()) + " units: " + unitsText(beginning, ", ") + ", ...";
}

std::vector<MutantEntry> survivors(const RunContents& contents) {
  std::vector<MutantEntry> entries = testedMutants(contents);
  std::vector<MutantEntry> survived;
  std::copy_if(entries.begin(), entries.end(), std::back_inserter(survived),
               [](const MutantEntry& e) { return e.record.status == MutantStatus::Survived; });
  return survived;
}

// Null where the run has no groups.
const MutantGroup* groupOf(const MutantSample& sample, int64_t mutant) {
  for (const MutantGroup& group : sample.groups) {
    if (std::binary_search(group.members.begin(), group.members.end(), mutant)) {
      return &group;
    }
  }
  return nullptr;
}

std::string killedClassesText(const ClassSet& set) {
  if (set.empty()) {
    return "not evaluated";
  }
  std::string list;
  int64_t killed = 0;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (set[i] != 0) {
      list += (killed == 0 ? ": " : ", ") + std::to_string(i);
      ++killed;
    }
  }
  return std::to_string(killed) + " of " + std::to_string(set.size()) + " classes" + list;
}

std::string verdictText(const RunContents& contents, const KillRecord* record) {
  if (record == nullptr) {
    return contents.sample.groups.empty()
               ? "not tested yet; finish the run with maacc run --resume"
               : "not tested; mutants of its group that are tested speak for it";
  }
  if (record->status == MutantStatus::Error) {
    return "error: " + record->reason;
  }
  if (record->status == MutantStatus::Undecided) {
    return "undecided: no kill was found, but not every class was decided";
  }
  if (!record->flippedInputs) {
    return statusName(record->status) +
           "; its flipped inputs were not counted, because early exit left the rest out once its "
           "classes were decided";
  }
  return statusName(record->status) + ": " + std::to_string(*record->flippedInputs) + " of " +
         std::to_string(contents.baseline.correctInputs.size()) +
         " correctly classified inputs flipped";
}

std::string proofText(Proof proof) {
  switch (proof) {
    case Proof::Unchanged:
      return "no activation that later layers read changes on any correctly classified input";
    case Proof::Bound:
      return "a bound on the change of the logits settles every correctly classified input";
    case Proof::None:
      break;
  }
  return "";
}

std::string killingInputsText(const RunContents& contents,
                              const KillRecord& record,
                              const std::vector<Flip>& flips) {
  if (flips.empty() && contents.settings.evidence == Evidence::Inputs) {
    return "\n";
  }
  if (flips.empty()) {
    return std::string("\nThe inputs that kill it were not ") +
           (record.flippedInputs ? "kept" : "all found") +
           "; run again with --evidence inputs to see them.\n";
  }
  const Baseline& baseline = contents.baseline;
  std::vector<std::vector<std::string>> rows = {{"input", "true class", "predicted", "margin"}};
  for (std::size_t i = 0; i < std::min(kInputsShown, flips.size()); ++i) {
    const auto position = static_cast<std::size_t>(flips[i].input);
    rows.push_back({std::to_string(baseline.correctInputs[position]),
                    std::to_string(baseline.correctLabels[position]) + " ->",
                    std::to_string(flips[i].predictedClass),
                    fixedText(baseline.correctMargins[position], 4)});
  }
  std::string text =
      "\n" + std::to_string(flips.size()) + " killing input" + (flips.size() == 1 ? "" : "s");
  if (flips.size() > kInputsShown) {
    text += ", the first " + std::to_string(kInputsShown);
  }
  return text + " (place in the data; margin of the original network)\n" + tableText(rows);
}

std::string field(const std::string& label, const std::string& value) {
  constexpr std::size_t kLabelWidth = 16;
  return "  " + label + std::string(kLabelWidth - label.size(), ' ') + value + "\n";
}

std::string layerText(const RunContents& contents, const Mutant& mutant) {
  std::string text = layerName(contents, mutant);
  for (const LayerSummary& layer : contents.layers) {
    if (layer.weightedLayer == mutant.weightedLayer) {
      text += " (" + layer.kind + (layer.activation.empty() ? "" : ", " + layer.activation) + ", " +
              std::to_string(layer.units) + " units)";
    }
  }
  return text + ", weighted layer " + std::to_string(mutant.weightedLayer);
}

}  // namespace

std::string recordsCsv(const RunFile& run) {
  const RunContents contents = readRunContents(run);
  std::string csv =
      "mutant,weighted_layer,layer,units,operator,status,flipped_inputs,killed_true_class,"
      "killed_predicted_class,proof\n";
  for (const auto& [mutant, record] : testedMutants(contents)) {
    csv += csvField(mutant.id.text) + "," + std::to_string(mutant.weightedLayer) + "," +
           csvField(layerName(contents, mutant)) + "," + unitsText(mutant, " ") + "," +
           operatorText(mutant.op) + "," + statusName(record.status) + "," +
           (record.flippedInputs ? std::to_string(*record.flippedInputs) : std::string()) + "," +
           classSetText(record.killedTrueClass) + "," + classSetText(record.killedPredictedClass) +
           "," + proofName(record.proof) + "\n";
  }
  return csv;
}

std::string survivorsText(const RunFile& run) {
  const RunContents contents = readRunContents(run);
  std::string text;
  for (const auto& [mutant, record] : survivors(contents)) {
    text += mutant.id.text + "  " + layerName(contents, mutant) + ", " + unitsPhrase(mutant) +
            ": " + operatorFormula(mutant.op) + "\n";
  }
  return text.empty() ? "no mutant survived\n" : text;
}

std::string survivorsJson(const RunFile& run) {
  const RunContents contents = readRunContents(run);
  ordered_json list = ordered_json::array();
  for (const auto& [mutant, record] : survivors(contents)) {
    list.push_back({{"mutant", mutant.id.text},
                    {"weighted_layer", mutant.weightedLayer},
                    {"layer", layerName(contents, mutant)},
                    {"units", mutant.units},
                    {"operator", operatorText(mutant.op)},
                    {"formula", operatorFormula(mutant.op)},
                    {"proof", proofName(record.proof)}});
  }
  const ordered_json object = {{"survived", list.size()}, {"survivors", std::move(list)}};
  return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string explainText(const RunFile& run, const std::string& mutantId) {
  const RunContents contents = readRunContents(run);
  const auto& mutants = contents.plan.mutants;
  const std::size_t position = findMutant(contents.plan, mutantId);
  const Mutant* found = &mutants[position];
  const auto index = static_cast<int64_t>(position);
  const auto tested =
      std::find_if(contents.records.begin(), contents.records.end(),
                   [index](const KillRecord& record) { return record.mutantIndex == index; });
  const KillRecord* record = tested == contents.records.end() ? nullptr : &*tested;
  const OperatorSpec& spec = operatorSpec(found->op.kind);
  std::string text = "Mutant " + mutantId + ", number " + std::to_string(index + 1) + " of " +
                     std::to_string(mutants.size()) + "\n";
  text += field("operator", operatorText(found->op) + ", " + std::string(spec.name));
  text += field("change", operatorFormula(found->op));
  if (spec.random) {
    text +=
        field("drawn from", "seed " + std::to_string(contents.plan.seed) + " and the mutant's id");
  }
  text += field("layer", layerText(contents, *found));
  text += field("changed", unitsPhrase(*found));
  if (const MutantGroup* group = groupOf(contents.sample, index)) {
    text += field("group", group->name + ", " + std::to_string(group->members.size()) + " mutants");
  }
  text += field("verdict", verdictText(contents, record));
  if (record == nullptr || record->status == MutantStatus::Error) {
    return text;
  }
  if (record->proof != Proof::None) {
    text += field("proof", proofText(record->proof) + "; no input was evaluated");
  }
  text += field("true-class", killedClassesText(record->killedTrueClass));
  text += field("predicted-class", killedClassesText(record->killedPredictedClass));
  if (!record->undecided.empty()) {
    text += field("undecided", killedClassesText(record->undecided));
  }
  return record->status == MutantStatus::Killed
             ? text + killingInputsText(contents, *record, run.flips(index))
             : text;
}

}  // namespace maacc
