#pragma once

#include <span>
#include <string>

#include "core/clustering/dendrogram.h"

namespace maacc {

// How many clusters a tree is cut into. Every tree is cut alike: a count is per tree, that is per
// layer, or per layer and operator.
enum class CutKind {
  UnitsPerCluster,      // value n: ceil(items / n) clusters
  Clusters,             // value k: k clusters, or as many as there are items
  Height,               // value h: clusters that merge at or below h
  Fraction,             // value f in (0, 1]: ceil(f items) clusters
  SimilarityThreshold,  // value t in [0, 1]: clusters at least that similar; mutants only
};

struct ClusterCut {
  CutKind kind = CutKind::UnitsPerCluster;
  double value = 2;
  bool operator==(const ClusterCut&) const = default;
};

// One tree that is cut into a number of clusters of its own.
struct TreeCut {
  int weightedLayer = -1;
  std::string operatorText;  // of mutants: canonical; empty: every operator, or units
  int clusters = 1;
  bool operator==(const TreeCut&) const = default;
};
std::string treeCutText(const TreeCut& cut);    // "0=12", "1/CW:0.2=5"
TreeCut parseTreeCut(const std::string& text);  // throws Error{Usage}

std::string cutName(CutKind kind);          // as the option: "units-per-cluster", "clusters", ...
CutKind parseCut(const std::string& name);  // throws Error{Usage}, lists the names

// Throws Error{Usage} saying which values the cut takes.
void checkCut(const ClusterCut& cut);

// How many clusters a cut by units per cluster, clusters or fraction makes of so many items.
int clusterCount(const ClusterCut& cut, int items);

// Any cut but the one by similarity, whose meaning depends on what was clustered. A forest gives at
// least as many clusters as it has trees.
Partition cutDendrogram(const Dendrogram& dendrogram, const ClusterCut& cut);

// The cut of one tree: its own (one that names the operator before one that does not), or the one
// of all.
ClusterCut cutOfTree(const ClusterCut& cut,
                     std::span<const TreeCut> own,
                     int weightedLayer,
                     const std::string& operatorText);

}  // namespace maacc
