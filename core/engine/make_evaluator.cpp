#include "core/engine/evaluator.h"
#include "core/engine/incremental/lane_evaluator.h"

namespace maacc {

std::unique_ptr<Evaluator> makeIncrementalEvaluator(const Network& network,
                                                    const CorrectInputs& inputs,
                                                    const EvaluatorOptions& options) {
  return makeLaneEvaluator(network, inputs, options);
}

}  // namespace maacc
