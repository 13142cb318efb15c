#pragma once

#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "ui/jobs/background_task.h"
#include "ui/jobs/input_images.h"
#include "ui/jobs/kill_evidence.h"
#include "ui/jobs/run_data.h"
#include "ui/jobs/run_marks.h"

namespace maacc {

// One open run file. Loads on a pool thread; while the run goes on, asks for new records three
// times a second, also on a pool thread. Records live here, in the window's thread; models borrow
// them and are told before and after they change.
class RunSession : public QObject {
  Q_OBJECT

 public:
  explicit RunSession(QString path, QObject* parent = nullptr);
  ~RunSession() override;

  const QString& path() const { return path_; }
  QString title() const;
  bool isLoaded() const { return description_ != nullptr; }

  // Valid after `loaded`.
  const RunDescription& description() const { return *description_; }
  std::shared_ptr<const RunDescription> sharedDescription() const { return description_; }
  const RecordList& records() const { return records_.all(); }
  const RunTally& tally() const { return records_.tally(); }
  const RunScores& scores() const { return scores_; }
  RunState state() const { return state_; }
  const RunEnvironment& environment() const { return environment_; }
  const std::vector<StageTime>& times() const { return times_; }
  const std::vector<WorkCount>& counts() const { return counts_; }
  // The marks of mutants of this run, and the scores with those left out. They follow marks and
  // records on a pool thread.
  const std::vector<MarkedMutant>& marked() const { return marked_; }
  const MarkedScores& scoresWithoutMarked() const { return markedScores_; }
  RunMarks& marks() { return marks_; }  // read when the run is loaded
  InputImages& images() { return images_; }
  KillEvidenceReader& evidence() { return evidence_; }
  void requestEvidence();  // of the records there are now

  // A job of this window writes the file. Going from true to false reads once more. A file that
  // another process writes is noticed and followed without this.
  void setLive(bool live);
  bool isBeingWritten() const { return live_ || writtenElsewhere_; }
  void refresh();

  // Flips of one mutant, where the evidence was kept. An older question that is still open is
  // dropped.
  void requestFlips(int64_t mutantIndex);

 signals:
  void loaded();
  void failed(const QString& sentence);
  void recordsAdded(qsizetype first);  // positions from `first` on are new
  void stateChanged();
  void markedChanged();  // marked() or scoresWithoutMarked()
  void flipsReady(qint64 mutantIndex, const std::vector<maacc::Flip>& flips);
  void flipsFailed(qint64 mutantIndex, const QString& sentence);

 private:
  struct Reader;
  struct News;

  static void readState(const RunFile& file, News& news);
  void load();
  void poll();
  void takeNews(News&& news);
  void updateTimer();
  void countMarked();
  ScoreQuestion scoreQuestion() const;

  QString path_;
  std::shared_ptr<Reader> reader_;  // used by one pool thread at a time
  std::shared_ptr<const RunDescription> description_;
  RunRecords records_;
  CellSample cells_;
  RunScores scores_;
  std::vector<MarkedMutant> marked_;
  MarkedScores markedScores_;
  RunState state_ = RunState::Running;
  RunEnvironment environment_;
  std::vector<StageTime> times_;
  std::vector<WorkCount> counts_;
  bool live_ = false;
  bool writtenElsewhere_ = false;
  bool pollAgain_ = false;
  bool markedAgain_ = false;
  QTimer timer_;
  RunMarks marks_;
  InputImages images_;
  KillEvidenceReader evidence_;
  BackgroundTask reading_;
  BackgroundTask flips_;
  BackgroundTask marking_;
};

}  // namespace maacc
