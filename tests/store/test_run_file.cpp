#include <QTemporaryDir>
#include <QtTest>
#include <cmath>
#include <filesystem>
#include <limits>

#include "core/store/run_file.h"
#include "core/store/sqlite_database.h"
#include "tests/support/expect_error.h"
#include "tests/support/sample_run.h"

using namespace maacc;
using namespace maacc::test;

namespace {

std::vector<KillRecord> withoutFlips(std::vector<KillRecord> records) {
  for (KillRecord& record : records) {
    record.flips.clear();
  }
  return records;
}

// All of them in one chain of merges and in groups of ten, all drawn.
RunPlan manyMutants(int count) {
  RunPlan plan;
  Clustering clustering;
  clustering.weightedLayer = 0;
  clustering.dendrogram.leafCount = count;
  clustering.partition.clusters = 1;
  const Operator op = parseOperator("NAI");
  for (int unit = 0; unit < count; ++unit) {
    const std::vector<int> units = {unit};
    plan.mutants.mutants.push_back({makeMutantId(0, units, op), 0, units, op});
    clustering.items.push_back(unit);
    clustering.partition.clusterOf.push_back(0);
    if (unit > 0) {
      const int before = unit == 1 ? 0 : count + unit - 2;
      clustering.dendrogram.merges.push_back(
          {std::min(unit, before), std::max(unit, before), 0.5 * unit, unit + 1});
    }
    if (unit % 10 == 0) {
      plan.sample.groups.push_back({"group", {}, {}});
      plan.sample.toTest.push_back(10);
    }
    std::vector<int64_t>& order = plan.sample.groups.back().drawOrder;
    plan.sample.groups.back().members.push_back(unit);
    order.insert(order.begin(), unit);
  }
  plan.clusterings = {clustering};
  return plan;
}

}  // namespace

class TestRunFile : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void settingsReadBack();
  void layersReadBack();
  void baselineReadsBack();
  void planReadsBack();
  void recordsReadBack();
  void uncountedFlipsAndProofsReadBack();
  void readsOlderSchemasButDoesNotContinueThem_data();
  void readsOlderSchemasButDoesNotContinueThem();
  void groupsReadBack();
  void clusteringsReadBack();
  void cellSamplesReadBackAndAreReplaced();
  void undecidedClassesReadBack();
  void replacedRecordsComeAgain();
  void replacesNothingThatIsNotThere();
  void onlyDrawnMutantsAreToBeTested();
  void groupsThatDoNotFitAreABug_data();
  void groupsThatDoNotFitAreABug();
  void recordsSinceACursor();
  void untestedMutantsShrink();
  void environmentKeepsTheLast();
  void timesAndCountsAddUp();
  void statesReadBack();
  void resumesWhereItStopped();
  void readerSeesTheWriterAtWork();
  void leavesOneFileAfterAFinish();
  void leavesOneFileAfterAReader();
  void secondRecordForAMutantIsABug();
  void recordsThatDoNotFitAreABug_data();
  void recordsThatDoNotFitAreABug();
  void failedBatchLeavesNothing();
  void readersCannotWrite();
  void marginsThatAreNotFinite();
  void holdsManyMutants();
  void namesReadBack();
  void summarizesLayersOfANetwork();

 private:
  std::string path(const char* name = "run.maacc") const {
    return folder_->filePath(name).toStdString();
  }
  QStringList filesThere() const {
    return QDir(folder_->path()).entryList(QDir::Files, QDir::Name);
  }
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestRunFile::init() { folder_ = std::make_unique<QTemporaryDir>(); }

