#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/data/preprocessing.h"
#include "core/model/network.h"

namespace maacc {

enum class ElementType { UInt8, Int8, UInt16, Int16, Int32, Int64, Float32, Float64, Bool };

std::size_t elementSize(ElementType type);
std::string elementTypeName(ElementType type);

// An array as a file holds it: native byte order, row-major; the first axis counts samples.
struct RawArray {
  std::string source;  // file, and member or key where there is one: "digits.npz:x_test"
  Shape shape;         // [samples, ...]
  ElementType type = ElementType::UInt8;
  std::vector<std::byte> bytes;

  int64_t sampleCount() const { return shape.empty() ? 0 : shape.front(); }
  Shape sampleShape() const {
    return shape.empty() ? Shape{} : Shape(shape.begin() + 1, shape.end());
  }
  // Element `index` of the whole array as a number.
  double at(int64_t index) const;
};

// What to load. Formats are recognised by content, never by suffix.
struct DataRequest {
  std::string dataPath;
  std::string labelsPath;  // empty: labels are in the same file (npz)
  std::string
      dataKey;  // npz member; empty: guessed from the usual names (x_test, images, x, data, ...)
  std::string labelsKey;
};

// Samples with their labels, as stored; preprocessing happens on reading blocks.
struct Dataset {
  RawArray samples;
  std::vector<int32_t> labels;  // class per sample, from integers or one-hot rows
  std::string labelsSource;
  std::string contentHash;  // SHA-256 over samples and labels

  int64_t size() const { return samples.sampleCount(); }
};

// Throws Error naming the file: unreadable, unknown format, truncated, lengths that differ, labels
// that are negative or not whole numbers. With no labels to be found the message says how to name
// them.
Dataset loadDataset(const DataRequest& request);

// How samples become network inputs: the recipe checked against the shapes once, then applied block
// by block. Thread-safe: read() may run on several threads. Keeps references; both must outlive it.
class InputPipeline {
 public:
  // Throws Error{BadInput} naming data file, sample shape, recipe and the network's input shape
  // when they do not fit, with a suggestion where one is apparent (pad, repeat-channels, resize,
  // layout).
  InputPipeline(const Dataset& dataset, const PreprocessingRecipe& recipe, const Network& network);

  int64_t size() const { return dataset_.size(); }
  int64_t valuesPerSample() const { return valuesPerSample_; }

  // Canonical float32 input of one sample into `out` [valuesPerSample]. Throws Error{BadInput}
  // naming the sample when a value is not finite.
  void read(int64_t sample, float* out) const;

 private:
  const Dataset& dataset_;
  PreprocessingRecipe recipe_;
  int64_t valuesPerSample_ = 0;
  // The sample as an image after each step; rank-1 data has height = width = 1.
  ImageShape stored_;
  bool storedChannelsLast_ = false;
  bool flattenChannelsLast_ = false;
};

// Labels must be classes of the network. Throws Error{BadInput} naming the file, the first
// offending sample and the number of classes.
void checkLabels(const Dataset& dataset, const Network& network);

}  // namespace maacc
