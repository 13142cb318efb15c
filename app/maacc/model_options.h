#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "core/base/error.h"
#include "core/engine/model_loading.h"

namespace maacc {

// What MODEL may be, for the help of every command that takes one.
inline constexpr const char* kModelHelp =
    "The trained model (Keras 3 .keras, ONNX .onnx, PyTorch .pt2 or TorchScript .pt)";

inline void addInputShapeOption(CLI::App& command, Shape& shape) {
  command
      .add_option_function<std::string>(
          "--input-shape",
          [&shape](const std::string& text) {
            try {
              shape = parseInputShape(text);
            } catch (const Error& error) {
              throw CLI::ValidationError(error.what());
            }
          },
          "Shape of one input, channels first, for TorchScript models, which do not say it\n"
          "(from the data, where it is given)")
      ->option_text("C,H,W");
}

}  // namespace maacc
