#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/report/mutant_marks.h"
#include "core/store/run_file.h"
#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

QJsonValue jsonOf(const ProgramResult& result) {
  return QJsonDocument::fromJson(result.output).object();
}

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("absent");
}

}  // namespace

// compare, report and cluster from the command line to their files, on the bundled samples.
class TestReportCommands : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void compareFindsTheErrorOfASample();
  void compareOfARunWithItselfFindsNothing();
  void compareListsEveryChangeAsCsv();
  void compareNeedsForceForAnotherModel();
  void reportWritesAllFormats();
  void reportWritesWhatIsAskedForAndReplacesIt();
  void explainAgreesWithTheRun();
  void marksStandBesideTheScore();
  void clusterShowsEveryLayer();
  void clusterCutsWhereItIsTold_data();
  void clusterCutsWhereItIsTold();
  void clusterSuggests_data();
  void clusterSuggests();
  void clusterWritesTrees();
  void clusterKnowsMutants();
  void clusterDoesNotDependOnThreads();
  void clusterOfActivationsNeedsData();
  void refusesWithOneSentence_data();
  void refusesWithOneSentence();

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }
  QString run(const QString& name, const std::string& model, const QStringList& more) const;

  QTemporaryDir folder_;
  QString all_;
  QString some_;
  QString other_;
  QString model_ = QString::fromStdString(sample("digits-mlp.keras"));
};

QString TestReportCommands::run(const QString& name,
                                const std::string& model,
                                const QStringList& more) const {
  const ProgramResult made = runMaacc(QStringList{"run"} + sampleCase(model) + more +
                                      QStringList{"--progress", "none", "--out", path(name)});
  if (made.exitCode != 0) {
    qFatal("%s", made.errors.constData());
  }
  return path(name);
}

void TestReportCommands::initTestCase() {
  QVERIFY(folder_.isValid());
  all_ = run("all.maacc", "digits-mlp", {});
  some_ = run("some.maacc", "digits-mlp", {"--strategy", "sample", "--fraction", "0.3"});
  other_ = run("other.maacc", "digits-cnn", {"--limit-inputs", "100"});
}

void TestReportCommands::compareFindsTheErrorOfASample() {
  const ProgramResult result = runMaacc({"compare", all_, some_, "--json"});
  QVERIFY2(result.exitCode == 0, result.errors.constData());
  const QJsonValue comparison = jsonOf(result)["comparisons"][0];
  const double base = jsonOf(runMaacc({"show", all_, "--json"}))["score"]["true-class"].toDouble();
  const QJsonValue estimate = jsonOf(runMaacc({"show", some_, "--json"}))["score"]["true-class"];
  const QJsonValue error = comparison["score"]["true-class"];
  QCOMPARE(error["absolute"].toDouble(), estimate["value"].toDouble() - base);
  QCOMPARE(error["covered"].toBool(),
           estimate["low"].toDouble() <= base && base <= estimate["high"].toDouble());
  QCOMPARE(comparison["verdicts"]["both"].toInt(), 59);
  QCOMPARE(comparison["verdicts"]["same"].toInt(), 59);
  QCOMPARE(comparison["work"]["mutants tested"]["saved"].toDouble(), 1 - 59.0 / 198);
  QVERIFY(comparison["work"]["pairs evaluated"]["saved"].toDouble() > 0.5);
  QCOMPARE(comparison["layers"].toArray().size(), 3);
  const ProgramResult text = runMaacc({"compare", all_, some_});
  QVERIFY2(text.output.startsWith("some against all\n"), text.output.constData());
  QVERIFY(text.output.contains("59 mutants tested in both, 59 with the same verdict"));
}

void TestReportCommands::compareOfARunWithItselfFindsNothing() {
  const QJsonValue comparison =
      jsonOf(runMaacc({"compare", all_, all_, "--json"}))["comparisons"][0];
  QCOMPARE(comparison["run"].toString(), QString("all (2)"));
  QCOMPARE(comparison["score"]["true-class"]["absolute"].toDouble(-1), 0.0);
  QCOMPARE(comparison["verdicts"]["changed"].toInt(-1), 0);
  QCOMPARE(comparison["notes"].toArray().size(), 0);
}

