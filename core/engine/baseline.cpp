#include "core/engine/baseline.h"

#include <algorithm>

#include "core/engine/inference_errors.h"
#include "core/engine/verdict_judge.h"
#include "core/engine/worker_pool.h"

namespace maacc {
namespace {

constexpr int64_t kBlock = 500;

// Inputs first .. first + count - 1 as [count, ...] float32 in host memory.
at::Tensor readBlock(const TorchNetwork& torch,
                     const InputPipeline& pipeline,
                     int64_t first,
                     int64_t count) {
  at::Tensor block = at::empty(torch.batchShape(count), at::kFloat);
  for (int64_t i = 0; i < count; ++i) {
    pipeline.read(first + i, block.data_ptr<float>() + i * pipeline.valuesPerSample());
  }
  return block;
}

}  // namespace

CorrectInputs readCorrectInputs(const InputPipeline& pipeline,
                                const Baseline& baseline,
                                int threads,
                                int64_t mostBytes) {
  CorrectInputs inputs;
  inputs.valuesPerSample = pipeline.valuesPerSample();
  inputs.labels = baseline.correctLabels;
  inputs.margins = baseline.correctMargins;
  const int64_t bytes =
      inputs.count() * inputs.valuesPerSample * static_cast<int64_t>(sizeof(float));
  if (bytes > mostBytes) {
    inputs.pipeline = &pipeline;
    inputs.samples = baseline.correctInputs;
    return inputs;
  }
  inputs.values.resize(baseline.correctInputs.size() *
                       static_cast<std::size_t>(inputs.valuesPerSample));
  const int64_t blocks = (inputs.count() + kBlock - 1) / kBlock;
  runWorkers(threads, blocks, RunContext(), [&](int64_t block) {
    for (int64_t i = block * kBlock; i < std::min((block + 1) * kBlock, inputs.count()); ++i) {
      pipeline.read(baseline.correctInputs[static_cast<std::size_t>(i)],
                    inputs.values.data() + i * inputs.valuesPerSample);
    }
  });
  return inputs;
}

static Baseline measureBaseline(const Network& network,
                                const Dataset& dataset,
                                const InputPipeline& pipeline,
                                int64_t limitInputs,
                                const EvaluatorOptions& options,
                                const RunContext& context) {
  const c10::InferenceMode guard;
  const int64_t total = limitInputs > 0 ? std::min(limitInputs, pipeline.size()) : pipeline.size();
  const TorchNetwork torch(network, options.device);
  auto readInput = [&](int64_t position) {
    thread_local std::vector<float> input;
    input.resize(static_cast<std::size_t>(pipeline.valuesPerSample()));
    pipeline.read(position, input.data());
    return std::span<const float>(input);
  };
  const VerdictJudge judge(torch, readInput, spreadPositions(total, kCalibrationInputs));
  std::vector<Decision> decisions(static_cast<std::size_t>(total));
  const int64_t blocks = (total + kBlock - 1) / kBlock;
  std::atomic<int64_t> done{0};
  context.report("baseline", 0, total);
  runWorkers(workerCount(options), blocks, context, [&](int64_t block) {
    const int64_t first = block * kBlock;
    const int64_t count = std::min(kBlock, total - first);
    const at::Tensor batch = readBlock(torch, pipeline, first, count).to(torch.options());
    const std::vector<Decision> found =
        judge.judge(torch.logits(batch), first, judge.originalBand(), {});
    std::copy(found.begin(), found.end(), decisions.begin() + first);
    context.report("baseline", done += count, total);
  });
  Baseline baseline;
  baseline.classes = network.classCount();
  baseline.inputs = total;
  for (int64_t i = 0; i < total; ++i) {
    const Decision& decision = decisions[static_cast<std::size_t>(i)];
    const int32_t label = dataset.labels[static_cast<std::size_t>(i)];
    if (decision.predictedClass == label) {
      baseline.correctInputs.push_back(static_cast<int32_t>(i));
      baseline.correctLabels.push_back(label);
      baseline.correctMargins.push_back(decision.margin);
    }
  }
  return baseline;
}

Baseline evaluateBaseline(const Network& network,
                          const Dataset& dataset,
                          const InputPipeline& pipeline,
                          int64_t limitInputs,
                          const EvaluatorOptions& options,
                          const RunContext& context) {
  Baseline baseline;
  translatingTorchErrors([&] {
    baseline = measureBaseline(network, dataset, pipeline, limitInputs, options, context);
  });
  return baseline;
}

}  // namespace maacc
