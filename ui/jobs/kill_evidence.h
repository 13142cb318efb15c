#pragma once

#include <QObject>
#include <memory>

#include "core/analysis/killing_set.h"
#include "ui/jobs/background_task.h"
#include "ui/jobs/run_data.h"

namespace maacc {

// Every killing input of a run, and what follows from them.
struct KillEvidence {
  FlipTable byMutant;
  MutantsByInput byInput;
  ClassChanges changes;
  KillingSet killingSet;
};

// Reads the evidence of one run on a pool thread, when somebody asks for it.
class KillEvidenceReader : public QObject {
  Q_OBJECT

 public:
  explicit KillEvidenceReader(QString runPath, QObject* parent = nullptr);

  // Nothing happens while it is being read, or where as many records were read before. records: how
  // many the run has now; flips: how many inputs they say they flip.
  void request(const RunDescription& run, int64_t records, int64_t flips);
  std::shared_ptr<const KillEvidence> evidence() const { return evidence_; }  // null: not there
  const QString& problem() const { return problem_; }  // why not; empty while there is none
  bool isReading() const { return reading_.isBusy(); }

  // One sentence where the run kept no inputs: what is missing and how to get it.
  static QString missingEvidenceText();

 signals:
  void changed();

 private:
  QString runPath_;
  int64_t records_ = -1;
  QString problem_;
  std::shared_ptr<const KillEvidence> evidence_;
  BackgroundTask reading_;
};

}  // namespace maacc
