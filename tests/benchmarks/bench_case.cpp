#include "tests/benchmarks/bench_case.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

#include "core/base/error.h"
#include "core/engine/baseline.h"
#include "core/importers/import_model.h"
#include "tests/benchmarks/plain_forward.h"
#include "tests/support/deep_networks.h"

namespace maacc::bench {
namespace {

constexpr int64_t kDeepInputs = 500;
constexpr int64_t kSmallInputs = 24;
constexpr int kRepetitions = 5;

struct Source {
  Network network;
  Dataset dataset;
  PreprocessingRecipe recipe;
};

std::string referenceFolder() {
  const char* folder = std::getenv("MAACC_REFERENCE_DIR");
  return folder != nullptr && *folder != '\0' ? folder : MAACC_DEFAULT_REFERENCE_DIR;
}

// The paper's preprocessing.
Source referenceSource(const std::string& model) {
  const std::string folder = referenceFolder();
  if (!std::filesystem::is_directory(folder + "/models")) {
    throw Error(ErrorCode::BadInput, "the reference folder " + folder +
                                         " is not there; set MAACC_REFERENCE_DIR to the one that "
                                         "holds models/ and data/");
  }
  return {importModel(folder + "/models/" + model + ".keras"),
          loadDataset({folder + "/data/mnist-t10k-images-idx3-ubyte.gz",
                       folder + "/data/mnist-t10k-labels-idx1-ubyte.gz", "", ""}),
          parseRecipe("pad=2,repeat-channels=3,scale=1/255")};
}

Source generatedSource(Network network, int64_t count, const BenchOptions& options) {
  const std::vector<float> images =
      test::smoothImages(network.inputShape(), count, options.seed + 1000);
  Dataset dataset;
  dataset.samples.source = "smooth images";
  dataset.samples.shape = network.inputShape();
  dataset.samples.shape.insert(dataset.samples.shape.begin(), count);
  dataset.samples.type = ElementType::Float32;
  dataset.samples.bytes.resize(images.size() * sizeof(float));
  std::memcpy(dataset.samples.bytes.data(), images.data(), dataset.samples.bytes.size());
  dataset.labels = predictedClasses(network, images, options.evaluatorOptions(allModes().front()));
  return {std::move(network), std::move(dataset), parseRecipe("layout=chw")};
}

Source sourceOf(const std::string& name, const BenchOptions& options) {
  if (name == "fcnn-mnist" || name == "lenet5-mnist") {
    return referenceSource(name);
  }
  if (name == "vgg-like") {
    return generatedSource(test::vggLikeNetwork(options.seed), kDeepInputs, options);
  }
  if (name == "resnet18-like") {
    return generatedSource(test::resNet18LikeNetwork(options.seed), kDeepInputs, options);
  }
  if (name == "small") {
    return generatedSource(test::vggLikeNetwork(options.seed, test::kSmallVgg), kSmallInputs,
                           options);
  }
  throw Error(ErrorCode::Usage, "there is no case '" + name +
                                    "'; there are fcnn-mnist, lenet5-mnist, vgg-like, "
                                    "resnet18-like and small");
}

}  // namespace

const std::vector<std::string>& defaultCases() {
  static const std::vector<std::string> kCases = {"fcnn-mnist", "lenet5-mnist", "vgg-like",
                                                  "resnet18-like"};
  return kCases;
}

const std::vector<Mode>& allModes() {
  static const std::vector<Mode> kModes = {
      {"true-class", Evidence::Score, KillCriterion::TrueClass},
      {"predicted-class", Evidence::Score, KillCriterion::PredictedClass},
      {"matrix", Evidence::Inputs, KillCriterion::TrueClass}};
  return kModes;
}

BenchCase makeCase(const std::string& name, const BenchOptions& options) {
  Source source = sourceOf(name, options);
  const InputPipeline pipeline(source.dataset, source.recipe, source.network);
  Baseline baseline;
  double seconds = 0;
  for (int repetition = 0; repetition == 0 || (repetition < kRepetitions && seconds < 1);
       ++repetition) {
    const auto start = std::chrono::steady_clock::now();
    baseline = evaluateBaseline(source.network, source.dataset, pipeline, options.limitInputs,
                                options.evaluatorOptions(allModes().front()), RunContext());
    const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
    seconds = repetition == 0 ? elapsed.count() : std::min(seconds, elapsed.count());
  }
  CorrectInputs inputs = readCorrectInputs(
      pipeline, baseline, workerCount(options.evaluatorOptions(allModes().front())));
  MutationPlan plan = enumerateMutants(source.network, {paperOperators(), {}, options.seed});
  return {name, std::move(source.network), std::move(plan), std::move(inputs), seconds};
}

}  // namespace maacc::bench
