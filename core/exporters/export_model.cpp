#include "core/exporters/export_model.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/exporters/keras_exporter.h"
#include "core/exporters/onnx_exporter.h"
#include "core/importers/import_model.h"
#include "core/model/reference_evaluator.h"

namespace maacc {
namespace {

constexpr double kTolerance = 1e-5;
constexpr int kProbes = 2;
// Above this, one probe has to do: the reference takes a second for about as many operations.
constexpr double kCostlyFlops = 1e9;

// Removed unless it was given its name.
class PartialFile {
 public:
  explicit PartialFile(std::string target) : target_(std::move(target)) {}
  ~PartialFile() {
    if (!path().empty()) {
      std::remove(path().c_str());
    }
  }
  PartialFile(const PartialFile&) = delete;
  PartialFile& operator=(const PartialFile&) = delete;

  const std::string& path() const { return partial_; }

  void write(const std::string& bytes) {
    std::ofstream file(partial_, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    file.close();
    if (!file) {
      fail();
    }
  }

  void keep() {
    if (std::rename(partial_.c_str(), target_.c_str()) != 0) {
      fail();
    }
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(ErrorCode::System, target_ + ": the file cannot be written (" +
                                       std::strerror(errno) + "); check the folder and its space");
  }

  std::string target_;
  std::string partial_ = target_ + ".partial";
};

double difference(const std::vector<double>& left, const std::vector<double>& right) {
  double largest = 0;
  double apart = 0;
  for (size_t i = 0; i < left.size(); ++i) {
    largest = std::max(largest, std::abs(left[i]));
    apart = std::max(apart, std::abs(left[i] - right[i]));
  }
  return apart / std::max(largest, 1e-30);
}

ExportCheck compare(const Network& network, const Network& written) {
  ExportCheck check;
  check.inputs = forwardFlops(network) > kCostlyFlops ? 1 : kProbes;
  RandomStream random(0, "export check");
  std::vector<float> input(static_cast<size_t>(elementCount(network.inputShape())));
  const auto vocabulary =
      std::get<InputLayer>(network.layer(network.inputLayer()).parameters).vocabulary;
  const auto draw = [&] {
    return vocabulary > 0 ? static_cast<float>(random.below(static_cast<uint64_t>(vocabulary)))
                          : static_cast<float>(random.uniform());
  };
  for (int probe = 0; probe < check.inputs; ++probe) {
    std::generate(input.begin(), input.end(), draw);
    check.difference = std::max(check.difference, difference(referenceLogits(network, input),
                                                             referenceLogits(written, input)));
  }
  return check;
}

}  // namespace

ModelFormat parseModelFormat(const std::string& name) {
  if (name == "onnx") {
    return ModelFormat::Onnx;
  }
  if (name == "keras") {
    return ModelFormat::Keras;
  }
  throw Error(ErrorCode::Usage,
              "'" + name + "' is no format that models are written in; choose onnx or keras");
}

ModelFormat modelFormatOf(const std::string& path) {
  if (path.ends_with(".onnx")) {
    return ModelFormat::Onnx;
  }
  if (path.ends_with(".keras")) {
    return ModelFormat::Keras;
  }
  throw Error(ErrorCode::Usage, path +
                                    ": models are written as .onnx or .keras files; choose one of "
                                    "these endings, or name the format with --format");
}

ExportCheck exportModel(const Network& network, const std::string& path, ModelFormat format) {
  PartialFile file(path);
  file.write(format == ModelFormat::Onnx ? onnxBytes(network) : kerasBytes(network));
  const Network written = importModel(file.path());
  if (written.inputShape() != network.inputShape() ||
      written.classCount() != network.classCount()) {
    throw Error(ErrorCode::System, path + ": the written model takes " +
                                       shapeText(written.inputShape()) +
                                       " where the original takes " +
                                       shapeText(network.inputShape()) + "; nothing was kept");
  }
  const ExportCheck check = compare(network, written);
  if (!(check.difference <= kTolerance)) {
    throw Error(ErrorCode::System,
                path + ": the written model computes other logits than the original (by " +
                    std::to_string(check.difference) + " of the largest); nothing was kept");
  }
  file.keep();
  return check;
}

}  // namespace maacc
