#include "core/sweep/sweep_run.h"

#include <algorithm>
#include <chrono>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/engine/analysis_settings.h"
#include "core/engine/analysis_subject.h"
#include "core/report/report_files.h"
#include "core/report/report_text.h"
#include "core/store/writer_lock.h"
#include "core/sweep/real_trials.h"
#include "core/sweep/sweep_replay.h"
#include "core/sweep/sweep_state.h"

namespace maacc {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kExhaustiveFile = "exhaustive.maacc";
constexpr const char* kTrialFile = "trial.maacc";

bool isReplayed(SweepMethod method) {
  return method != SweepMethod::NeuronsTogether && method != SweepMethod::TwoPhase;
}

// Of one trial, in exhaustive runs: what loading and clustering cost matters more than what is
// tested where the model is small. For the expected time only.
double expectedWork(const SweepTask& task) {
  switch (task.method) {
    case SweepMethod::NeuronsTogether:
      return 0.4 + 1 / task.value;
    case SweepMethod::TwoPhase:
      return 2 * (0.4 + task.value);
    default:
      return 0.001;
  }
}

std::string titleOf(const SweepTask& task) {
  const bool share = task.parameter == SweepParameter::Share;
  const std::string value = share ? numberText(100 * task.value) + " %"
                                  : parameterName(task.parameter) + " " + numberText(task.value);
  return methodTitle(task.method) + ", " + value;
}

AnalysisRequest exhaustiveRequest(const SweepRequest& request) {
  AnalysisRequest analysis = request.analysis;
  analysis.reduction = ReductionSettings();
  analysis.evidence = Evidence::Inputs;
  analysis.outPath = (std::filesystem::path(request.folder) / kExhaustiveFile).string();
  analysis.resume = true;
  return analysis;
}

// Passes on what people should read.
class WarningsOnly : public AnalysisObserver {
 public:
  explicit WarningsOnly(SweepObserver& observer) : observer_(observer) {}
  void warned(const std::string& sentence) override { observer_.warned(sentence); }

 private:
  SweepObserver& observer_;
};

class Sweep {
 public:
  // Loads what was asked for, before anything is written.
  Sweep(const SweepRequest& request, const RunContext& context, SweepObserver& observer);

  SweepOutcome run();

 private:
  std::string pathOf(const char* name) const {
    return (std::filesystem::path(request_.folder) / name).string();
  }
  void openFolder();
  void readPublishedTables();
  bool runExhaustive();
  void takeExhaustive();
  bool measureRows();
  bool measureRow(std::size_t index, const ReplayBase& base);
  void findRows();
  double shareDone(bool exhaustive) const;
  void announce(std::size_t row);
  void save(bool always);
  std::vector<ReportFile> files(const std::vector<SweepTable>& tables) const;

