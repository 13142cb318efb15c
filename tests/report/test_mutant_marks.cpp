#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <fstream>

#include "core/report/marked_scores.h"
#include "core/report/run_report.h"
#include "tests/support/expect_error.h"
#include "tests/support/sample_run.h"

using namespace maacc;
using namespace maacc::test;

namespace {

const CellSample kNoCells;
const MutantSample kNoGroups;

// 19 mutants, exhaustive; 0 to 9 tested: 0 to 5 survive, 6 to 8 are killed, 9 is an error.
std::vector<KillRecord> sampleRecords() {
  std::vector<KillRecord> records;
  for (int64_t mutant = 0; mutant < 10; ++mutant) {
    records.push_back(mutant < 6    ? survivedRecord(mutant)
                      : mutant == 9 ? errorRecord(mutant)
                                    : killedRecord(mutant));
  }
  return records;
}

MarkedMutant marked(int64_t mutant, MarkKind kind) { return {mutant, {kind, "because", ""}}; }

}  // namespace

class TestMutantMarks : public QObject {
  Q_OBJECT

 private slots:
  void init() { folder_ = std::make_unique<QTemporaryDir>(); }
  void surviveReopening();
  void withoutMarksTheFileGoes();
  void belongToOnePlan();
  void needAReason();
  void damagedFilesAreRefused_data();
  void damagedFilesAreRefused();
  void leaveTheDenominator();
  void killedMutantsAreNotEquivalent();
  void ignoredKillsLeaveTheNumeratorToo();
  void countingAgreesWithTheWholePass();
  void samplesEstimateTheMarkedShare();
  void summarySaysBothScores();

 private:
  std::string run() const { return folder_->filePath("a.maacc").toStdString(); }
  void writeText(const std::string& text) const { std::ofstream(marksPath(run())) << text; }

  std::unique_ptr<QTemporaryDir> folder_;
  RunSettings exhaustive_;
  MutationPlan plan_ = samplePlan();
};

void TestMutantMarks::surviveReopening() {
  const MutantMarks marks = {
      {"w0-u0-NAI", {MarkKind::Equivalent, "feeds \"dead\" units\nonly – see ReLU", "2026-01-02"}},
      {"w1-u3-CW:0.2", {MarkKind::Ignored, "x", "2026-01-03"}}};
  writeMarks(run(), "plan", marks);
  QVERIFY(readMarks(run(), "plan") == marks);
  QCOMPARE(std::filesystem::path(marksPath(run())).filename().string(), "a.maacc.marks.json");
}

void TestMutantMarks::withoutMarksTheFileGoes() {
  QVERIFY(readMarks(run(), "plan").empty());
  writeMarks(run(), "plan", {{"w0-u0-NAI", {MarkKind::Ignored, "x", ""}}});
  QVERIFY(std::filesystem::exists(marksPath(run())));
  writeMarks(run(), "plan", {});
  QVERIFY(!std::filesystem::exists(marksPath(run())));
  writeMarks(run(), "plan", {});
}

void TestMutantMarks::belongToOnePlan() {
  writeMarks(run(), "plan", {{"w0-u0-NAI", {MarkKind::Ignored, "x", ""}}});
  const Error error = expectError([&] { readMarks(run(), "another plan"); });
  QVERIFY(error.code() == ErrorCode::BadInput && contains(error, "another run"));
}

void TestMutantMarks::needAReason() {
  const Error error = expectError([&] {
    writeMarks(run(), "plan", {{"w0-u0-NAI", {MarkKind::Equivalent, " \t\n", ""}}});
  });
  QVERIFY(error.code() == ErrorCode::Usage && contains(error, "w0-u0-NAI"));
  QVERIFY(!std::filesystem::exists(marksPath(run())));
}

void TestMutantMarks::damagedFilesAreRefused_data() {
  QTest::addColumn<QString>("text");
  QTest::newRow("empty") << "";
  QTest::newRow("no JSON") << "{\"format\":";
  QTest::newRow("other JSON") << "[1, 2]";
  QTest::newRow("no plan") << "{\"format\": \"maacc-marks\", \"version\": 1, \"marks\": []}";
  QTest::newRow("newer") << "{\"format\": \"maacc-marks\", \"version\": 2, \"plan_hash\": \"p\", "
                            "\"marks\": []}";
  QTest::newRow("kind")
      << "{\"format\": \"maacc-marks\", \"version\": 1, \"plan_hash\": \"p\", "
         "\"marks\": [{\"mutant\": \"a\", \"kind\": \"odd\", \"reason\": \"x\"}]}";
  QTest::newRow("types") << "{\"format\": \"maacc-marks\", \"version\": \"1\", \"marks\": 3}";
}

void TestMutantMarks::damagedFilesAreRefused() {
  QFETCH(QString, text);
  writeText(text.toStdString());
  const Error error = expectError([&] { readMarks(run(), "p"); });
  QVERIFY(error.code() == ErrorCode::BadInput && contains(error, "a.maacc.marks.json"));
}

