#include "core/engine/verdict_judge.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/engine/worker_pool.h"

namespace maacc {
namespace {

constexpr std::size_t kCalibrationBlock = 4;  // inputs that a thread measures at a time
constexpr double kInfinity = std::numeric_limits<double>::infinity();

// As decide(), on float32 without a copy. Not finite: predictedClass -1.
Decision decideSingle(const float* logits, int64_t classes) {
  int best = 0;
  float largest = -std::numeric_limits<float>::infinity();
  float second = largest;
  bool finite = true;
  for (int64_t i = 0; i < classes; ++i) {
    const float value = logits[i];
    finite = finite && std::isfinite(value);
    if (value > largest) {
      second = largest;
      largest = value;
      best = static_cast<int>(i);
    } else if (value > second) {
      second = value;
    }
  }
  if (!finite) {
    return {};
  }
  return {best, static_cast<double>(largest) - static_cast<double>(second)};
}

}  // namespace

VerdictJudge::VerdictJudge(const TorchNetwork& network,
                           InputReader readInput,
                           const std::vector<int64_t>& calibration,
                           int threads)
    : network_(network),
      readInput_(std::move(readInput)),
      originalError_(measuredOriginalError(calibration, threads)) {}

double VerdictJudge::measuredOriginalError(std::span<const int64_t> positions, int threads) const {
  const std::size_t blocks = (positions.size() + kCalibrationBlock - 1) / kCalibrationBlock;
  std::vector<double> errors(blocks, 0.0);
  runWorkers(threads, static_cast<int64_t>(blocks), RunContext(), [&](int64_t block) {
    const std::size_t first = static_cast<std::size_t>(block) * kCalibrationBlock;
    const std::size_t count = std::min(kCalibrationBlock, positions.size() - first);
    errors[static_cast<std::size_t>(block)] =
        measuredError({}, {}, positions.subspan(first, count));
  });
  return blocks == 0 ? 0.0 : *std::max_element(errors.begin(), errors.end());
}

double VerdictJudge::band(const MutatedLayers& mutated,
                          std::span<const UnitWeightChange> changes,
                          const std::vector<int64_t>& probe) const {
  return kBandSafety * 2 * std::max(originalError_, measuredError(mutated, changes, probe));
}

// Largest |float32 - float64| of a logit; infinite where one is not finite.
double VerdictJudge::measuredError(const MutatedLayers& mutated,
                                   std::span<const UnitWeightChange> changes,
                                   std::span<const int64_t> positions) const {
  const c10::InferenceMode guard;
  const at::Tensor inputs =
      at::empty(network_.batchShape(static_cast<int64_t>(positions.size())), at::kFloat);
  auto* target = inputs.data_ptr<float>();
  for (int64_t position : positions) {
    const std::span<const float> input = readInput_(position);
    target = std::copy(input.begin(), input.end(), target);
  }
  const at::Tensor logits =
      network_.logits(inputs.to(network_.options()), mutated).to(at::kCPU).contiguous();
  const auto* single = logits.data_ptr<float>();
  double error = 0;
  for (int64_t position : positions) {
    for (double exact : referenceLogits(network_.network(), readInput_(position), changes)) {
      const double difference = std::abs(static_cast<double>(*single++) - exact);
      error = std::isfinite(difference) ? std::max(error, difference) : kInfinity;
    }
  }
  return error;
}

std::vector<Decision> VerdictJudge::judge(const at::Tensor& logits,
                                          int64_t first,
                                          double band,
                                          std::span<const UnitWeightChange> changes) const {
  const at::Tensor onHost = logits.to(at::kCPU).contiguous();
  const auto* values = onHost.data_ptr<float>();
  const int64_t classes = onHost.size(1);
  std::vector<Decision> decisions(static_cast<std::size_t>(onHost.size(0)));
  for (std::size_t row = 0; row < decisions.size(); ++row) {
    decisions[row] = decideSingle(values + static_cast<int64_t>(row) * classes, classes);
    if (decisions[row].predictedClass < 0 || !(decisions[row].margin > band)) {
      const std::span<const float> input = readInput_(first + static_cast<int64_t>(row));
      decisions[row] = decide(referenceLogits(network_.network(), input, changes));
      ++rechecked_;
    }
  }
  return decisions;
}

}  // namespace maacc