  const SweepRequest& request_;
  const RunContext& context_;
  SweepObserver& observer_;
  AnalysisRequest analysis_;
  Network network_;
  RunSettings settings_;
  std::vector<SweepRow> known_;         // of this grid and of earlier ones
  std::vector<std::size_t> rowOfTask_;  // position in known_
  double before_ = 0;                   // share that earlier sweeps did
  SweepResults results_;
  RunContents exhaustive_;
  Clock::time_point saved_ = Clock::now();
};

Sweep::Sweep(const SweepRequest& request, const RunContext& context, SweepObserver& observer)
    : request_(request),
      context_(context),
      observer_(observer),
      analysis_(exhaustiveRequest(request)) {
  AnalysisSubject subject(analysis_);  // its data are not kept: every run loads them
  settings_ =
      settingsOf(analysis_, subject.network, subject.dataset, subject.recipe, subject.operators);
  network_ = std::move(subject.network);
  results_.model = std::filesystem::path(request.analysis.modelPath).filename().string();
  results_.grid = request.grid;
  results_.tasks = sweepTasks(request.grid, request.analysis.seed);
  readPublishedTables();
}

void Sweep::openFolder() {
  if (std::filesystem::exists(analysis_.outPath)) {
    checkSameRun(RunFile::openForReading(analysis_.outPath).settings(), settings_, request_.folder,
                 "--to");
  }
  known_ = readSweepRows(pathOf(kSweepFile), request_.folder, settings_);
  findRows();
}

void Sweep::readPublishedTables() {
  if (request_.publishedFolder.empty()) {
    return;
  }
  results_.published = readPublished(request_.publishedFolder, request_.analysis.modelPath);
  if (results_.published.empty()) {
    observer_.warned("the tables in " + request_.publishedFolder + " have no rows of " +
                     results_.model + ", so nothing published stands beside the results");
  }
}

bool Sweep::runExhaustive() {
  const bool there = std::filesystem::exists(analysis_.outPath) &&
                     RunFile::openForReading(analysis_.outPath).state() == RunState::Finished;
  before_ = shareDone(there);
  observer_.stepped(
      {"exhaustive", 0, static_cast<int64_t>(results_.tasks.size()), before_, before_});
  WarningsOnly warnings(observer_);
  return runAnalysis(analysis_, context_, warnings) == RunState::Finished;
}

void Sweep::takeExhaustive() {
  const ReportedRun run =
      readReportedRun(RunFile::openForReading(analysis_.outPath), analysis_.outPath);
  ExhaustiveResult& all = results_.exhaustive;
  if (!run.scores.trueClass || !run.scores.predictedClass) {
    throw Error(ErrorCode::BadInput, "no mutant of " + request_.analysis.modelPath +
                                         " has a verdict, so there is nothing to compare with; "
                                         "maacc show " +
                                         analysis_.outPath + " says why");
  }
  all.scores = {run.scores.trueClass->value, run.scores.predictedClass->value};
  all.mutants = static_cast<int64_t>(run.contents.plan.mutants.size());
  all.correctInputs = static_cast<int64_t>(run.contents.baseline.correctInputs.size());
  all.classes = run.contents.baseline.classes;
  all.pairs = workOf(run, "pairs_evaluated");
  all.seconds = verdictSeconds(run);
  exhaustive_ = run.contents;
}

void Sweep::findRows() {
  for (const SweepTask& task : results_.tasks) {
    const std::string key = taskKey(task);
    const auto found = std::find_if(known_.begin(), known_.end(),
                                    [&key](const SweepRow& row) { return row.key == key; });
    rowOfTask_.push_back(static_cast<std::size_t>(found - known_.begin()));
    if (found == known_.end()) {
      known_.push_back({key, {}, {}});
    }
  }
}

// Of the expected work, with the exhaustive run as the unit.
double Sweep::shareDone(bool exhaustive) const {
  double done = exhaustive ? 1 : 0;
  double all = 1;
  for (std::size_t i = 0; i < results_.tasks.size(); ++i) {
    const SweepTask& task = results_.tasks[i];
    const SweepRow& row = known_[rowOfTask_[i]];
    const auto trials = static_cast<std::size_t>(task.trials);
    const std::size_t found = row.reason.empty() ? std::min(row.trials.size(), trials) : trials;
    all += expectedWork(task) * static_cast<double>(trials);
    done += expectedWork(task) * static_cast<double>(found);
  }
  return done / all;
}

void Sweep::announce(std::size_t row) {
  observer_.stepped({titleOf(results_.tasks[row]), static_cast<int64_t>(row) + 1,
                     static_cast<int64_t>(results_.tasks.size()), shareDone(true), before_});
}

void Sweep::save(bool always) {
  constexpr std::chrono::seconds kInterval(2);
  if (always || Clock::now() - saved_ > kInterval) {
    writeFileAtOnce(pathOf(kSweepFile), sweepJson(results_, known_, settings_, {}));
    saved_ = Clock::now();
  }
}

bool Sweep::measureRow(std::size_t index, const ReplayBase& base) {
  const SweepTask& task = results_.tasks[index];
  SweepRow& row = known_[rowOfTask_[index]];
  Replay replay(base, task);
  RealTrials real(analysis_, base, pathOf(kTrialFile));
  try {
    for (auto i = static_cast<int>(row.trials.size()); i < task.trials; ++i) {
      const bool replayed = isReplayed(task.method);
      if (!replayed || i % 32 == 0) {
        announce(index);
        context_.report("replay", i, task.trials);
      }
      auto trial = replayed ? replay.trial(i, context_) : real.trial(task, i, context_);
      if (!trial) {
        return false;
      }
      row.trials.push_back(*trial);
      save(false);
    }
  } catch (const Error& error) {
    // What cannot be run here is a result of the sweep; what broke is not.
    if (error.code() != ErrorCode::Unsupported && error.code() != ErrorCode::Usage) {
      save(true);
      throw;
    }
    row.trials.clear();
    row.reason = error.what();
  }
  return true;
}

// Returns whether all rows of the grid are there.
bool Sweep::measureRows() {
  const ReplayBase base{network_, exhaustive_.plan, exhaustive_.records};
  for (std::size_t i = 0; i < results_.tasks.size(); ++i) {
    if (!measureRow(i, base)) {
      return false;
    }
  }
  for (std::size_t row : rowOfTask_) {
    results_.rows.push_back(known_[row]);
  }
  return true;
}

std::vector<ReportFile> Sweep::files(const std::vector<SweepTable>& tables) const {
  std::vector<ReportFile> files;
  std::string markdown = "# Sweep of " + results_.model + "\n";
  for (const SweepTable& table : tables) {
    files.push_back({table.id + ".csv", sweepCsv(table)});
    files.push_back({table.id + ".tex", sweepLatex(table)});
    markdown += "\n" + sweepMarkdown(table);
  }
  files.push_back({"sweep.md", std::move(markdown)});
  files.push_back({kSweepFile, sweepJson(results_, known_, settings_, tables)});
  return files;
}

SweepOutcome Sweep::run() {
  openFolder();
  if (!runExhaustive()) {
    return {};
  }
  takeExhaustive();
  if (!measureRows()) {
    save(true);
    return {};
  }
  SweepOutcome outcome;
  outcome.state = RunState::Finished;
  outcome.tables = experimentTables(results_);
  outcome.files = writeReportFiles(request_.folder, files(outcome.tables));
  return outcome;
}

}  // namespace

SweepOutcome runSweep(const SweepRequest& request,
                      const RunContext& context,
                      SweepObserver& observer) {
  context.report("load", 0, 0);
  Sweep sweep(request, context, observer);
  makeFolder(request.folder);
  const WriterLock lock((std::filesystem::path(request.folder) / kSweepFile).string());
  return sweep.run();
}

}  // namespace maacc
