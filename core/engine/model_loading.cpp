#include "core/engine/model_loading.h"

#include <charconv>

#include "core/base/error.h"
#include "core/data/input_shapes.h"
#include "core/engine/torchscript_importer.h"
#include "core/importers/import_model.h"
#include "core/importers/torch_importer.h"

namespace maacc {
namespace {

std::vector<Shape> shapesOf(const ModelInput& input) {
  if (!input.shape.empty()) {
    return {input.shape};
  }
  if (input.data.dataPath.empty()) {
    return {};
  }
  const Dataset dataset = loadDataset(input.data);
  return networkInputShapes(dataset.samples.sampleShape(), parseRecipe(input.preprocessing));
}

Shape inputShapeAt(const std::string& path, const RunFile& run) {
  const std::vector<LayerSummary> layers = run.layers();
  return looksLikeTorchScript(path) && !layers.empty() ? layers.front().outputShape : Shape();
}

}  // namespace

Network loadModel(const std::string& path, const ModelInput& input) {
  if (looksLikeTorchScript(path)) {
    return importTorchScript(path, shapesOf(input));
  }
  Network network = importModel(path);
  if (!input.shape.empty() && input.shape != network.inputShape()) {
    throw Error(ErrorCode::Usage, path + " takes inputs of the shape " +
                                      shapeText(network.inputShape()) + ", not " +
                                      shapeText(input.shape) + "; leave --input-shape out");
  }
  return network;
}

Shape inputShapeOf(const RunFile& run) { return inputShapeAt(run.settings().modelPath, run); }

Network loadModelOf(const RunFile& run, const std::string& path) {
  const std::string found = path.empty() ? run.settings().modelPath : path;
  return loadModel(found, {inputShapeAt(found, run), {}, {}});
}

Shape parseInputShape(const std::string& text) {
  constexpr int64_t kLargest = int64_t{1} << 24;
  constexpr size_t kMostAxes = 3;
  Shape shape;
  const char* at = text.data();
  const char* end = at + text.size();
  bool isSound = !text.empty();
  while (isSound && at < end) {
    int64_t size = 0;
    const auto [next, problem] = std::from_chars(at, end, size);
    isSound = problem == std::errc() && size >= 1 && size <= kLargest &&
              (next == end || (*next == ',' && next + 1 < end));
    shape.push_back(size);
    at = next == end ? end : next + 1;
  }
  if (!isSound || shape.size() > kMostAxes) {
    throw Error(ErrorCode::Usage, "--input-shape \"" + text +
                                      "\" is no shape; write one to three sizes of one input, "
                                      "such as 784, or 3,32,32 (channels first)");
  }
  return shape;
}

}  // namespace maacc