void TestRunFile::settingsReadBack() {
  createSampleRun(path());
  const RunSettings read = RunFile::openForReading(path()).settings();
  const RunSettings expected = sampleSettings();
  QVERIFY(read.modelPath == expected.modelPath && read.modelHash == expected.modelHash);
  QVERIFY(read.dataPath == expected.dataPath && read.labelsPath == expected.labelsPath);
  QVERIFY(read.dataKey == expected.dataKey && read.labelsKey == expected.labelsKey);
  QVERIFY(read.dataHash == expected.dataHash && read.preprocessing == expected.preprocessing);
  QVERIFY(read.operators == expected.operators && read.layers == expected.layers);
  QVERIFY(read.limitInputs == expected.limitInputs && read.seed == expected.seed);
  QVERIFY(read.reduction == expected.reduction);
  QVERIFY(read.strategy == expected.strategy && read.evaluator == expected.evaluator);
  QVERIFY(read.criterion == expected.criterion && read.evidence == expected.evidence);
}

void TestRunFile::layersReadBack() {
  createSampleRun(path());
  const auto read = RunFile::openForReading(path()).layers();
  const auto expected = sampleLayers();
  QCOMPARE(read.size(), expected.size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    QVERIFY(read[i].name == expected[i].name && read[i].kind == expected[i].kind);
    QVERIFY(read[i].activation == expected[i].activation && read[i].inputs == expected[i].inputs);
    QVERIFY(read[i].outputShape == expected[i].outputShape);
    QCOMPARE(read[i].parameters, expected[i].parameters);
    QCOMPARE(read[i].units, expected[i].units);
    QCOMPARE(read[i].weightedLayer, expected[i].weightedLayer);
  }
}

void TestRunFile::baselineReadsBack() {
  createSampleRun(path());
  const Baseline read = RunFile::openForReading(path()).baseline();
  const Baseline expected = sampleBaseline();
  QCOMPARE(read.classes, expected.classes);
  QCOMPARE(read.inputs, expected.inputs);
  QVERIFY(read.correctInputs == expected.correctInputs);
  QVERIFY(read.correctLabels == expected.correctLabels);
  QVERIFY(read.correctMargins == expected.correctMargins);
  QCOMPARE(read.accuracy(), 0.6);
}

void TestRunFile::planReadsBack() {
  createSampleRun(path());
  const MutationPlan read = RunFile::openForReading(path()).plan();
  const MutationPlan expected = samplePlan();
  QCOMPARE(read.seed, expected.seed);
  QVERIFY(read.hash == expected.hash);
  QCOMPARE(read.mutants.size(), expected.mutants.size());
  for (std::size_t i = 0; i < read.mutants.size(); ++i) {
    QVERIFY(read.mutants[i].id == expected.mutants[i].id);
    QCOMPARE(read.mutants[i].weightedLayer, expected.mutants[i].weightedLayer);
    QVERIFY(read.mutants[i].units == expected.mutants[i].units);
    QVERIFY(read.mutants[i].op == expected.mutants[i].op);
  }
}

void TestRunFile::recordsReadBack() {
  std::vector<KillRecord> records = {killedRecord(0), survivedRecord(1), errorRecord(2)};
  records[1].killedPredictedClass.clear();
  RunFile run = createSampleRun(path());
  run.append(std::vector<KillRecord>{records[2], records[0]});
  run.append(std::vector<KillRecord>{records[1]});
  const RunFile reader = RunFile::openForReading(path());
  QCOMPARE(reader.recordCount(), int64_t{3});
  QVERIFY(reader.records() == withoutFlips(records));
  QVERIFY(reader.flips(0) == records[0].flips);
  QVERIFY(reader.flips(1).empty());
  QVERIFY(reader.flips(2).empty());
  QVERIFY(reader.flips(1000).empty());
}

void TestRunFile::uncountedFlipsAndProofsReadBack() {
  std::vector<KillRecord> records = {killedRecord(0), survivedRecord(1), survivedRecord(2)};
  records[0].flippedInputs.reset();
  records[1].proof = Proof::Unchanged;
  records[2].proof = Proof::Bound;
  createSampleRun(path()).append(records);
  QVERIFY(RunFile::openForReading(path()).records() == withoutFlips(records));
  const SqliteDatabase database(path(), SqliteDatabase::Mode::ReadOnly);
  QCOMPARE(database.integer("SELECT count(*) FROM mutant_result WHERE flipped_inputs IS NULL"),
           database.integer("SELECT count(*) FROM mutant") - 2);
  QVERIFY(database.text("SELECT proof FROM mutant_result WHERE mutant_index = 2") == "bound");
}

