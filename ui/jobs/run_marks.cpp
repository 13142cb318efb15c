#include "ui/jobs/run_marks.h"

#include <QMutex>

namespace maacc {

// One at a time, and never an older state over a newer one, in whatever order the pool does it.
struct RunMarks::Writer {
  QMutex mutex;
  quint64 written = 0;
  quint64 last = 0;  // touched in the window's thread only

  void write(quint64 number,
             const std::string& path,
             const std::string& hash,
             const MutantMarks& marks) {
    const QMutexLocker lock(&mutex);
    if (number > written) {
      writeMarks(path, hash, marks);
      written = number;
    }
  }
};

RunMarks::RunMarks(QObject* parent)
    : QObject(parent), writer_(std::make_shared<Writer>()), reading_(this), writing_(this) {}

RunMarks::~RunMarks() = default;

void RunMarks::load(const QString& runPath, const std::string& planHash) {
  runPath_ = runPath;
  planHash_ = planHash;
  reading_.start([path = runPath.toStdString(), planHash] { return readMarks(path, planHash); },
                 [this](MutantMarks&& marks) {
                   marks_ = std::move(marks);
                   emit changed();
                   for (const auto& change : std::exchange(waiting_, {})) {
                     change();
                   }
                 },
                 [this](const QString& sentence) {
                   problem_ = sentence;
                   waiting_.clear();
                   emit failed(sentence);
                 });
}

const MutantMark* RunMarks::of(const std::string& mutantId) const {
  const auto found = marks_.find(mutantId);
  return found == marks_.end() ? nullptr : &found->second;
}

bool RunMarks::mustWait(std::function<void()> again) {
  if (reading_.isBusy()) {
    waiting_.push_back(std::move(again));
    return true;
  }
  if (!problem_.isEmpty()) {
    emit failed(problem_);
  }
  return !problem_.isEmpty();
}

void RunMarks::set(const std::vector<std::string>& mutantIds,
                   MarkKind kind,
                   const std::string& reason) {
  if (mustWait([=, this] { set(mutantIds, kind, reason); }) || mutantIds.empty()) {
    return;
  }
  const std::string now = currentUtcTime();
  for (const std::string& id : mutantIds) {
    marks_[id] = {kind, reason, now};
  }
  change();
}

void RunMarks::remove(const std::vector<std::string>& mutantIds) {
  if (mustWait([=, this] { remove(mutantIds); })) {
    return;
  }
  size_t removed = 0;
  for (const std::string& id : mutantIds) {
    removed += marks_.erase(id);
  }
  if (removed > 0) {
    change();
  }
}

void RunMarks::change() {
  emit changed();
  writing_.start(
      [writer = writer_, number = ++writer_->last, path = runPath_.toStdString(), hash = planHash_,
       marks = marks_] {
        writer->write(number, path, hash, marks);
        return true;
      },
      [](bool) {}, [this](const QString& sentence) { emit failed(sentence); });
}

}  // namespace maacc
