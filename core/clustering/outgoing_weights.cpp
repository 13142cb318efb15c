#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/clustering/unit_features.h"
#include "core/model/reference_layers.h"

namespace maacc {
namespace {

// Which unit of the layer in question a value of some layer's output comes from, and what batch
// normalisation multiplied it by since. By channel of an image, by element of a flat output.
struct Origin {
  int unit = -1;  // -1: none
  double factor = 1;
};
using Origins = std::vector<Origin>;

bool carries(const Origins& origins) {
  return std::any_of(origins.begin(), origins.end(), [](const Origin& o) { return o.unit >= 0; });
}

int64_t positions(const Shape& shape) { return shape.size() == 3 ? shape[1] * shape[2] : 1; }

// Follows the units of one layer through layers that keep channels apart, to the kernels that read
// them.
class UnitTrail {
 public:
  UnitTrail(const Network& network, const Layer& start) : network_(network) {
    origins_.resize(network.layers().size());
    const int units = mutableUnitCount(start.parameters);
    columns_.resize(static_cast<std::size_t>(units));
    Origins& own = origins_[index(start.id)];
    for (int unit = 0; unit < units; ++unit) {
      own.push_back({unit, 1});
    }
    for (std::size_t i = index(start.id) + 1; i < network.layers().size(); ++i) {
      const Layer& layer = network.layers()[i];
      const bool reached = std::any_of(layer.inputs.begin(), layer.inputs.end(),
                                       [&](LayerId id) { return carries(origins_[index(id)]); });
      if (reached) {
        origins_[i] =
            std::visit([&](const auto& kind) { return pass(layer, kind); }, layer.parameters);
      }
    }
  }

  const std::vector<std::vector<double>>& columnsByUnit() const { return columns_; }

 private:
  static std::size_t index(LayerId id) { return static_cast<std::size_t>(id.value); }
  const Origins& input(const Layer& layer) const { return origins_[index(layer.inputs.front())]; }
  const Shape& inputShape(const Layer& layer) const {
    return network_.layer(layer.inputs.front()).outputShape;
  }

  template <class ChannelLocal>
  Origins pass(const Layer& layer, const ChannelLocal&) {
    return input(layer);
  }
  Origins pass(const Layer&, const SoftmaxLayer&) { return {}; }

  Origins pass(const Layer& layer, const DenseLayer& dense) {
    const Origins& in = input(layer);
    const auto inputs = static_cast<int64_t>(in.size());
    for (int64_t element = 0; element < inputs; ++element) {
      for (int64_t out = 0; out < dense.kernel.shape[0]; ++out) {
        take(in[static_cast<std::size_t>(element)],
             dense.kernel.values[static_cast<std::size_t>(out * inputs + element)]);
      }
    }
    return {};
  }

  Origins pass(const Layer& layer, const Conv2DLayer& conv) {
    const Origins& in = input(layer);
    const int64_t channelsPerGroup = conv.kernel.shape[1];
    const int64_t outputsPerGroup = conv.kernel.shape[0] / conv.groups;
    const int64_t area = conv.kernel.shape[2] * conv.kernel.shape[3];
    for (int64_t channel = 0; channel < static_cast<int64_t>(in.size()); ++channel) {
      const int64_t firstOut = channel / channelsPerGroup * outputsPerGroup;
      for (int64_t out = firstOut; out < firstOut + outputsPerGroup; ++out) {
        const int64_t at = (out * channelsPerGroup + channel % channelsPerGroup) * area;
        for (int64_t position = 0; position < area; ++position) {
          take(in[static_cast<std::size_t>(channel)],
               conv.kernel.values[static_cast<std::size_t>(at + position)]);
        }
      }
    }
    return {};
  }

  Origins pass(const Layer& layer, const BatchNormLayer& norm) {
    Origins out = input(layer);
    for (std::size_t channel = 0; channel < out.size(); ++channel) {
      const double deviation =
          std::sqrt(static_cast<double>(norm.variance.values[channel]) + norm.epsilon);
      out[channel].factor *= norm.scale.values[channel] / deviation;
    }
    return out;
  }

  Origins pass(const Layer& layer, const FlattenLayer& flatten) {
    return reshaped(layer, flatten.channelsLast);
  }
  Origins pass(const Layer& layer, const ReshapeLayer& reshape) {
    return reshaped(layer, reshape.channelsLast);
  }

