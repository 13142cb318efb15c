#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>
#include <fstream>

#include "core/base/random_stream.h"
#include "core/report/run_report.h"
#include "core/report/text_table.h"
#include "tests/support/expect_error.h"
#include "tests/support/sample_run.h"

using namespace maacc;
using namespace maacc::test;

namespace {

QJsonObject parsed(const std::string& json) {
  QJsonParseError error{};
  const QJsonDocument document = QJsonDocument::fromJson(QByteArray::fromStdString(json), &error);
  if (error.error != QJsonParseError::NoError) {
    qWarning("%s", qPrintable(error.errorString()));
  }
  return document.object();
}

QStringList linesOf(const std::string& text) {
  return QString::fromStdString(text).split('\n', Qt::SkipEmptyParts);
}

}  // namespace

class TestRunReport : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void summaryTextShowsTheFormula();
  void summaryTextSaysHowItEnded();
  void summaryTextOfAnUntestedRun();
  void summaryJsonHasTheDocumentedFields();
  void scoresLackWhatWasNotEvaluated();
  void summaryCountsProvenSurvivors();
  void estimatesHaveTheirInterval();
  void medoidsSayWhatIsCertain();
  void openClassesAreEstimated();
  void explainsGroupsAndOpenClasses();
  void workIsATable();
  void recordsAreCsv();
  void survivors();
  void noSurvivors();
  void explainsAKilledMutant();
  void explainsWithoutEvidence();
  void explainsEarlyExit();
  void explainsProofs();
  void explainsOtherVerdicts();
  void explainsRandomOperators();
  void suggestsCloseIds();
  void textThatIsNotUtf8();
  void mutatedBytesNeverCrashAReport();
  void fields_data();
  void fields();

 private:
  std::string path() const { return folder_->filePath("run.maacc").toStdString(); }
  RunFile sampleWithRecords() const;
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestRunReport::init() { folder_ = std::make_unique<QTemporaryDir>(); }

// Mutant 1 is killed, 2 survives, 4 fails; 12 (in layer 1) has one criterion only.
RunFile TestRunReport::sampleWithRecords() const {
  RunFile run = createSampleRun(path());
  KillRecord oneCriterion = survivedRecord(12);
  oneCriterion.killedPredictedClass.clear();
  oneCriterion.proof = Proof::Bound;
  run.append(
      std::vector<KillRecord>{errorRecord(4), killedRecord(1), survivedRecord(2), oneCriterion});
  run.setEnvironment({"0.1.0", "1.13.1", "openblas", "cpu", 2, 64});
  run.addTime("load", 0.25);
  run.addTime("mutants", 1.5);
  run.addCount("pairs_evaluated", 57);
  run.addCount("pairs_unchanged", 3);
  run.addCount("flops", 1'234'567'890'123);
  return run;
}

void TestRunReport::summaryTextShowsTheFormula() {
  const std::string text = summaryText(sampleWithRecords());
  for (const char* part :
       {"Tested 4 of 19 mutants: 1 killed, 2 survived, 1 in error",
        "true-class       0.1667 = 2 killed classes / (3 mutants x 4 classes)",
        "predicted-class  0.2500 = 2 killed classes / (2 mutants x 4 classes)",
        "10, of which 6 are classified correctly (accuracy 0.6000)", "/models/small \"net\".keras",
        "CW:0.2, NAI", "cpu, 2 threads, torch 1.13.1, openblas", "dense, \"first\"",
        "total    1.75 s"}) {
    QVERIFY2(text.find(part) != std::string::npos,
             qPrintable(QString(part) + "\nis not in\n" + QString::fromStdString(text)));
  }
}

void TestRunReport::summaryTextSaysHowItEnded() {
  {
    RunFile run = createSampleRun(path());
    QVERIFY(summaryText(run).find("state          running\n") != std::string::npos);
  }
  QVERIFY(summaryText(RunFile::openForReading(path())).find("killed; finish it") !=
          std::string::npos);
  RunFile run = RunFile::openForWriting(path());
  run.setState(RunState::Stopped);
  QVERIFY(summaryText(run).find("stopped; finish it with maacc run --resume") != std::string::npos);
  run.setState(RunState::Finished);
  QVERIFY(summaryText(run).find("state          finished\n") != std::string::npos);
}

