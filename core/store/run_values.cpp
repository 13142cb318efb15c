#include "core/store/run_values.h"

#include "core/base/error.h"

namespace maacc {

std::string evidenceName(Evidence evidence) {
  return evidence == Evidence::Score ? "score" : "inputs";
}

Evidence parseEvidence(const std::string& text) {
  for (Evidence evidence : {Evidence::Score, Evidence::Inputs}) {
    if (text == evidenceName(evidence)) {
      return evidence;
    }
  }
  throw Error(ErrorCode::Usage,
              "there is no kind of evidence \"" + text + "\"; choose score or inputs");
}

std::string stateName(RunState state) {
  switch (state) {
    case RunState::Running:
      return "running";
    case RunState::Stopped:
      return "stopped";
    case RunState::Finished:
      return "finished";
  }
  return "running";
}

double Baseline::accuracy() const {
  return inputs == 0 ? 0 : static_cast<double>(correctInputs.size()) / static_cast<double>(inputs);
}

std::vector<LayerSummary> summarizeLayers(const Network& network) {
  std::vector<LayerSummary> summaries;
  for (const Layer& layer : network.layers()) {
    LayerSummary summary;
    summary.name = layer.name;
    summary.kind = layerKindName(layer.parameters);
    const Activation activation = fusedActivation(layer.parameters);
    if (activation.kind != ActivationKind::Linear) {
      summary.activation = activationName(activation);
    }
    for (LayerId input : layer.inputs) {
      summary.inputs.push_back(input.value);
    }
    summary.outputShape = layer.outputShape;
    summary.parameters = parameterCount(layer.parameters);
    summary.units = mutableUnitCount(layer.parameters);
    summaries.push_back(std::move(summary));
  }
  int weightedLayer = 0;
  for (LayerId id : network.weightedLayers()) {
    summaries[static_cast<std::size_t>(id.value)].weightedLayer = weightedLayer++;
  }
  return summaries;
}

}  // namespace maacc
