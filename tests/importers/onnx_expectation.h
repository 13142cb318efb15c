#pragma once

#include <string>
#include <vector>

#include "core/model/network.h"

namespace maacc::test {

// What ONNX Runtime gives for a model of tests/importers/fixtures (make_onnx_fixtures.py).
struct OnnxExpectation {
  Shape inputShape;                        // as the model has it, without the batch
  std::vector<std::vector<float>> inputs;  // in the model's order
  std::vector<std::vector<double>> outputs;
  std::string ending;  // "softmax", "log_softmax" or "logits": what the outputs are
  double tolerance = 0;
};

// Names of the models, without ".onnx".
const std::vector<std::string>& onnxFixtures();

OnnxExpectation readOnnxExpectation(const std::string& name);
OnnxExpectation readOnnxExpectationFile(const std::string& path);

// An input as the network takes it: channels first.
std::vector<float> canonicalOnnxInput(const Network& network,
                                      const OnnxExpectation& expected,
                                      size_t which);

// Largest difference between the model's outputs and those that follow from `logits`.
double worstOnnxDifference(const OnnxExpectation& expected,
                           size_t which,
                           std::vector<double> logits);

}  // namespace maacc::test
