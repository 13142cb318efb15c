#include "core/report/model_report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/clustering/neuron_clustering.h"
#include "core/mutation/mutant.h"
#include "core/report/text_table.h"
#include "core/store/run_file.h"

namespace maacc {
namespace {

using Json = nlohmann::ordered_json;

int64_t totalParameters(const Network& network) {
  int64_t total = 0;
  for (const Layer& layer : network.layers()) {
    total += parameterCount(layer.parameters);
  }
  return total;
}

int64_t totalUnits(const Network& network) {
  int64_t total = 0;
  for (LayerId id : network.weightedLayers()) {
    total += mutableUnitCount(network.layer(id).parameters);
  }
  return total;
}

double accuracy(const DataReport& data) {
  return data.checked == 0 ? 0
                           : static_cast<double>(data.correct) / static_cast<double>(data.checked);
}

std::string column(const std::string& text, std::size_t width) {
  return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

std::string dataText(const Network& network, const DataReport& data) {
  std::string text = "\nData       " + data.path + "\n           " + std::to_string(data.samples) +
                     " samples of " + shapeText(data.sampleShape) + " " + data.elementType + "\n";
  text += "Recipe     " +
          (data.preprocessing.empty() ? "none (values as stored)" : data.preprocessing) + "\n";
  text += "Labels     ";
  for (std::size_t c = 0; c < data.labelsPerClass.size() && c < 20; ++c) {
    text +=
        (c == 0 ? "" : ", ") + std::to_string(c) + ": " + std::to_string(data.labelsPerClass[c]);
  }
  text += data.labelsPerClass.size() > 20 ? ", ...\n" : "\n";
  text += "Accuracy   " + fixedText(accuracy(data), 4) + " = " + std::to_string(data.correct) +
          " / " + std::to_string(data.checked) + " (guessing gives " +
          fixedText(1.0 / network.classCount(), 4) + ")\n";
  if (data.checked < data.samples) {
    text += "           on " + std::to_string(data.checked) + " of " +
            std::to_string(data.samples) + " inputs, spread evenly; --limit-inputs 0 takes all\n";
  }
  for (const std::string& warning : data.warnings) {
    text += "Warning    " + warning + "\n";
  }
  return text;
}

bool hasBias(const Layer& layer) {
  return mutableUnitCount(layer.parameters) > 0 && unitWeights(layer).bias != nullptr &&
         !unitWeights(layer).bias->empty();
}

// By operator code: why the layer has no mutants of it.
Json withoutMutants(const Layer& layer) {
  Json reasons = Json::object();
  for (const OperatorSpec& spec : operatorTable()) {
    const std::string_view why = whyNoMutants(layer, spec.kind);
    if (!why.empty()) {
      reasons[std::string(spec.code)] = why;
    }
  }
  return reasons;
}

// What counting and timing a run need of a layer with mutable units.
void addRunFields(const Network& network,
                  int weightedLayer,
                  const std::vector<PairFlops>& flops,
                  Json& json) {
  const auto position = static_cast<std::size_t>(weightedLayer);
  json["output_layer"] = isOutputLayer(network, weightedLayer);
  json["without_mutants"] = withoutMutants(network.layer(network.weightedLayers()[position]));
  if (position < flops.size()) {
    json["pair_flops"] = {{"affine", flops[position].affine},
                          {"replacing", flops[position].replacing},
                          {"switching", flops[position].switching}};
  }
}

Json dataJson(const DataReport& data) {
  return {{"path", data.path},
          {"samples", data.samples},
          {"sample_shape", data.sampleShape},
          {"element_type", data.elementType},
          {"labels_per_class", data.labelsPerClass},
          {"preprocessing", data.preprocessing}};
}

}  // namespace

std::string whyNoUnits(const Network& network, const Layer& layer) {
  if (mutableUnitCount(layer.parameters) == 0) {
    if (std::holds_alternative<InputLayer>(layer.parameters)) {
      return "holds the input";
    }
    if (std::holds_alternative<EmbeddingLayer>(layer.parameters)) {
      return "looks up a row, computes nothing";
    }
    return parameterCount(layer.parameters) == 0 ? "no weights" : "scales another layer's units";
  }
  const std::vector<LayerId>& weighted = network.weightedLayers();
  return std::find(weighted.begin(), weighted.end(), layer.id) == weighted.end()
             ? "the logits do not depend on it"
             : "";
}

std::string modelText(const Network& network, const std::optional<DataReport>& data) {
  std::string text = "Model      " + network.source() + "\nInput      " +
                     shapeText(network.inputShape()) + " (channels first)\nClasses    " +
                     std::to_string(network.classCount()) + "\nUnits      " +
                     std::to_string(totalUnits(network)) + " mutable, in " +
                     std::to_string(network.weightedLayers().size()) + " layers\nParameters " +
                     std::to_string(totalParameters(network)) + "\n\n";
  text += column("#", 5) + column("layer", 28) + column("kind", 20) + column("activation", 14) +
          column("output", 16) + column("parameters", 12) + "units\n";
  for (const LayerSummary& layer : summarizeLayers(network)) {
    text += column(layer.weightedLayer < 0 ? "" : std::to_string(layer.weightedLayer), 5) +
            column(layer.name, 28) + column(layer.kind, 20) + column(layer.activation, 14) +
            column(shapeText(layer.outputShape), 16) +
            column(std::to_string(layer.parameters), 12) +
            (layer.units > 0 ? std::to_string(layer.units) : "-") + "\n";
  }
  return data ? text + dataText(network, *data) : text;
}

std::string modelJson(const Network& network,
                      const std::optional<DataReport>& data,
                      const std::vector<PairFlops>& flops) {
  Json layers = Json::array();
  const std::vector<LayerSummary> summaries = summarizeLayers(network);
  for (std::size_t i = 0; i < summaries.size(); ++i) {
    const LayerSummary& layer = summaries[i];
    layers.push_back({{"name", layer.name},
                      {"kind", layer.kind},
                      {"activation", layer.activation},
                      {"inputs", layer.inputs},
                      {"output_shape", layer.outputShape},
                      {"parameters", layer.parameters},
                      {"units", layer.units},
                      {"has_bias", hasBias(network.layers()[i])},
                      {"weighted_layer", layer.weightedLayer},
                      {"why_no_units", whyNoUnits(network, network.layers()[i])}});
    if (layer.weightedLayer >= 0) {
      addRunFields(network, layer.weightedLayer, flops, layers.back());
    }
  }
  Json json;
  json["model"] = {{"path", network.source()},
                   {"hash", network.contentHash()},
                   {"input_shape", network.inputShape()},
                   {"classes", network.classCount()},
                   {"parameters", totalParameters(network)},
                   {"units", totalUnits(network)},
                   {"forward_flops", forwardFlops(network)},
                   {"layers", layers}};
  if (data) {
    json["data"] = dataJson(*data);
    json["accuracy"] = accuracy(*data);
    json["correct"] = data->correct;
    json["checked"] = data->checked;
    json["chance"] = 1.0 / network.classCount();
    json["warnings"] = data->warnings;
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace maacc
