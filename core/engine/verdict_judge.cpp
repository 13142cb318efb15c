#include "core/engine/verdict_judge.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace maacc {
namespace {

std::vector<double> rowOf(const at::Tensor& logits, int64_t row) {
  const double* values = logits.data_ptr<double>() + row * logits.size(1);
  return {values, values + logits.size(1)};
}

double largestMagnitude(std::span<const double> values) {
  double largest = 0;
  for (double value : values) {
    largest = std::max(largest, std::abs(value));
  }
  return largest;
}

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

double measuredError(const TorchNetwork& single,
                     const TorchNetwork& twice,
                     const at::Tensor& inputs,
                     std::span<const UnitWeightChange> changes) {
  const c10::InferenceMode guard;
  const at::Tensor fast = single.logits(inputs, single.mutate(changes)).to(at::kDouble);
  const at::Tensor exact = twice.logits(inputs.to(at::kDouble), twice.mutate(changes));
  const double error = at::amax(at::abs(fast - exact)).item<double>();
  return std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
}

VerdictJudge::VerdictJudge(const TorchNetwork& single,
                           const TorchNetwork& twice,
                           const at::Tensor& calibration,
                           InputReader readInput)
    : single_(single),
      twice_(twice),
      readInput_(std::move(readInput)),
      originalError_(measuredError(single, twice, calibration, {})) {}

double VerdictJudge::band(const at::Tensor& probe,
                          std::span<const UnitWeightChange> changes) const {
  const double error =
      changes.empty() ? originalError_
                      : std::max(originalError_, measuredError(single_, twice_, probe, changes));
  return kBandSafety * 2 * error;
}

std::vector<Decision> VerdictJudge::judge(const at::Tensor& logits,
                                          const at::Tensor& inputs,
                                          int64_t first,
                                          double band,
                                          std::span<const UnitWeightChange> changes) const {
  const at::Tensor onHost = logits.to(at::kCPU).contiguous();
  const float* values = onHost.data_ptr<float>();
  const int64_t classes = onHost.size(1);
  std::vector<Decision> decisions(static_cast<std::size_t>(onHost.size(0)));
  std::vector<int64_t> close;
  for (std::size_t row = 0; row < decisions.size(); ++row) {
    decisions[row] = decideSingle(values + static_cast<int64_t>(row) * classes, classes);
    if (decisions[row].predictedClass < 0 || !(decisions[row].margin > band)) {
      close.push_back(static_cast<int64_t>(row));
    }
  }
  if (!close.empty()) {
    recheck(decisions, close, inputs, first, changes);
  }
  return decisions;
}

void VerdictJudge::recheck(std::vector<Decision>& decisions,
                           const std::vector<int64_t>& rows,
                           const at::Tensor& inputs,
                           int64_t first,
                           std::span<const UnitWeightChange> changes) const {
  const at::Tensor index = at::from_blob(const_cast<int64_t*>(rows.data()),
                                         {static_cast<int64_t>(rows.size())}, at::kLong)
                               .to(inputs.device());
  const at::Tensor picked = inputs.index_select(0, index).to(at::kDouble);
  const at::Tensor logits = twice_.logits(picked, twice_.mutate(changes)).to(at::kCPU).contiguous();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<double> row = rowOf(logits, static_cast<int64_t>(i));
    Decision decision = decide(row);
    if (decision.predictedClass < 0 ||
        !(decision.margin > kReferenceShare * largestMagnitude(row))) {
      row = referenceLogits(single_.network(), readInput_(first + rows[i]), changes);
      decision = decide(row);
      ++byReference_;
    }
    decisions[static_cast<std::size_t>(rows[i])] = decision;
  }
  rechecked_ += static_cast<int64_t>(rows.size());
}

}  // namespace maacc
