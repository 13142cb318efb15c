#include "tests/clustering/linkage_cases.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "tests/support/test_paths.h"

namespace maacc::test {
namespace {

using nlohmann::json;

FeatureMatrix matrixOf(const json& rows) {
  FeatureMatrix matrix(rows.size(), rows.at(0).size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    for (std::size_t column = 0; column < rows[row].size(); ++column) {
      matrix(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(column)) =
          rows[row][column].get<double>();
    }
  }
  return matrix;
}

std::vector<int32_t> labelsOf(const std::string& text) {
  std::vector<int32_t> labels;
  for (const char digit : text) {
    labels.push_back(digit <= '9' ? digit - '0' : digit - 'a' + 10);
  }
  return labels;
}

ExpectedTree treeOf(const json& from) {
  ExpectedTree tree;
  tree.options.method = parseLinkage(from.at("method"));
  tree.options.metric = parseMetric(from.at("metric"));
  for (const json& merge : from.at("merges")) {
    tree.merges.push_back({merge[0], merge[1], merge[2], 0});
  }
  tree.leaves = from.at("leaves").get<std::vector<int32_t>>();
  if (from.contains("cophenetic")) {
    tree.cophenetic = from["cophenetic"].get<double>();
  }
  tree.bestOrderLength = from.at("best_order_length");
  for (const auto& [count, cut] : from.at("cuts").items()) {
    ExpectedCut expected;
    expected.labels = labelsOf(cut.at("labels"));
    if (!cut.at("silhouette").is_null()) {
      expected.meanSilhouette = cut["silhouette"][0].get<double>();
      expected.firstSilhouette = cut["silhouette"][1];
    }
    tree.cutsByCount[std::stoi(count)] = expected;
  }
  for (const auto& [height, labels] : from.at("heights").items()) {
    tree.cutsByHeight.emplace_back(std::stod(height), labelsOf(labels));
  }
  return tree;
}

const json& fixtureJson() {
  static const json parsed = [] {
    std::ifstream file(fixture("clustering/fixtures/linkage.json"));
    return json::parse(file);
  }();
  return parsed;
}

}  // namespace

const std::vector<LinkageCase>& linkageCases() {
  static const std::vector<LinkageCase> cases = [] {
    std::vector<LinkageCase> made;
    for (const json& from : fixtureJson().at("cases")) {
      made.push_back({from.at("name"), matrixOf(from.at("rows")), {}});
      for (const json& tree : from.at("trees")) {
        made.back().trees.push_back(treeOf(tree));
      }
    }
    return made;
  }();
  return cases;
}

const std::vector<ScalingCase>& scalingCases() {
  static const std::vector<ScalingCase> cases = [] {
    std::vector<ScalingCase> made;
    for (const json& from : fixtureJson().at("scaling")) {
      made.push_back(
          {matrixOf(from.at("rows")), matrixOf(from.at("min_max")), matrixOf(from.at("standard"))});
    }
    return made;
  }();
  return cases;
}

Dendrogram builtTree(const LinkageCase& linkageCase, const ExpectedTree& tree) {
  auto built = buildDendrogram(linkageCase.rows, tree.options, RunContext());
  MAACC_CHECK(built.has_value());
  return *built;
}

std::string describe(const LinkageCase& linkageCase, const ExpectedTree& tree) {
  return linkageCase.name + ", " + linkageName(tree.options.method) + ", " +
         metricName(tree.options.metric);
}

FeatureMatrix normalRows(int64_t rows, int64_t columns, uint64_t seed) {
  RandomStream random(seed, "clustering tests");
  FeatureMatrix matrix(rows, columns);
  for (Eigen::Index at = 0; at < matrix.size(); ++at) {
    matrix.data()[at] = random.normal();
  }
  return matrix;
}

}  // namespace maacc::test
