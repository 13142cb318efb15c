#include <memory>

#include "app/maacc/commands.h"
#include "app/maacc/model_output.h"
#include "core/importers/import_model.h"

namespace maacc {
namespace {

struct ConvertOptions {
  std::string model;
  ModelOutput output;
};

int convert(const ConvertOptions& options) {
  writeModel(importModel(options.model), options.output, "the model");
  return 0;
}

}  // namespace

void addConvertCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command =
      app.add_subcommand("convert", "Write a model that this program reads as .onnx or .keras");
  auto options = std::make_shared<ConvertOptions>();
  command->add_option("model", options->model, "The trained model")
      ->required()
      ->option_text("MODEL");
  addModelOutput(*command, options->output);
  command->footer(
      "Layers keep their names. The file is read again and compared before it gets its name.\n"
      "Examples:\n"
      "  maacc convert lenet.keras --out lenet.onnx\n"
      "  maacc convert resnet.onnx --out resnet.keras");
  command->callback([options, &chosen] { chosen = [options] { return convert(*options); }; });
}

}  // namespace maacc
