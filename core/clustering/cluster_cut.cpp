#include "core/clustering/cluster_cut.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/named_values.h"
#include "core/base/number_text.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/mutation/operator.h"

namespace maacc {
namespace {

constexpr NamedValues<CutKind, 5> kCuts = {
    {{CutKind::UnitsPerCluster, "units-per-cluster"},
     {CutKind::Clusters, "clusters"},
     {CutKind::Height, "height"},
     {CutKind::Fraction, "fraction"},
     {CutKind::SimilarityThreshold, "similarity-threshold"}}};

[[noreturn]] void reject(const ClusterCut& cut, const std::string& range) {
  throw Error(ErrorCode::Usage,
              "--" + cutName(cut.kind) + " is " + numberText(cut.value) + ", but must be " + range);
}

// A whole number of digits alone, or -1.
int wholeNumber(const std::string& text) {
  constexpr std::size_t kMostDigits = 9;
  const bool digits = !text.empty() && text.size() <= kMostDigits &&
                      text.find_first_not_of("0123456789") == std::string::npos;
  return digits ? std::stoi(text) : -1;
}

}  // namespace

std::string treeCutText(const TreeCut& cut) {
  const std::string op = cut.operatorText.empty() ? "" : "/" + cut.operatorText;
  return std::to_string(cut.weightedLayer) + op + "=" + std::to_string(cut.clusters);
}

TreeCut parseTreeCut(const std::string& text) {
  const std::size_t equals = std::min(text.rfind('='), text.size());
  const std::size_t slash = std::min(text.find('/'), equals);
  TreeCut cut;
  cut.weightedLayer = wholeNumber(text.substr(0, slash));
  cut.clusters = equals < text.size() ? wholeNumber(text.substr(equals + 1)) : -1;
  if (cut.weightedLayer < 0 || cut.clusters < 1) {
    throw Error(ErrorCode::Usage,
                "the cut \"" + text +
                    "\" is not LAYER=CLUSTERS or LAYER/OPERATOR=CLUSTERS; layers are counted from "
                    "0, as maacc inspect lists those with units");
  }
  if (slash < equals) {
    cut.operatorText = operatorText(parseOperator(text.substr(slash + 1, equals - slash - 1)));
  }
  return cut;
}

std::string cutName(CutKind kind) { return nameOf(kCuts, kind); }
CutKind parseCut(const std::string& name) { return valueOf(kCuts, "cut", name); }

void checkCut(const ClusterCut& cut) {
  constexpr double kLargestCount = 1e9;
  const double value = cut.value;
  switch (cut.kind) {
    case CutKind::UnitsPerCluster:
    case CutKind::Clusters:
      if (!(value >= 1 && value <= kLargestCount && value == std::floor(value))) {
        reject(cut, "a whole number of 1 or more");
      }
      return;
    case CutKind::Height:
      if (!(value >= 0 && std::isfinite(value))) {
        reject(cut, "a number of 0 or more");
      }
      return;
    case CutKind::Fraction:
      if (!(value > 0 && value <= 1)) {
        reject(cut, "above 0 and at most 1");
      }
      return;
    case CutKind::SimilarityThreshold:
      if (!(value >= 0 && value <= 1)) {
        reject(cut, "from 0 to 1");
      }
      return;
  }
}

int clusterCount(const ClusterCut& cut, int items) {
  const auto all = static_cast<double>(items);
  switch (cut.kind) {
    case CutKind::UnitsPerCluster:
      return static_cast<int>(std::ceil(all / cut.value));
    case CutKind::Clusters:
      return static_cast<int>(std::min(all, cut.value));
    case CutKind::Fraction:
      // 0.1 of 30 is 3, although 0.1 * 30 is above 3 in float64.
      return std::clamp(static_cast<int>(std::ceil(cut.value * all - 1e-9 * all)), 1, items);
    default:
      MAACC_CHECK(!"a cut by height or similarity has no count");
      return 0;
  }
}

Partition cutDendrogram(const Dendrogram& dendrogram, const ClusterCut& cut) {
  if (cut.kind == CutKind::Height) {
    return cutByHeight(dendrogram, cut.value);
  }
  const int clusters = clusterCount(cut, dendrogram.leafCount);
  return cutByCount(dendrogram, std::max(clusters, treeCount(dendrogram)));
}

ClusterCut cutOfTree(const ClusterCut& cut,
                     std::span<const TreeCut> own,
                     int weightedLayer,
                     const std::string& operatorText) {
  ClusterCut chosen = cut;
  bool named = false;
  for (const TreeCut& tree : own) {
    const bool exact = tree.operatorText == operatorText;
    if (tree.weightedLayer == weightedLayer && (exact || (tree.operatorText.empty() && !named))) {
      chosen = {CutKind::Clusters, static_cast<double>(tree.clusters)};
      named = named || exact;
    }
  }
  return chosen;
}

}  // namespace maacc
