#include "ui/models/mutant_filter.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <bit>
#include <cctype>
#include <limits>
#include <string_view>

namespace maacc {
namespace {

std::string lower(const std::string& text) {
  std::string result = text;
  std::transform(result.begin(), result.end(), result.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  return result;
}

int32_t killedCount(const ClassSet& set) {
  return set.empty() ? -1 : static_cast<int32_t>(std::count(set.begin(), set.end(), uint8_t{1}));
}

}  // namespace

MarkState markState(MarkKind kind) {
  return kind == MarkKind::Equivalent ? MarkState::Equivalent : MarkState::Ignored;
}

QString markText(MarkState state) {
  switch (state) {
    case MarkState::Equivalent:
      return QCoreApplication::translate("maacc::Marks", "Equivalent");
    case MarkState::Ignored:
      return QCoreApplication::translate("maacc::Marks", "Ignored");
    case MarkState::Unmarked:
      break;
  }
  return {};
}

// The words of a search, and in which layers' names each of them is.
struct MutantColumns::Words {
  std::vector<std::string> texts;
  std::vector<std::vector<bool>> inLayer;

  Words(const QString& search, const std::vector<std::string>& layerNames) {
    for (const QString& word : search.toLower().split(' ', Qt::SkipEmptyParts)) {
      texts.push_back(word.toStdString());
      std::vector<bool> in;
      in.reserve(layerNames.size());
      for (const std::string& name : layerNames) {
        in.push_back(name.find(texts.back()) != std::string::npos);
      }
      inLayer.push_back(std::move(in));
    }
  }
};

MutantColumns::MutantColumns(const RunDescription& description)
    : classes_(description.baseline.classes),
      criterion_(description.settings.criterion),
      operators_(description.operatorTexts.size()),
      groupCount_(description.sample.groups.size()),
      ops_(description.operatorOf) {
  const std::vector<Mutant>& mutants = description.plan.mutants;
  verdicts_.assign(mutants.size(), Verdict::Untested);
  marks_.assign(mutants.size(), MarkState::Unmarked);
  for (std::vector<int32_t>* column : {&records_, &flipped_, &killedTrue_, &killedPredicted_}) {
    column->assign(mutants.size(), -1);
  }
  kills_ = ClassKills(mutants.size(), classes_);
  layers_.reserve(mutants.size());
  idEnds_.reserve(mutants.size());
  for (const Mutant& mutant : mutants) {
    layers_.push_back(static_cast<uint16_t>(mutant.weightedLayer));
    ids_ += lower(mutant.id.text);
    idEnds_.push_back(static_cast<uint32_t>(ids_.size()));
  }
  for (const std::string& name : description.weightedNames) {
    layerNames_.push_back(lower(name));
  }
  if (groupCount_ > 0) {
    groups_.assign(mutants.size(), -1);
    for (size_t group = 0; group < groupCount_; ++group) {
      for (const int64_t member : description.sample.groups[group].members) {
        groups_[static_cast<size_t>(member)] = static_cast<int32_t>(group);
      }
    }
  }
}

void MutantColumns::setRecord(size_t mutant, const KillRecord& record, int32_t position) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  verdicts_[mutant] = verdictOf(record.status);
  records_[mutant] = position;
  const bool judged = record.status != MutantStatus::Error;
  flipped_[mutant] =
      judged ? static_cast<int32_t>(std::min(kMost, record.flippedInputs.value_or(-1))) : -1;
  killedTrue_[mutant] = judged ? killedCount(record.killedTrueClass) : -1;
  killedPredicted_[mutant] = judged ? killedCount(record.killedPredictedClass) : -1;
  kills_.set(mutant, judged ? killedClasses(record, criterion_) : ClassSet(), record.undecided);
}

void MutantColumns::clearMarks() { std::fill(marks_.begin(), marks_.end(), MarkState::Unmarked); }

bool MutantColumns::matches(size_t mutant, const Words& words) const {
  const uint32_t begin = mutant == 0 ? 0 : idEnds_[mutant - 1];
  const std::string_view id(ids_.data() + begin, idEnds_[mutant] - begin);
  for (size_t word = 0; word < words.texts.size(); ++word) {
    if (!words.inLayer[word][layers_[mutant]] &&
        id.find(words.texts[word]) == std::string_view::npos) {
      return false;
    }
  }
  return true;
}

bool MutantColumns::rateFits(size_t mutant, const MutantFilter& filter) const {
  const int64_t killed = this->killed(mutant, criterion_);
  return filter.everyRate() ||
         (killed >= 0 && killed * 100 >= int64_t{filter.lowestRate} * classes_ &&
          killed * 100 <= int64_t{filter.highestRate} * classes_);
}

unsigned MutantColumns::misses(size_t mutant, const MutantFilter& filter) const {
  const auto missed = [](Part part, bool fits) { return fits ? 0U : static_cast<unsigned>(part); };
  return missed(Status, filter.verdicts[static_cast<size_t>(verdicts_[mutant])]) |
         missed(Mark, filter.marks[static_cast<size_t>(marks_[mutant])]) |
         missed(Layer, filter.weightedLayer < 0 || filter.weightedLayer == layers_[mutant]) |
         missed(Op, filter.operatorIndex < 0 || filter.operatorIndex == ops_[mutant]) |
         missed(Group, filter.group < 0 || filter.group == group(mutant)) |
         missed(Class, filter.killedClass < 0 || kills_.kills(mutant, filter.killedClass)) |
         missed(Rate, rateFits(mutant, filter));
}

void MutantColumns::count(size_t mutant, unsigned parts, FilterCounts& counts) const {
  counts.byVerdict[static_cast<size_t>(verdicts_[mutant])] += (parts & Status) != 0 ? 1 : 0;
  counts.byMark[static_cast<size_t>(marks_[mutant])] += (parts & Mark) != 0 ? 1 : 0;
  counts.byLayer[layers_[mutant]] += (parts & Layer) != 0 ? 1 : 0;
  counts.byOperator[ops_[mutant]] += (parts & Op) != 0 ? 1 : 0;
  if ((parts & Group) != 0 && group(mutant) >= 0) {
    ++counts.byGroup[static_cast<size_t>(groups_[mutant])];
  }
  if ((parts & Class) != 0 && kills_.isMasked()) {
    for (uint64_t bits = kills_.killedMask(mutant); bits != 0; bits &= bits - 1) {
      ++counts.byKilledClass[static_cast<size_t>(std::countr_zero(bits))];
    }
  }
  counts.anyRate += (parts & Rate) != 0 ? 1 : 0;
}

// A mutant that fits all filters counts for all choices, one that misses a single filter for the
// choices of that one.
std::vector<uint32_t> MutantColumns::select(const MutantFilter& filter,
                                            std::span<const uint32_t> order,
                                            FilterCounts& counts) const {
  counts = {};
  counts.byLayer.assign(layerNames_.size(), 0);
  counts.byOperator.assign(operators_, 0);
  counts.byGroup.assign(groupCount_, 0);
  counts.byKilledClass.assign(kills_.isMasked() ? static_cast<size_t>(classes_) : 0, 0);
  const Words words(filter.text, layerNames_);
  std::vector<uint32_t> selected;
  selected.reserve(order.size());
  for (const uint32_t mutant : order) {
    const unsigned missed = misses(mutant, filter);
    if ((missed & (missed - 1)) != 0 || (!words.texts.empty() && !matches(mutant, words))) {
      continue;
    }
    count(mutant, missed == 0 ? AllParts : missed, counts);
    if (missed == 0) {
      selected.push_back(mutant);
    }
  }
  return selected;
}

}  // namespace maacc