void TestRunReport::summaryTextOfAnUntestedRun() {
  const std::string text = summaryText(createSampleRun(path()));
  QVERIFY(text.find("Tested 0 of 19 mutants") != std::string::npos);
  QVERIFY(text.find("true-class       not evaluated") != std::string::npos);
}

void TestRunReport::summaryJsonHasTheDocumentedFields() {
  const QJsonObject json = parsed(summaryJson(sampleWithRecords()));
  QCOMPARE(json["score"]["true-class"].toDouble(), 2.0 / 12);
  QCOMPARE(json["score"]["predicted-class"].toDouble(), 0.25);
  QCOMPARE(json["mutants"].toInt(), 19);
  QCOMPARE(json["tested"].toInt(), 4);
  QCOMPARE(json["killed"].toInt(), 1);
  QCOMPARE(json["survived"].toInt(), 2);
  QCOMPARE(json["errors"].toInt(), 1);
  QCOMPARE(json["classes"].toInt(), 4);
  QCOMPARE(json["correct_inputs"].toInt(), 6);
  QCOMPARE(json["inputs"].toInt(), 10);
  QCOMPARE(json["accuracy"].toDouble(), 0.6);
  QCOMPARE(json["strategy"].toString(), QString("sample"));
  QCOMPARE(json["state"].toString(), QString("running"));
  QCOMPARE(json["seconds"]["mutants"].toDouble(), 1.5);
  QCOMPARE(json["counts"]["pairs_evaluated"].toInt(), 57);
  QCOMPARE(json["score_formula"]["true-class"]["killed_classes"].toInt(), 2);
  QCOMPARE(json["layers"].toArray().size(), 2);
  QCOMPARE(json["layers"][0]["layer"].toString(), QString("dense, \"first\""));
  QCOMPARE(json["layers"][0]["mutants"].toInt(), 11);
  QCOMPARE(json["operators"].toArray().size(), 2);
  QCOMPARE(json["operators"][1]["operator"].toString(), QString("NAI"));
  QCOMPARE(json["operators"][1]["tested"].toInt(), 1);
  QCOMPARE(json["operators"][1]["score"]["true-class"].toDouble(), 0.5);
  QCOMPARE(json["settings"]["kill"].toString(), QString("predicted-class"));
  QCOMPARE(json["settings"]["evidence"].toString(), QString("inputs"));
  QCOMPARE(json["settings"]["layers"][0].toString(), QString("dense, \"first\""));
}

void TestRunReport::scoresLackWhatWasNotEvaluated() {
  RunFile run = createSampleRun(path());
  const QJsonObject untested = parsed(summaryJson(run));
  QVERIFY(untested["score"].isObject() && untested["score"].toObject().isEmpty());
  QCOMPARE(untested["tested"].toInt(), 0);
  QVERIFY(untested["seconds"].isObject() && untested["counts"].isObject());
  std::vector<KillRecord> records = {killedRecord(0), survivedRecord(1)};
  for (KillRecord& record : records) {
    record.killedTrueClass.clear();
  }
  run.append(records);
  const QJsonObject json = parsed(summaryJson(run));
  QCOMPARE(json["score"].toObject().keys(), QStringList{"predicted-class"});
  QCOMPARE(json["score"]["predicted-class"].toDouble(), 0.25);
  QCOMPARE(json["score_formula"].toObject().keys(), QStringList{"predicted-class"});
  QCOMPARE(json["operators"][0]["score"].toObject().keys(), QStringList{"predicted-class"});
  QVERIFY(summaryText(run).find("true-class       not evaluated") != std::string::npos);
}

