#include "ui/workspace.h"

#include <QFileInfo>
#include <QSettings>

namespace maacc {
namespace {

constexpr int kMostRecent = 10;

QString canonical(const QString& path) {
  const QString resolved = QFileInfo(path).canonicalFilePath();
  return resolved.isEmpty() ? QFileInfo(path).absoluteFilePath() : resolved;
}

}  // namespace

Workspace::Workspace(QObject* parent) : QObject(parent) {
  engine_ = rememberedEngine();
  connect(&jobs_, &JobList::runFileReady, this, &Workspace::followJob);
  connect(&jobs_, &JobList::jobEnded, this, &Workspace::leaveJob);
}

Workspace::~Workspace() = default;

void Workspace::locateEngine() {
  engine_ = rememberedEngine();
  emit engineChanged();
}

void Workspace::chooseEngine(const QString& program) {
  rememberEngine(program);
  locateEngine();
}

const ModelInfo* Workspace::currentModel() const {
  for (const ModelInfo& model : models_) {
    if (model.request.modelPath == currentModel_) {
      return &model;
    }
  }
  return nullptr;
}

void Workspace::addModel(const ModelInfo& info, bool makeCurrent) {
  std::erase_if(models_, [&](const ModelInfo& model) {
    return model.request.modelPath == info.request.modelPath;
  });
  models_.push_back(info);
  if (makeCurrent || currentModel_.isEmpty()) {
    currentModel_ = info.request.modelPath;
  }
  emit modelsChanged();
}

void Workspace::setCurrentModel(const QString& path) {
  currentModel_ = path;
  emit modelsChanged();
}

RunSession* Workspace::findRun(const QString& path) const {
  const QString wanted = canonical(path);
  for (const auto& run : runs_) {
    if (run->path() == wanted) {
      return run.get();
    }
  }
  return nullptr;
}

RunSession& Workspace::openRun(const QString& path) {
  if (RunSession* open = findRun(path)) {
    return *open;
  }
  runs_.push_back(std::make_unique<RunSession>(canonical(path)));
  RunSession& session = *runs_.back();
  for (const auto signal : {&RunSession::loaded, &RunSession::stateChanged}) {
    connect(&session, signal, this, &Workspace::runsChanged);
  }
  connect(&session, &RunSession::loaded, this, [this, &session] { addRecentFile(session.path()); });
  connect(&session, &RunSession::recordsAdded, this, &Workspace::runsChanged);
  emit runsChanged();
  return session;
}

JobId Workspace::continueRun(const RunSession& session) {
  return jobs_.start(requestToResume(session.description().settings, session.path()),
                     engine_.program);
}

void Workspace::followJob(JobId, const QString& runPath) { openRun(runPath).setLive(true); }

void Workspace::leaveJob(JobId id) {
  const JobInfo* job = jobs_.find(id);
  if (RunSession* session = job != nullptr && job->runFileReady ? findRun(job->runPath) : nullptr) {
    session->setLive(false);
  }
  emit runsChanged();
}

QStringList Workspace::recentFiles() const {
  return QSettings().value("recentFiles").toStringList();
}

void Workspace::addRecentFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(canonical(path));
  files.prepend(canonical(path));
  QSettings().setValue("recentFiles", files.mid(0, kMostRecent));
  emit recentFilesChanged();
}

void Workspace::forgetRecentFiles() {
  QSettings().remove("recentFiles");
  emit recentFilesChanged();
}

}  // namespace maacc