void TestRunFile::readsOlderSchemasButDoesNotContinueThem_data() {
  QTest::addColumn<int>("version");
  QTest::newRow("1") << 1;
  QTest::newRow("2") << 2;
}

void TestRunFile::readsOlderSchemasButDoesNotContinueThem() {
  QFETCH(int, version);
  std::vector<KillRecord> records = {killedRecord(0), survivedRecord(1)};
  createSampleRun(path()).append(records);
  std::string changes =
      "DROP VIEW mutant_result; ALTER TABLE kill_record DROP COLUMN undecided; "
      "ALTER TABLE run DROP COLUMN random_draw; DELETE FROM setting WHERE name = 'reduction'; "
      "DROP TABLE group_member; DROP TABLE mutant_group; DROP TABLE clustering_leaf; "
      "DROP TABLE clustering_merge; DROP TABLE clustering; DROP TABLE sampled_cell; "
      "DROP TABLE cell_stratum; PRAGMA user_version = " +
      std::to_string(version);
  if (version == 1) {
    changes +=
        "; ALTER TABLE kill_record DROP COLUMN proof; "
        "ALTER TABLE kill_record ADD COLUMN rechecked_inputs INTEGER NOT NULL DEFAULT 7";
  }
  SqliteDatabase(path(), SqliteDatabase::Mode::ReadWrite).execute(changes);
  {
    const RunFile run = RunFile::openForReading(path());
    QVERIFY(run.records() == withoutFlips(records));
    QVERIFY(run.settings().strategy == "sample" && run.settings().reduction.empty());
    QVERIFY(run.sample() == MutantSample() && run.clusterings().empty());
    QVERIFY(run.cellSample() == CellSample());
    QCOMPARE(run.untestedMutants().size(), samplePlan().mutants.size() - 2);
  }
  const Error error = expectError([this] { RunFile::openForWriting(path()); });
  QVERIFY(error.code() == ErrorCode::Usage);
  QVERIFY(contains(error, "run file format " + std::to_string(version)));
  QVERIFY(contains(error, "another --out"));
  QCOMPARE(filesThere(), QStringList{"run.maacc"});
}

void TestRunFile::groupsReadBack() {
  createGroupedRun(path());
  QVERIFY(RunFile::openForReading(path()).sample() == sampleGroups());
  createSampleRun(path("plain.maacc"));
  QVERIFY(RunFile::openForReading(path("plain.maacc")).sample() == MutantSample());
  const SqliteDatabase database(path(), SqliteDatabase::Mode::ReadOnly);
  QVERIFY(database.text("SELECT mutant_group FROM mutant_result WHERE mutant_index = 18") ==
          "rest");
}

void TestRunFile::clusteringsReadBack() {
  createGroupedRun(path());
  QVERIFY(RunFile::openForReading(path()).clusterings() == sampleClusterings());
}

void TestRunFile::cellSamplesReadBackAndAreReplaced() {
  RunFile run = createSampleRun(path());
  const RunFile reader = RunFile::openForReading(path());
  QVERIFY(reader.cellSample() == CellSample());
  run.setCellSample(sampleOfCells());
  QVERIFY(reader.cellSample() == sampleOfCells());
  CellSample other = sampleOfCells();
  other.cells.erase(other.cells.begin());
  other.strata.pop_back();
  run.setCellSample(other);
  QVERIFY(reader.cellSample() == other);
}

void TestRunFile::undecidedClassesReadBack() {
  const std::vector<KillRecord> records = {openRecord(0), undecidedRecord(1)};
  createSampleRun(path()).append(records);
  QVERIFY(RunFile::openForReading(path()).records() == records);
}