void TestRunReport::summaryCountsProvenSurvivors() {
  RunFile run = createSampleRun(path());
  QVERIFY(summaryText(run).find("Proven") == std::string::npos);
  std::vector<KillRecord> records = {survivedRecord(0), survivedRecord(1), survivedRecord(12)};
  records[0].proof = Proof::Bound;
  records[2].proof = Proof::Unchanged;
  run.append(records);
  QVERIFY(summaryText(run).find("Proven to survive without evaluating any input: 2 mutants\n") !=
          std::string::npos);
  const QJsonObject json = parsed(summaryJson(run));
  QCOMPARE(json["survived"].toInt(), 3);
  QCOMPARE(json["proven"].toInt(), 2);
  QCOMPARE(json["layers"][1]["proven"].toInt(), 1);
  const QJsonObject list = parsed(survivorsJson(run));
  QCOMPARE(list["survivors"][0]["proof"].toString(), QString("bound"));
  QCOMPARE(list["survivors"][1]["proof"].toString(), QString());
}

// Of 10 and 9 mutants in two groups, 2 and 1 have a verdict.
void TestRunReport::estimatesHaveTheirInterval() {
  RunFile run = createGroupedRun(path());
  run.append(std::vector<KillRecord>{killedRecord(7), survivedRecord(0), killedRecord(18)});
  const std::string text = summaryText(run);
  for (const char* part :
       {"true-class       0.3684, 95 % interval 0.0526 to ",
        " (stratified sample: 3 of 19 mutants)\n",
        "sample (12 of 19 mutants in 2 groups are to be tested), plain evaluator",
        "The tables below are of the tested mutants alone."}) {
    QVERIFY2(text.find(part) != std::string::npos,
             qPrintable(QString(part) + "\nis not in\n" + QString::fromStdString(text)));
  }
  const QJsonObject json = parsed(summaryJson(run));
  const QJsonObject score = json["score"].toObject()["true-class"].toObject();
  QVERIFY(std::abs(score["value"].toDouble() - (10 * 0.25 + 9 * 0.5) / 19) < 1e-12);
  QVERIFY(score["low"].toDouble() < 0.3 && score["high"].toDouble() > 0.5);
  QCOMPARE(score["confidence"].toDouble(), 0.95);
  const QJsonObject formula = json["score_formula"].toObject()["predicted-class"].toObject();
  QCOMPARE(formula["method"].toString(), QString("stratified sample: 3 of 19 mutants"));
  QVERIFY(formula["formula"].toString().contains("2 groups"));
  QCOMPARE(json["mutants"].toInt(), 19);
  QCOMPARE(json["to_test"].toInt(), 12);
  QCOMPARE(json["groups"].toInt(), 2);
  QCOMPARE(json["settings"].toObject()["reduction"].toObject()["strategy"].toString(),
           QString("sample"));
}

void TestRunReport::medoidsSayWhatIsCertain() {
  RunSettings settings = sampleSettings();
  settings.strategy = "mutant-clusters";
  settings.reduction = "{\"strategy\":\"mutant-clusters\"}";
  MutantSample sample = sampleGroups();
  sample.randomDraw = false;
  RunFile run =
      RunFile::create(path(), settings, sampleLayers(), sampleBaseline(), {samplePlan(), sample});
  run.append(std::vector<KillRecord>{killedRecord(7), killedRecord(18)});
  const std::string text = summaryText(run);
  QVERIFY2(text.find("0.5000, certainly within 0.0526 to 0.9474 (representatives of mutant "
                     "clusters: 2 of 19 mutants)") != std::string::npos,
           text.c_str());
}

