#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/maacc/commands.h"
#include "core/base/host_resources.h"
#include "core/engine/device.h"
#include "core/mutation/operator.h"

namespace maacc {
namespace {

std::string environmentJson(const BlasReport& blas) {
  nlohmann::ordered_json json;
  json["version"] = MAACC_VERSION;
  json["torch"] = torchVersion();
  json["blas"] = {{"name", blas.name}, {"reference", blas.isReference}, {"gflops", blas.gigaflops}};
  json["devices"] = nlohmann::json::array();
  for (const Device& device : availableDevices()) {
    json["devices"].push_back(deviceDescription(device));
  }
  json["threads"] = availableThreads();
  json["warnings"] = nlohmann::json::array();
  if (blas.warning) {
    json["warnings"].push_back(*blas.warning);
  }
  return json.dump() + "\n";
}

void printText(const BlasReport& blas) {
  std::cout << "maacc     " << MAACC_VERSION << "\nlibtorch  " << torchVersion() << "\nBLAS      "
            << blas.name << ", " << static_cast<int>(blas.gigaflops)
            << " GFLOP/s on one thread\nthreads   " << availableThreads() << '\n';
  for (const Device& device : availableDevices()) {
    std::cout << "device    " << deviceDescription(device) << '\n';
  }
  if (blas.warning) {
    std::cout << "warning   " << *blas.warning << '\n';
  }
  std::cout << "\nMutation operators (w: incoming weights of a unit, b: its bias)\n";
  for (const OperatorSpec& spec : operatorTable()) {
    std::cout << "  " << spec.code << std::string(10 - spec.code.size(), ' ') << spec.name << ": "
              << spec.formula;
    for (const OperatorParameter& parameter : spec.parameters) {
      std::cout << "; " << parameter.name << " = " << parameter.defaultValue;
    }
    std::cout << " (" << spec.origin << ")\n";
  }
}

}  // namespace

void addEnvironmentCommand(CLI::App& app, std::function<int()>& chosen) {
  CLI::App* command =
      app.add_subcommand("environment", "Show libtorch, BLAS, devices and the operator table");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Print one JSON object");
  command->callback([json, &chosen] {
    chosen = [json] {
      configureInference();
      const BlasReport blas = probeBlas();
      if (*json) {
        std::cout << environmentJson(blas);
      } else {
        printText(blas);
      }
      return 0;
    };
  });
}

}  // namespace maacc