void TestRunFile::replacedRecordsComeAgain() {
  RunFile run = createSampleRun(path());
  const RunFile reader = RunFile::openForReading(path());
  run.append(std::vector<KillRecord>{openRecord(5), undecidedRecord(3)});
  int64_t cursor = 0;
  QCOMPARE(reader.recordsSince(cursor).size(), std::size_t{2});
  // The last one added is the one that a reused number would hide.
  run.replace(std::vector<KillRecord>{killedRecord(3)});
  auto again = reader.recordsSince(cursor);
  QVERIFY(again == withoutFlips({killedRecord(3)}));
  QVERIFY(reader.flips(3) == killedRecord(3).flips);
  run.replace(std::vector<KillRecord>{survivedRecord(3), survivedRecord(5)});
  again = reader.recordsSince(cursor);
  QVERIFY(again == (std::vector<KillRecord>{survivedRecord(3), survivedRecord(5)}));
  QVERIFY(reader.flips(3).empty());
  QCOMPARE(reader.recordCount(), int64_t{2});
}

void TestRunFile::replacesNothingThatIsNotThere() {
  RunFile run = createSampleRun(path());
  run.append(std::vector<KillRecord>{openRecord(0)});
  const std::vector<KillRecord> batch = {survivedRecord(0), survivedRecord(1)};
  QVERIFY_EXCEPTION_THROWN(run.replace(batch), std::logic_error);
  QVERIFY(run.records() == std::vector<KillRecord>{openRecord(0)});
}

void TestRunFile::onlyDrawnMutantsAreToBeTested() {
  RunFile run = createGroupedRun(path());
  const std::vector<int64_t> first = {0, 3, 7, 10, 11, 12, 13, 14, 15, 16, 17, 18};
  QVERIFY(run.untestedMutants() == first);
  std::vector<KillRecord> records;
  for (int64_t mutant : first) {
    records.push_back(survivedRecord(mutant));
  }
  run.append(records);
  QVERIFY(run.untestedMutants().empty());
  run.setToTest(std::vector<int64_t>{5, 4});
  QVERIFY(run.untestedMutants() == (std::vector<int64_t>{1, 9}));
  QVERIFY(run.sample().toTest == (std::vector<int64_t>{5, 9}));
}

void TestRunFile::groupsThatDoNotFitAreABug_data() {
  QTest::addColumn<int>("what");
  QTest::newRow("member beyond the plan") << 0;
  QTest::newRow("member of two groups") << 1;
  QTest::newRow("drawn from another group") << 2;
  QTest::newRow("drawn twice") << 3;
  QTest::newRow("more to test than drawn") << 4;
  QTest::newRow("empty group") << 5;
}

void TestRunFile::groupsThatDoNotFitAreABug() {
  QFETCH(int, what);
  RunPlan plan{samplePlan(), sampleGroups()};
  MutantGroup& group = plan.sample.groups[0];
  switch (what) {
    case 0:
      plan.sample.groups[1].members.back() = 19;
      break;
    case 1:
      group.members.push_back(10);
      break;
    case 2:
      group.drawOrder[0] = 10;
      break;
    case 3:
      group.drawOrder[0] = group.drawOrder[1];
      break;
    case 4:
      plan.sample.toTest[0] = 6;
      break;
    default:
      group = {};
      plan.sample.toTest[0] = 0;
  }
  const auto create = [&] {
    RunFile::create(path(), sampleSettings(), sampleLayers(), sampleBaseline(), plan);
  };
  QVERIFY_EXCEPTION_THROWN(create(), std::logic_error);
  QVERIFY(!std::filesystem::exists(path()));
}