  // A sum has the units of its first term that carries any.
  Origins pass(const Layer& layer, const AddLayer&) {
    for (LayerId id : layer.inputs) {
      if (carries(origins_[index(id)])) {
        return origins_[index(id)];
      }
    }
    return {};
  }

  // So has a product; one channel that counts for all gives its unit to all of them.
  Origins pass(const Layer& layer, const MultiplyLayer&) {
    for (LayerId id : layer.inputs) {
      const Origins& own = origins_[index(id)];
      if (carries(own)) {
        const auto channels = static_cast<std::size_t>(layer.outputShape.front());
        return own.size() == channels ? own : Origins(channels, own.front());
      }
    }
    return {};
  }

  // The scale counts as that of batch normalisation does; the deviation depends on the input, and a
  // scale for every pixel has no one number for a channel.
  Origins pass(const Layer& layer, const LayerNormLayer& norm) {
    Origins out = input(layer);
    for (std::size_t channel = 0; channel < out.size() && norm.scale.shape.size() == 1; ++channel) {
      out[channel].factor *= norm.scale.values[channel];
    }
    return out;
  }

  Origins pass(const Layer& layer, const ConcatLayer&) {
    Origins out;
    for (LayerId id : layer.inputs) {
      const Origins& part = origins_[index(id)];
      const auto channels = static_cast<std::size_t>(network_.layer(id).outputShape.front());
      const Origins none(channels);
      const Origins& chosen = part.empty() ? none : part;
      out.insert(out.end(), chosen.begin(), chosen.end());
    }
    return out;
  }

  Origins reshaped(const Layer& layer, bool channelsLast) const {
    const Origins& in = input(layer);
    const Shape& from = inputShape(layer);
    std::vector<double> channelOf;
    for (std::size_t channel = 0; channel < in.size(); ++channel) {
      channelOf.insert(channelOf.end(), static_cast<std::size_t>(positions(from)),
                       static_cast<double>(channel));
    }
    const std::vector<double> moved =
        reference::reshape(channelOf, from, layer.outputShape, channelsLast);
    const auto stride = static_cast<std::size_t>(positions(layer.outputShape));
    Origins out;
    for (std::size_t i = 0; i < moved.size(); ++i) {
      if (i % stride == 0) {
        out.push_back(in[static_cast<std::size_t>(moved[i])]);
      } else if (in[static_cast<std::size_t>(moved[i])].unit != out.back().unit) {
        throw Error(ErrorCode::Unsupported,
                    "layer \"" + layer.name +
                        "\" mixes units of a layer before it in one channel, so outgoing weights "
                        "cannot be told apart; use incoming weights");
      }
    }
    return out;
  }

  void take(const Origin& origin, float weight) {
    if (origin.unit >= 0) {
      columns_[static_cast<std::size_t>(origin.unit)].push_back(weight * origin.factor);
    }
  }

  const Network& network_;
  std::vector<Origins> origins_;  // by layer; empty where no unit reaches
  std::vector<std::vector<double>> columns_;
};

}  // namespace

FeatureMatrix outgoingWeightFeatures(const Network& network,
                                     int weightedLayer,
                                     FeatureScaling scaling) {
  const Layer& layer =
      network.layer(network.weightedLayers().at(static_cast<std::size_t>(weightedLayer)));
  const UnitTrail trail(network, layer);
  const auto& columns = trail.columnsByUnit();
  const std::size_t width = columns.front().size();
  if (width == 0) {
    throw Error(ErrorCode::Unsupported, "no layer with weights reads layer \"" + layer.name +
                                            "\", so its units have no outgoing weights; use "
                                            "incoming weights");
  }
  FeatureMatrix features(static_cast<Eigen::Index>(columns.size()),
                         static_cast<Eigen::Index>(width));
  for (std::size_t unit = 0; unit < columns.size(); ++unit) {
    if (columns[unit].size() != width) {
      throw Error(ErrorCode::Unsupported,
                  "units of layer \"" + layer.name +
                      "\" have different numbers of outgoing weights; use incoming weights");
    }
    features.row(static_cast<Eigen::Index>(unit)) =
        Eigen::Map<const Eigen::RowVectorXd>(columns[unit].data(), features.cols());
  }
  scaleFeatures(features, scaling);
  return features;
}

}  // namespace maacc