void TestReportCommands::compareListsEveryChangeAsCsv() {
  const QString few = run("few.maacc", "digits-mlp", {"--limit-inputs", "100"});
  const ProgramResult csv = runMaacc({"compare", all_, few, "--force", "--csv"});
  const QJsonValue comparison =
      jsonOf(runMaacc({"compare", all_, few, "--force", "--json"}))["comparisons"][0];
  QCOMPARE(comparison["comparable"].toBool(true), false);
  const int changed = comparison["verdicts"]["changed"].toInt();
  QVERIFY(changed > 10);  // fewer inputs kill fewer classes
  QCOMPARE(csv.output.count("\r\n"), changed + 1);
  QVERIFY(csv.output.contains("killed,survived"));
  const ProgramResult text = runMaacc({"compare", all_, few, "--force"});
  QVERIFY(text.output.contains("killed -> survived"));
  QVERIFY(text.output.contains("more: --csv or --json lists all"));
}

void TestReportCommands::compareNeedsForceForAnotherModel() {
  const ProgramResult refused = runMaacc({"compare", all_, other_});
  QCOMPARE(refused.exitCode, 2);
  QVERIFY2(refused.errors.contains("different models") && refused.errors.contains("--force"),
           refused.errors.constData());
  QVERIFY(refused.output.isEmpty());
  const ProgramResult forced = runMaacc({"compare", all_, other_, "--force"});
  QCOMPARE(forced.exitCode, 0);
  QVERIFY(forced.output.contains("note: all and other are of different models"));
}

void TestReportCommands::reportWritesAllFormats() {
  const ProgramResult result = runMaacc({"report", all_, some_, "--to", path("made/report")});
  QVERIFY2(result.exitCode == 0, result.errors.constData());
  const QList<QByteArray> written = result.output.trimmed().split('\n');
  for (const QByteArray& file : written) {
    QVERIFY2(QFileInfo(QString::fromUtf8(file)).size() > 0, file.constData());
  }
  QCOMPARE(QDir(path("made/report")).entryList(QDir::Files).size(), written.size());
  const double score = jsonOf(runMaacc({"show", all_, "--json"}))["score"]["true-class"].toDouble();
  const QByteArray digits = QByteArray::number(score, 'f', 4);
  QVERIFY(contentOf(path("made/report/report.html")).contains(digits));
  QVERIFY(contentOf(path("made/report/table-scores.tex")).contains(digits));
  const QJsonObject json =
      QJsonDocument::fromJson(contentOf(path("made/report/report.json"))).object();
  QCOMPARE(json["runs"][0]["score"]["true-class"].toDouble(), score);
  QCOMPARE(json["runs"].toArray().size(), 2);
  QCOMPARE(contentOf(path("made/report/records.csv")).count("\r\n"), 1 + 198 + 59);
}

void TestReportCommands::reportWritesWhatIsAskedForAndReplacesIt() {
  const QStringList command = {"report", other_, "--to", path("json"), "--format", "json,csv"};
  QVERIFY(QDir(folder_.path()).mkpath("json"));
  QFile old(path("json/report.json"));
  QVERIFY(old.open(QIODevice::WriteOnly) && old.write("old") == 3);
  old.close();
  const ProgramResult result = runMaacc(command);
  QVERIFY2(result.exitCode == 0, result.errors.constData());
  QCOMPARE(
      QDir(path("json")).entryList(QDir::Files),
      (QStringList{"layers.csv", "operators.csv", "records.csv", "report.json", "scores.csv"}));
  QVERIFY(contentOf(path("json/report.json")).contains("digits-cnn"));
}

