#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/clustering/linkage.h"

namespace maacc::test {

struct ExpectedCut {
  std::vector<int32_t> labels;
  std::optional<double> meanSilhouette;
  double firstSilhouette = 0;  // of item 0
};

// What SciPy and scikit-learn made of one input by one method.
struct ExpectedTree {
  LinkageOptions options;
  std::vector<Merge> merges;  // sizes not set
  std::vector<int32_t> leaves;
  std::optional<double> cophenetic;
  double bestOrderLength = 0;
  std::map<int32_t, ExpectedCut> cutsByCount;
  std::vector<std::pair<double, std::vector<int32_t>>> cutsByHeight;
};

struct LinkageCase {
  std::string name;
  FeatureMatrix rows;
  std::vector<ExpectedTree> trees;
};

struct ScalingCase {
  FeatureMatrix rows;
  FeatureMatrix minMax;
  FeatureMatrix standard;
};

// tests/clustering/fixtures/linkage.json, made by make_linkage_fixtures.py.
const std::vector<LinkageCase>& linkageCases();
const std::vector<ScalingCase>& scalingCases();

// The tree of one case, which must not be absent.
Dendrogram builtTree(const LinkageCase& linkageCase, const ExpectedTree& tree);

// "tenths 3, average, cosine": for failure messages.
std::string describe(const LinkageCase& linkageCase, const ExpectedTree& tree);

// Standard normal rows that depend on the seed alone.
FeatureMatrix normalRows(int64_t rows, int64_t columns, uint64_t seed);

}  // namespace maacc::test
