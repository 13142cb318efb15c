#pragma once

#include <QObject>
#include <QUndoStack>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "core/report/mutant_marks.h"
#include "ui/jobs/background_task.h"

namespace maacc {

// The marks beside one run file: read and written on a pool thread, shown at once.
class RunMarks : public QObject {
  Q_OBJECT

 public:
  explicit RunMarks(QObject* parent = nullptr);
  ~RunMarks() override;

  void load(const QString& runPath, const std::string& planHash);
  const MutantMarks& all() const { return marks_; }
  const MutantMark* of(const std::string& mutantId) const;  // null: unmarked
  // The reason must not be blank. While the marks are being read, changes wait; where they could
  // not be read, nothing is written over them and failed() says so.
  void set(const std::vector<std::string>& mutantIds, MarkKind kind, const std::string& reason);
  void remove(const std::vector<std::string>& mutantIds);
  QUndoStack& undoStack() { return undo_; }  // every change above is one step
  bool isWriting() const { return writing_.isBusy(); }

 signals:
  void changed();
  void failed(const QString& sentence);

 private:
  struct Writer;
  class Change;
  using Changes = std::map<std::string, std::optional<MutantMark>>;  // nothing: unmarked
  bool mustWait(std::function<void()> again);
  void push(const Changes& after, const QString& name);
  void apply(const Changes& changes);

  QString runPath_;
  std::string planHash_;
  MutantMarks marks_;
  QUndoStack undo_;
  QString problem_;  // why the marks could not be read
  std::vector<std::function<void()>> waiting_;
  std::shared_ptr<Writer> writer_;  // used by pool threads, which may outlive this
  BackgroundTask reading_;
  BackgroundTask writing_;
};

}  // namespace maacc
