#include "ui/jobs/job_list.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>

namespace maacc {

bool isUnfinished(JobState state) {
  return state != JobState::Stopped && state != JobState::Finished && state != JobState::Failed;
}

QString jobStateText(JobState state) {
  switch (state) {
    case JobState::Queued:
      return JobList::tr("Queued");
    case JobState::Starting:
      return JobList::tr("Starting");
    case JobState::Running:
      return JobList::tr("Running");
    case JobState::Pausing:
      return JobList::tr("Pausing");
    case JobState::Paused:
      return JobList::tr("Paused");
    case JobState::Stopping:
      return JobList::tr("Stopping");
    case JobState::Stopped:
      return JobList::tr("Stopped");
    case JobState::Finished:
      return JobList::tr("Finished");
    case JobState::Failed:
      return JobList::tr("Failed");
  }
  return {};
}

JobList::JobList(QObject* parent) : QObject(parent) {
  silenceTimer_.setInterval(15000);
  connect(&silenceTimer_, &QTimer::timeout, this, &JobList::lookForSilence);
}

JobList::~JobList() = default;

JobId JobList::start(const RunRequest& request, const QString& program) {
  auto job = std::make_unique<Job>();
  job->info.id = {nextId_++};
  job->info.title = QFileInfo(request.runPath).fileName();
  job->info.runPath = request.runPath;
  job->info.request = request;
  job->program = program;
  const JobId id = job->info.id;
  emit jobAboutToBeAdded(count());
  jobs_.push_back(std::move(job));
  emit jobAdded(count() - 1);
  startNext();
  if (const int place = queuePlace(id); place > 0) {
    emit noted(id, Severity::Note, tr("Waits in the queue, place %1.").arg(place));
  }
  emit queueChanged();
  return id;
}

void JobList::startNext() {
  for (const auto& job : jobs_) {
    if (isUnfinished(job->info.state) && job->info.state != JobState::Queued) {
      return;
    }
  }
  for (const auto& job : jobs_) {
    if (job->info.state == JobState::Queued) {
      launch(*job);
      return;
    }
  }
}

void JobList::launch(Job& job) {
  job.process = std::make_unique<EngineProcess>();
  job.process->setStopGraceMs(stopGraceMs_);
  connectProcess(job);
  connectNotes(job);
  QDir().mkpath(QFileInfo(job.info.runPath).absolutePath());
  silenceTimer_.start();
  update(job.info.id, [](JobInfo& info) { info.state = JobState::Starting; });
  emit noted(job.info.id, Severity::Note,
             job.info.request.resume ? tr("Continues with %1.").arg(job.program)
                                     : tr("Starts with %1.").arg(job.program));
  job.process->start(job.program, runArguments(job.info.request));
}

void JobList::connectNotes(Job& job) {
  EngineProcess* process = job.process.get();
  const JobId id = job.info.id;
  connect(process, &EngineProcess::hello, this, [this, id](const EngineHello& hello) {
    emit noted(id, Severity::Note,
               tr("Engine %1, libtorch %2, %3, device %4, %5 threads, process %6.")
                   .arg(hello.version, hello.torch, hello.blas, hello.device)
                   .arg(hello.threads)
                   .arg(hello.pid));
  });
  connect(process, &EngineProcess::stageChanged, this, [this, id](const QString& stage) {
    emit noted(id, Severity::Note, tr("Stage: %1.").arg(stage));
  });
  connect(process, &EngineProcess::planned, this, [this, id](const EnginePlan& plan) {
    emit noted(id, Severity::Note,
               tr("%1 mutants, %2 of them to test.").arg(plan.mutants).arg(plan.remaining));
  });
  connect(process, &EngineProcess::warned, this,
          [this, id](const QString& message) { emit noted(id, Severity::Warning, message); });
  connect(process, &EngineProcess::complained, this,
          [this, id](const QString& line) { emit noted(id, Severity::Warning, line); });
}

void JobList::noteEnd(const JobInfo& job) {
  const QString word = jobStateText(job.state);
  emit noted(job.id, job.state == JobState::Failed ? Severity::Error : Severity::Note,
             job.message.isEmpty() ? tr("%1.").arg(word) : tr("%1: %2").arg(word, job.message));
}

void JobList::connectProcess(Job& job) {
  EngineProcess* process = job.process.get();
  const JobId id = job.info.id;
  connect(process, &EngineProcess::hello, this, [this, id](const EngineHello& hello) {
    update(id, [&](JobInfo& info) { info.engine = hello; });
  });
  connect(process, &EngineProcess::stageChanged, this, [this, id](const QString& stage) {
    update(id, [&](JobInfo& info) {
      info.progress.stage = stage;
      info.progress.done = info.progress.total = 0;
      if (info.state == JobState::Starting) info.state = JobState::Running;
    });
  });
  connect(process, &EngineProcess::baselineReady, this, [this, id](const EngineBaseline& baseline) {
    update(id, [&](JobInfo& info) { info.baseline = baseline; });
  });
  connect(process, &EngineProcess::planned, this, [this, id](const EnginePlan& plan) {
    update(id, [&](JobInfo& info) {
      info.runPath = plan.run.isEmpty() ? info.runPath : plan.run;
      info.progress.total = plan.mutants;
      info.progress.done = plan.mutants - plan.remaining;
      info.runFileReady = true;
    });
    emit runFileReady(id, find(id)->runPath);
  });
  connect(process, &EngineProcess::progressed, this, [this, id](const EngineProgress& progress) {
    update(id, [&](JobInfo& info) { takeProgress(info, progress); });
  });
  connect(process, &EngineProcess::warned, this, [this, id](const QString& message) {
    update(id, [&](JobInfo& info) { info.warnings << message; });
  });
  connect(process, &EngineProcess::ended, this,
          [this, id](const EngineOutcome& outcome) { end(id, outcome); });
}

void JobList::takeProgress(JobInfo& info, const EngineProgress& progress) {
  info.progress = progress;
  if (info.state == JobState::Stopping) {
    return;
  }
  // A report sent before the engine read `pause` must not undo the wish.
  if (progress.paused) {
    info.state = JobState::Paused;
  } else if (info.state != JobState::Pausing) {
    info.state = JobState::Running;
  }
}

void JobList::update(JobId id, const std::function<void(JobInfo&)>& change) {
  const int row = rowOf(id);
  if (row < 0) {
    return;
  }
  Job& job = *jobs_[static_cast<size_t>(row)];
  job.heard = true;
  job.info.silent = false;
  change(job.info);
  emit jobChanged(row);
}

void JobList::pause(JobId id) {
  Job* job = jobOf(id);
  if (job != nullptr && job->process &&
      (job->info.state == JobState::Running || job->info.state == JobState::Starting)) {
    job->process->pause();
    update(id, [](JobInfo& info) { info.state = JobState::Pausing; });
    emit noted(id, Severity::Note, tr("Told to pause."));
  }
}

void JobList::resume(JobId id) {
  Job* job = jobOf(id);
  if (job != nullptr && job->process &&
      (job->info.state == JobState::Paused || job->info.state == JobState::Pausing)) {
    job->process->resume();
    update(id, [](JobInfo& info) { info.state = JobState::Running; });
    emit noted(id, Severity::Note, tr("Told to go on."));
  }
}

void JobList::stop(JobId id) {
  Job* job = jobOf(id);
  if (job == nullptr || !isUnfinished(job->info.state)) {
    return;
  }
  if (job->info.state == JobState::Queued) {
    end(id, {EngineOutcome::Kind::Stopped, tr("Taken from the queue before it began."), -1});
    return;
  }
  update(id, [](JobInfo& info) { info.state = JobState::Stopping; });
  emit noted(id, Severity::Note, tr("Told to stop."));
  job->process->stop();
}

void JobList::stopAll() {
  // The queue first, so that no stopped job makes room for the next.
  for (int row = count() - 1; row >= 0; --row) {
    stop(at(row).id);
  }
}

void JobList::end(JobId id, const EngineOutcome& outcome) {
  update(id, [&](JobInfo& info) {
    using Kind = EngineOutcome::Kind;
    info.state = outcome.kind == Kind::Finished  ? JobState::Finished
                 : outcome.kind == Kind::Stopped ? JobState::Stopped
                                                 : JobState::Failed;
    info.message = outcome.message;
    info.progress.etaSeconds.reset();
  });
  // This is called from a signal of the process.
  if (Job* job = jobOf(id); job != nullptr && job->process) {
    job->process.release()->deleteLater();
  }
  noteEnd(*find(id));
  emit jobEnded(id);
  startNext();
  emit queueChanged();
}

void JobList::removeRow(int row) {
  emit jobAboutToBeRemoved(row);
  jobs_.erase(jobs_.begin() + row);
  emit jobRemoved();
}

void JobList::remove(JobId id) {
  if (queuePlace(id) > 0) {
    stop(id);
  }
  const JobInfo* job = find(id);
  if (job != nullptr && !isUnfinished(job->state)) {
    removeRow(rowOf(id));
    emit queueChanged();
  }
}

void JobList::removeFinished() {
  for (int row = count() - 1; row >= 0; --row) {
    if (!isUnfinished(at(row).state)) {
      removeRow(row);
    }
  }
  emit queueChanged();
}

int JobList::queuePlace(JobId id) const {
  int place = 0;
  for (const auto& job : jobs_) {
    place += job->info.state == JobState::Queued ? 1 : 0;
    if (job->info.id == id) {
      return job->info.state == JobState::Queued ? place : 0;
    }
  }
  return 0;
}

int JobList::rowToMoveTo(JobId id, int step) const {
  if (queuePlace(id) == 0) {
    return -1;
  }
  for (int row = rowOf(id) + step; row >= 0 && row < count(); row += step) {
    if (at(row).state == JobState::Queued) {
      return row;
    }
  }
  return -1;
}

void JobList::move(JobId id, int step) {
  const int to = rowToMoveTo(id, step);
  if (to < 0) {
    return;
  }
  const int from = rowOf(id);
  emit jobAboutToBeMoved(from, to);
  const auto job = jobs_.begin();
  from < to ? std::rotate(job + from, job + from + 1, job + to + 1)
            : std::rotate(job + to, job + from, job + from + 1);
  emit jobMoved();
  emit queueChanged();
}

bool JobList::canContinue(JobId id) const {
  const JobInfo* wanted = find(id);
  return wanted != nullptr &&
         (wanted->state == JobState::Stopped || wanted->state == JobState::Failed) &&
         std::none_of(jobs_.begin(), jobs_.end(), [wanted](const auto& job) {
           return job->info.id.value > wanted->id.value && job->info.runPath == wanted->runPath;
         });
}

void JobList::lookForSilence() {
  bool active = false;
  for (int row = 0; row < count(); ++row) {
    Job& job = *jobs_[static_cast<size_t>(row)];
    active = active || isUnfinished(job.info.state);
    const bool expectsNews =
        job.process && job.info.state != JobState::Paused && isUnfinished(job.info.state);
    const bool silent = expectsNews && !job.heard;
    job.heard = false;
    if (silent != job.info.silent) {
      job.info.silent = silent;
      emit jobChanged(row);
    }
  }
  if (!active) {
    silenceTimer_.stop();
  }
}

int JobList::rowOf(JobId id) const {
  for (size_t row = 0; row < jobs_.size(); ++row) {
    if (jobs_[row]->info.id == id) {
      return static_cast<int>(row);
    }
  }
  return -1;
}

JobList::Job* JobList::jobOf(JobId id) {
  const int row = rowOf(id);
  return row < 0 ? nullptr : jobs_[static_cast<size_t>(row)].get();
}

const JobInfo* JobList::find(JobId id) const {
  const int row = rowOf(id);
  return row < 0 ? nullptr : &jobs_[static_cast<size_t>(row)]->info;
}

const JobInfo* JobList::unfinishedFor(const QString& runPath) const {
  for (const auto& job : jobs_) {
    if (isUnfinished(job->info.state) && job->info.runPath == runPath) {
      return &job->info;
    }
  }
  return nullptr;
}

int JobList::waitingCount() const {
  return static_cast<int>(std::count_if(jobs_.begin(), jobs_.end(), [](const auto& job) {
    return job->info.state == JobState::Queued;
  }));
}

int JobList::unfinishedCount() const {
  int unfinished = 0;
  for (const auto& job : jobs_) {
    unfinished += isUnfinished(job->info.state) ? 1 : 0;
  }
  return unfinished;
}

}  // namespace maacc