void TestRunReport::openClassesAreEstimated() {
  RunSettings settings = sampleSettings();
  settings.strategy = "two-phase";
  settings.reduction = "{\"strategy\":\"two-phase\"}";
  settings.criterion = KillCriterion::TrueClass;
  RunFile run = RunFile::create(path(), settings, sampleLayers(), sampleBaseline(), {samplePlan()});
  run.append(std::vector<KillRecord>{openRecord(0), undecidedRecord(1), survivedRecord(2)});
  const QJsonObject json = parsed(summaryJson(run));
  QCOMPARE(json["undecided"].toInt(), 1);
  const QJsonObject score = json["score"].toObject()["true-class"].toObject();
  QVERIFY(std::abs(score["low"].toDouble() - 2.0 / 12) < 1e-12);
  QVERIFY(std::abs(score["high"].toDouble() - 5.0 / 12) < 1e-12);
  QVERIFY(!json["score"].toObject().contains("predicted-class"));
  const std::string text = summaryText(run);
  QVERIFY(text.find("1 killed, 1 survived, 1 undecided, 0 in error") != std::string::npos);
  QVERIFY(text.find("two phases: 9 of 12 classes decided by probing") != std::string::npos);
  QVERIFY(text.find("survived  undecided  errors") != std::string::npos);
}

void TestRunReport::explainsGroupsAndOpenClasses() {
  RunFile run = createGroupedRun(path());
  run.append(std::vector<KillRecord>{undecidedRecord(0)});
  const MutationPlan plan = samplePlan();
  const std::string open = explainText(run, plan.mutants[0].id.text);
  QVERIFY(open.find("undecided: no kill was found") != std::string::npos);
  QVERIFY(open.find("2 of 4 classes: 1, 2") != std::string::npos);
  const std::string spokenFor = explainText(run, plan.mutants[2].id.text);
  QVERIFY(spokenFor.find("w0 \"all\", 10 mutants") != std::string::npos);
  QVERIFY(spokenFor.find("speak for it") != std::string::npos);
}

void TestRunReport::workIsATable() {
  const QString text = QString::fromStdString(summaryText(sampleWithRecords())).simplified();
  QVERIFY2(text.endsWith("Work: pairs of a mutant and an input evaluated 57 95.00 % "
                         "unchanged by the mutant 3 5.00 % arithmetic of the evaluated 1.23 TFLOP"),
           qPrintable(text));
  RunFile run = RunFile::create(folder_->filePath("other.maacc").toStdString(), sampleSettings(),
                                sampleLayers(), sampleBaseline(), {samplePlan()});
  run.addCount("from_the_future", 5);
  run.addCount("pairs_evaluated", 0);
  QVERIFY(summaryText(run).find("from_the_future  5\n") != std::string::npos);
}

void TestRunReport::recordsAreCsv() {
  const QStringList lines = linesOf(recordsCsv(sampleWithRecords()));
  QCOMPARE(lines,
           (QStringList{
               "mutant,weighted_layer,layer,units,operator,status,flipped_inputs,killed_true_class,"
               "killed_predicted_class,proof",
               "w0-u0-NAI,0,\"dense, \"\"first\"\"\",0,NAI,killed,3,1100,0011,",
               "w0-u1-CW:0.2,0,\"dense, \"\"first\"\"\",1,CW:0.2,survived,0,0000,0000,",
               "w0-u2-CW:0.2,0,\"dense, \"\"first\"\"\",2,CW:0.2,error,0,,,",
               "w1-u1-CW:0.2,1,logits,1,CW:0.2,survived,0,0000,,bound"}));
  QTemporaryDir other;
  RunFile run = createSampleRun(other.filePath("run.maacc").toStdString());
  KillRecord uncounted = killedRecord(1);
  uncounted.flippedInputs.reset();
  run.append(std::vector<KillRecord>{uncounted});
  QCOMPARE(linesOf(recordsCsv(run)).last(),
           QString("w0-u0-NAI,0,\"dense, \"\"first\"\"\",0,NAI,killed,,1100,0011,"));
}

void TestRunReport::survivors() {
  const RunFile run = sampleWithRecords();
  QCOMPARE(linesOf(survivorsText(run)),
           (QStringList{"w0-u1-CW:0.2  dense, \"first\", unit 1: w' = 1.2 w, b' = 1.2 b",
                        "w1-u1-CW:0.2  logits, unit 1: w' = 1.2 w, b' = 1.2 b"}));
  const QJsonObject json = parsed(survivorsJson(run));
  QCOMPARE(json["survived"].toInt(), 2);
  QCOMPARE(json["survivors"].toArray().size(), 2);
  QCOMPARE(json["survivors"][0]["mutant"].toString(), QString("w0-u1-CW:0.2"));
  QCOMPARE(json["survivors"][1]["units"][0].toInt(), 1);
  QCOMPARE(json["survivors"][1]["layer"].toString(), QString("logits"));
}

