#include "core/engine/baseline.h"

#include <algorithm>
#include <numeric>

#include "core/engine/inference_errors.h"
#include "core/engine/verdict_judge.h"
#include "core/engine/worker_pool.h"

namespace maacc {
namespace {

constexpr int64_t kBlock = 500;  // inputs
constexpr int64_t kHostBlockBytes = 64LL << 20;
constexpr int64_t kDeviceBlockBytes = 1LL << 30;

// How many inputs at a time keep what a layer reads and writes within bounds.
int64_t blockSize(const Network& network, const Device& device) {
  int64_t most = 1;
  for (const Layer& layer : network.layers()) {
    int64_t values = elementCount(layer.outputShape);
    for (const LayerId input : layer.inputs) {
      values += elementCount(network.layer(input).outputShape);
    }
    most = std::max(most, values * static_cast<int64_t>(sizeof(float)));
  }
  const int64_t bytes = device.kind == DeviceKind::Cpu ? kHostBlockBytes : kDeviceBlockBytes;
  return std::clamp<int64_t>(bytes / most, 1, kBlock);
}

// [samples.size(), ...] float32 in host memory.
at::Tensor readBlock(const TorchNetwork& torch,
                     const InputPipeline& pipeline,
                     std::span<const int64_t> samples) {
  at::Tensor block = at::empty(torch.batchShape(static_cast<int64_t>(samples.size())), at::kFloat);
  auto* out = block.data_ptr<float>();
  for (const int64_t sample : samples) {
    pipeline.read(sample, out);
    out += pipeline.valuesPerSample();
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
                                const std::vector<int64_t>& samples,
                                const EvaluatorOptions& options,
                                const RunContext& context) {
  const c10::InferenceMode guard;
  const auto total = static_cast<int64_t>(samples.size());
  const TorchNetwork torch(network, options.device);
  auto readInput = [&](int64_t position) {
    thread_local std::vector<float> input;
    input.resize(static_cast<std::size_t>(pipeline.valuesPerSample()));
    pipeline.read(samples[static_cast<std::size_t>(position)], input.data());
    return std::span<const float>(input);
  };
  const VerdictJudge judge(torch, readInput, spreadPositions(total, kCalibrationInputs),
                           workerCount(options));
  std::vector<Decision> decisions(samples.size());
  const int64_t blockInputs = blockSize(network, options.device);
  const int64_t blocks = (total + blockInputs - 1) / blockInputs;
  std::atomic<int64_t> done{0};
  context.report("baseline", 0, total);
  runWorkers(workerCount(options), blocks, context, [&](int64_t block) {
    const int64_t first = block * blockInputs;
    const int64_t count = std::min(blockInputs, total - first);
    const at::Tensor batch = readBlock(torch, pipeline,
                                       std::span(samples).subspan(static_cast<std::size_t>(first),
                                                                  static_cast<std::size_t>(count)))
                                 .to(torch.options());
    const std::vector<Decision> found =
        judge.judge(torch.logits(batch), first, judge.originalBand(), {});
    std::copy(found.begin(), found.end(), decisions.begin() + first);
    context.report("baseline", done += count, total);
  });
  Baseline baseline;
  baseline.classes = network.classCount();
  baseline.inputs = total;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const int32_t label = dataset.labels[static_cast<std::size_t>(samples[i])];
    if (decisions[i].predictedClass == label) {
      baseline.correctInputs.push_back(static_cast<int32_t>(samples[i]));
      baseline.correctLabels.push_back(label);
      baseline.correctMargins.push_back(decisions[i].margin);
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
  const int64_t total = limitInputs > 0 ? std::min(limitInputs, pipeline.size()) : pipeline.size();
  std::vector<int64_t> samples(static_cast<std::size_t>(total));
  std::iota(samples.begin(), samples.end(), int64_t{0});
  Baseline baseline;
  translatingTorchErrors(
      [&] { baseline = measureBaseline(network, dataset, pipeline, samples, options, context); });
  return baseline;
}

Baseline evaluateSpreadBaseline(const Network& network,
                                const Dataset& dataset,
                                const InputPipeline& pipeline,
                                int64_t count,
                                const EvaluatorOptions& options,
                                const RunContext& context) {
  const std::vector<int64_t> samples = spreadPositions(pipeline.size(), count);
  Baseline baseline;
  translatingTorchErrors(
      [&] { baseline = measureBaseline(network, dataset, pipeline, samples, options, context); });
  return baseline;
}

}  // namespace maacc
