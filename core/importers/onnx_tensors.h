#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/importers/onnx_model.h"

namespace maacc {

// A value that does not depend on the input: weights, sizes, axes.
struct OnnxConstant {
  bool isFloat = true;  // otherwise whole numbers or truth values
  Shape shape;
  std::vector<float> floats;      // row-major, where isFloat
  std::vector<int64_t> integers;  // row-major, otherwise

  int64_t count() const { return static_cast<int64_t>(isFloat ? floats.size() : integers.size()); }
  double number(size_t index) const {
    return isFloat ? static_cast<double>(floats[index]) : static_cast<double>(integers[index]);
  }
};

// How many numbers one import may bring into memory: a multiple of what the files hold. A small
// file that names its weights again and again, or asks for large constants, reaches the limit.
class OnnxBudget {
 public:
  explicit OnnxBudget(std::string file);
  void addFile(const std::string& path, int64_t bytes);  // one that the model consists of
  void take(int64_t values);  // throws Error{BadInput} when they are used up

 private:
  std::string file_;
  int64_t left_;
  std::set<std::string> known_;
};

// The numbers of a tensor, converted to float32 or int64. Reads raw data, the typed fields and data
// in files beside the model (onnx.ai, "External Data"), which must lie in its folder. Throws Error
// starting with `place`: BadInput when data and shape do not fit, Unsupported for text, complex and
// quantised types.
OnnxConstant readOnnxTensor(const OnnxTensor& tensor,
                            const std::string& modelFile,
                            const std::string& place,
                            OnnxBudget& budget);

}  // namespace maacc
