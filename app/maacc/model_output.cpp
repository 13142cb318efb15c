#include "app/maacc/model_output.h"

#include <array>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

namespace maacc {

void addModelOutput(CLI::App& command, ModelOutput& output) {
  command.add_option("--out", output.path, "The file to write, .onnx or .keras")
      ->required()
      ->option_text("FILE");
  command
      .add_option("--format", output.format, "onnx or keras; by the ending of FILE if not given")
      ->option_text("FORMAT");
  command.add_flag("--json", output.json, "Print one JSON object");
}

void writeModel(const Network& network, const ModelOutput& output, const std::string& what) {
  const ModelFormat format =
      output.format.empty() ? modelFormatOf(output.path) : parseModelFormat(output.format);
  const ExportCheck check = exportModel(network, output.path, format);
  if (output.json) {
    using Json = nlohmann::ordered_json;
    const Json answer = {
        {"written", output.path}, {"difference", check.difference}, {"inputs", check.inputs}};
    std::cout << answer.dump(2, ' ', false, Json::error_handler_t::replace) << '\n';
    return;
  }
  std::array<char, 32> difference{};
  std::snprintf(difference.data(), difference.size(), "%.1g", check.difference);
  std::cout << "Wrote " << what << " to " << output.path
            << "; read again, its logits are the same to " << difference.data() << " (on "
            << check.inputs << " random input" << (check.inputs == 1 ? "" : "s") << ").\n";
}

}  // namespace maacc
