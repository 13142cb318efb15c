#include "ui/session_keeper.h"

#include <QDir>
#include <QFileInfo>
#include <QSettings>
#include <algorithm>

namespace maacc {
namespace {

constexpr auto kRecord = "session/last";
constexpr auto kWanted = "session/reopen";
constexpr int kKeepMs = 500;

QStringList filesOf(const SessionRecord& record) {
  QStringList files = record.runs;
  for (const ModelRequest& model : record.models) {
    files << model.modelPath << model.dataPath << model.labelsPath;
  }
  files.removeAll(QString());
  files.removeDuplicates();
  return files;
}

// Without its data a model can still be looked at.
void forgetMissing(std::vector<ModelRequest>& models, const QStringList& missing) {
  std::erase_if(models,
                [&](const ModelRequest& model) { return missing.contains(model.modelPath); });
  for (ModelRequest& model : models) {
    if (missing.contains(model.dataPath) || missing.contains(model.labelsPath)) {
      model = {model.modelPath, {}, {}, {}, {}, {}};
    }
  }
}

}  // namespace

SessionKeeper::SessionKeeper(Workspace& workspace, QObject* parent)
    : QObject(parent), workspace_(workspace), looking_(this), inspection_(this) {
  timer_.setSingleShot(true);
  timer_.setInterval(kKeepMs);
  connect(&timer_, &QTimer::timeout, this, &SessionKeeper::keep);
  const auto later = [this] {
    // Not put off: a run that goes on changes all the time.
    if (!timer_.isActive()) {
      timer_.start();
    }
  };
  connect(&workspace_, &Workspace::modelsChanged, this, later);
  connect(&workspace_, &Workspace::runsChanged, this, later);
  connect(&inspection_, &ModelInspection::inspected, this, &SessionKeeper::take);
  connect(&inspection_, &ModelInspection::failed, this, [this](const QString& sentence) {
    emit problem(sentence);
    toInspect_.pop_front();
    inspectNext();
  });
}

bool SessionKeeper::isWantedAtStart() { return QSettings().value(kWanted, true).toBool(); }

void SessionKeeper::setWantedAtStart(bool wanted) { QSettings().setValue(kWanted, wanted); }

void SessionKeeper::setView(const QString& shownRun, const QString& page) {
  if (shownRun != shownRun_ || page != page_) {
    shownRun_ = shownRun;
    page_ = page;
    timer_.start();
  }
}

SessionRecord SessionKeeper::current() const {
  SessionRecord record;
  for (const ModelInfo& model : workspace_.models()) {
    record.models.push_back(model.request);
  }
  record.models.insert(record.models.end(), toInspect_.begin(), toInspect_.end());
  const ModelInfo* model = workspace_.currentModel();
  record.currentModel = model == nullptr ? wantedModel_ : model->request.modelPath;
  for (const auto& run : workspace_.runs()) {
    record.runs << run->path();
    if (workspace_.isBusy(run->path()) || unclear_.count(run->path()) > 0) {
      record.workedOn << run->path();
    }
  }
  record.workedOn = heldWork_.value_or(record.workedOn);
  record.shownRun = shownRun_;
  record.page = page_;
  return record;
}

void SessionKeeper::keep() {
  timer_.stop();
  if (looking_.isBusy()) {
    timer_.start();  // what is to be opened is in neither place yet
    return;
  }
  const QByteArray json = sessionJson(current());
  QSettings settings;
  if (settings.value(kRecord).toByteArray() != json) {
    settings.setValue(kRecord, json);
  }
}

void SessionKeeper::holdWork() { heldWork_ = current().workedOn; }

void SessionKeeper::reopen() {
  SessionRecord record = parseSession(QSettings().value(kRecord).toByteArray());
  if (record.models.empty() && record.runs.isEmpty()) {
    return;
  }
  looking_.start(
      [files = filesOf(record)] {
        QStringList missing;
        for (const QString& file : files) {
          if (!QFileInfo::exists(file)) {
            missing << file;
          }
        }
        return missing;
      },
      [this, record](const QStringList& missing) { openAgain(record, missing); },
      [this](const QString& sentence) { emit problem(sentence); });
}

void SessionKeeper::openAgain(SessionRecord record, const QStringList& missing) {
  for (const QString& file : missing) {
    emit problem(
        tr("%1 was open last time and is no longer there.").arg(QDir::toNativeSeparators(file)));
  }
  record.runs.removeIf([&](const QString& run) { return missing.contains(run); });
  forgetMissing(record.models, missing);
  wantedModel_ = record.currentModel;
  std::stable_partition(
      record.models.begin(), record.models.end(),
      [this](const ModelRequest& model) { return model.modelPath == wantedModel_; });
  toInspect_.assign(record.models.begin(), record.models.end());
  openRuns(record);
  emit reopened(record);
  inspectNext();
}

void SessionKeeper::openRuns(const SessionRecord& record) {
  for (const QString& path : record.runs) {
    RunSession& session = workspace_.openRun(path);
    connect(&session, &RunSession::failed, this, &SessionKeeper::problem);
    if (!record.workedOn.contains(path)) {
      continue;
    }
    unclear_.insert(session.path());
    const auto look = [this, run = session.path()] { lookForWork(run); };
    connect(&session, &RunSession::loaded, this, look);
    connect(&session, &RunSession::stateChanged, this, look);
    look();
  }
}

void SessionKeeper::lookForWork(const QString& runPath) {
  const RunSession* session = workspace_.findRun(runPath);
  if (unclear_.count(runPath) == 0 || session == nullptr || !session->isLoaded()) {
    return;
  }
  if (workspace_.isBusy(runPath) || session->state() == RunState::Finished) {
    unclear_.erase(runPath);
  } else if (!session->isBeingWritten()) {
    unclear_.erase(runPath);
    emit interrupted(runPath);
  }
}

void SessionKeeper::inspectNext() {
  // Without an engine they stay in the record, for a day that has one.
  if (toInspect_.empty() || !workspace_.engine().found()) {
    emit inspecting({});
    return;
  }
  emit inspecting(toInspect_.front().modelPath);
  inspection_.start(workspace_.engine().program, toInspect_.front());
}

void SessionKeeper::take(const ModelInfo& info) {
  toInspect_.pop_front();
  workspace_.addModel(info, false);
  inspectNext();
}

}  // namespace maacc
