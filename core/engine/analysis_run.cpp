#include "core/engine/analysis_run.h"

#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/data/accuracy_check.h"
#include "core/engine/baseline.h"
#include "core/engine/device.h"
#include "core/engine/evaluator.h"
#include "core/engine/worker_pool.h"
#include "core/importers/import_model.h"

namespace maacc {
namespace {

using Clock = std::chrono::steady_clock;

std::string absolutePath(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

// Seconds since construction or the last lap, without pauses.
class StageClock {
 public:
  explicit StageClock(const RunContext& context) : context_(context) {}

  double lap() {
    const auto now = Clock::now();
    const double paused = context_.pausedSeconds();
    const double seconds =
        std::chrono::duration<double>(now - start_).count() - (paused - pausedBefore_);
    start_ = now;
    pausedBefore_ = paused;
    return seconds;
  }

 private:
  const RunContext& context_;
  Clock::time_point start_ = Clock::now();
  double pausedBefore_ = 0;
};

// Puts records into the run file at most twice a second, so that commits cost little and a kill
// loses little.
class RecordWriter {
 public:
  RecordWriter(RunFile& run, AnalysisObserver& observer) : run_(run), observer_(observer) {}

  void add(KillRecord record) {
    pending_.push_back(std::move(record));
    if (Clock::now() - lastCommit_ > std::chrono::milliseconds(500)) {
      flush();
    }
  }

  void flush() {
    if (!pending_.empty()) {
      run_.append(pending_);
      observer_.recordsStored(pending_);
      pending_.clear();
    }
    lastCommit_ = Clock::now();
  }

 private:
  RunFile& run_;
  AnalysisObserver& observer_;
  std::vector<KillRecord> pending_;
  Clock::time_point lastCommit_ = Clock::now();
};

RunSettings settingsOf(const AnalysisRequest& request,
                       const Network& network,
                       const Dataset& dataset,
                       const PreprocessingRecipe& recipe,
                       const std::vector<Operator>& operators) {
  RunSettings settings;
  settings.modelPath = absolutePath(request.modelPath);
  settings.modelHash = network.contentHash();
  settings.dataPath = absolutePath(request.data.dataPath);
  settings.labelsPath = absolutePath(request.data.labelsPath);
  settings.dataKey = request.data.dataKey;
  settings.labelsKey = request.data.labelsKey;
  settings.dataHash = dataset.contentHash;
  settings.preprocessing = recipeText(recipe);
  for (const Operator& op : operators) {
    settings.operators.push_back(operatorText(op));
  }
  settings.layers = request.layers;
  settings.limitInputs = request.limitInputs;
  settings.seed = request.seed;
  settings.criterion = request.criterion;
  settings.evidence = request.evidence;
  settings.evaluator = request.evaluator;
  return settings;
}

// With a resume, what the run file says stands in for what the command line leaves out.
AnalysisRequest completeFromRun(AnalysisRequest request, const RunFile& run) {
  const RunSettings settings = run.settings();
  request.modelPath = settings.modelPath;
  request.data = {settings.dataPath, settings.labelsPath, settings.dataKey, settings.labelsKey};
  request.preprocessing = settings.preprocessing;
  request.operators = settings.operators;
  request.layers = settings.layers;
  request.limitInputs = settings.limitInputs;
  request.seed = settings.seed;
  request.criterion = settings.criterion;
  request.evidence = settings.evidence;
  request.evaluator = settings.evaluator;
  return request;
}

// A resumed run must be the same run: anything that decides a verdict, or what a record holds, is
// compared.
void checkSameRun(const RunSettings& stored, const RunSettings& asked, const std::string& path) {
  std::string difference;
  auto compare = [&](const char* what, const auto& a, const auto& b) {
    if (difference.empty() && a != b) {
      difference = what;
    }
  };
  compare("the model (its structure or weights)", stored.modelHash, asked.modelHash);
  compare("the data or the labels", stored.dataHash, asked.dataHash);
  compare("--preprocess", stored.preprocessing, asked.preprocessing);
  compare("--operators", stored.operators, asked.operators);
  compare("--layers", stored.layers, asked.layers);
  compare("--limit-inputs", stored.limitInputs, asked.limitInputs);
  compare("--seed", stored.seed, asked.seed);
  compare("--evidence", stored.evidence, asked.evidence);
  compare("--kill", stored.criterion, asked.criterion);
  compare("--evaluator", stored.evaluator, asked.evaluator);
  if (!difference.empty()) {
    throw Error(
        ErrorCode::Usage,
        "cannot resume " + path + ": " + difference +
            " differs from what the run was started with; give the same, or start a new run "
            "with another --out");
  }
}

void checkOutput(const AnalysisRequest& request, bool exists) {
  if (request.outPath.empty()) {
    throw Error(ErrorCode::Usage, "no run file was named; add --out RUN.maacc");
  }
  if (exists && !request.resume) {
    throw Error(
        ErrorCode::Usage,
        request.outPath +
            " exists already; add --resume to continue it, or give another name with --out");
  }
  const std::filesystem::path folder =
      std::filesystem::path(absolutePath(request.outPath)).parent_path();
  if (!std::filesystem::is_directory(folder)) {
    throw Error(ErrorCode::Usage, "the folder " + folder.string() +
                                      " for the run file does not exist; create it or "
                                      "give another --out");
  }
}

std::vector<Operator> operatorsOf(const AnalysisRequest& request) {
  if (request.operators.empty()) {
    return paperOperators();
  }
  std::vector<Operator> operators;
  for (const std::string& text : request.operators) {
    operators.push_back(parseOperator(text));
  }
  return operators;
}

int64_t roundedCount(double value) {
  constexpr auto kMost = std::numeric_limits<int64_t>::max();
  return value < static_cast<double>(kMost) ? std::llround(value) : kMost;
}

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

// Everything loaded and checked before anything runs.
struct Subject {
  explicit Subject(const AnalysisRequest& request)
      : operators(operatorsOf(request)),
        network(importModel(request.modelPath)),
        plan(enumerateMutants(network, {operators, request.layers, request.seed})),
        dataset(loadDataset(request.data)),
        recipe(parseRecipe(request.preprocessing)),
        pipeline(dataset, recipe, network) {
    checkLabels(dataset, network);
  }

  std::vector<Operator> operators;
  Network network;
  MutationPlan plan;
  Dataset dataset;
  PreprocessingRecipe recipe;
  InputPipeline pipeline;
};

// One run from request to verdicts.
class Analysis {
 public:
  Analysis(AnalysisRequest request, const RunContext& context, AnalysisObserver& observer)
      : request_(std::move(request)), context_(context), observer_(observer), clock_(context) {}

  RunState run() {
    context_.report("load", 0, 0);
    openExisting();
    options_ = {parseDevice(request_.device), request_.threads,
                request_.batchSize,           request_.evidence,
                request_.criterion,           request_.memoryBytes};
    const Subject subject(request_);
    const RunSettings settings =
        settingsOf(request_, subject.network, subject.dataset, subject.recipe, subject.operators);
    if (file_) {
      checkSameRun(file_->settings(), settings, request_.outPath);
    }
    addLap("load");
    describeEnvironment();
    const Baseline baseline = file_ ? file_->baseline() : findBaseline(subject);
    if (context_.stopRequested()) {
      return RunState::Stopped;
    }
    observer_.baselineKnown(baseline);
    addLap("baseline");
    context_.report("plan", 0, 0);
    if (!file_) {
      file_ = RunFile::create(request_.outPath, settings, summarizeLayers(subject.network),
                              baseline, {subject.plan});
    }
    evaluateRemaining(subject, baseline);
    const RunState state =
        file_->untestedMutants().empty() ? RunState::Finished : RunState::Stopped;
    file_->setState(state);
    return state;
  }

 private:
  void openExisting();
  void describeEnvironment();
  Baseline findBaseline(const Subject& subject);
  void evaluateRemaining(const Subject& subject, const Baseline& baseline);
  void findVerdicts(const Subject& subject,
                    Evaluator& evaluator,
                    const std::vector<int64_t>& remaining);

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
  std::optional<RunFile> file_;
};

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

Baseline Analysis::findBaseline(const Subject& subject) {
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
  const auto labels =
      std::span(subject.dataset.labels).first(static_cast<std::size_t>(baseline.inputs));
  if (const auto warning = nearChanceWarning(static_cast<int64_t>(baseline.correctInputs.size()),
                                             labels, baseline.classes, subject.pipeline)) {
    observer_.warned(*warning);
  }
  return baseline;
}

void Analysis::evaluateRemaining(const Subject& subject, const Baseline& baseline) {
  const std::vector<int64_t> remaining = file_->untestedMutants();
  const std::vector<KillRecord> known = file_->records();
  observer_.planKnown(static_cast<int64_t>(subject.plan.mutants.size()),
                      static_cast<int64_t>(remaining.size()));
  if (!known.empty()) {
    observer_.recordsStored(known);
  }
  if (remaining.empty()) {
    return;
  }
  const CorrectInputs inputs = readCorrectInputs(subject.pipeline, baseline, workerCount(options_));
  const std::unique_ptr<Evaluator> evaluator =
      makeEvaluator(request_.evaluator, subject.network, inputs, options_);
  environment_.threads = evaluator->threads();
  environment_.batchSize = evaluator->batchSize();
  file_->setEnvironment(environment_);
  file_->setState(RunState::Running);
  addLap("plan");
  storeLaps();
  findVerdicts(subject, *evaluator, remaining);
  addLap("mutants");
  storeLaps();
  const EvaluationCounts counts = evaluator->counts();
  file_->addCount("pairs_evaluated", counts.pairsEvaluated);
  file_->addCount("pairs_settled_by_bound", counts.pairsSettledByBound);
  file_->addCount("pairs_unchanged", counts.pairsUnchanged);
  file_->addCount("pairs_left_by_early_exit", counts.pairsLeftByEarlyExit);
  file_->addCount("pairs_rechecked_float64", counts.pairsRecheckedFloat64);
  file_->addCount("flops", roundedCount(counts.flops));
}

void Analysis::findVerdicts(const Subject& subject,
                            Evaluator& evaluator,
                            const std::vector<int64_t>& remaining) {
  const auto total = static_cast<int64_t>(subject.plan.mutants.size());
  const ProgressSpan progress{total - static_cast<int64_t>(remaining.size()), total};
  RecordWriter writer(*file_, observer_);
  try {
    evaluator.evaluate(subject.plan, remaining, context_, progress,
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

}  // namespace

RunState runAnalysis(const AnalysisRequest& request,
                     const RunContext& context,
                     AnalysisObserver& observer) {
  return Analysis(request, context, observer).run();
}

}  // namespace maacc