void TestRunFile::recordsSinceACursor() {
  RunFile run = createSampleRun(path());
  const RunFile reader = RunFile::openForReading(path());
  int64_t cursor = 0;
  QVERIFY(reader.recordsSince(cursor).empty());
  run.append(std::vector<KillRecord>{survivedRecord(5), killedRecord(3)});
  auto added = reader.recordsSince(cursor);
  QCOMPARE(added.size(), std::size_t{2});
  QCOMPARE(added[0].mutantIndex, int64_t{5});
  QVERIFY(reader.recordsSince(cursor).empty());
  run.append(std::vector<KillRecord>{survivedRecord(0)});
  added = reader.recordsSince(cursor);
  QCOMPARE(added.size(), std::size_t{1});
  QCOMPARE(added[0].mutantIndex, int64_t{0});
}

void TestRunFile::untestedMutantsShrink() {
  RunFile run = createSampleRun(path());
  QCOMPARE(run.untestedMutants().size(), samplePlan().mutants.size());
  run.append(std::vector<KillRecord>{survivedRecord(5), errorRecord(0)});
  const auto untested = run.untestedMutants();
  QCOMPARE(untested.size(), samplePlan().mutants.size() - 2);
  QCOMPARE(untested.front(), int64_t{1});
  QVERIFY(std::find(untested.begin(), untested.end(), 5) == untested.end());
  QVERIFY(std::is_sorted(untested.begin(), untested.end()));
}

void TestRunFile::environmentKeepsTheLast() {
  RunFile run = createSampleRun(path());
  QVERIFY(run.environment().programVersion.empty());
  run.setEnvironment({"0.1.0", "1.13.1", "openblas", "cpu", 2, 64});
  run.setEnvironment({"0.2.0", "2.4", "mkl", "cuda:0 NVIDIA H200", 16, 512});
  const RunEnvironment read = RunFile::openForReading(path()).environment();
  QVERIFY(read.programVersion == "0.2.0" && read.torchVersion == "2.4" && read.blas == "mkl");
  QVERIFY(read.device == "cuda:0 NVIDIA H200");
  QCOMPARE(read.threads, 16);
  QCOMPARE(read.batchSize, int64_t{512});
}

void TestRunFile::timesAndCountsAddUp() {
  RunFile run = createSampleRun(path());
  run.addTime("load", 0.5);
  run.addTime("mutants", 2);
  run.addTime("load", 0.25);
  run.addCount("pairs_evaluated", 1LL << 40);
  run.addCount("pairs_evaluated", 1);
  run.addCount("pairs_rechecked_float64", 7);
  const RunFile reader = RunFile::openForReading(path());
  const auto times = reader.times();
  QCOMPARE(times.size(), std::size_t{2});
  QVERIFY(times[0].stage == "load" && times[1].stage == "mutants");
  QCOMPARE(times[0].seconds, 0.75);
  const auto counts = reader.counts();
  QCOMPARE(counts.size(), std::size_t{2});
  QCOMPARE(counts[0].value, (int64_t{1} << 40) + 1);
  QVERIFY(counts[1].name == "pairs_rechecked_float64");
}

void TestRunFile::statesReadBack() {
  RunFile run = createSampleRun(path());
  const RunFile reader = RunFile::openForReading(path());
  QVERIFY(reader.state() == RunState::Running);
  for (RunState state : {RunState::Stopped, RunState::Running, RunState::Finished}) {
    run.setState(state);
    QVERIFY(reader.state() == state);
  }
}

void TestRunFile::resumesWhereItStopped() {
  {
    RunFile run = createSampleRun(path());
    run.append(std::vector<KillRecord>{killedRecord(0)});
    run.setState(RunState::Stopped);
  }
  {
    RunFile run = RunFile::openForWriting(path());
    QCOMPARE(run.untestedMutants().size(), samplePlan().mutants.size() - 1);
    run.setState(RunState::Running);
    run.append(std::vector<KillRecord>{survivedRecord(1)});
  }
  const RunFile reader = RunFile::openForReading(path());
  QCOMPARE(reader.recordCount(), int64_t{2});
  QVERIFY(reader.flips(0) == killedRecord(0).flips);
  QVERIFY(!reader.beingWritten());
}

