#include "core/engine/pairs/suffix.h"

#include <algorithm>

namespace maacc {
namespace {

// What is known of a layer's change before anything runs.
struct Change {
  bool any = false;
  bool local = false;
  int64_t places = 0;  // changed channels or features, where it is local
};

class Planner {
 public:
  Planner(const Network& network, LayerId layer, int units, bool replacing)
      : network_(network), changes_(network.layers().size()) {
    suffix_.layer = layer;
    suffix_.units = units;
    suffix_.replacing = replacing;
    suffix_.lastReader.assign(network.layers().size(), -1);
  }

  Suffix plan() {
    begin();
    for (int i = suffix_.layer.value + 1; i <= network_.logitsLayer().value; ++i) {
      const Layer& layer = network_.layer(LayerId{i});
      if (std::any_of(layer.inputs.begin(), layer.inputs.end(),
                      [&](LayerId input) { return change(input).any; })) {
        add(layer);
      }
    }
    if (change(network_.logitsLayer()).local) {
      suffix_.kept.insert({network_.logitsLayer(), false});
    }
    findFrontier();
    return std::move(suffix_);
  }

 private:
  Change& change(LayerId layer) { return changes_[static_cast<std::size_t>(layer.value)]; }
  static double elements(const Layer& layer) {
    return static_cast<double>(elementCount(layer.outputShape));
  }

  void begin() {
    const Layer& layer = network_.layer(suffix_.layer);
    change(layer.id) = {true, true, suffix_.units};
    suffix_.kept.insert(suffix_.replacing ? TensorRef{layer.inputs.front(), false}
                                          : TensorRef{layer.id, true});
    const auto fanIn = static_cast<double>(unitWeights(layer).weightsPerUnit);
    const double values = elements(layer) / static_cast<double>(layer.outputShape.front()) *
                          static_cast<double>(suffix_.units);
    suffix_.flops = 2 * values * (suffix_.replacing ? fanIn : 1);
    // All mutants of a batch are evaluated on all its inputs: more than its pairs.
    suffix_.elements = static_cast<int64_t>((suffix_.replacing ? 6 : 2) * values);
  }

  void add(const Layer& layer) {
    const SuffixWay way = wayOf(layer);
    Change result{true, way == SuffixWay::Local, 0};
    double memory = 0;
    for (LayerId input : layer.inputs) {
      const Change& own = change(input);
      memory += elements(network_.layer(input)) * (own.local && way != SuffixWay::Whole ? 0 : 2);
      if (own.any) {
        suffix_.lastReader[static_cast<std::size_t>(input.value)] =
            static_cast<int>(suffix_.steps.size());
        result.places = way == SuffixWay::Local ? placesAfter(layer, own.places) : 0;
      }
      if (own.any ? own.local && way == SuffixWay::Whole
                  : !isConcat(layer) || way != SuffixWay::Local) {
        suffix_.kept.insert({input, false});
      }
    }
    if (way == SuffixWay::Update) {
      suffix_.kept.insert({layer.inputs.front(), false});
      suffix_.kept.insert({layer.id, true});
      memory += updateMemory(layer);
    }
    suffix_.flops += flopsOf(layer, way);
    memory += way == SuffixWay::Local ? 0 : 2 * elements(layer);
    suffix_.elements = std::max(suffix_.elements, static_cast<int64_t>(memory));
    suffix_.steps.push_back({layer.id, way});
    change(layer.id) = result;
  }

  static bool isConcat(const Layer& layer) {
    return std::holds_alternative<ConcatLayer>(layer.parameters);
  }

  SuffixWay wayOf(const Layer& layer) {
    const auto changed = std::count_if(layer.inputs.begin(), layer.inputs.end(),
                                       [&](LayerId input) { return change(input).any; });
    const auto first = std::find_if(layer.inputs.begin(), layer.inputs.end(),
                                    [&](LayerId input) { return change(input).any; });
    if (changed != 1 || !change(*first).local) {
      return SuffixWay::Whole;
    }
    const int64_t places = change(*first).places;
    const int64_t all = network_.layer(*first).outputShape.front();
    return std::visit(
        Overloaded{
            [&](const DenseLayer&) {
              const bool few = places <= kMostColumns || suffix_.units == 1;
              return few && 2 * places <= all ? SuffixWay::Update : SuffixWay::Whole;
            },
            [&](const Conv2DLayer& conv) {
              return conv.groups == 1 && 2 * places <= all ? SuffixWay::Update : SuffixWay::Whole;
            },
            [](const ReshapeLayer&) { return SuffixWay::Whole; },
            [](const SoftmaxLayer&) { return SuffixWay::Whole; },
            [](const LayerNormLayer&) { return SuffixWay::Whole; },
            [](const EmbeddingLayer&) { return SuffixWay::Whole; },
            [&](const MultiplyLayer&) {
              // One changed channel that counts for all changes all.
              return all == layer.outputShape.front() ? SuffixWay::Local : SuffixWay::Whole;
            },
            [](const auto&) { return SuffixWay::Local; },
        },
        layer.parameters);
  }

  int64_t placesAfter(const Layer& layer, int64_t places) const {
    const Shape& input = network_.layer(layer.inputs.front()).outputShape;
    const bool flattens =
        std::holds_alternative<FlattenLayer>(layer.parameters) && input.size() == 3;
    return flattens ? places * input[1] * input[2] : places;
  }

  double flopsOf(const Layer& layer, SuffixWay way) {
    if (mutableUnitCount(layer.parameters) == 0) {
      return 0;
    }
    const double all = 2 * static_cast<double>(unitWeights(layer).weightsPerUnit) * elements(layer);
    const LayerId input = layer.inputs.front();
    return way == SuffixWay::Update ? all * static_cast<double>(change(input).places) /
                                          static_cast<double>(network_.layer(input).outputShape[0])
                                    : all;
  }

  // The kernel's columns of the pair and, for a convolution, the windows of the changed channels.
  double updateMemory(const Layer& layer) {
    const auto places = static_cast<double>(change(layer.inputs.front()).places);
    const auto* conv = std::get_if<Conv2DLayer>(&layer.parameters);
    if (conv == nullptr) {
      // Pairs of a unit are put together, in as much room as the unit of most pairs needs.
      const double features = elements(network_.layer(layer.inputs.front()));
      return places <= kMostColumns ? places * elements(layer) : features + elements(layer);
    }
    const auto pixels = static_cast<double>(conv->kernel.shape[2] * conv->kernel.shape[3]);
    const auto channels = static_cast<double>(layer.outputShape.front());
    return places * pixels * (2 * channels + elements(layer) / channels);
  }

  // Follows the one reader of what has changed while it is evaluated locally.
  void findFrontier() {
    suffix_.frontier = suffix_.layer;
    while (suffix_.frontierSteps < suffix_.steps.size()) {
      const SuffixStep& next = suffix_.steps[suffix_.frontierSteps];
      const auto last = suffix_.lastReader[static_cast<std::size_t>(suffix_.frontier.value)];
      const bool onlyReader = last == static_cast<int>(suffix_.frontierSteps);
      if (next.way != SuffixWay::Local || !onlyReader) {
        break;
      }
      suffix_.frontier = next.layer;
      ++suffix_.frontierSteps;
    }
    suffix_.kept.insert({suffix_.frontier, false});
  }

  const Network& network_;
  std::vector<Change> changes_;  // by layer
  Suffix suffix_;
};

}  // namespace

Suffix planSuffix(const Network& network, LayerId layer, int units, bool replacing) {
  return Planner(network, layer, units, replacing).plan();
}

}  // namespace maacc
