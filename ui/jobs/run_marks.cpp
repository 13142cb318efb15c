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

class RunMarks::Change : public QUndoCommand {
 public:
  Change(RunMarks& marks, Changes before, Changes after, const QString& name)
      : QUndoCommand(name), marks_(marks), before_(std::move(before)), after_(std::move(after)) {}

  void undo() override { marks_.apply(before_); }
  void redo() override { marks_.apply(after_); }

 private:
  RunMarks& marks_;
  Changes before_;
  Changes after_;
};

namespace {

QString markStepName(MarkKind kind, size_t mutants) {
  if (mutants > 1) {
    return kind == MarkKind::Equivalent
               ? RunMarks::tr("mark of %1 mutants as equivalent").arg(mutants)
               : RunMarks::tr("mark of %1 mutants as ignored").arg(mutants);
  }
  return kind == MarkKind::Equivalent ? RunMarks::tr("mark as equivalent")
                                      : RunMarks::tr("mark as ignored");
}

}  // namespace

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
  Changes after;
  for (const std::string& id : mutantIds) {
    after[id] = MutantMark{kind, reason, now};
  }
  push(after, markStepName(kind, after.size()));
}

void RunMarks::remove(const std::vector<std::string>& mutantIds) {
  if (mustWait([=, this] { remove(mutantIds); })) {
    return;
  }
  Changes after;
  for (const std::string& id : mutantIds) {
    if (of(id) != nullptr) {
      after[id] = std::nullopt;
    }
  }
  if (!after.empty()) {
    push(after,
         after.size() == 1 ? tr("removal of a mark") : tr("removal of %1 marks").arg(after.size()));
  }
}

void RunMarks::push(const Changes& after, const QString& name) {
  Changes before;
  for (const auto& [id, mark] : after) {
    const MutantMark* known = of(id);
    before[id] = known == nullptr ? std::nullopt : std::optional(*known);
  }
  undo_.push(new Change(*this, std::move(before), after, name));
}

void RunMarks::apply(const Changes& changes) {
  for (const auto& [id, mark] : changes) {
    if (mark) {
      marks_[id] = *mark;
    } else {
      marks_.erase(id);
    }
  }
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
