#pragma once

#include <map>
#include <vector>

#include "core/engine/incremental/lane_session.h"
#include "core/engine/probing/logit_gradients.h"
#include "core/engine/probing/probe_schedule.h"

namespace maacc {

// Logits of mutants predicted to first order: the original's plus the derivatives at the place
// where the mutant's change is a change of one layer's output, times that change, which is computed
// exactly. Exact where everything behind is linear. A mutant without such a place is run where that
// costs next to nothing (the output layer), otherwise predicted to change nothing.
class FlipPrediction {
 public:
  // gradients: null predicts that no logit changes. Keeps references.
  FlipPrediction(const LaneSession& session,
                 const MutationPass& pass,
                 const LogitGradients* gradients);

  // Lane vectors of derivatives per tile.
  int64_t vectorsPerTile() const { return vectorsPerTile_; }
  void reserve(int64_t tiles);  // throws std::bad_alloc

  // Derivatives for tiles first .. first + count - 1 of the block. Thread-safe for different tiles.
  void differentiate(const InputBlock& block, int64_t first, int64_t count);

  // Offers every input of the block that is not provably settled to the mutant's cells (position
  // `slot` of the schedule), and adds their numbers to unsettled[label]. predicted: classes lane
  // vectors of scratch.
  void offer(MutantTask& task,
             int64_t slot,
             const InputBlock& block,
             TileEvaluation& worker,
             float* predicted,
             ProbeSchedule& schedule,
             int64_t* unsettled) const;

 private:
  const float* predict(const MutantTask& task,
                       const InputTile& tile,
                       int64_t tileIndex,
                       TileEvaluation& worker,
                       float* predicted) const;
  void offerTile(const float* logits,
                 const InputTile& tile,
                 uint32_t lanes,
                 int64_t slot,
                 ProbeSchedule& schedule) const;

  const LaneSession& session_;
  const LogitGradients* gradients_;
  const int64_t classes_;
  const int64_t logitsOffset_;
  std::vector<LayerId> layers_;          // where changes are
  std::vector<LaneBuffer> derivatives_;  // by those: [tiles][classes][elements]
  std::map<LayerId, std::size_t> places_;
  int64_t vectorsPerTile_ = 0;
};

// How far an input is from killing each class, from its logits: lane `lane` of lane vectors.
// TrueClass: of its own class alone, the logit minus the largest other. PredictedClass: the largest
// other logit minus that of the class.
float killMargin(
    const float* logits, int64_t classes, int lane, int32_t classIndex, bool ofTrueClass);

}  // namespace maacc
