#include "core/clustering/parhac.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/base/error.h"
#include "core/base/random_stream.h"

namespace maacc {
namespace {

// The library's tolerance: 32 units in the last place, absolute below 1.
template <class Number>
bool atLeast(Number value, Number limit) {
  const Number tolerance = 32 * std::numeric_limits<Number>::epsilon();
  const Number largest = std::max({Number{1}, std::abs(value), std::abs(limit)});
  return value >= limit || limit - value <= tolerance * largest;
}

struct Join {
  int blue = -1;
  int red = -1;
  float similarity = 0;
};

// One graph while it is clustered. Nodes are clusters; a node that joined another is gone.
class ClusteredGraph {
 public:
  ClusteredGraph(SimilarityMatrix weights, RandomStream& stream)
      : weights_(std::move(weights)), nodes_(static_cast<std::size_t>(weights_.rows())) {
    const int count = static_cast<int>(nodes_.size());
    order_ = stream.permutation(count);
    for (int node = 0; node < count; ++node) {
      at(node).treeNode = node;
      findBest(node);
    }
  }

  double largestSimilarity() const {
    double largest = 0;
    for (const Node& node : nodes_) {
      largest = node.gone ? largest : std::max(largest, node.bestSimilarity);
    }
    return largest;
  }

  // Merges until no pair is at least as similar as `limit`. False if stopped.
  bool processBucket(double limit,
                     double epsilon,
                     RandomStream& stream,
                     const RunContext& context) {
    for (;;) {
      colour(limit, stream);
      if (blue_.empty() && red_.empty()) {
        return true;
      }
      if (!context.proceed()) {
        return false;
      }
      joins_.clear();
      for (int node : blue_) {
        joinFirstRed(node, limit, epsilon);
      }
      merge();
    }
  }

  int64_t mergeCount() const { return static_cast<int64_t>(merges_.size()); }

  ParHacClusters finish(double threshold) const {
    ParHacClusters clusters;
    clusters.dendrogram.leafCount = static_cast<int32_t>(nodes_.size());
    clusters.dendrogram.merges = merges_;
    clusters.partition = lastSubtrees(static_cast<float>(threshold));
    return clusters;
  }

 private:
  struct Node {
    int size = 1;
    int grownSize = 1;  // with those that join in this round
    int treeNode = -1;  // id in the dendrogram
    bool gone = false;
    double bestSimilarity = 0;
    int bestNeighbour = -1;
  };

  Node& at(int node) { return nodes_[static_cast<std::size_t>(node)]; }
  const Node& at(int node) const { return nodes_[static_cast<std::size_t>(node)]; }

  // Weights are sums of similarities. The same both ways to the last bit: a node whose partner were
  // not eligible would keep a bucket open for ever.
  double similarity(int from, int to) const {
    return static_cast<double>(weights_(from, to)) /
           (static_cast<double>(at(from).size) * static_cast<double>(at(to).size));
  }

  void findBest(int node) {
    at(node).bestSimilarity = 0;
    at(node).bestNeighbour = -1;
    for (int other = 0; other < static_cast<int>(nodes_.size()); ++other) {
      if (other != node && !at(other).gone) {
        improveBest(node, other);
      }
    }
  }

  void improveBest(int node, int other) {
    const double found = similarity(node, other);
    if (found > at(node).bestSimilarity) {
      at(node).bestSimilarity = found;
      at(node).bestNeighbour = other;
    }
  }

  void colour(double limit, RandomStream& stream) {
    blue_.clear();
    red_.clear();
    for (int node : order_) {
      if (at(node).gone || at(node).bestNeighbour < 0 || !atLeast(at(node).bestSimilarity, limit)) {
        continue;
      }
      at(node).grownSize = at(node).size;
      (stream.below(2) == 1 ? red_ : blue_).push_back(node);
    }
  }

  void joinFirstRed(int node, double limit, double epsilon) {
    for (int red : red_) {
      Node& target = at(red);
      const double found = similarity(node, red);
      const int largestSize = static_cast<int>((1 + epsilon) * target.size);
      if (atLeast(found, limit) && target.grownSize <= largestSize) {
        target.grownSize += at(node).size;
        joins_.push_back({node, red, static_cast<float>(found)});
        return;
      }
    }
  }

  void merge() {
    std::stable_sort(joins_.begin(), joins_.end(),
                     [](const Join& a, const Join& b) { return a.red < b.red; });
    std::vector<bool> touched(nodes_.size(), false);
    std::vector<int> grown;
    for (std::size_t first = 0; first < joins_.size();) {
      grown.push_back(joins_[first].red);
      touched[static_cast<std::size_t>(grown.back())] = true;
      std::size_t last = first;
      float star = 0;
      while (last < joins_.size() && joins_[last].red == grown.back()) {
        star = std::max(star, joins_[last++].similarity);
      }
      for (; first < last; ++first) {
        join(joins_[first], star);
        touched[static_cast<std::size_t>(joins_[first].blue)] = true;
      }
    }
    refreshBest(touched, grown);
  }