void TestRunFile::readerSeesTheWriterAtWork() {
  RunFile run = createSampleRun(path());
  const RunFile first = RunFile::openForReading(path());
  QVERIFY(run.beingWritten() && first.beingWritten());
  for (int64_t index = 0; index < 19; ++index) {
    run.append(
        std::vector<KillRecord>{index % 2 == 0 ? killedRecord(index) : survivedRecord(index)});
    QCOMPARE(first.recordCount(), index + 1);
    QCOMPARE(RunFile::openForReading(path()).recordCount(), index + 1);
  }
}

void TestRunFile::leavesOneFileAfterAFinish() {
  {
    RunFile run = createSampleRun(path());
    const RunFile reader = RunFile::openForReading(path());
    run.append(std::vector<KillRecord>{killedRecord(0)});
    run.setState(RunState::Finished);
    // A copy of the one file is complete even while readers are there.
    std::filesystem::copy_file(path(), path("copy.maacc"));
    QCOMPARE(RunFile::openForReading(path("copy.maacc")).recordCount(), int64_t{1});
  }
  QCOMPARE(filesThere(), (QStringList{"copy.maacc", "run.maacc"}));
}

void TestRunFile::leavesOneFileAfterAReader() {
  createSampleRun(path());
  RunFile::openForReading(path()).records();
  QCOMPARE(filesThere(), QStringList{"run.maacc"});
}

void TestRunFile::secondRecordForAMutantIsABug() {
  RunFile run = createSampleRun(path());
  run.append(std::vector<KillRecord>{killedRecord(0)});
  const std::vector<KillRecord> batch = {survivedRecord(1), survivedRecord(0)};
  QVERIFY_EXCEPTION_THROWN(run.append(batch), std::logic_error);
  QCOMPARE(run.recordCount(), int64_t{1});
  run.append(std::vector<KillRecord>{survivedRecord(1)});
  QCOMPARE(run.recordCount(), int64_t{2});
}

void TestRunFile::recordsThatDoNotFitAreABug_data() {
  QTest::addColumn<int>("what");
  QTest::newRow("mutant beyond the plan") << 0;
  QTest::newRow("negative mutant") << 1;
  QTest::newRow("too many classes") << 2;
  QTest::newRow("flip beyond the inputs") << 3;
  QTest::newRow("killed with a proof of survival") << 6;
  QTest::newRow("flips out of order") << 4;
  QTest::newRow("undecided without an open class") << 7;
  QTest::newRow("survived with an open class") << 8;
  QTest::newRow("class beyond the classes") << 5;
}

void TestRunFile::recordsThatDoNotFitAreABug() {
  QFETCH(int, what);
  RunFile run = createSampleRun(path());
  KillRecord record = killedRecord(0);
  switch (what) {
    case 0:
      record.mutantIndex = 19;
      break;
    case 1:
      record.mutantIndex = -1;
      break;
    case 2:
      record.killedTrueClass.push_back(0);
      break;
    case 3:
      record.flips.push_back({6, 0});
      break;
    case 4:
      std::swap(record.flips[0], record.flips[1]);
      break;
    case 6:
      record.proof = Proof::Bound;
      break;
    case 7:
      record.status = MutantStatus::Undecided;
      break;
    case 8:
      record = survivedRecord(0);
      record.undecided = {0, 0, 1, 0};
      break;
    default:
      record.flips[0].predictedClass = 4;
  }
  QVERIFY_EXCEPTION_THROWN(run.append(std::vector<KillRecord>{record}), std::logic_error);
  QCOMPARE(run.recordCount(), int64_t{0});
}

void TestRunFile::failedBatchLeavesNothing() {
  RunFile run = createSampleRun(path());
  const std::vector<KillRecord> batch = {killedRecord(3), survivedRecord(99)};
  QVERIFY_EXCEPTION_THROWN(run.append(batch), std::logic_error);
  QCOMPARE(run.recordCount(), int64_t{0});
  QVERIFY(run.flips(3).empty());
}

