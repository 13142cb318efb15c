#include "core/sweep/real_trials.h"

#include <chrono>
#include <filesystem>

#include "core/base/error.h"

namespace maacc {
namespace {

using Clock = std::chrono::steady_clock;

void removeRun(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm", ".lock", ".partial"}) {
    std::error_code ignored;
    std::filesystem::remove(path + suffix, ignored);
  }
}

// Removes the run even where it ended in an error.
class TemporaryRun {
 public:
  explicit TemporaryRun(std::string path) : path_(std::move(path)) { removeRun(path_); }
  ~TemporaryRun() { removeRun(path_); }
  TemporaryRun(const TemporaryRun&) = delete;
  TemporaryRun& operator=(const TemporaryRun&) = delete;

 private:
  std::string path_;
};

std::optional<TrialScore> scoreOf(const ReportedRun& run, KillCriterion criterion, double share) {
  const auto& found = run.scores.of(criterion);
  if (!found) {
    return std::nullopt;
  }
  TrialScore score{found->value, found->low, found->high, run.scores.estimated, share};
  score.seconds = verdictSeconds(run);
  score.pairs = workOf(run, "pairs_evaluated");
  return score;
}

}  // namespace

double verdictSeconds(const ReportedRun& run) {
  double seconds = 0;
  for (const StageTime& time : run.times) {
    const bool before = time.stage == "load" || time.stage == "baseline" || time.stage == "plan";
    seconds += before ? 0 : time.seconds;
  }
  return seconds;
}

double workOf(const ReportedRun& run, const std::string& counter) {
  for (const WorkCount& count : run.counts) {
    if (count.name == counter) {
      return static_cast<double>(count.value);
    }
  }
  return 0;
}

std::optional<SweepTrial> RealTrials::trial(const SweepTask& task,
                                            int index,
                                            const RunContext& context) {
  if (!context.proceed()) {
    return std::nullopt;
  }
  if (task.method == SweepMethod::TwoPhase) {
    return runTwoPhases(task, index, context);
  }
  MAACC_CHECK(task.method == SweepMethod::NeuronsTogether);
  return runTogether(task, context);
}

std::optional<ReportedRun> RealTrials::run(const AnalysisRequest& request,
                                           const RunContext& context) const {
  const TemporaryRun file(path_);
  AnalysisObserver unheard;
  if (runAnalysis(request, context, unheard) != RunState::Finished) {
    return std::nullopt;
  }
  return readReportedRun(RunFile::openForReading(path_), path_);
}

std::optional<SweepTrial> RealTrials::runTogether(const SweepTask& task,
                                                  const RunContext& context) const {
  const Clock::time_point start = Clock::now();
  const auto planned = planReduction(base_.network, base_.plan, task.settings, {}, context);
  if (!planned) {
    return std::nullopt;
  }
  SweepTrial trial;
  trial.planSeconds = std::chrono::duration<double>(Clock::now() - start).count();
  for (const Clustering& clustering : planned->clusterings) {
    trial.clusters += clustering.partition.clusters;
  }
  AnalysisRequest request = analysis_;
  request.reduction = task.settings;
  request.evidence = Evidence::Inputs;
  request.outPath = path_;
  const auto found = run(request, context);
  if (!found) {
    return std::nullopt;
  }
  trial.mutants = static_cast<int64_t>(found->contents.plan.mutants.size());
  const double share =
      static_cast<double>(trial.mutants) / static_cast<double>(base_.plan.mutants.size());
  for (KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    trial.of(criterion) = scoreOf(*found, criterion, share);
  }
  return trial;
}

// Which classes are undecided is known under the run's criterion alone, so each has its run.
std::optional<SweepTrial> RealTrials::runTwoPhases(const SweepTask& task,
                                                   int index,
                                                   const RunContext& context) const {
  SweepTrial trial;
  trial.mutants = static_cast<int64_t>(base_.plan.mutants.size());
  for (KillCriterion criterion : {KillCriterion::TrueClass, KillCriterion::PredictedClass}) {
    AnalysisRequest request = analysis_;
    request.reduction = task.settings;
    request.drawSeed = task.settings.seed + static_cast<uint64_t>(index);
    request.criterion = criterion;
    request.evidence = Evidence::Score;
    request.device = "cpu";  // the only one that has two phases
    request.outPath = path_;
    const auto found = run(request, context);
    if (!found) {
      return std::nullopt;
    }
    const double all = static_cast<double>(found->contents.baseline.correctInputs.size()) *
                       static_cast<double>(base_.plan.mutants.size());
    trial.of(criterion) = scoreOf(*found, criterion, workOf(*found, "pairs_evaluated") / all);
  }
  return trial;
}

}  // namespace maacc