void TestRunReport::noSurvivors() {
  const RunFile run = createSampleRun(path());
  QVERIFY(survivorsText(run) == "no mutant survived\n");
  const QJsonObject json = parsed(survivorsJson(run));
  QVERIFY(json["survivors"].isArray());
  QCOMPARE(json["survivors"].toArray().size(), 0);
}

void TestRunReport::explainsAKilledMutant() {
  const std::string text = explainText(sampleWithRecords(), "w0-u0-NAI");
  for (const char* part :
       {"Mutant w0-u0-NAI, number 2 of 19", "NAI, Neuron activation inverse", "w' = -w, b' = b",
        "dense, \"first\" (Dense, relu, 5 units), weighted layer 0", "unit 0",
        "killed: 3 of 6 correctly classified inputs flipped\n",
        "true-class      2 of 4 classes: 0, 1", "predicted-class 2 of 4 classes: 2, 3",
        "3 killing inputs", "  2            1 ->          3   3.5000\n"}) {
    QVERIFY2(text.find(part) != std::string::npos,
             qPrintable(QString(part) + "\nis not in\n" + QString::fromStdString(text)));
  }
}

void TestRunReport::explainsWithoutEvidence() {
  RunSettings settings = sampleSettings();
  settings.evidence = Evidence::Score;
  RunFile run = RunFile::create(path(), settings, sampleLayers(), sampleBaseline(), {samplePlan()});
  KillRecord record = killedRecord(0);
  record.flips.clear();
  run.append(std::vector<KillRecord>{record});
  QVERIFY(explainText(run, "w0-u0-CW:0.2").find("--evidence inputs") != std::string::npos);
}

void TestRunReport::explainsEarlyExit() {
  RunSettings settings = sampleSettings();
  settings.evidence = Evidence::Score;
  RunFile run = RunFile::create(path(), settings, sampleLayers(), sampleBaseline(), {samplePlan()});
  KillRecord record = killedRecord(0);
  record.flips.clear();
  record.flippedInputs.reset();
  run.append(std::vector<KillRecord>{record});
  const std::string text = explainText(run, "w0-u0-CW:0.2");
  QVERIFY(text.find("killed; its flipped inputs were not counted, because early exit") !=
          std::string::npos);
  QVERIFY(text.find("not all found; run again with --evidence inputs") != std::string::npos);
}

void TestRunReport::explainsProofs() {
  RunFile run = createSampleRun(path());
  std::vector<KillRecord> records = {survivedRecord(0), survivedRecord(1), survivedRecord(2)};
  records[0].proof = Proof::Bound;
  records[1].proof = Proof::Unchanged;
  run.append(records);
  const auto has = [&run](const char* id, const char* part) {
    return explainText(run, id).find(part) != std::string::npos;
  };
  QVERIFY(has("w0-u0-CW:0.2", "a bound on the change of the logits settles every"));
  QVERIFY(has("w0-u0-NAI", "no activation that later layers read changes"));
  QVERIFY(has("w0-u0-NAI", "no input was evaluated"));
  QVERIFY(!has("w0-u1-CW:0.2", "proof"));
}

void TestRunReport::explainsOtherVerdicts() {
  const RunFile run = sampleWithRecords();
  const auto has = [&run](const char* id, const char* part) {
    const std::string text = explainText(run, id);
    return text.find(part) != std::string::npos;
  };
  QVERIFY(has("w0-u2-CW:0.2", "error: a weight is not finite"));
  QVERIFY(has("w0-u1-CW:0.2", "survived: 0 of 6"));
  QVERIFY(has("w0-u1-CW:0.2", "0 of 4 classes\n"));
  QVERIFY(has("w1-u1-CW:0.2", "predicted-class not evaluated"));
  QVERIFY(has("w0-u0+2+4-NAI", "units 0, 2, 4"));
  QVERIFY(has("w0-u0+2+4-NAI", "not tested yet; finish the run with maacc run --resume"));
}

