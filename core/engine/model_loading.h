#pragma once

#include <string>

#include "core/data/dataset.h"
#include "core/model/network.h"
#include "core/store/run_file.h"

namespace maacc {

// What a model file may leave to the caller to say.
struct ModelInput {
  Shape shape;       // of one input, channels first; empty: not said
  DataRequest data;  // stands in for it; empty path: none
  std::string preprocessing;
};

// Loads a trained model of any format: TorchScript here, the others through importModel. Throws
// Error as these do, and Usage where the shape that was said is not the model's.
Network loadModel(const std::string& path, const ModelInput& input);

// The model of a run, with the input shape that it had there. The caller compares the hashes.
// path: where the model is now; empty: where the run found it.
Network loadModelOf(const RunFile& run, const std::string& path = {});

// Of the model of a run where its file does not say it; empty otherwise.
Shape inputShapeOf(const RunFile& run);

// "1,28,28". Throws Error{Usage}.
Shape parseInputShape(const std::string& text);

}  // namespace maacc
