#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iostream>

#include "core/base/error.h"
#include "core/engine/device.h"
#include "core/engine/worker_pool.h"
#include "tests/benchmarks/bench_report.h"

namespace maacc::bench {
namespace {

constexpr int kDifferences = 1;
constexpr int kUsageError = 2;
constexpr int kSystemFailure = 4;

struct Arguments {
  BenchOptions options;
  std::string device = "cpu";
  std::string jsonPath;
  bool scaling = false;
};

void addOptions(CLI::App& app, Arguments& arguments) {
  BenchOptions& options = arguments.options;
  app.add_option("--cases", options.cases,
                 "fcnn-mnist, lenet5-mnist, vgg-like, resnet18-like or small; all but small")
      ->delimiter(',');
  app.add_option("--modes", options.modes, "true-class, predicted-class, matrix; all")
      ->delimiter(',')
      ->check(CLI::IsMember({"true-class", "predicted-class", "matrix"}));
  app.add_option("--device", arguments.device, "cpu, or cuda:0; cpu");
  app.add_option("--threads", options.threads, "worker threads; all cores")
      ->check(CLI::PositiveNumber);
  app.add_option("--limit-inputs", options.limitInputs, "first N inputs of every case; all")
      ->check(CLI::PositiveNumber);
  app.add_option("--plain-sample", options.plainStride,
                 "K: run the plain evaluator on every K-th unit of each layer, one operator in "
                 "turn, 1 for every mutant; as many as --seconds allows")
      ->check(CLI::PositiveNumber);
  app.add_option("--seconds", options.secondsLimit,
                 "time for one evaluator in one mode; beyond it a sample of mutants runs; 300")
      ->check(CLI::PositiveNumber);
  app.add_option("--seed", options.seed, "of generated networks and inputs; 1");
  app.add_option("--json", arguments.jsonPath, "file for the same figures as JSON");
  app.add_flag("--scaling", arguments.scaling,
               "check that cost is linear in mutants and inputs, instead of the table; by default "
               "with fcnn-mnist, lenet5-mnist and true-class");
}

void measureOne(const std::string& name, const Arguments& arguments, BenchReport& report) {
  const BenchCase bench = makeCase(name, arguments.options);
  if (!arguments.scaling) {
    report.cases.push_back(measureCase(bench, arguments.options));
    return;
  }
  for (const Mode& mode : allModes()) {
    const bool isFirst = &mode == &allModes().front();
    const auto& asked = arguments.options.modes;
    if (asked.empty() ? isFirst : std::find(asked.begin(), asked.end(), mode.name) != asked.end()) {
      const auto points = measureScaling(bench, arguments.options, mode);
      report.scaling.insert(report.scaling.end(), points.begin(), points.end());
    }
  }
}

void writeJson(const std::string& path, const BenchReport& report) {
  std::ofstream file(path);
  file << reportJson(report) << std::flush;
  if (!file) {
    throw Error(ErrorCode::System, path + " cannot be written; give another file with --json");
  }
}

int run(Arguments arguments) {
  configureInference();
  BenchOptions& options = arguments.options;
  options.device = parseDevice(arguments.device);
  if (options.cases.empty()) {
    options.cases =
        arguments.scaling ? std::vector<std::string>{"fcnn-mnist", "lenet5-mnist"} : defaultCases();
  }
  if (options.device.kind == DeviceKind::Cuda) {
    makeCase("small", options);  // what the device does once is not part of any measurement
  }
  BenchReport report;
  report.torch = torchVersion();
  report.blas = probeBlas().name;
  report.device = deviceDescription(options.device);
  report.threads = workerCount(options.evaluatorOptions(allModes().front()));
  for (const std::string& name : options.cases) {
    try {
      measureOne(name, arguments, report);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::BadInput) {
        throw;
      }
      report.skipped.push_back({name, error.what()});  // reference data that is not there
    }
  }
  std::cout << reportText(report) << std::flush;
  if (!arguments.jsonPath.empty()) {
    writeJson(arguments.jsonPath, report);
  }
  return report.differences() > 0 ? kDifferences : 0;
}

}  // namespace
}  // namespace maacc::bench

int main(int argc, char** argv) {
  CLI::App app{
      "maacc_bench measures the incremental evaluator against the plain one and against "
      "one forward pass. Exit code 1: verdicts differ."};
  app.set_help_flag("--help", "this text");
  maacc::bench::Arguments arguments;
  maacc::bench::addOptions(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : maacc::bench::kUsageError;
  }
  try {
    return maacc::bench::run(arguments);
  } catch (const maacc::Error& error) {
    std::cerr << "maacc_bench: " << error.what() << std::endl;
    return maacc::exitCode(error.code());
  } catch (const std::exception& error) {
    std::cerr << "maacc_bench: " << error.what() << std::endl;
    return maacc::bench::kSystemFailure;
  }
}
