#include "ui/jobs/kill_evidence.h"

#include "core/store/run_file.h"
#include "ui/text.h"

namespace maacc {
namespace {

constexpr int64_t kMostFlips = int64_t{1} << 27;  // 1 GiB, and half of that by input

std::shared_ptr<const KillEvidence> readEvidence(const std::string& path,
                                                 const std::vector<int32_t>& labels,
                                                 int classes) {
  auto evidence = std::make_shared<KillEvidence>();
  evidence->byMutant = RunFile::openForReading(path).allFlips();
  evidence->byInput = MutantsByInput(evidence->byMutant);
  evidence->changes = countClassChanges(evidence->byMutant, labels, classes);
  evidence->killingSet = greedyKillingSet(evidence->byMutant, evidence->byInput);
  return evidence;
}

}  // namespace

KillEvidenceReader::KillEvidenceReader(QString runPath, QObject* parent)
    : QObject(parent), runPath_(std::move(runPath)), reading_(this) {}

QString KillEvidenceReader::missingEvidenceText() {
  return tr(
      "This run kept counts, not inputs: run it again with the evidence \"Every killing "
      "input\" (maacc run … --evidence inputs) to see which inputs kill which mutants.");
}

void KillEvidenceReader::request(const RunDescription& run, int64_t records, int64_t flips) {
  if (reading_.isBusy() || records == records_) {
    return;
  }
  records_ = records;
  problem_.clear();
  if (run.settings.evidence != Evidence::Inputs) {
    problem_ = missingEvidenceText();
  } else if (flips > kMostFlips) {
    problem_ =
        tr("This run has %1 pairs of a mutant and an input that kills it, more than fit into "
           "the window; maacc explain shows those of one mutant.")
            .arg(countText(flips));
  }
  if (!problem_.isEmpty()) {
    evidence_.reset();
    emit changed();
    return;
  }
  reading_.start([path = runPath_.toStdString(), labels = run.baseline.correctLabels,
                  classes = run.baseline.classes] { return readEvidence(path, labels, classes); },
                 [this](std::shared_ptr<const KillEvidence>&& evidence) {
                   evidence_ = std::move(evidence);
                   emit changed();
                 },
                 [this](const QString& sentence) {
                   problem_ = sentence;
                   emit changed();
                 });
}

}  // namespace maacc
