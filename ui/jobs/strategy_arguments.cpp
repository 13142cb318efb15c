#include "ui/jobs/strategy_arguments.h"

#include <QCoreApplication>
#include <cmath>

#include "core/base/number_text.h"

namespace maacc {
namespace {

QString tr(const char* text) { return QCoreApplication::translate("maacc::Strategy", text); }

// Collects the options whose value is not the usual one.
class Options {
 public:
  void add(const std::string& option, const std::string& value) {
    arguments_ << QString::fromStdString("--" + option) << QString::fromStdString(value);
  }
  template <class Value, class Name>
  void addNamed(const char* option, const Value& value, const Value& usual, Name&& nameOf) {
    if (!(value == usual)) {
      add(option, nameOf(value));
    }
  }
  void addNumber(const char* option, double value, double usual) {
    if (value != usual) {
      add(option, numberText(value));
    }
  }
  void addCuts(const ClusterCut& cut, const ClusterCut& usual, const std::vector<TreeCut>& own) {
    if (!(cut == usual)) {
      add(cutName(cut.kind), numberText(cut.value));
    }
    QStringList texts;
    for (const TreeCut& tree : own) {
      texts << QString::fromStdString(treeCutText(tree));
    }
    if (!texts.isEmpty()) {
      add("cut", texts.join(',').toStdString());
    }
  }
  const QStringList& arguments() const { return arguments_; }

 private:
  QStringList arguments_;
};

void addNeurons(const ReductionSettings& s, const ReductionSettings& usual, Options& options) {
  options.addNamed("neuron-mode", s.neuronMode, usual.neuronMode, neuronClusterModeName);
  options.addNamed("linkage", s.neuronLinkage, usual.neuronLinkage, linkageName);
  options.addNamed("metric", s.neuronMetric, usual.neuronMetric, metricName);
  options.addNamed("scale", s.neuronScaling, usual.neuronScaling, scalingName);
  options.addNamed("features", s.neuronFeatures, usual.neuronFeatures, unitFeatureName);
  options.addCuts(s.neuronCut, usual.neuronCut, s.treeCuts);
}

void addMutants(const ReductionSettings& s, const ReductionSettings& usual, Options& options) {
  options.addNamed("mutant-method", s.mutantMethod, usual.mutantMethod, mutantClusteringName);
  if (s.mutantMethod == MutantClusteringMethod::LayerOperator) {
    options.addNamed("linkage", s.mutantLinkage, usual.mutantLinkage, linkageName);
    options.addNamed("metric", s.mutantMetric, usual.mutantMetric, metricName);
    options.addNamed("scale", s.mutantScaling, usual.mutantScaling, scalingName);
  }
  options.addNamed("features", s.mutantFeatures, usual.mutantFeatures, mutantFeatureName);
  options.addCuts(s.mutantCut, usual.mutantCut, s.treeCuts);
}

void addRepresentatives(const ReductionSettings& s,
                        const ReductionSettings& usual,
                        Options& options) {
  options.addNamed("representative", s.representative, usual.representative, representativeName);
  options.addNumber("per-cluster", s.perCluster, usual.perCluster);
}

bool drawsGroups(const ReductionSettings& s) {
  return s.strategy == Strategy::Sample || s.strategy == Strategy::MutantClusters ||
         (s.strategy == Strategy::NeuronClusters &&
          s.neuronMode == NeuronClusterMode::Representative);
}

// Shares as percent without the noise of the multiplication: 7, not 7.000000000000001.
double percent(double share) {
  constexpr double kDigits = 1e8;
  return std::round(share * 100 * kDigits) / kDigits;
}

}  // namespace

QStringList strategyArguments(const ReductionSettings& s) {
  const ReductionSettings usual;
  Options options;
  if (s.strategy != Strategy::Exhaustive) {
    options.add("strategy", strategyName(s.strategy));
  }
  switch (s.strategy) {
    case Strategy::Exhaustive:
      break;
    case Strategy::NeuronClusters:
      addNeurons(s, usual, options);
      if (s.neuronMode == NeuronClusterMode::Representative) {
        addRepresentatives(s, usual, options);
      }
      break;
    case Strategy::MutantClusters:
      addMutants(s, usual, options);
      addRepresentatives(s, usual, options);
      break;
    case Strategy::TwoPhase:
      options.addNumber("budget", percent(s.budget), percent(usual.budget));
      break;
    case Strategy::Sample:
      options.addNumber("fraction", s.sampleFraction, usual.sampleFraction);
      options.addNamed("stratify", s.stratification, usual.stratification, stratificationName);
      break;
  }
  if (drawsGroups(s)) {
    options.addNumber("until", percent(s.tolerance), 0);
  }
  if (drawsGroups(s) || s.strategy == Strategy::TwoPhase) {
    options.addNumber("confidence", percent(s.confidence), percent(usual.confidence));
  }
  return options.arguments();
}

QString strategyTitle(Strategy strategy) {
  switch (strategy) {
    case Strategy::Exhaustive:
      return tr("Every mutant");
    case Strategy::Sample:
      return tr("A sample");
    case Strategy::NeuronClusters:
      return tr("Clusters of neurons");
    case Strategy::MutantClusters:
      return tr("Clusters of mutants");
    case Strategy::TwoPhase:
      return tr("Two phases");
  }
  return {};
}

QString strategyText(const ReductionSettings& s) {
  const bool neurons = s.strategy == Strategy::NeuronClusters;
  if (!neurons && s.strategy != Strategy::MutantClusters) {
    return strategyTitle(s.strategy);
  }
  const ClusterCut& cut = neurons ? s.neuronCut : s.mutantCut;
  QStringList parts;
  parts << tr("%1 linkage")
               .arg(QString::fromStdString(
                   linkageName(neurons ? s.neuronLinkage : s.mutantLinkage)));
  parts << QString::fromStdString(metricName(neurons ? s.neuronMetric : s.mutantMetric));
  if (!s.treeCuts.empty()) {
    parts << tr("trees cut one by one: %1").arg(s.treeCuts.size());
  } else {
    parts << QStringLiteral("%1 %2").arg(
        QString::fromStdString(cutName(cut.kind)).replace('-', ' '),
        QString::fromStdString(numberText(cut.value)));
  }
  return parts.join(QStringLiteral(", "));
}

}  // namespace maacc