void TestReportCommands::explainAgreesWithTheRun() {
  const QString kept = run("kept.maacc", "digits-mlp", {"--evidence", "inputs", "--seed", "3"});
  const RunFile file = RunFile::openForReading(kept.toStdString());
  const FlipTable flips = file.allFlips();
  const Baseline baseline = file.baseline();
  const MutationPlan plan = file.plan();
  int compared = 0;
  for (int64_t mutant = 0; mutant < flips.mutants() && compared < 5; mutant += 31) {
    if (flips.of(mutant).empty()) {
      continue;
    }
    const Flip flip = flips.of(mutant).front();
    const auto position = static_cast<std::size_t>(flip.input);
    const QString id =
        QString::fromStdString(plan.mutants[static_cast<std::size_t>(mutant)].id.text);
    const QJsonValue answer =
        jsonOf(runMaacc({"explain", kept, "--mutant", id, "--input",
                         QString::number(baseline.correctInputs[position]), "--json"}));
    QCOMPARE(answer["mutant"].toString(), id);
    QVERIFY(answer["kills"].toBool());
    QCOMPARE(answer["true_class"].toInt(), baseline.correctLabels[position]);
    QCOMPARE(answer["before"]["predicted"].toInt(), baseline.correctLabels[position]);
    QCOMPARE(answer["after"]["predicted"].toInt(), flip.predictedClass);
    QVERIFY(std::abs(answer["before"]["margin"].toDouble() - baseline.correctMargins[position]) <
            1e-4);
    QCOMPARE(answer["after"]["logits"].toArray().size(), baseline.classes);
    ++compared;
  }
  QCOMPARE(compared, 5);
  QCOMPARE(runMaacc({"explain", kept, "--mutant", "w0-u0-CW", "--json"}).exitCode, 2);
}

void TestReportCommands::marksStandBesideTheScore() {
  const QJsonValue before = jsonOf(runMaacc({"show", all_, "--json"}));
  QVERIFY(before["without_marked"].isNull());
  const RunFile file = RunFile::openForReading(all_.toStdString());
  const MutationPlan plan = file.plan();
  for (const KillRecord& record : file.records()) {
    if (record.status == MutantStatus::Survived) {
      writeMarks(all_.toStdString(), plan.hash,
                 {{plan.mutants[static_cast<std::size_t>(record.mutantIndex)].id.text,
                   {MarkKind::Equivalent, "a test says so", ""}}});
      break;
    }
  }
  const QJsonValue after = jsonOf(runMaacc({"show", all_, "--json"}));
  writeMarks(all_.toStdString(), plan.hash, {});
  QCOMPARE(after["score"], before["score"]);
  const QJsonValue counted = before["score_formula"]["true-class"];
  const QJsonValue left = after["without_marked"]["score_formula"]["true-class"];
  QCOMPARE(left["killed_classes"].toInt(), counted["killed_classes"].toInt());
  QCOMPARE(left["mutants"].toInt(), counted["mutants"].toInt() - 1);
}

void TestReportCommands::clusterShowsEveryLayer() {
  const ProgramResult result = runMaacc({"cluster", model_, "--json", "--progress", "none"});
  QVERIFY2(result.exitCode == 0, result.errors.constData());
  const QJsonArray layers = jsonOf(result)["clusterings"].toArray();
  QCOMPARE(layers.size(), 2);  // without the output layer
  QCOMPARE(layers[0]["layer"].toString(), QString("hidden_1"));
  QCOMPARE(layers[0]["items"].toArray().size(), 32);
  QCOMPARE(layers[0]["clusters"].toInt(), 16);
  int items = 0;
  for (const QJsonValue size : layers[0]["sizes"].toArray()) {
    items += size.toInt();
  }
  QCOMPARE(items, 32);
  QVERIFY(layers[0]["cophenetic_correlation"].toDouble() > 0.1);
  QVERIFY(layers[0]["suggested"]["gap"]["clusters"].toInt() >= 2);
  const QJsonArray named =
      jsonOf(runMaacc({"cluster", model_, "--layer", "digit", "--json"}))["clusterings"].toArray();
  QCOMPARE(named.size(), 1);
  QCOMPARE(named[0]["items"].toArray().size(), 10);
}

