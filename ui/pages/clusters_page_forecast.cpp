// What ClustersPage expects of a run with its cuts, from runs that are open.
#include <QFileInfo>

#include "ui/jobs/run_session.h"
#include "ui/pages/clusters_page.h"
#include "ui/text.h"
#include "ui/widgets/cut_bar.h"

namespace maacc {
namespace {

constexpr int kDraws = 16;

double secondsOf(const RunSession& run, const std::string& stage) {
  double seconds = 0;
  for (const StageTime& time : run.times()) {
    seconds += time.stage == stage ? time.seconds : 0;
  }
  return seconds;
}

}  // namespace

void ClustersPage::setRuns(const std::vector<const RunSession*>& runs) {
  const QString before = replayPath_;
  replayPath_.clear();
  secondsPerMutant_ = 0;
  for (const RunSession* run : runs) {
    const bool ended = run->isLoaded() && run->state() == RunState::Finished;
    if (!ended || !info_ ||
        QString::fromStdString(run->description().settings.modelHash) != info_->hash) {
      continue;
    }
    if (const auto tested = static_cast<double>(run->tally().total().tested); tested > 0) {
      secondsPerMutant_ = secondsOf(*run, "mutants") / tested;
    }
    const bool everything =
        run->description().settings.strategy == strategyName(Strategy::Exhaustive);
    if (everything && plan_.scope().plan != nullptr &&
        run->description().plan.hash == plan_.scope().plan->hash) {
      replayPath_ = run->path();
    }
  }
  runs_ = {runs.begin(), runs.end()};
  if (replayPath_ != before) {
    replay();
  }
}

// The runs again, when trees of another population are there.
void ClustersPage::lookAtRuns() {
  std::vector<const RunSession*> open;
  for (const QPointer<const RunSession>& run : runs_) {
    if (run != nullptr) {
      open.push_back(run);
    }
  }
  setRuns(open);
}

void ClustersPage::replay() {
  expected_.reset();
  replaying_.cancel();
  if (!replayPath_.isEmpty() && plan_.total().complete) {
    struct Answer {
      std::shared_ptr<const ReplayRecords> records;
      std::optional<CutReplay> replay;
    };
    auto known = records_ != nullptr && records_->path == replayPath_ ? records_ : nullptr;
    replaying_.start(
        [known, path = replayPath_, plan = plan_] {
          Answer answer{known != nullptr ? known : readReplayRecords(path), {}};
          answer.replay = replayCuts(*answer.records, plan, kDraws);
          return answer;
        },
        [this](Answer&& answer) {
          records_ = std::move(answer.records);
          expected_ = answer.replay;
          showForecast(plan_.total().tested, true);
        },
        [this](const QString& sentence) { emit problem(sentence); });
  }
  showForecast(plan_.total().tested, true);
}

void ClustersPage::showForecast(int64_t tested, bool resting) {
  if (!plan_.total().complete) {
    cutBar_->setForecast({});
    return;
  }
  QStringList parts;
  if (secondsPerMutant_ > 0) {
    const double seconds = secondsPerMutant_ * static_cast<double>(tested);
    parts << (seconds < 1 ? tr("testing takes less than a second, as fast as a run that is open")
                          : tr("testing takes about %1, as fast as a run that is open")
                                .arg(durationText(seconds)));
  }
  const bool whole =
      plan_.items() == ClusteredItems::Units && plan_.neuronMode() == NeuronClusterMode::Together;
  if (whole) {
    parts << tr(
        "the score's error is not known beforehand: whole clusters are mutants of their own");
  } else if (replayPath_.isEmpty()) {
    parts << tr("open a finished run of every mutant to see the score's expected error");
  } else if (!resting || replaying_.isBusy()) {
    parts << tr("expected error of the score: …");
  } else if (expected_) {
    parts << tr("<b>expected error of the score: %1</b>, at most %2 in %3 draws from %4")
                 .arg(scoreText(expected_->meanError), scoreText(expected_->largestError))
                 .arg(expected_->draws)
                 .arg(QFileInfo(replayPath_).fileName());
  }
  cutBar_->setForecast(parts.join(QStringLiteral("  ·  ")));
}

}  // namespace maacc
