#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/data/preprocessing.h"
#include "core/data/raw_array.h"
#include "core/data/sample_layout.h"
#include "core/model/network.h"

namespace maacc {

// What to load. Formats are recognised by content, never by suffix.
struct DataRequest {
  std::string dataPath;
  std::string labelsPath;  // empty: labels are in the same file or folder
  // Arrays of a file that holds several; empty: guessed from the usual names (x_test, images, x, data,
  // ...). Other formats give them a meaning of their own (docs/data_formats.md).
  std::string dataKey;
  std::string labelsKey;
  int32_t labelsFrom = 0;  // the label of the first class; subtracted from each
};

// Samples with their labels, as stored; preprocessing happens on reading. Samples of plain files and
// of image folders stay there and are read when they are asked for.
struct Dataset {
  RawArray samples;
  std::vector<int32_t> labels;  // class per sample, from integers or one-hot rows
  std::string labelsSource;
  std::string contentHash;  // SHA-256 over samples and labels
  std::vector<std::string> classNames;  // by class, where the data name them
  std::vector<std::string> notes;       // sentences that the user should read

  int64_t size() const { return samples.sampleCount(); }
};

// Throws Error naming the file: unreadable, unknown format, truncated, lengths that differ, labels
// that are negative or not whole numbers. With no labels to be found the message says how to name
// them.
Dataset loadDataset(const DataRequest& request);

// How samples become network inputs: the recipe checked against the shapes once, then applied
// sample by sample. Thread-safe: read() may run on several threads. Keeps references; dataset must
// outlive it.
class InputPipeline {
 public:
  // Which shapes fit is said at readingOf(). Throws Error{BadInput} naming data file, sample shape,
  // recipe and the network's input shape when they do not, with the steps that would help where
  // they are apparent (pad, repeat-channels, resize, layout).
  InputPipeline(const Dataset& dataset, const PreprocessingRecipe& recipe, const Network& network);

  int64_t size() const { return dataset_.size(); }
  int64_t valuesPerSample() const { return valuesPerSample_; }
  const Dataset& dataset() const { return dataset_; }
  const PreprocessingRecipe& recipe() const { return recipe_; }
  const SampleReading& reading() const { return reading_; }  // of the first sample
  // What the network looks its input's values up in, as InputLayer has it; 0: any numbers.
  int64_t vocabulary() const { return vocabulary_; }

  // Canonical float32 input of one sample into `out` [valuesPerSample], computed in float64 and
  // rounded once. Throws Error{BadInput} naming the sample when a value is not finite, or, where
  // the network looks its input up, no row of the vocabulary.
  void read(int64_t sample, float* out) const;

 private:
  const Dataset& dataset_;
  PreprocessingRecipe recipe_;
  SampleReading reading_;
  std::map<Shape, SampleReading> readings_;  // by shape, where samples differ in it
  int64_t valuesPerSample_ = 0;
  int64_t vocabulary_ = 0;  // 0: any numbers
};

// Labels must be classes of the network. Throws Error{BadInput} naming the file, the first
// offending sample and the number of classes.
void checkLabels(const Dataset& dataset, const Network& network);

}  // namespace maacc
