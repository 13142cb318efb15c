#include "ui/pages/run_progress_panel.h"

#include <QDir>
#include <QGridLayout>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "ui/text.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/score_tile.h"

namespace maacc {
namespace {

QString stageText(const QString& stage) {
  if (stage == QLatin1String("load")) return RunProgressPanel::tr("Loading model and data");
  if (stage == QLatin1String("baseline"))
    return RunProgressPanel::tr("Running the original network");
  if (stage == QLatin1String("plan")) return RunProgressPanel::tr("Planning the mutants");
  if (stage == QLatin1String("prediction"))
    return RunProgressPanel::tr("Predicting what the mutants change");
  if (stage == QLatin1String("probing"))
    return RunProgressPanel::tr("Probing the inputs likeliest to flip");
  if (stage == QLatin1String("mutants")) return RunProgressPanel::tr("Testing mutants");
  return stage;
}

bool hasProcess(JobState state) { return isUnfinished(state) && state != JobState::Queued; }

}  // namespace

RunProgressPanel::RunProgressPanel(QWidget* parent)
    : QWidget(parent), header_(new PageHeader), banner_(new Banner), bar_(new QProgressBar) {
  bar_->setMinimumHeight(26);
  bar_->setAccessibleName(tr("Progress of the run"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 14, 16, 14);
  layout->setSpacing(12);
  layout->addWidget(header_);
  layout->addWidget(bar_);
  layout->addLayout(makeButtons());
  layout->addWidget(banner_);
  layout->addWidget(makeTiles());
  layout->addStretch();
}

QLayout* RunProgressPanel::makeButtons() {
  pause_ = makeButton("pause", tr("&Pause"));
  stop_ = makeButton("stop", tr("S&top"));
  continue_ = makeButton("resume", tr("C&ontinue this run"));
  results_ = makeButton("results", tr("Show resu&lts"));
  newRun_ = makeButton("add", tr("&New run…"));
  pause_->setObjectName("pauseRun");
  stop_->setObjectName("stopRun");
  continue_->setObjectName("continueRun");
  results_->setObjectName("showResults");
  results_->setDefault(true);
  auto* row = new QHBoxLayout;
  for (QPushButton* button : {pause_, stop_, continue_, results_}) {
    row->addWidget(button);
  }
  row->addStretch();
  row->addWidget(newRun_);
  connect(pause_, &QPushButton::clicked, this, [this] {
    pause_->property("paused").toBool() ? emit resumeRequested(job_) : emit pauseRequested(job_);
  });
  connect(stop_, &QPushButton::clicked, this, [this] { emit stopRequested(job_); });
  connect(continue_, &QPushButton::clicked, this, [this] { emit continueRequested(runPath_); });
  connect(results_, &QPushButton::clicked, this, [this] { emit resultsRequested(runPath_); });
  connect(newRun_, &QPushButton::clicked, this, &RunProgressPanel::newRunRequested);
  return row;
}

QWidget* RunProgressPanel::makeTiles() {
  done_ = new StatTile(tr("Tested"));
  killed_ = new StatTile(tr("Killed"));
  survived_ = new StatTile(tr("Survived"));
  errors_ = new StatTile(tr("Errors"));
  speed_ = new StatTile(tr("Mutants per second"));
  left_ = new StatTile(tr("Time left"));
  trueScore_ = new StatTile(tr("Mutation score, true class"));
  predictedScore_ = new StatTile(tr("Mutation score, predicted class"));
  auto* tiles = new QWidget;
  auto* grid = new QGridLayout(tiles);
  grid->setContentsMargins(0, 0, 0, 0);
  int column = 0;
  for (StatTile* tile : {done_, killed_, survived_, errors_, speed_, left_}) {
    grid->addWidget(tile, 0, column);
    grid->setColumnStretch(column++, 1);
  }
  grid->addWidget(trueScore_, 1, 0, 1, 3);
  grid->addWidget(predictedScore_, 1, 3, 1, 3);
  return tiles;
}

void RunProgressPanel::setJob(const JobInfo& job) {
  job_ = job.id;
  runPath_ = job.runPath;
  QStringList facts{QDir::toNativeSeparators(job.runPath)};
  if (!job.engine.version.isEmpty()) {
    facts << tr("maacc %1, libtorch %2, %3, %4, threads: %5")
                 .arg(job.engine.version, job.engine.torch, job.engine.blas.section(' ', 0, 1),
                      job.engine.device)
                 .arg(job.engine.threads);
  }
  if (job.baseline) {
    facts << tr("original network: %1 of %2 inputs correct")
                 .arg(countText(job.baseline->correct), countText(job.baseline->inputs));
  }
  header_->setTitle(tr("%1: %2").arg(job.title, jobStateText(job.state)),
                    facts.join(QStringLiteral("  ·  ")));
  showNumbers(job);
  showMessages(job);
  showButtons(job);
}

void RunProgressPanel::showNumbers(const JobInfo& job) {
  const EngineProgress& p = job.progress;
  const bool known = p.total > 0;
  const bool busy = hasProcess(job.state) && !known;
  // A range of nothing shows an endless bar.
  bar_->setRange(0, busy ? 0 : 1000);
  bar_->setValue(known ? static_cast<int>(1000 * p.done / p.total) : 0);
  const QString stage = stageText(p.stage);
  const double share = known ? static_cast<double>(p.done) / static_cast<double>(p.total) : 0;
  bar_->setFormat(known ? tr("%1: %2").arg(stage, percentText(share)) : stage);
  const bool mutants = p.stage == QLatin1String("mutants");
  // The work may be ahead of the verdicts, which come in bursts.
  done_->setValue(mutants ? countText(p.killed + p.survived + p.undecided + p.errors) : dashText(),
                  mutants ? tr("of %1 mutants").arg(countText(p.total)) : stage);
  killed_->setValue(countText(p.killed));
  survived_->setValue(countText(p.survived));
  errors_->setValue(countText(p.errors), tr("never kills"));
  const bool running = job.state == JobState::Running;
  speed_->setValue(running && p.mutantsPerSecond > 0
                       ? QLocale().toString(p.mutantsPerSecond, 'f', 1)
                       : dashText());
  left_->setValue(
      running ? durationText(p.etaSeconds) : dashText(),
      p.elapsedSeconds > 0 ? tr("after %1").arg(durationText(p.elapsedSeconds)) : QString());
}

void RunProgressPanel::showMessages(const JobInfo& job) {
  if (job.state == JobState::Failed) {
    banner_->setMessage(Tone::Bad, job.message);
    return;
  }
  QStringList lines = job.warnings;
  if (job.silent) {
    lines << tr(
        "The engine has said nothing for a while. It may be busy with one long batch; stopping is "
        "safe.");
  }
  if (!job.message.isEmpty()) {
    lines << job.message;
  } else if (job.state == JobState::Stopped) {
    lines << tr(
        "Stopped. Everything tested so far is in the run file, and the run can be continued.");
  }
  if (lines.isEmpty() && job.state == JobState::Finished) {
    banner_->setMessage(Tone::Good,
                        tr("Finished. Every mutant that was to be tested has a verdict."));
    return;
  }
  banner_->setMessage(Tone::Warning, lines.join('\n'));
}

void RunProgressPanel::showButtons(const JobInfo& job) {
  const bool paused = job.state == JobState::Paused || job.state == JobState::Pausing;
  pause_->setProperty("paused", paused);
  pause_->setText(paused ? tr("&Go on") : tr("&Pause"));
  pause_->setIcon(glyph(paused ? QStringLiteral("run") : QStringLiteral("pause")));
  pause_->setVisible(hasProcess(job.state));
  pause_->setEnabled(job.state != JobState::Stopping);
  stop_->setVisible(isUnfinished(job.state));
  stop_->setEnabled(job.state != JobState::Stopping);
  const bool resumable =
      (job.state == JobState::Stopped || job.state == JobState::Failed) && job.runFileReady;
  continue_->setVisible(resumable);
  results_->setVisible(job.runFileReady);
}

void RunProgressPanel::setSession(RunSession* session) {
  if (session_ != nullptr) {
    session_->disconnect(this);
  }
  session_ = session;
  if (session != nullptr) {
    connect(session, &RunSession::loaded, this, &RunProgressPanel::showScores);
    connect(session, &RunSession::recordsAdded, this, &RunProgressPanel::showScores);
  }
  showScores();
}

void RunProgressPanel::showScores() {
  if (session_ == nullptr || !session_->isLoaded()) {
    trueScore_->setValue(dashText());
    predictedScore_->setValue(dashText());
    return;
  }
  const ScoreSummary total = session_->tally().total();
  showBothScores(*trueScore_, *predictedScore_, session_->scores(), total);
}

}  // namespace maacc
