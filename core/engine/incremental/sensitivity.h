#pragma once

#include <map>
#include <vector>

#include "core/engine/incremental/worker_team.h"
#include "core/engine/lanes/lane_network.h"

namespace maacc {

// How far a change of a layer's output can move the logits, whatever the input. For classes y and c
// and a change d of the output of layer x alone,
//
//   |change of (z_y - z_c)| <= sum over elements e of |d_e| * S[x][y,c][e].
//
// Proof, by induction from the logits backwards. At the logits, z_y - z_c is the linear functional
// with coefficients +1 and -1. Let g be the bound of a layer's output and the layer be
//  - linear without activation (Dense, Conv2D, BatchNorm, average pooling, Add, Concat, padding,
//    Flatten): while g is an exact linear functional, so is its pull-back by the transposed map;
//    otherwise |sum_o g_o sum_e W_oe d_e| <= sum_e (sum_o g_o |W_oe|) |d_e|;
//  - an activation with Lipschitz constant L: |f(a + d) - f(a)| <= L |d|, so g becomes L |g|;
//  - max pooling: |max(a + d) - max(a)| <= max |d| <= sum |d| over the window, so every element
//  gets
//    |g| of every window it lies in.
//  - a product x_1 ... x_k whose other factors are outputs of functions that never exceed B_j
//    (sigmoid, tanh, ReLU6, ...): changing one factor after the other,
//    |change| <= sum_i |d_i| prod_(j != i) B_j, as values before and after a change lie in that
//    range. A factor beside one without such a range has no bound, nor has the input of a
//    LayerNorm, whose slope grows as its variance vanishes.
// A layer with several readers moves the logits by no more than the sum of what each path allows
// (triangle inequality, changing one reader's input after the other). Where a functional is not
// linear any more, all terms are taken as absolute values. Rounding: the caller multiplies by
// inflation(), which covers the float32 sums here and those of the |d_e|.
//
// Follows the scalar Lipschitz bound of the facts (performance.md, section 3), sharpened by the
// difference of the two output rows.
class Sensitivity {
 public:
  // For the outputs of those layers behind which at most `depth` mixing layers lie; deeper ones
  // have no useful bound. Layers behind which something has no Lipschitz constant have none, nor do
  // networks of more than 256 classes.
  Sensitivity(const LaneNetwork& network, WorkerTeam& team, int depth = 3);

  bool knows(LayerId layer) const { return rows_.count(layer) > 0; }

  // Coefficients at the given elements for all classes y and c: [y][c][elements.size()]; 0 for y =
  // c. Empty where one of them has no bound.
  std::vector<float> table(LayerId layer, const std::vector<int32_t>& elements) const;

  double inflation() const { return inflation_; }

 private:
  std::size_t row(int y, int c) const;
  std::vector<std::vector<float>> tileRows(const LaneNetwork& network,
                                           const std::vector<bool>& shallow,
                                           const std::vector<LayerId>& layers,
                                           std::size_t first) const;

  int classes_ = 0;
  bool pairs_ = true;  // a row per pair of classes; otherwise one per class, and two are added
  double inflation_ = 1;
  // By layer: lane tensors [row / kLanes][elements][row % kLanes], absolute values.
  std::map<LayerId, std::vector<float>> rows_;
  std::map<LayerId, int64_t> elements_;
};

}  // namespace maacc
