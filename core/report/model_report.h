#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/model/network.h"

namespace maacc {

// A data set as the network sees it.
struct DataReport {
  std::string path;
  int64_t samples = 0;
  Shape sampleShape;  // as stored
  std::string elementType;
  std::string preprocessing;
  std::vector<int64_t> labelsPerClass;
  int64_t checked = 0;  // inputs that were evaluated, spread evenly over the samples
  int64_t correct = 0;  // of these, classified correctly
  std::vector<std::string> warnings;
};

// Multiplications and additions of Dense and Conv2D layers that one pair of an input and a mutant
// of one unit costs where only what the mutant changes is computed.
struct PairFlops {
  double affine = 0;
  double replacing = 0;
  double switching = 0;  // of two units
};

// What `maacc inspect` prints: layers, shapes, parameters, mutable units (and why a layer has
// none); with data its shape, classes and the accuracy. The JSON is described in
// docs/engine_protocol.md.
std::string modelText(const Network& network, const std::optional<DataReport>& data);
// flops: by weighted layer, or empty.
std::string modelJson(const Network& network,
                      const std::optional<DataReport>& data,
                      const std::vector<PairFlops>& flops = {});

// Why a layer has no mutable units, in a few words; empty when it has some.
std::string whyNoUnits(const Network& network, const Layer& layer);

}  // namespace maacc
