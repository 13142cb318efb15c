#include "app/maacc/json_output.h"

#include <unistd.h>

#include <iostream>
#include <nlohmann/json.hpp>

#include "core/report/score_json.h"

namespace maacc {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

JsonOutput::JsonOutput(std::string outPath) : outPath_(std::move(outPath)) {}

void JsonOutput::start(const RunContext& context) {
  context_ = context;
  ticker_.start(std::chrono::milliseconds(200), [this] { tick(); });
}

void JsonOutput::environmentKnown(const RunEnvironment& environment) {
  print({{"event", "hello"},
         {"version", environment.programVersion},
         {"torch", environment.torchVersion},
         {"blas", environment.blas},
         {"device", environment.device},
         {"threads", environment.threads},
         {"pid", getpid()}});
}

void JsonOutput::baselineKnown(const Baseline& baseline) {
  classes_ = baseline.classes;
  print({{"event", "baseline"},
         {"inputs", baseline.inputs},
         {"correct", baseline.correctInputs.size()},
         {"accuracy", baseline.accuracy()},
         {"classes", baseline.classes}});
}

void JsonOutput::workPlanned(const PlannedWork& work) {
  tally_.begin(context_, work, classes_);
  print({{"event", "plan"},
         {"run", outPath_},
         {"strategy", work.settings.strategy},
         {"population", work.plan.mutants.size()},
         {"mutants", work.toTest},
         {"remaining", work.remaining}});
}

void JsonOutput::cellsSampled(const CellSample& cells) { tally_.setCells(cells); }

void JsonOutput::recordsStored(std::span<const KillRecord> records) { tally_.add(records); }

void JsonOutput::warned(const std::string& sentence) {
  print({{"event", "warning"}, {"message", sentence}});
}

void JsonOutput::tick() {
  const Progress progress = context_.progress();
  if (progress.stage != stage_) {
    stage_ = progress.stage;
    print({{"event", "stage"}, {"stage", stage_}});
  }
  if (progress.total == 0) {
    return;
  }
  const RunTally::Snapshot now = tally_.snapshot();
  print({{"event", "progress"},
         {"stage", progress.stage},
         {"done", progress.done},
         {"total", progress.total},
         {"killed", now.summary.killed},
         {"survived", now.summary.survived},
         {"undecided", now.summary.undecided},
         {"errors", now.summary.errors},
         {"score", scoreJson(now.scores)},
         {"mutants_per_second", now.mutantsPerSecond},
         {"eta_seconds", now.etaSeconds ? Json(*now.etaSeconds) : Json(nullptr)},
         {"elapsed_seconds", now.elapsedSeconds},
         {"paused", context_.paused()}});
}

void JsonOutput::finish(RunState state) {
  ticker_.stop();
  tick();
  // A stop before the plan leaves no run file.
  Json seconds = Json::object();
  if (tally_.snapshot().summary.planned > 0) {
    for (const StageTime& time : RunFile::openForReading(outPath_).times()) {
      seconds[time.stage] = time.seconds;
    }
  }
  const RunTally::Snapshot last = tally_.snapshot();
  const ScoreSummary& summary = last.summary;
  print({{"event", "finished"},
         {"state", stateName(state)},
         {"run", outPath_},
         {"score", scoreJson(last.scores)},
         {"killed", summary.killed},
         {"survived", summary.survived},
         {"undecided", summary.undecided},
         {"errors", summary.errors},
         {"seconds", seconds},
         {"exit_code", state == RunState::Finished ? 0 : 3}});
}

void JsonOutput::fail(const Error& error) {
  ticker_.stop();
  print({{"event", "error"}, {"message", error.what()}, {"exit_code", exitCode(error.code())}});
}

void JsonOutput::print(const Json& event) {
  const std::scoped_lock lock(mutex_);
  std::cout << event.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
}

}  // namespace maacc
