#include "core/clustering/cluster_cut.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/named_values.h"
#include "core/base/number_text.h"
#include "core/clustering/dendrogram_cuts.h"

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

}  // namespace

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

}  // namespace maacc