void TestReportCommands::clusterCutsWhereItIsTold_data() {
  QTest::addColumn<QStringList>("cut");
  QTest::addColumn<int>("clusters");  // of 32 units
  QTest::newRow("units per cluster") << QStringList{"--units-per-cluster", "3"} << 11;
  QTest::newRow("clusters") << QStringList{"--clusters", "5"} << 5;
  QTest::newRow("fraction") << QStringList{"--fraction", "0.25"} << 8;
  QTest::newRow("height 0") << QStringList{"--height", "0"} << 32;
  QTest::newRow("any height") << QStringList{"--height", "1e9"} << 1;
}

void TestReportCommands::clusterCutsWhereItIsTold() {
  QFETCH(QStringList, cut);
  QFETCH(int, clusters);
  const ProgramResult result =
      runMaacc(QStringList{"cluster", model_, "--layer", "hidden_1", "--json"} + cut);
  QVERIFY2(result.exitCode == 0, result.errors.constData());
  QCOMPARE(jsonOf(result)["clusterings"][0]["clusters"].toInt(), clusters);
}

void TestReportCommands::clusterSuggests_data() {
  QTest::addColumn<QString>("suggestion");
  QTest::newRow("gap") << "gap";
  QTest::newRow("silhouette") << "silhouette";
  QTest::newRow("dynamic") << "dynamic";
}

void TestReportCommands::clusterSuggests() {
  QFETCH(QString, suggestion);
  const ProgramResult result =
      runMaacc({"cluster", model_, "--layer", "hidden_1", "--json", "--suggest", suggestion});
  QVERIFY2(result.exitCode == 0, result.errors.constData());
  const QJsonValue clustering = jsonOf(result)["clusterings"][0];
  QCOMPARE(clustering["clusters"], clustering["suggested"][suggestion]["clusters"]);
  if (suggestion == "silhouette") {
    QCOMPARE(clustering["mean_silhouette"], clustering["suggested"]["silhouette"]["score"]);
  }
}

void TestReportCommands::clusterWritesTrees() {
  QVERIFY(runMaacc({"cluster", model_, "--out", path("tree.csv")}).exitCode == 0);
  const QByteArray table = contentOf(path("tree-w0-hidden_1.csv"));
  QVERIFY2(table.startsWith("id1,id2,height,size\n"), table.constData());
  QCOMPARE(table.count('\n'), 32);
  QCOMPARE(contentOf(path("tree-w1-hidden_2.csv")).count('\n'), 24);
  QVERIFY(runMaacc({"cluster", model_, "--layer", "0", "--out", path("one.newick")}).exitCode == 0);
  const QByteArray newick = contentOf(path("one.newick"));
  QVERIFY2(newick.endsWith(";\n") && newick.contains("u31:"), newick.constData());
  QVERIFY(runMaacc({"cluster", model_, "--out", path("tree.json")}).exitCode == 0);
  const QJsonObject json = QJsonDocument::fromJson(contentOf(path("tree.json"))).object();
  QCOMPARE(json["clusterings"].toArray().size(), 2);
  QCOMPARE(json["clusterings"][0]["dendrogram"]["merges"].toArray().size(), 31);
}

void TestReportCommands::clusterKnowsMutants() {
  const QJsonArray trees = jsonOf(runMaacc(
      {"cluster", model_, "--mutants", "--operators", "CW,NAI", "--json"}))["clusterings"]
                               .toArray();
  QCOMPARE(trees.size(), 6);  // three layers, two operators
  QCOMPARE(trees[1]["operator"].toString(), QString("NAI"));
  QCOMPARE(trees[0]["items"][3].toString(), QString("w0-u3-CW"));
  const QJsonArray published =
      jsonOf(runMaacc({"cluster", model_, "--mutants", "--mutant-method", "published",
                       "--similarity-threshold", "0.3", "--json"}))["clusterings"]
          .toArray();
  QCOMPARE(published.size(), 3);
  QCOMPARE(published[0]["items"].toArray().size(), 96);
  QVERIFY(published[0]["cophenetic_correlation"].isNull());
}

void TestReportCommands::clusterDoesNotDependOnThreads() {
  const auto output = [this](const char* threads) {
    return runMaacc({"cluster", model_, "--mutants", "--similarity-threshold", "0.4", "--json",
                     "--threads", threads})
        .output;
  };
  const QByteArray one = output("1");
  QVERIFY(one.contains("clusterings"));
  QCOMPARE(output("2"), one);
}

