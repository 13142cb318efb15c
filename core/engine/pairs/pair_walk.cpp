#include "core/engine/pairs/pair_walk.h"

#include <algorithm>
#include <array>

#include "core/base/error.h"
#include "core/engine/torch_layers.h"

namespace maacc {
namespace {

// [pairs, n] as factors of [pairs, n] or [pairs, n, height, width].
at::Tensor alongPlaces(const at::Tensor& perPlace, int64_t dimensions) {
  return dimensions == 4 ? perPlace.unsqueeze(2).unsqueeze(3) : perPlace;
}

// The changed channels' windows under the kernel: [pairs, channels * kernel size, outputs].
at::Tensor windows(const Conv2DLayer& conv, const at::Tensor& change) {
  const std::array<int64_t, 2> kernel = {conv.kernel.shape[2], conv.kernel.shape[3]};
  const std::array<int64_t, 2> dilation = {conv.dilation.height, conv.dilation.width};
  const std::array<int64_t, 2> stride = {conv.stride.height, conv.stride.width};
  const bool padded = !(conv.padding == Padding2D{});
  return at::im2col(padded ? zeroPad(conv.padding, 0, change) : change, kernel, dilation, {0, 0},
                    stride);
}

// Features of a flattened image's channels: [pairs, channels * plane].
at::Tensor flatPlaces(const at::Tensor& channels, const Shape& image, bool channelsLast) {
  const int64_t plane = image[1] * image[2];
  const at::Tensor pixels = at::arange(plane, channels.options());
  const at::Tensor places = channelsLast ? channels.unsqueeze(2) + pixels * image[0]
                                         : channels.unsqueeze(2) * plane + pixels;
  return places.reshape({channels.size(0), -1});
}

// original += change * the kernel's columns at `places`. The pairs of a unit have the same places:
// one product per unit, all of the same size.
at::Tensor addProductsByUnit(const at::Tensor& original,
                             const at::Tensor& change,
                             const at::Tensor& places,
                             const at::Tensor& weightsByInput) {
  const auto [units, unitOfPair, counts] =
      at::_unique2(places.select(1, 0).contiguous(), true, true, true);
  const auto [unit, pairs] = unitOfPair.sort();
  const at::Tensor starts = counts.cumsum(0) - counts;
  const at::Tensor slot = at::arange(unit.size(0), unit.options()) - starts.index_select(0, unit);
  const int64_t slots = counts.max().item<int64_t>();
  at::Tensor byUnit = at::zeros({units.size(0), slots, change.size(1)}, change.options());
  byUnit.index_put_({unit, slot}, change.index_select(0, pairs));
  const at::Tensor columns = places.index_select(0, pairs.index_select(0, starts));
  const at::Tensor products = at::bmm(byUnit, weightsByInput.index({columns}));
  return at::index_add(original, 0, pairs, products.index({unit, slot}));
}

}  // namespace

const at::Tensor& PairNetwork::weightsByInput(LayerId layer) {
  at::Tensor& weights = byInput_[layer];
  if (!weights.defined()) {
    const at::Tensor& kernel = torch_.weights(layer).kernel;
    weights = (kernel.dim() == 2 ? kernel.t() : kernel.flatten(2).transpose(0, 1)).contiguous();
  }
  return weights;
}

PairWalk::PairWalk(PairNetwork& network,
                   const Suffix& suffix,
                   const KeptBlock& kept,
                   const UnitChanges& changes,
                   PairRows rows)
    : network_(network),
      suffix_(suffix),
      kept_(kept),
      changes_(changes),
      rows_(std::move(rows)),
      states_(network.torch().network().layers().size()) {}

at::Tensor PairWalk::changedPairs() {
  const Layer& mutated = layer(suffix_.layer);
  State& own = state(suffix_.layer);
  own.places = changes_.places.index_select(0, rows_.mutants);
  own.values = activate(fusedActivation(mutated.parameters),
                        suffix_.replacing ? replacedUnits() : affineUnits());
  for (std::size_t step = 0; step < suffix_.frontierSteps; ++step) {
    run(step);
  }
  const State& frontier = state(suffix_.frontier);
  const at::Tensor original = keptAt(kept_.output(suffix_.frontier), frontier.places);
  return frontier.values.ne(original).flatten(1).any(1);
}

at::Tensor PairWalk::affineUnits() {
  const at::Tensor values = keptAt(kept_.preActivation(suffix_.layer), state(suffix_.layer).places);
  const auto factor = [&](const at::Tensor& perMutant) {
    return alongPlaces(perMutant.index_select(0, rows_.mutants), values.dim());
  };
  return at::addcmul(factor(changes_.term), values, factor(changes_.alpha));
}

// The units of all mutants on all inputs of the rows in one product.
at::Tensor PairWalk::replacedUnits() {
  const Layer& mutated = layer(suffix_.layer);
  const int64_t units = changes_.units;
  const auto [mutants, mutantOfRow, mutantCounts] = at::_unique2(rows_.mutants, true, true);
  const auto [inputs, inputOfRow, inputCounts] = at::_unique2(rows_.inputs, true, true);
  const at::Tensor each = at::arange(units, rows_.mutants.options());
  const at::Tensor rows = (mutants.unsqueeze(1) * units + each).flatten();
  const at::Tensor kernels = changes_.kernels.index_select(0, rows);
  const at::Tensor bias = changes_.bias.index_select(0, rows);
  const at::Tensor values = kept_.output(mutated.inputs.front()).index_select(0, inputs);
  at::Tensor products;
  if (const auto* conv = std::get_if<Conv2DLayer>(&mutated.parameters)) {
    const Conv2DLayer together{{}, {}, conv->stride, conv->dilation, conv->padding, 1, {}};
    products = convolve(together, kernels, bias, values);
  } else {
    products = at::linear(values, kernels, bias);
  }
  return products.index({inputOfRow.unsqueeze(1), mutantOfRow.unsqueeze(1) * units + each});
}

void PairWalk::keepPairs(const at::Tensor& pairs) {
  rows_ = {rows_.mutants.index_select(0, pairs), rows_.inputs.index_select(0, pairs)};
  State& own = state(suffix_.frontier);
  own.values = own.values.index_select(0, pairs);
  own.places = own.places.index_select(0, pairs);
}

at::Tensor PairWalk::logits() {
  for (std::size_t step = suffix_.frontierSteps; step < suffix_.steps.size(); ++step) {
    run(step);
  }
  return widened(network_.torch().network().logitsLayer());
}

void PairWalk::run(std::size_t step) {
  const Layer& next = layer(suffix_.steps[step].layer);
  const SuffixWay way = suffix_.steps[step].way;
  state(next.id) = way == SuffixWay::Local    ? local(next)
                   : way == SuffixWay::Update ? update(next)
                                              : whole(next);
  for (LayerId input : next.inputs) {
    if (suffix_.lastReader[static_cast<std::size_t>(input.value)] == static_cast<int>(step)) {
      state(input) = {};
    }
  }
}

// Of the layer's inputs the one that has changed.
const PairWalk::State* PairWalk::changedInput(const Layer& layer) {
  for (LayerId input : layer.inputs) {
    if (state(input).values.defined()) {
      return &state(input);
    }
  }
  return nullptr;
}

PairWalk::State PairWalk::local(const Layer& layer) {
  const State* input = changedInput(layer);
  MAACC_CHECK(input != nullptr);
  State result{{}, input->values, input->places};
  if (std::holds_alternative<BatchNormLayer>(layer.parameters)) {
    const TorchNetwork& torch = network_.torch();
    const auto perPlace = [&](const at::Tensor& channels) {
      return alongPlaces(channels.index({input->places}), input->values.dim());
    };
    result.values = at::addcmul(perPlace(torch.shifts(layer.id)), input->values,
                                perPlace(torch.factors(layer.id)));
  } else if (std::holds_alternative<FlattenLayer>(layer.parameters)) {
    if (input->values.dim() == 4) {
      const Shape& image = this->layer(layer.inputs.front()).outputShape;
      result.values = input->values.flatten(1);
      result.places =
          flatPlaces(input->places, image, network_.torch().flattensChannelsLast(layer));
    }
  } else if (std::holds_alternative<AddLayer>(layer.parameters)) {
    for (LayerId other : layer.inputs) {
      if (!state(other).values.defined()) {
        result.values = result.values + keptAt(kept_.output(other), input->places);
      }
    }
  } else if (std::holds_alternative<MultiplyLayer>(layer.parameters)) {
    for (LayerId other : layer.inputs) {
      if (!state(other).values.defined()) {
        const bool oneChannel = this->layer(other).outputShape.front() == 1;
        const at::Tensor places = oneChannel ? at::zeros_like(input->places) : input->places;
        result.values = result.values * keptAt(kept_.output(other), places);
      }
    }
  } else if (std::holds_alternative<ConcatLayer>(layer.parameters)) {
    int64_t before = 0;
    for (LayerId other : layer.inputs) {
      if (state(other).values.defined()) {
        break;
      }
      before += this->layer(other).outputShape.front();
    }
    result.places = input->places + before;
  } else {
    result.values = network_.torch().output(layer, {input->values});
  }
  return result;
}

PairWalk::State PairWalk::update(const Layer& layer) {
  const State* input = changedInput(layer);
  MAACC_CHECK(input != nullptr);
  const at::Tensor change =
      input->values - keptAt(kept_.output(layer.inputs.front()), input->places);
  const at::Tensor& byInput = network_.weightsByInput(layer.id);
  const at::Tensor original = kept_.preActivation(layer.id).index_select(0, rows_.inputs);
  at::Tensor values;
  if (const auto* conv = std::get_if<Conv2DLayer>(&layer.parameters)) {
    // [pairs, n, units, kernel] -> [pairs, units, n * kernel]
    const at::Tensor kernels = byInput.index({input->places})
                                   .transpose(1, 2)
                                   .reshape({change.size(0), original.size(1), -1});
    values = original.flatten(2).baddbmm_(kernels, windows(*conv, change)).view(original.sizes());
  } else if (change.size(1) == 1) {
    values = original.addcmul_(change, byInput.index_select(0, input->places.squeeze(1)));
  } else if (change.size(1) <= kMostColumns) {
    values = original.unsqueeze(1)
                 .baddbmm_(change.unsqueeze(1), byInput.index({input->places}))
                 .squeeze(1);
  } else {
    values = addProductsByUnit(original, change, input->places, byInput);
  }
  return {activate(fusedActivation(layer.parameters), std::move(values)), {}, {}};
}

PairWalk::State PairWalk::whole(const Layer& layer) {
  std::vector<at::Tensor> inputs;
  for (LayerId input : layer.inputs) {
    inputs.push_back(widened(input));
  }
  return {network_.torch().output(layer, inputs), {}, {}};
}

// All of a layer's output for every pair.
at::Tensor PairWalk::widened(LayerId layer) {
  State& own = state(layer);
  if (own.whole.defined()) {
    return own.whole;
  }
  at::Tensor result = kept_.output(layer).index_select(0, rows_.inputs);
  if (own.values.defined()) {
    const at::Tensor rows = at::arange(result.size(0), rows_.inputs.options()).unsqueeze(1);
    result.index_put_({rows, own.places}, own.values);
  }
  return result;
}

at::Tensor PairWalk::keptAt(const at::Tensor& kept, const at::Tensor& places) const {
  return kept.index({rows_.inputs.unsqueeze(1), places});
}

}  // namespace maacc
