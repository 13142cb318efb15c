#include "core/clustering/linkage.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/clustering/nearest_neighbour_chain.h"
#include "core/clustering/pairwise_distances.h"
#include "core/clustering/stage_progress.h"
#include "core/clustering/ward_vectors.h"

namespace maacc {
namespace {

constexpr double kLargestDistance = 1e150;
// From here on Ward linkage is faster without a matrix of distances.
constexpr Eigen::Index kVectorsFromRows = 1500;

constexpr std::array<std::pair<LinkageMethod, const char*>, 5> kMethods = {{
    {LinkageMethod::Ward, "ward"},
    {LinkageMethod::Average, "average"},
    {LinkageMethod::Complete, "complete"},
    {LinkageMethod::Single, "single"},
    {LinkageMethod::Weighted, "weighted"},
}};

constexpr std::array<std::pair<Metric, const char*>, 3> kMetrics = {{
    {Metric::Euclidean, "euclidean"},
    {Metric::Cosine, "cosine"},
    {Metric::Correlation, "correlation"},
}};

template <class Names, class Value>
std::string nameOf(const Names& names, Value value) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const auto& entry) { return entry.first == value; });
  MAACC_CHECK(found != names.end());
  return found->second;
}

template <class Names>
auto valueOf(const Names& names, const std::string& text, const std::string& kind) {
  std::string known;
  for (const auto& [value, name] : names) {
    if (text == name) {
      return value;
    }
    known += known.empty() ? name : std::string(", ") + name;
  }
  throw Error(ErrorCode::Usage,
              "\"" + text + "\" is no " + kind + " that is known here; use one of " + known);
}

void checkItems(const FeatureMatrix& items, const LinkageOptions& options) {
  if (options.method == LinkageMethod::Ward && options.metric != Metric::Euclidean) {
    throw Error(ErrorCode::Usage, "ward linkage needs euclidean distances, not " +
                                      metricName(options.metric) +
                                      "; choose euclidean or another linkage");
  }
  if (items.rows() == 0) {
    throw Error(ErrorCode::Usage, "there is nothing to cluster; give at least one item");
  }
  if (items.rows() > std::numeric_limits<int32_t>::max() / 2) {
    throw Error(ErrorCode::Usage, std::to_string(items.rows()) +
                                      " items are more than can be clustered; cluster a sample");
  }
  for (Eigen::Index row = 0; row < items.rows(); ++row) {
    if (!(items.row(row).array().abs() < kLargestDistance).all()) {
      throw Error(ErrorCode::Usage, "item " + std::to_string(row) +
                                        " has a feature that is not a finite number below 1e150; "
                                        "leave the item out or scale the features");
    }
  }
}

void checkDistances(const CondensedDistances& distances) {
  const double* end = distances.data() + distances.pairs();
  const double* wrong = std::find_if(distances.data(), end, [](double distance) {
    return !(distance >= 0 && distance < kLargestDistance);
  });
  if (wrong != end) {
    throw Error(ErrorCode::Usage, "distance " + std::to_string(wrong - distances.data()) + " is " +
                                      std::to_string(*wrong) +
                                      "; give distances from 0 to below 1e150");
  }
}

int64_t memoryLimit(const LinkageOptions& options) {
  if (options.memoryBytes > 0) {
    return options.memoryBytes;
  }
  const int64_t available = availableHostMemory();
  return available > 0 ? available / 2 : std::numeric_limits<int64_t>::max();
}

std::optional<Dendrogram> fromDistanceMatrix(const FeatureMatrix& items,
                                             const LinkageOptions& options,
                                             int threads,
                                             StageProgress& progress) {
  auto distances = pairwiseDistances(items, options.metric, options.distances, threads, progress);
  return distances ? chainDendrogram(*distances, options.method, progress) : std::nullopt;
}

std::optional<Dendrogram> wardDendrogram(const FeatureMatrix& items,
                                         const LinkageOptions& options,
                                         int threads,
                                         bool matrixFits,
                                         const RunContext& context) {
  const NearTies nearTies =
      matrixFits && options.distances == DistanceMode::Exact ? NearTies::Refuse : NearTies::Accept;
  StageProgress progress(context, wardVectorsWork(items.rows()));
  WardOutcome outcome = wardFromVectors(items, nearTies, threads, progress);
  if (!outcome.nearTie) {
    if (outcome.dendrogram) {
      progress.finish();
    }
    return std::move(outcome.dendrogram);
  }
  StageProgress rest(context, distanceWork(items) + chainWork(items.rows()), progress.share());
  return fromDistanceMatrix(items, options, threads, rest);
}

}  // namespace

std::string linkageName(LinkageMethod method) { return nameOf(kMethods, method); }
LinkageMethod parseLinkage(const std::string& text) {
  return valueOf(kMethods, text, "linkage method");
}

std::string metricName(Metric metric) { return nameOf(kMetrics, metric); }
Metric parseMetric(const std::string& text) { return valueOf(kMetrics, text, "metric"); }

std::optional<Dendrogram> buildDendrogram(const FeatureMatrix& items,
                                          const LinkageOptions& options,
                                          const RunContext& context) {
  checkItems(items, options);
  const int threads = options.threads > 0 ? options.threads : availableThreads();
  const int64_t bytes = CondensedDistances::bytes(items.rows());
  const int64_t limit = memoryLimit(options);
  if (options.method == LinkageMethod::Ward &&
      (bytes > limit || items.rows() >= kVectorsFromRows)) {
    return wardDendrogram(items, options, threads, bytes <= limit, context);
  }
  if (bytes > limit) {
    throw Error(ErrorCode::Usage, "the distances of " + std::to_string(items.rows()) +
                                      " items need " + std::to_string(bytes) +
                                      " bytes, more than the " + std::to_string(limit) +
                                      " bytes allowed; allow more memory, use ward linkage or "
                                      "cluster fewer items");
  }
  StageProgress progress(context, distanceWork(items) + chainWork(items.rows()));
  return fromDistanceMatrix(items, options, threads, progress);
}

std::optional<Dendrogram> buildDendrogramFromDistances(CondensedDistances distances,
                                                       LinkageMethod method,
                                                       const RunContext& context) {
  checkDistances(distances);
  StageProgress progress(context, chainWork(distances.count()));
  return chainDendrogram(distances, method, progress);
}

}  // namespace maacc