void TestReportCommands::clusterOfActivationsNeedsData() {
  const ProgramResult made = runMaacc(QStringList{"cluster"} + sampleCase("digits-mlp") +
                                      QStringList{"--features", "activations", "--json"});
  QVERIFY2(made.exitCode == 0, made.errors.constData());
  QVERIFY(jsonOf(made)["clusterings"][0]["method"].toString().contains("activation"));
}

void TestReportCommands::refusesWithOneSentence_data() {
  QTest::addColumn<QStringList>("arguments");
  QTest::addColumn<QStringList>("named");
  const auto row = [](const char* name, const QStringList& arguments, const QStringList& named) {
    QTest::newRow(name) << arguments << named;
  };
  row("compare one run", {"compare", all_}, {"runs"});
  row("compare a missing run", {"compare", all_, path("gone.maacc")}, {"gone.maacc"});
  row("compare a model", {"compare", all_, model_}, {"digits-mlp.keras"});
  row("report without folder", {"report", all_}, {"--to"});
  row("report into a file", {"report", all_, "--to", all_}, {"all.maacc", "no folder"});
  row("report of a missing run", {"report", path("gone.maacc"), "--to", path("x")}, {"gone.maacc"});
  row("unknown format", {"report", all_, "--to", path("x"), "--format", "pdf"}, {"pdf", "latex"});
  row("cluster nothing", {"cluster"}, {"model"});
  row("missing model", {"cluster", path("gone.keras")}, {"gone.keras"});
  row("unknown layer", {"cluster", model_, "--layer", "attic"}, {"attic", "hidden_1"});
  row("two cuts", {"cluster", model_, "--clusters", "2", "--height", "1"},
      {"--clusters", "--height"});
  row("cut and suggestion", {"cluster", model_, "--clusters", "2", "--suggest", "gap"},
      {"--suggest"});
  row("unknown suggestion", {"cluster", model_, "--suggest", "luck"}, {"luck", "silhouette"});
  row("ward and cosine", {"cluster", model_, "--metric", "cosine"}, {"ward", "euclidean"});
  row("threshold of neurons", {"cluster", model_, "--similarity-threshold", "0.5"},
      {"--similarity-threshold", "--mutants"});
  row("method of neurons", {"cluster", model_, "--mutant-method", "published"},
      {"--mutant-method", "--mutants"});
  row("operators of neurons", {"cluster", model_, "--operators", "CW"}, {"--mutants"});
  row("published without threshold",
      {"cluster", model_, "--mutants", "--mutant-method", "published"}, {"threshold"});
  row("published with suggestion",
      {"cluster", model_, "--mutants", "--mutant-method", "published", "--suggest", "gap"},
      {"threshold"});
  row("activations without data", {"cluster", model_, "--features", "activations"}, {"--data"});
  row("unknown suffix", {"cluster", model_, "--out", path("tree.png")},
      {"tree.png", ".newick", ".json", ".csv"});
  row("tree into a missing folder", {"cluster", model_, "--out", path("no/where/tree.json")},
      {"no/where/tree.json"});
  row("no whole number", {"cluster", model_, "--units-per-cluster", "1.5"},
      {"--units-per-cluster", "1.5"});
}

void TestReportCommands::refusesWithOneSentence() {
  QFETCH(QStringList, arguments);
  QFETCH(QStringList, named);
  const ProgramResult result = runMaacc(arguments, 60);
  const bool system = QString(QTest::currentDataTag()) == "tree into a missing folder";
  QVERIFY2(result.exitCode == (system ? 4 : 2), (result.errors + result.output).constData());
  const QString errors = QString::fromUtf8(result.errors).trimmed();
  QVERIFY2(errors.startsWith("maacc: ") && !errors.contains('\n'), qPrintable(errors));
  for (const QString& part : named) {
    QVERIFY2(errors.contains(part), qPrintable("'" + part + "' is missing in: " + errors));
  }
}

QTEST_APPLESS_MAIN(TestReportCommands)
#include "test_report_commands.moc"