void TestRunFile::readersCannotWrite() {
  createSampleRun(path());
  RunFile reader = RunFile::openForReading(path());
  QVERIFY_EXCEPTION_THROWN(reader.append({}), std::logic_error);
  QVERIFY_EXCEPTION_THROWN(reader.setState(RunState::Finished), std::logic_error);
}

void TestRunFile::marginsThatAreNotFinite() {
  Baseline baseline = sampleBaseline();
  baseline.correctMargins[0] = std::numeric_limits<double>::infinity();
  baseline.correctMargins[1] = std::numeric_limits<double>::quiet_NaN();
  RunFile::create(path(), sampleSettings(), sampleLayers(), baseline, {samplePlan()});
  const Baseline read = RunFile::openForReading(path()).baseline();
  QVERIFY(std::isinf(read.correctMargins[0]));
  QVERIFY(std::isnan(read.correctMargins[1]));
}

void TestRunFile::holdsManyMutants() {
  constexpr int kMutants = 100000;
  RunPlan plan = manyMutants(kMutants);
  QElapsedTimer clock;
  clock.start();
  RunFile run = RunFile::create(path(), sampleSettings(), sampleLayers(), sampleBaseline(), plan);
  const qint64 created = clock.restart();
  std::vector<KillRecord> batch;
  for (int64_t index = 0; index < kMutants; ++index) {
    batch.push_back(index % 2 == 0 ? killedRecord(index) : survivedRecord(index));
    if (batch.size() == 1000) {
      run.append(batch);
      batch.clear();
    }
  }
  const qint64 appended = clock.restart();
  const RunFile reader = RunFile::openForReading(path());
  QCOMPARE(reader.plan().mutants.size(), std::size_t{kMutants});
  QCOMPARE(reader.records().size(), std::size_t{kMutants});
  QVERIFY(reader.untestedMutants().empty());
  QVERIFY(reader.sample() == plan.sample);
  QVERIFY(reader.clusterings() == plan.clusterings);
  QVERIFY(reader.flips(kMutants - 2) == killedRecord(0).flips);
  const qint64 read = clock.elapsed();
  qInfo("create %lld ms, append %lld ms, read %lld ms", created, appended, read);
  QVERIFY2(created + appended + read < 60000, "100,000 mutants took more than a minute");
}

void TestRunFile::namesReadBack() {
  for (Evidence evidence : {Evidence::Score, Evidence::Inputs}) {
    QVERIFY(parseEvidence(evidenceName(evidence)) == evidence);
  }
  QVERIFY(contains(expectError([] { parseEvidence("all"); }), "\"all\""));
  QVERIFY(stateName(RunState::Finished) == "finished");
}

void TestRunFile::summarizesLayersOfANetwork() {
  Network network("net.keras");
  const LayerId input = network.add("in", InputLayer{{2}, false}, {});
  DenseLayer hidden{zeros({3, 2}), zeros({3}), {ActivationKind::Relu, 0, 0}};
  const LayerId first = network.add("hidden", hidden, {input});
  network.finish(network.add("out", DenseLayer{zeros({4, 3}), {}, {}}, {first}));
  const auto layers = summarizeLayers(network);
  QCOMPARE(layers.size(), std::size_t{3});
  QVERIFY(layers[1].name == "hidden" && layers[1].kind == "Dense");
  QVERIFY(layers[1].activation == "relu" && layers[2].activation.empty());
  QCOMPARE(layers[1].parameters, int64_t{9});
  QCOMPARE(layers[2].units, 4);
  QCOMPARE(layers[0].weightedLayer, -1);
  QCOMPARE(layers[2].weightedLayer, 1);
  QVERIFY(layers[2].inputs == std::vector<int>{1});
}

QTEST_APPLESS_MAIN(TestRunFile)
#include "test_run_file.moc"