void TestMutantMarks::leaveTheDenominator() {
  const std::vector<KillRecord> records = sampleRecords();
  const ScoreBasis basis{exhaustive_, plan_, kNoGroups, kNoCells, 4};
  const std::vector<MarkedMutant> marks = {marked(1, MarkKind::Equivalent),
                                           marked(2, MarkKind::Ignored),
                                           marked(15, MarkKind::Equivalent)};
  const MarkedScores scores = scoresWithoutMarked(basis, records, marks);
  // Nine mutants with a verdict, of which three killed ones kill three of four classes each.
  const Score counted = summarize(records, 19, 4).trueClass;
  QCOMPARE(counted.denominator(), 9 * 4);
  QCOMPARE(scores.summary.trueClass.denominator(), 7 * 4);
  QCOMPARE(scores.summary.trueClass.killedClasses, counted.killedClasses);
  QCOMPARE(scores.scores.trueClass->value, static_cast<double>(counted.killedClasses) / (7 * 4));
  QCOMPARE(scores.equivalent, 1);
  QCOMPARE(scores.ignored, 1);
  QCOMPARE(scores.untested, 1);
  QVERIFY(!scoresWithoutMarked(basis, records, {}).any());
}

void TestMutantMarks::killedMutantsAreNotEquivalent() {
  const std::vector<KillRecord> records = sampleRecords();
  const ScoreBasis basis{exhaustive_, plan_, kNoGroups, kNoCells, 4};
  const std::vector<MarkedMutant> marks = {marked(6, MarkKind::Equivalent)};
  const MarkedScores scores = scoresWithoutMarked(basis, records, marks);
  QCOMPARE(scores.contradicted, 1);
  QCOMPARE(scores.leftOut(), 0);
  QCOMPARE(scores.scores.trueClass->value, summarize(records, 19, 4).trueClass.value());
  QVERIFY(markedText(scores).find("but killed") != std::string::npos);
}

void TestMutantMarks::ignoredKillsLeaveTheNumeratorToo() {
  const std::vector<KillRecord> records = sampleRecords();
  const ScoreBasis basis{exhaustive_, plan_, kNoGroups, kNoCells, 4};
  const std::vector<MarkedMutant> marks = {marked(7, MarkKind::Ignored)};
  const Score left = scoresWithoutMarked(basis, records, marks).summary.trueClass;
  const Score counted = summarize(records, 19, 4).trueClass;
  QCOMPARE(left.mutants, counted.mutants - 1);
  QCOMPARE(left.killedClasses, counted.killedClasses / 3 * 2);
}

void TestMutantMarks::countingAgreesWithTheWholePass() {
  const std::vector<KillRecord> records = sampleRecords();
  const ScoreBasis basis{exhaustive_, plan_, kNoGroups, kNoCells, 4};
  const std::vector<MarkedMutant> marks = {marked(1, MarkKind::Equivalent),
                                           marked(8, MarkKind::Ignored)};
  const std::vector<KillRecord> some = {records[1], records[8]};
  const MarkedScores fast = countWithoutMarked(summarize(records, 19, 4), some, marks);
  const MarkedScores whole = scoresWithoutMarked(basis, records, marks);
  QCOMPARE(fast.summary.trueClass.killedClasses, whole.summary.trueClass.killedClasses);
  QCOMPARE(fast.summary.trueClass.mutants, whole.summary.trueClass.mutants);
  QCOMPARE(fast.summary.predictedClass.killedClasses, whole.summary.predictedClass.killedClasses);
  QCOMPARE(fast.summary.survived, whole.summary.survived);
  QCOMPARE(fast.leftOut(), whole.leftOut());
}

void TestMutantMarks::samplesEstimateTheMarkedShare() {
  // Ten mutants of one group, four drawn: two survive, two kill 2 of 4 classes (true class).
  MutantSample sample;
  sample.groups = {{"all", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {0, 1, 2, 3}}};
  sample.toTest = {4};
  sample.randomDraw = true;
  RunSettings settings;
  settings.strategy = "sample";
  const ScoreBasis basis{settings, plan_, sample, kNoCells, 4};
  const std::vector<KillRecord> records = {survivedRecord(0), survivedRecord(1), killedRecord(2),
                                           killedRecord(3)};
  const double killed = static_cast<double>(summarize(records, 0, 4).trueClass.killedClasses);
  const MarkedScores all = scoresWithoutMarked(basis, records, {});
  QCOMPARE(all.scores.trueClass->value, killed / (4 * 4));
  const std::vector<MarkedMutant> marks = {marked(0, MarkKind::Equivalent)};
  const MarkedScores scores = scoresWithoutMarked(basis, records, marks);
  QVERIFY(scores.scores.estimated);
  QCOMPARE(scores.scores.trueClass->value, killed / (3 * 4));
  QVERIFY(scores.scores.trueClass->low <= scores.scores.trueClass->value);
  QVERIFY(scores.scores.trueClass->high > scores.scores.trueClass->value);
}

void TestMutantMarks::summarySaysBothScores() {
  RunSettings settings = sampleSettings();
  settings.strategy = "exhaustive";
  settings.reduction.clear();
  RunFile file = RunFile::create(run(), settings, sampleLayers(), sampleBaseline(), {samplePlan()});
  file.append(sampleRecords());
  QVERIFY(summaryText(file).find("without marked") == std::string::npos);
  QVERIFY(summaryJson(file).find("\"without_marked\": null") != std::string::npos);
  writeMarks(run(), plan_.hash, {{plan_.mutants[0].id.text, {MarkKind::Equivalent, "dead", ""}}});
  const std::string text = summaryText(file);
  QVERIFY2(text.find("without marked mutants (1 marked equivalent, 0 ignored left out)") !=
               std::string::npos,
           text.c_str());
  QVERIFY2(text.find("(9 mutants x 4 classes)") != std::string::npos, text.c_str());
  QVERIFY2(text.find("(8 mutants x 4 classes)") != std::string::npos, text.c_str());
  QVERIFY(summaryJson(file).find("\"equivalent\": 1") != std::string::npos);
}

QTEST_MAIN(TestMutantMarks)
#include "test_mutant_marks.moc"
