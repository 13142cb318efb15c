#include "core/engine/analysis_run.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/base/host_resources.h"
#include "core/data/accuracy_check.h"
#include "core/engine/analysis_settings.h"
#include "core/engine/analysis_subject.h"
#include "core/engine/baseline.h"
#include "core/engine/device.h"
#include "core/engine/evaluator.h"
#include "core/engine/record_writer.h"
#include "core/engine/run_counts.h"
#include "core/engine/sample_rounds.h"
#include "core/engine/stage_clock.h"
#include "core/engine/two_phase_run.h"
#include "core/engine/worker_pool.h"
#include "core/importers/import_model.h"

namespace maacc {
namespace {

std::unique_ptr<Evaluator> makeEvaluator(const std::string& name,
                                         const Network& network,
                                         const CorrectInputs& inputs,
                                         const EvaluatorOptions& options) {
  if (name == "incremental") {
    return makeIncrementalEvaluator(network, inputs, options);
  }
  if (name == "plain") {
    return makePlainEvaluator(network, inputs, options);
  }
  throw Error(ErrorCode::Usage,
              "there is no evaluator \"" + name + "\"; choose incremental or plain");
}

// One run from request to verdicts.
class Analysis {
 public:
  Analysis(AnalysisRequest request, const RunContext& context, AnalysisObserver& observer)
      : request_(std::move(request)), context_(context), observer_(observer), clock_(context) {}

  RunState run();

 private:
  void openExisting();
  void describeEnvironment();
  Baseline findBaseline(const AnalysisSubject& subject);
  bool openPlan(const AnalysisSubject& subject, const Baseline& baseline);
  bool findVerdicts(const AnalysisSubject& subject, const Baseline& baseline);
  bool testRounds(Evaluator& evaluator);
  void test(Evaluator& evaluator);
  int64_t announceWork();
  void startStage(int threads, int64_t batchSize);

  bool inTwoPhases() const { return request_.reduction.strategy == Strategy::TwoPhase; }
  void addLap(const std::string& stage) { laps_.push_back({stage, clock_.lap()}); }
  void storeLaps() {
    for (const StageTime& lap : laps_) {
      file_->addTime(lap.stage, lap.seconds);
    }
    laps_.clear();
  }