void TestRunReport::explainsRandomOperators() {
  MutationPlan plan = samplePlan();
  plan.mutants[0].op = parseOperator("GF:0.2");
  plan.mutants[0].id = makeMutantId(0, plan.mutants[0].units, plan.mutants[0].op);
  const RunFile run =
      RunFile::create(path(), sampleSettings(), sampleLayers(), sampleBaseline(), {plan});
  const std::string text = explainText(run, "w0-u0-GF:0.2");
  QVERIFY(text.find("w' = w + N(0, 0.2), b' = b + N(0, 0.2)") != std::string::npos);
  QVERIFY(text.find("seed 18364758544493064720") != std::string::npos);
}

void TestRunReport::suggestsCloseIds() {
  const RunFile run = createSampleRun(path());
  for (const char* wanted : {"w0-u0-nai", "", "w0u0NAI"}) {
    const Error error = expectError([&] { explainText(run, wanted); });
    QVERIFY(error.code() == ErrorCode::Usage);
    QVERIFY(contains(error, "no mutant \"" + std::string(wanted) + "\""));
    QVERIFY(contains(error, "close ones are w"));
  }
  QVERIFY(
      contains(expectError([&] { explainText(run, "w0-u3-NAY"); }), "close ones are w0-u3-NAI,"));
  expectError([&] { explainText(run, std::string(1000000, 'w')); });
}

void TestRunReport::textThatIsNotUtf8() {
  RunSettings settings = sampleSettings();
  settings.modelPath = "/models/\xff\xfe.keras";
  const RunFile run =
      RunFile::create(path(), settings, sampleLayers(), sampleBaseline(), {samplePlan()});
  const QJsonObject json = parsed(summaryJson(run));
  QVERIFY(json["settings"]["model"].toString().endsWith(".keras"));
  QVERIFY(summaryText(run).find(settings.modelPath) != std::string::npos);
}

void TestRunReport::mutatedBytesNeverCrashAReport() {
  sampleWithRecords().setState(RunState::Finished);
  std::ifstream file(path(), std::ios::binary);
  const std::string original{std::istreambuf_iterator<char>(file), {}};
  RandomStream stream(6, "fuzz");
  int shown = 0;
  for (int round = 0; round < 300; ++round) {
    std::string bytes = original;
    for (uint64_t left = 1 + stream.below(3); left > 0; --left) {
      bytes[stream.below(bytes.size())] = static_cast<char>(stream.below(256));
    }
    const std::string name = folder_->filePath("fuzz.maacc").toStdString();
    std::ofstream(name, std::ios::binary) << bytes;
    try {
      const RunFile run = RunFile::openForReading(name);
      summaryText(run);
      summaryJson(run);
      recordsCsv(run);
      survivorsText(run);
      survivorsJson(run);
      explainText(run, "w0-u0-NAI");
      ++shown;
    } catch (const Error& error) {
      QVERIFY(!std::string(error.what()).empty());
    }
  }
  QVERIFY(shown > 0);
}

void TestRunReport::fields_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("field");
  QTest::newRow("plain") << "dense_1"
                         << "dense_1";
  QTest::newRow("spaces") << "my layer"
                          << "my layer";
  QTest::newRow("comma") << "a,b"
                         << "\"a,b\"";
  QTest::newRow("quote") << "a\"b"
                         << "\"a\"\"b\"";
  QTest::newRow("line break") << "a\nb"
                              << "\"a\nb\"";
  QTest::newRow("empty") << ""
                         << "";
}

void TestRunReport::fields() {
  QFETCH(QString, text);
  QTEST(QString::fromStdString(csvField(text.toStdString())), "field");
}

QTEST_APPLESS_MAIN(TestRunReport)
#include "test_run_report.moc"
