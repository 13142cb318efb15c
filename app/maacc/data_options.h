#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "core/data/dataset.h"

namespace maacc {

// The options that name a data set, shared by inspect and run.
inline CLI::Option* addDataOptions(CLI::App& command,
                                   DataRequest& data,
                                   std::string& preprocessing) {
  CLI::Option* dataOption = command
                                .add_option("--data", data.dataPath,
                                            "Inputs: NPZ, NPY, IDX, MAT, HDF5, CSV (.gz too), "
                                            "CIFAR binary, saved PyTorch tensors, or a folder of "
                                            "pictures by class")
                                ->option_text("PATH");
  command.add_option("--labels", data.labelsPath, "Labels, where they are in a file of their own")
      ->option_text("FILE");
  command
      .add_option("--data-key", data.dataKey,
                  "Which array, columns or part of the data holds the inputs")
      ->option_text("KEY");
  command.add_option("--labels-key", data.labelsKey, "Which array or column holds the labels")
      ->option_text("KEY");
  command
      .add_option("--labels-from", data.labelsFrom,
                  "The label of the first class; 1 for EMNIST letters")
      ->check(CLI::Range(0, 1000000))
      ->option_text("N");
  command
      .add_option("--preprocess", preprocessing,
                  "Steps from stored samples to network inputs, in order:\n"
                  "pad=N, repeat-channels=N, resize=HxW, scale=1/255, mean=A[:B:C], std=A[:B:C], "
                  "transpose, layout=hwc|chw")
      ->option_text("RECIPE");
  return dataOption;
}

}  // namespace maacc
