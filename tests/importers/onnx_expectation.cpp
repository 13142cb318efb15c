#include "tests/importers/onnx_expectation.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>

#include "tests/support/test_paths.h"

namespace maacc::test {

const std::vector<std::string>& onnxFixtures() {
  static const std::vector<std::string> names = {
      "onnx_mlp",           "onnx_mlp_folded",      "onnx_mlp_typed",     "onnx_mlp_float16",
      "onnx_mlp_float64",   "onnx_mlp_external",    "onnx_lenet5",        "onnx_vgg",
      "onnx_resnet",        "onnx_resnet_norms",    "onnx_inception",     "onnx_densenet",
      "onnx_mobilenet",     "onnx_mobilenet_norms", "onnx_activations",   "onnx_activations_14",
      "onnx_affine",        "onnx_new_mlp",         "onnx_new_lenet5",    "onnx_new_resnet",
      "onnx_new_mobilenet", "onnx_new_activations", "onnx_new_affine",    "onnx_new_densenet",
      "onnx_keras",         "digits-mlp",           "digits-cnn",         "onnx_se",
      "onnx_norms_11",      "onnx_norms_17",        "onnx_sequence",      "onnx_text_cnn",
      "onnx_text_kim",      "onnx_text_mean",       "onnx_new_se",        "onnx_new_norms",
      "onnx_new_sequence",  "onnx_new_text_cnn",    "onnx_new_text_kim",  "onnx_new_text_mean",
      "onnx_keras_gates",   "onnx_keras_text",      "onnx_keras_sequence"};
  return names;
}

OnnxExpectation readOnnxExpectation(const std::string& name) {
  return readOnnxExpectationFile(fixture("importers/fixtures/" + name + ".expected.json"));
}

OnnxExpectation readOnnxExpectationFile(const std::string& path) {
  std::ifstream file(path);
  const nlohmann::json json = nlohmann::json::parse(file);
  return {json.at("input_shape"), json.at("inputs"), json.at("outputs"), json.at("ending"),
          json.at("tolerance")};
}

std::vector<float> canonicalOnnxInput(const Network& network,
                                      const OnnxExpectation& expected,
                                      size_t which) {
  const std::vector<float>& values = expected.inputs[which];
  const auto& input = std::get<InputLayer>(network.layer(network.inputLayer()).parameters);
  if (!input.channelsLast) {
    return values;
  }
  const auto channels = static_cast<size_t>(input.shape[0]);
  const size_t pixels = values.size() / channels;
  std::vector<float> result(values.size());
  for (size_t pixel = 0; pixel < pixels; ++pixel) {
    for (size_t channel = 0; channel < channels; ++channel) {
      result[channel * pixels + pixel] = values[pixel * channels + channel];
    }
  }
  return result;
}

double worstOnnxDifference(const OnnxExpectation& expected,
                           size_t which,
                           std::vector<double> logits) {
  double sum = 0;
  for (const double logit : logits) {
    sum += std::exp(logit);
  }
  const std::vector<double>& outputs = expected.outputs[which];
  double worst = outputs.size() == logits.size() ? 0 : INFINITY;
  for (size_t i = 0; i < std::min(outputs.size(), logits.size()); ++i) {
    const double found = expected.ending == "softmax"       ? std::exp(logits[i]) / sum
                         : expected.ending == "log_softmax" ? logits[i] - std::log(sum)
                                                            : logits[i];
    // A NaN is the worst difference there is.
    const double difference = std::abs(found - outputs[i]);
    worst = difference <= worst ? worst : difference;
    if (std::isnan(difference)) {
      return INFINITY;
    }
  }
  return worst;
}

}  // namespace maacc::test