  // An average of two similarities is above both by rounding at most, so an untouched best one is
  // only compared with the clusters that grew.
  void refreshBest(const std::vector<bool>& touched, const std::vector<int>& grown) {
    for (int node = 0; node < static_cast<int>(nodes_.size()); ++node) {
      if (at(node).gone) {
        continue;
      }
      const int best = at(node).bestNeighbour;
      if (touched[static_cast<std::size_t>(node)] ||
          (best >= 0 && touched[static_cast<std::size_t>(best)])) {
        findBest(node);
        continue;
      }
      for (int other : grown) {
        improveBest(node, other);
      }
    }
  }

  void join(const Join& join, float similarity) {
    Node& blue = at(join.blue);
    Node& red = at(join.red);
    red.size += blue.size;
    blue.gone = true;
    weights_.row(join.red) += weights_.row(join.blue);
    weights_.col(join.red) += weights_.col(join.blue);
    const auto made = static_cast<int32_t>(nodes_.size() + merges_.size());
    merges_.push_back({std::min(red.treeNode, blue.treeNode), std::max(red.treeNode, blue.treeNode),
                       1 - static_cast<double>(similarity), red.size});
    similarities_.push_back(similarity);
    red.treeNode = made;
  }

  Partition lastSubtrees(float threshold) const {
    const std::size_t leaves = nodes_.size();
    const std::size_t treeNodes = leaves + merges_.size();
    // From the roots down: the topmost node at the threshold or above, else the node itself.
    std::vector<std::size_t> parent(treeNodes, treeNodes);
    for (std::size_t i = 0; i < merges_.size(); ++i) {
      parent[static_cast<std::size_t>(merges_[i].left)] = leaves + i;
      parent[static_cast<std::size_t>(merges_[i].right)] = leaves + i;
    }
    std::vector<std::size_t> top(treeNodes);
    std::vector<bool> within(treeNodes, false);
    for (std::size_t node = treeNodes; node-- > 0;) {
      const bool inherits = parent[node] < treeNodes && within[parent[node]];
      within[node] =
          inherits || (node >= leaves && atLeast(similarities_[node - leaves], threshold));
      top[node] = inherits ? top[parent[node]] : node;
    }
    Partition partition;
    std::vector<int32_t> number(treeNodes, -1);
    for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
      int32_t& cluster = number[top[leaf]];
      cluster = cluster < 0 ? partition.clusters++ : cluster;
      partition.clusterOf.push_back(cluster);
    }
    return partition;
  }

  SimilarityMatrix weights_;
  std::vector<Node> nodes_;
  std::vector<int> order_;  // in which neighbours are looked at: as good as a hash table's
  std::vector<int> blue_;
  std::vector<int> red_;
  std::vector<Join> joins_;
  std::vector<Merge> merges_;
  std::vector<float> similarities_;  // by merge
};

void checkOptions(const ParHacOptions& options) {
  const bool sound = options.threshold >= 0 && std::isfinite(options.threshold) &&
                     options.epsilon >= 0 && std::isfinite(options.epsilon);
  if (!sound) {
    throw Error(ErrorCode::Usage,
                "ParHAC takes a similarity threshold and an epsilon of 0 or more");
  }
}

}  // namespace

std::optional<std::vector<ParHacClusters>> clusterByParHac(std::vector<SimilarityMatrix> graphs,
                                                           const ParHacOptions& options,
                                                           const RunContext& context) {
  checkOptions(options);
  RandomStream stream(options.seed, "parhac");
  std::vector<ClusteredGraph> clustered;
  clustered.reserve(graphs.size());
  int64_t nodes = 0;
  for (SimilarityMatrix& graph : graphs) {
    nodes += graph.rows();
    MAACC_CHECK(graph.rows() == graph.cols() && graph.rows() > 0);
    clustered.emplace_back(std::move(graph), stream);
  }
  for (;;) {
    double largest = 0;
    int64_t merges = 0;
    for (const ClusteredGraph& graph : clustered) {
      largest = std::max(largest, graph.largestSimilarity());
      merges += graph.mergeCount();
    }
    context.report("clustering", merges, nodes);
    if (largest == 0 || largest < options.threshold) {
      break;
    }
    for (ClusteredGraph& graph : clustered) {
      if (!graph.processBucket(largest / (1 + options.epsilon), options.epsilon, stream, context)) {
        return std::nullopt;
      }
    }
  }
  std::vector<ParHacClusters> clusters;
  clusters.reserve(clustered.size());
  for (const ClusteredGraph& graph : clustered) {
    clusters.push_back(graph.finish(options.threshold));
  }
  return clusters;
}

}  // namespace maacc
