#include <nlohmann/json.hpp>
#include <set>

#include "core/base/error.h"
#include "core/clustering/linkage.h"
#include "core/reduction/reduction_settings.h"

namespace maacc {
namespace {

using nlohmann::ordered_json;

// One list of fields for both directions.
class Writer {
 public:
  template <class Value>
  void number(const char* name, const Value& value) {
    json_[name] = value;
  }
  template <class Value, class Name, class Parse>
  void named(const char* name, const Value& value, Name&& nameOf, Parse&&) {
    json_[name] = nameOf(value);
  }
  // Absent where there are none, so that files without them stay as they were.
  void cuts(const char* name, const std::vector<TreeCut>& values) {
    for (const TreeCut& value : values) {
      json_[name].push_back(treeCutText(value));
    }
  }
  std::string text() const { return json_.dump(); }

 private:
  ordered_json json_ = ordered_json::object();
};

class Reader {
 public:
  explicit Reader(const ordered_json& json) : json_(json) {}

  template <class Value>
  void number(const char* name, Value& value) {
    known_.insert(name);
    if (json_.contains(name)) {
      value = json_.at(name).get<Value>();
    }
  }
  template <class Value, class Name, class Parse>
  void named(const char* name, Value& value, Name&&, Parse&& parse) {
    known_.insert(name);
    if (json_.contains(name)) {
      value = parse(json_.at(name).get<std::string>());
    }
  }
  void cuts(const char* name, std::vector<TreeCut>& values) {
    known_.insert(name);
    if (json_.contains(name)) {
      for (const std::string& text : json_.at(name).get<std::vector<std::string>>()) {
        values.push_back(parseTreeCut(text));
      }
    }
  }
  void rejectOthers() const {
    for (const auto& [name, value] : json_.items()) {
      if (known_.count(name) == 0) {
        throw Error(ErrorCode::BadInput,
                    "the settings of the reduction have a field \"" + name +
                        "\" that this version does not know; use the version that wrote them");
      }
    }
  }

 private:
  const ordered_json& json_;
  std::set<std::string> known_;
};

template <class Visitor, class Linkage, class Distance, class Scaling>
void visitTree(Visitor& visitor, Linkage& linkage, Distance& metric, Scaling& scaling) {
  visitor.named("linkage", linkage, linkageName, parseLinkage);
  visitor.named("metric", metric, metricName, parseMetric);
  visitor.named("scaling", scaling, scalingName, parseScaling);
}

template <class Visitor, class Cut>
void visitCut(Visitor& visitor, Cut& cut) {
  visitor.named("cut", cut.kind, cutName, parseCut);
  visitor.number("cut-value", cut.value);
}

template <class Visitor, class Settings>
void visitRepresentatives(Visitor& visitor, Settings& settings) {
  visitor.named("representative", settings.representative, representativeName, parseRepresentative);
  visitor.number("per-cluster", settings.perCluster);
}

template <class Visitor, class Settings>
void visitNeuronClusters(Visitor& visitor, Settings& settings) {
  visitor.named("mode", settings.neuronMode, neuronClusterModeName, parseNeuronClusterMode);
  visitTree(visitor, settings.neuronLinkage, settings.neuronMetric, settings.neuronScaling);
  visitor.named("features", settings.neuronFeatures, unitFeatureName, parseUnitFeatures);
  visitCut(visitor, settings.neuronCut);
  visitor.cuts("tree-cuts", settings.treeCuts);
  visitor.number("output-layer", settings.togetherOutputLayer);
  visitRepresentatives(visitor, settings);
  visitor.number("probe-inputs", settings.probeInputs);
}

template <class Visitor, class Settings>
void visitMutantClusters(Visitor& visitor, Settings& settings) {
  visitor.named("method", settings.mutantMethod, mutantClusteringName, parseMutantClustering);
  visitTree(visitor, settings.mutantLinkage, settings.mutantMetric, settings.mutantScaling);
  visitor.named("features", settings.mutantFeatures, mutantFeatureName, parseMutantFeatures);
  visitCut(visitor, settings.mutantCut);
  visitor.cuts("tree-cuts", settings.treeCuts);
  visitRepresentatives(visitor, settings);
  visitor.number("probe-inputs", settings.probeInputs);
}

template <class Visitor, class Settings>
void visitSettings(Visitor& visitor, Settings& settings) {
  visitor.named("strategy", settings.strategy, strategyName, parseStrategy);
  visitor.number("seed", settings.seed);
  switch (settings.strategy) {
    case Strategy::Exhaustive:
      return;
    case Strategy::NeuronClusters:
      visitNeuronClusters(visitor, settings);
      break;
    case Strategy::MutantClusters:
      visitMutantClusters(visitor, settings);
      break;
    case Strategy::TwoPhase:
      visitor.number("budget", settings.budget);
      visitor.named("probe-order", settings.probeOrder, probeOrderName, parseProbeOrder);
      break;
    case Strategy::Sample:
      visitor.number("fraction", settings.sampleFraction);
      visitor.named("stratification", settings.stratification, stratificationName,
                    parseStratification);
      break;
  }
  visitor.number("tolerance", settings.tolerance);
  visitor.number("confidence", settings.confidence);
}

}  // namespace

std::string reductionText(const ReductionSettings& settings) {
  Writer writer;
  visitSettings(writer, settings);
  return writer.text();
}

ReductionSettings parseReduction(const std::string& text) {
  ReductionSettings settings;
  try {
    const ordered_json json = ordered_json::parse(text);
    if (!json.is_object()) {
      throw Error(ErrorCode::BadInput, "the settings of the reduction are no JSON object");
    }
    Reader reader(json);
    visitSettings(reader, settings);
    reader.rejectOthers();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::BadInput,
                std::string("the settings of the reduction cannot be read: ") + error.what());
  }
  checkReduction(settings);
  return settings;
}

}  // namespace maacc