  AnalysisRequest request_;
  const RunContext& context_;
  AnalysisObserver& observer_;
  StageClock clock_;
  std::vector<StageTime> laps_;  // not yet in the file
  EvaluatorOptions options_;
  RunEnvironment environment_;
  RunSettings settings_;
  MutationPlan plan_;  // what is run
  std::optional<RunFile> file_;
};

RunState Analysis::run() {
  context_.report("load", 0, 0);
  openExisting();
  request_.reduction.seed = request_.drawSeed.value_or(request_.seed);
  checkReduction(request_.reduction);
  if (inTwoPhases()) {
    checkTwoPhases(request_);
    request_.device = "cpu";
  }
  options_ = {parseDevice(request_.device), request_.threads,
              request_.batchSize,           request_.evidence,
              request_.criterion,           request_.memoryBytes};
  const AnalysisSubject subject(request_);
  settings_ =
      settingsOf(request_, subject.network, subject.dataset, subject.recipe, subject.operators);
  if (file_) {
    checkSameRun(file_->settings(), settings_, request_.outPath);
  }
  addLap("load");
  for (const std::string& note : subject.dataset.notes) {
    observer_.warned(note);
  }
  describeEnvironment();
  const Baseline baseline = file_ ? file_->baseline() : findBaseline(subject);
  if (context_.stopRequested()) {
    return RunState::Stopped;
  }
  observer_.baselineKnown(baseline);
  addLap("baseline");
  context_.report("plan", 0, 0);
  if (!openPlan(subject, baseline)) {
    return RunState::Stopped;
  }
  const RunState state = findVerdicts(subject, baseline) ? RunState::Finished : RunState::Stopped;
  file_->setState(state);
  return state;
}

void Analysis::openExisting() {
  const bool exists = !request_.outPath.empty() && std::filesystem::exists(request_.outPath);
  checkOutput(request_, exists);
  if (exists) {
    file_ = RunFile::openForWriting(request_.outPath);
  }
  if (!request_.modelPath.empty()) {
    return;
  }
  if (!exists) {
    throw Error(ErrorCode::Usage, "there is no run " + request_.outPath +
                                      " to resume; give a model and data to start one");
  }
  request_ = completeFromRun(request_, *file_);
}

void Analysis::describeEnvironment() {
  const BlasReport blas = probeBlas();
  if (blas.warning && options_.device.kind == DeviceKind::Cpu) {
    observer_.warned(*blas.warning);
  }
  environment_ = {MAACC_VERSION,
                  torchVersion(),
                  blas.name,
                  deviceDescription(options_.device),
                  workerCount(options_),
                  0};
  observer_.environmentKnown(environment_);
}

Baseline Analysis::findBaseline(const AnalysisSubject& subject) {
  Baseline baseline = evaluateBaseline(subject.network, subject.dataset, subject.pipeline,
                                       request_.limitInputs, options_, context_);
  if (context_.stopRequested()) {
    return baseline;
  }
  if (baseline.correctInputs.empty()) {
    throw Error(ErrorCode::BadInput,
                "the model " + subject.network.source() + " classifies none of the " +
                    std::to_string(baseline.inputs) + " inputs of " +
                    subject.dataset.samples.source +
                    " correctly, so there is nothing to measure; check --preprocess and --labels");
  }
  if (const auto warning = sortedDataWarning(subject.dataset.labels, baseline.inputs,
                                             subject.dataset.samples.source)) {
    observer_.warned(*warning);
  }
  const auto labels =
      std::span(subject.dataset.labels).first(static_cast<std::size_t>(baseline.inputs));
  if (const auto warning = nearChanceWarning(static_cast<int64_t>(baseline.correctInputs.size()),
                                             labels, baseline.classes, subject.pipeline)) {
    observer_.warned(*warning);
  }
  return baseline;
}

// Plans the run and creates its file, or takes the plan from the file. False once the context wants
// a stop.
bool Analysis::openPlan(const AnalysisSubject& subject, const Baseline& baseline) {
  if (file_) {
    plan_ = file_->plan();
    return true;
  }
  std::optional<RunPlan> planned = planRun(subject, request_.reduction, baseline, context_);
  if (!planned) {
    return false;
  }
  file_ = RunFile::create(request_.outPath, settings_, summarizeLayers(subject.network), baseline,
                          *planned);
  plan_ = std::move(planned->mutants);
  return true;
}

// Returns whether nothing is left to do.
bool Analysis::findVerdicts(const AnalysisSubject& subject, const Baseline& baseline) {
  const int64_t remaining = announceWork();
  const std::vector<KillRecord> known = file_->records();
  if (!known.empty()) {
    observer_.recordsStored(known);
  }
  if (!inTwoPhases() && remaining == 0) {
    // Killed or stopped between two rounds, or finished.
    if (!drawNextRound(*file_, plan_, request_.reduction)) {
      return true;
    }
    announceWork();
  }
  const CorrectInputs inputs = readCorrectInputs(subject.pipeline, baseline, workerCount(options_),
                                                 inputMemory(options_, availableHostMemory()));
  if (inTwoPhases()) {
    startStage(workerCount(options_), 0);
    return runTwoPhases({subject.network, inputs, plan_, request_.reduction, options_, *file_,
                         observer_, context_});
  }
  const std::unique_ptr<Evaluator> evaluator =
      makeEvaluator(request_.evaluator, subject.network, inputs, options_);
  startStage(evaluator->threads(), evaluator->batchSize());
  const bool finished = testRounds(*evaluator);
  addLap("mutants");
  storeLaps();
  addCounts(*file_, evaluator->counts());
  return finished;
}

// Returns whether nothing is left to test.
bool Analysis::testRounds(Evaluator& evaluator) {
  for (;;) {
    test(evaluator);
    if (!file_->untestedMutants().empty()) {
      return false;
    }
    if (!drawNextRound(*file_, plan_, request_.reduction)) {
      return true;
    }
    announceWork();
  }
}

// Tests what is drawn and has no verdict.
void Analysis::test(Evaluator& evaluator) {
  const std::vector<int64_t> remaining = file_->untestedMutants();
  const int64_t done = file_->recordCount();
  const auto count = static_cast<int64_t>(remaining.size());
  RecordWriter writer(*file_, observer_);
  try {
    evaluator.evaluate(plan_, remaining, context_, {done, done + count},
                       [&](KillRecord record) { writer.add(std::move(record)); });
  } catch (const Error& error) {
    if (error.code() != ErrorCode::System) {  // the file can still be written
      writer.flush();
      file_->setState(RunState::Stopped);
    }
    throw;
  }
  writer.flush();
}

int64_t Analysis::announceWork() {
  const auto remaining = static_cast<int64_t>(file_->untestedMutants().size());
  const MutantSample sample = file_->sample();
  observer_.workPlanned({settings_, plan_, sample, file_->recordCount() + remaining, remaining});
  return remaining;
}

// batchSize: 0 where there is no fixed one.
void Analysis::startStage(int threads, int64_t batchSize) {
  environment_.threads = threads;
  environment_.batchSize = batchSize;
  file_->setEnvironment(environment_);
  file_->setState(RunState::Running);
  addLap("plan");
  storeLaps();
}

}  // namespace

RunState runAnalysis(const AnalysisRequest& request,
                     const RunContext& context,
                     AnalysisObserver& observer) {
  return Analysis(request, context, observer).run();
}

}  // namespace maacc
