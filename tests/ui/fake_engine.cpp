// Speaks the protocol of `maacc` (docs/engine_protocol.md) without computing anything.
// MAACC_FAKE_MODE:
//   normal       a run of 60 mutants, at once
//   slow         the same, but stays at the third mutant until told to stop; obeys pause, resume
//   and stop deaf         says hello and never answers, not even to stop silent       says hello,
//   goes on when a line comes in crash        aborts in the middle garbage      prints something
//   else and exits with 0 error        fails with an error event complaint    fails with a sentence
//   on standard error only
// Where MAACC_FAKE_ARGUMENTS names a file, `run` writes its arguments there, one per line.
// `inspect`, `environment` and `explain` answer with fixed objects; in mode `error` inspect and
// explain fail with a sentence.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "core/mutation/mutation_plan.h"
#include "core/store/run_file.h"

namespace {

using Json = nlohmann::ordered_json;
using namespace maacc;

constexpr int kUnits = 10;
constexpr int kClasses = 10;

struct Control {
  std::atomic<bool> paused = false;
  std::atomic<bool> stop = false;
  std::atomic<bool> anyLine = false;
};

Control& control() {
  static Control instance;
  return instance;
}

void readStandardInput() {
  for (std::string line; std::getline(std::cin, line);) {
    control().anyLine = true;
    if (line == "pause") control().paused = true;
    if (line == "resume") control().paused = false;
    if (line == "stop") control().stop = true;
  }
}

void print(const Json& event) { std::cout << event.dump() << std::endl; }

std::vector<LayerSummary> layers() {
  return {{"input", "Input", "", {}, {64}, 0, 0, -1},
          {"hidden", "Dense", "relu", {0}, {kUnits}, 650, kUnits, 0},
          {"output", "Dense", "softmax", {1}, {kUnits}, 110, kUnits, 1}};
}

MutationPlan plan() {
  MutationPlan result;
  for (int layer = 0; layer < 2; ++layer) {
    for (int unit = 0; unit < kUnits; ++unit) {
      for (const Operator& op : paperOperators()) {
        const std::vector<int> units{unit};
        result.mutants.push_back({makeMutantId(layer, units, op), layer, units, op});
      }
    }
  }
  result.hash = "plan";
  return result;
}

KillRecord verdict(int64_t mutant) {
  KillRecord record;
  record.mutantIndex = mutant;
  record.killedTrueClass.assign(kClasses, 0);
  record.killedPredictedClass.assign(kClasses, 0);
  if (mutant % 3 != 0) {
    record.status = MutantStatus::Killed;
    countFlip(record, {0, 1}, 0);
  }
  return record;
}

std::string option(const std::vector<std::string>& arguments, const std::string& name) {
  for (size_t i = 0; i + 1 < arguments.size(); ++i) {
    if (arguments[i] == name) return arguments[i + 1];
  }
  return {};
}

RunFile openRun(const std::vector<std::string>& arguments, bool resume) {
  const std::string path = option(arguments, "--out");
  if (resume) {
    return RunFile::openForWriting(path);
  }
  RunSettings settings;
  settings.modelPath = arguments[1];
  settings.dataPath = option(arguments, "--data");
  settings.modelHash = "m";
  settings.dataHash = "d";
  settings.operators = {"CW", "NAI", "NEB"};
  Baseline baseline;
  baseline.classes = kClasses;
  baseline.inputs = 20;
  for (int32_t input = 0; input < 18; ++input) {
    baseline.correctInputs.push_back(input);
    baseline.correctLabels.push_back(input % kClasses);
    baseline.correctMargins.push_back(1);
  }
  return RunFile::create(path, settings, layers(), baseline, {plan()});
}

struct Counts {
  int64_t killed = 0;
  int64_t survived = 0;
};

void printProgress(int64_t done, int64_t total, const Counts& counts) {
  print({{"event", "progress"},
         {"stage", "mutants"},
         {"done", done},
         {"total", total},
         {"killed", counts.killed},
         {"survived", counts.survived},
         {"errors", 0},
         {"score", {{"true-class", 0.1}, {"predicted-class", 0.1}}},
         {"mutants_per_second", 40.5},
         {"eta_seconds", nullptr},
         {"elapsed_seconds", 1.5},
         {"paused", control().paused.load()}});
}

// Returns whether it went to the end.
bool testMutants(RunFile& file, const std::string& mode) {
  const std::vector<int64_t> untested = file.untestedMutants();
  const auto total = static_cast<int64_t>(file.plan().mutants.size());
  int64_t done = total - static_cast<int64_t>(untested.size());
  Counts counts;
  for (const int64_t mutant : untested) {
    const KillRecord record = verdict(mutant);
    file.append({&record, 1});
    (record.status == MutantStatus::Killed ? counts.killed : counts.survived) += 1;
    printProgress(++done, total, counts);
    if (mode == "crash" && done == total / 2) {
      std::abort();
    }
    // A slow run stays at its third mutant until it is told to stop, so that no test has to hurry.
    while (!control().stop && mode == "slow" && (control().paused || done >= 3)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      printProgress(done, total, counts);
    }
    if (control().stop) {
      return false;
    }
  }
  return true;
}

void printGreeting() {
  print({{"event", "hello"},
         {"version", "0.1.0"},
         {"torch", "1.13.1"},
         {"blas", "OpenBLAS"},
         {"device", "cpu"},
         {"threads", 2},
         {"pid", getpid()}});
}

int runNormally(const std::vector<std::string>& arguments, const std::string& mode) {
  print({{"event", "stage"}, {"stage", "load"}});
  print({{"event", "from-the-future"}, {"number", 1}});
  print({{"event", "warning"}, {"message", "this is a warning"}});
  print({{"event", "baseline"},
         {"inputs", 20},
         {"correct", 18},
         {"accuracy", 0.9},
         {"classes", kClasses}});
  const bool resume = std::find(arguments.begin(), arguments.end(), "--resume") != arguments.end();
  const std::string path = option(arguments, "--out");
  RunFile file = openRun(arguments, resume);
  file.setEnvironment({"0.1.0", "1.13.1", "OpenBLAS", "cpu", 2, 64});
  const auto remaining = static_cast<int64_t>(file.untestedMutants().size());
  print({{"event", "plan"}, {"run", path}, {"mutants", 2 * kUnits * 3}, {"remaining", remaining}});
  print({{"event", "stage"}, {"stage", "mutants"}});
  const bool complete = testMutants(file, mode);
  file.addTime("load", 0.25);
  file.addTime("mutants", 1.5);
  file.setState(complete ? RunState::Finished : RunState::Stopped);
  print({{"event", "finished"},
         {"state", complete ? "finished" : "stopped"},
         {"run", path},
         {"exit_code", complete ? 0 : 3}});
  return complete ? 0 : 3;
}

void writeArguments(const std::vector<std::string>& arguments) {
  if (const char* path = std::getenv("MAACC_FAKE_ARGUMENTS")) {
    std::ofstream file(path);
    for (const std::string& argument : arguments) {
      file << argument << '\n';
    }
  }
}

int run(const std::vector<std::string>& arguments, const std::string& mode) {
  writeArguments(arguments);
  if (mode == "garbage") {
    std::cout << "Hello, I am quite another program.\nUsage: none" << std::endl;
    return 0;
  }
  if (mode == "complaint") {
    std::cerr << "maacc: the following argument was not expected: --progress" << std::endl;
    return 2;
  }
  printGreeting();
  if (mode == "error") {
    print({{"event", "error"},
           {"message", "digits.gz ends after 12 of 784 bytes; get it again"},
           {"exit_code", 2}});
    return 2;
  }
  if (mode == "deaf") {
    std::signal(SIGTERM, SIG_IGN);
    for (;;) pause();
  }
  while (mode == "silent" && !control().anyLine) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return runNormally(arguments, mode);
}

Json layerJson(const LayerSummary& layer) {
  Json answer = {{"name", layer.name},
                 {"kind", layer.kind},
                 {"activation", layer.activation},
                 {"inputs", layer.inputs},
                 {"output_shape", layer.outputShape},
                 {"parameters", layer.parameters},
                 {"units", layer.units},
                 {"has_bias", layer.units > 0},
                 {"weighted_layer", layer.weightedLayer},
                 {"why_no_units", layer.units == 0 ? "holds no weights" : ""}};
  if (layer.weightedLayer >= 0) {
    answer["output_layer"] = layer.weightedLayer == 1;
    answer["without_mutants"] = Json::object();
    answer["pair_flops"] = {{"affine", 220}, {"replacing", 340}, {"switching", 680}};
  }
  return answer;
}

int inspect(const std::vector<std::string>& arguments, const std::string& mode) {
  if (mode == "error") {
    std::cerr << "maacc: " << arguments[1] << " is not a model that this program knows"
              << std::endl;
    return 2;
  }
  Json answer;
  answer["model"] = {{"path", arguments[1]}, {"hash", "m"},       {"input_shape", {64}},
                     {"classes", kClasses},  {"parameters", 760}, {"units", 2 * kUnits},
                     {"forward_flops", 1480}};
  for (const LayerSummary& layer : layers()) {
    answer["model"]["layers"].push_back(layerJson(layer));
  }
  if (const std::string data = option(arguments, "--data"); !data.empty()) {
    answer["data"] = {{"path", data},
                      {"samples", 20},
                      {"sample_shape", {8, 8}},
                      {"element_type", "uint8"},
                      {"labels_per_class", {2, 2, 2, 2, 2, 2, 2, 2, 2, 2}},
                      {"preprocessing", option(arguments, "--preprocess")}};
    answer["accuracy"] = 0.9;
    answer["correct"] = 18;
    answer["chance"] = 0.1;
  }
  answer["warnings"] = Json::array();
  print(answer);
  return 0;
}

// Mutant and input as asked; class 3 becomes nothing, since a logit is not finite.
int explain(const std::vector<std::string>& arguments, const std::string& mode) {
  if (mode == "error") {
    std::cerr << "maacc: /data/test.npz is gone; put it back" << std::endl;
    return 2;
  }
  Json logits = Json::array();
  for (int c = 0; c < kClasses; ++c) logits.push_back(c == 3 ? 4.5 : 0.25 * c);
  Json changed = logits;
  changed[5] = nullptr;
  print({{"mutant", option(arguments, "--mutant")},
         {"input", std::stoll(option(arguments, "--input"))},
         {"true_class", 3},
         {"kills", true},
         {"before", {{"predicted", 3}, {"margin", 2.25}, {"logits", logits}}},
         {"after", {{"predicted", nullptr}, {"margin", nullptr}, {"logits", changed}}}});
  return 0;
}

int environment() {
  print({{"version", "0.1.0"},
         {"torch", "1.13.1"},
         {"blas", {{"name", "OpenBLAS"}, {"reference", false}, {"gflops", 50.0}}},
         {"devices", {"cpu", "cuda:0 Fake GPU"}},
         {"threads", 2},
         {"warnings", Json::array()}});
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  const char* fromEnvironment = std::getenv("MAACC_FAKE_MODE");
  const std::string mode = fromEnvironment != nullptr ? fromEnvironment : "normal";
  if (arguments.empty()) return 2;
  if (arguments[0] == "environment") return environment();
  if (arguments[0] == "inspect") return inspect(arguments, mode);
  if (arguments[0] == "explain") return explain(arguments, mode);
  std::thread(readStandardInput).detach();
  const int code = run(arguments, mode);
  std::cout.flush();
  std::_Exit(code);  // the reader may still wait for a line
}
