#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc::test;

namespace {

QByteArray contentOf(const QString& path) {
  QFile file(path);
  [&] { QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path)); }();
  return file.readAll();
}

// Lines of a CSV file by the names of its columns. No field here holds a comma but quoted ones,
// which are made into semicolons.
using CsvRow = QMap<QString, QString>;
std::vector<CsvRow> csvOf(const QString& path) {
  QByteArray bytes = contentOf(path);
  bool quoted = false;
  for (char& letter : bytes) {
    quoted = letter == '"' ? !quoted : quoted;
    letter = quoted && letter == ',' ? ';' : letter;
  }
  bytes.replace('"', "").replace('\r', "");
  const QStringList lines = QString::fromUtf8(bytes).split('\n', Qt::SkipEmptyParts);
  const QStringList header = lines.value(0).split(',');
  std::vector<CsvRow> rows;
  for (const QString& line : lines.mid(1)) {
    const QStringList cells = line.split(',');
    CsvRow& row = rows.emplace_back();
    for (int i = 0; i < header.size(); ++i) {
      row[header[i]] = cells.value(i);
    }
  }
  return rows;
}

// What does not depend on the machine's speed.
std::vector<CsvRow> withoutTimes(std::vector<CsvRow> rows) {
  for (CsvRow& row : rows) {
    for (const QString& name : row.keys()) {
      if (name.endsWith("_seconds")) {
        row.remove(name);
      }
    }
  }
  return rows;
}

QStringList smallGrid() {
  return {"--units-per-cluster",
          "1,2,5",
          "--thresholds",
          "0.3,0.5,0.9",
          "--shares",
          "10",
          "--replays",
          "20",
          "--repetitions",
          "3"};
}

constexpr const char* kTogether = "neuron clusters; together (published)";
constexpr const char* kPublished = "mutant clusters (published)";

}  // namespace

// The experiments of the paper from the command line to their tables.
class TestSweep : public QObject {
  Q_OBJECT

 private slots:
  void init() { QVERIFY(folder_.isValid()); }

  void reproducesThePublishedTables() {
    MAACC_REQUIRE_REFERENCE();
    QElapsedTimer timer;
    timer.start();
    const QString folder = folder_.filePath("reference");
    finish(referenceSweep(folder));
    QVERIFY2(timer.elapsed() < 60000, qPrintable(QString::number(timer.elapsed())));
    checkNeuronScores(csvOf(folder + "/neuron-clusters.csv"));
    checkClusterCounts(csvOf(folder + "/mutant-clusters.csv"));
  }

  void aStoppedSweepGoesOnToTheSameTables() {
    MAACC_REQUIRE_REFERENCE();
    const QString whole = folder_.filePath("whole");
    const QString stopped = folder_.filePath("stopped");
    finish(referenceSweep(whole));
    stopAtRow(referenceSweep(stopped), 3);
    QVERIFY(!QFile::exists(stopped + "/neuron-clusters.csv"));
    QVERIFY(!QFile::exists(stopped + "/trial.maacc"));
    QVERIFY(!QFile::exists(stopped + "/sweep.json.lock"));
    finish(referenceSweep(stopped));
    for (const char* name : {"neuron-clusters", "mutant-clusters", "strategies"}) {
      const std::vector<CsvRow> expected = withoutTimes(csvOf(whole + "/" + name + ".csv"));
      QVERIFY(!expected.empty());
      QCOMPARE(withoutTimes(csvOf(stopped + "/" + name + ".csv")), expected);
    }
  }

  void writesEveryTableInEveryFormat() {
    const QString folder = sampleFolder();
    for (const char* name : {"neuron-clusters", "mutant-clusters", "strategies"}) {
      const QByteArray markdown = contentOf(folder + "/sweep.md");
      QVERIFY(markdown.contains(QByteArray("## ") + name));
      QVERIFY(contentOf(folder + "/" + name + ".tex").contains("\\bottomrule"));
      const std::vector<CsvRow> rows = csvOf(folder + "/" + name + ".csv");
      QVERIFY(rows.size() >= 4);
      QCOMPARE(rows[0]["criterion"], QString("true-class"));
      QCOMPARE(rows[1]["criterion"], QString("predicted-class"));
      const QJsonObject json = sweepOf(folder)["tables"].toObject()[name].toObject();
      QCOMPARE(json["rows"].toArray().size(), static_cast<int>(rows.size()));
    }
    const ProgramResult shown = runMaacc({"show", folder + "/exhaustive.maacc", "--json"});
    const QJsonObject exhaustive = QJsonDocument::fromJson(shown.output).object();
    QCOMPARE(exhaustive["score"], sweepOf(folder)["exhaustive"].toObject()["score"]);
  }

  void anotherGridKeepsWhatIsThere() {
    const QString folder = sampleFolder();
    const QJsonArray before = sweepOf(folder)["rows"].toArray();
    QVERIFY(before.size() > 4);
    finish(sampleSweep(folder) + QStringList{"--thresholds", "0.3,0.5"});
    const QJsonArray after = sweepOf(folder)["rows"].toArray();
    QVERIFY(after.size() == before.size() + 2);
    for (const QJsonValue& row : before) {
      QVERIFY(after.contains(row));  // times and all
    }
    const auto rows = csvOf(folder + "/mutant-clusters.csv");
    QCOMPARE(rows.size(), std::size_t{8});
  }

  void optionsStandOverTheGrid() {
    const QString grid = folder_.filePath("grid.json");
    QFile file(grid);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"experiments\": \"mutant-clusters\", \"thresholds\": [0.2], \"repetitions\": 2}");
    file.close();
    const QString folder = newFolder();
    finish(QStringList{"sweep"} + sampleCase("digits-mlp") +
           QStringList{"--limit-inputs", "100", "--progress", "none", "--grid", grid,
                       "--thresholds", "0.4,0.6", "--to", folder});
    QVERIFY(!QFile::exists(folder + "/strategies.csv"));
    const std::vector<CsvRow> rows = csvOf(folder + "/mutant-clusters.csv");
    QCOMPARE(rows.size(), std::size_t{8});
    QCOMPARE(rows.front()["threshold"], QString("0.4"));
    QCOMPARE(rows.front()["trials"], QString("2"));
  }

  void refusesAFolderOfAnotherSweep_data() {
    QTest::addColumn<QStringList>("options");
    QTest::addColumn<QString>("named");
    QTest::newRow("seed") << QStringList{"--seed", "3"} << "--seed";
    QTest::newRow("operators") << QStringList{"--operators", "NAI"} << "--operators";
    QTest::newRow("layers") << QStringList{"--layers", "0"} << "--layers";
    QTest::newRow("criterion") << QStringList{"--kill", "predicted-class"} << "--kill";
  }

  void refusesAFolderOfAnotherSweep() {
    QFETCH(QStringList, options);
    QFETCH(QString, named);
    const QString folder = sampleFolder();
    const ProgramResult refused = runMaacc(sampleSweep(folder) + options);
    QCOMPARE(refused.exitCode, 2);
    QVERIFY2(refused.errors.contains(named.toUtf8()), refused.errors.constData());
    QVERIFY2(refused.errors.contains("--to"), refused.errors.constData());
  }

  void jsonSaysHowFarItIs() {
    QStringList arguments = sampleSweep(newFolder());
    arguments[arguments.indexOf("none")] = "json";
    const ProgramResult result = runMaacc(arguments);
    QCOMPARE(result.exitCode, 0);
    double share = 0;
    QJsonObject event;
    for (const QByteArray& line : result.output.trimmed().split('\n')) {
      event = QJsonDocument::fromJson(line).object();
      QVERIFY2(!event.isEmpty(), line.constData());
      if (event["event"] == "sweep") {
        QVERIFY(event["share"].toDouble() >= share && event["share"].toDouble() <= 1);
        share = event["share"].toDouble();
      }
    }
    QVERIFY(share > 0);
    QCOMPARE(event["event"].toString(), QString("finished"));
    QCOMPARE(event["exit_code"].toInt(), 0);
    for (const QJsonValue& file : event["files"].toArray()) {
      QVERIFY(QFile::exists(file.toString()));
    }
  }

 private:
  static QStringList referenceSweep(const QString& folder) {
    return QStringList{"sweep"} + referenceCase("fcnn-mnist") + smallGrid() +
           QStringList{"--published", QString::fromStdString(referenceDir()) + "/published",
                       "--progress",  "json",
                       "--to",        folder};
  }

  static QStringList sampleSweep(const QString& folder) {
    return QStringList{"sweep"} + sampleCase("digits-mlp") +
           QStringList{"--limit-inputs", "100", "--progress", "none", "--units-per-cluster", "2",
                       "--shares",       "20",  "--replays",  "10",   "--repetitions",       "2",
                       "--to",           folder};
  }

  QString newFolder() { return folder_.filePath(QString("sweep-%1").arg(counter_++)); }

  // A finished sweep of the sample.
  QString sampleFolder() {
    const QString folder = newFolder();
    finish(sampleSweep(folder) + QStringList{"--thresholds", "0.3"});
    return folder;
  }

  static QJsonObject sweepOf(const QString& folder) {
    return QJsonDocument::fromJson(contentOf(folder + "/sweep.json")).object();
  }

  static void finish(const QStringList& arguments) {
    const ProgramResult result = runMaacc(arguments);
    QVERIFY2(result.exitCode == 0, (result.errors + result.output.right(500)).constData());
  }

  // Asks for a stop on standard input once this row is being measured.
  static void stopAtRow(const QStringList& arguments, int row) {
    QProcess process;
    process.start(QString::fromStdString(program("maacc")), arguments);
    QVERIFY(process.waitForStarted());
    bool asked = false;
    while (!asked && process.waitForReadyRead(60000)) {
      while (process.canReadLine()) {
        const QJsonObject event = QJsonDocument::fromJson(process.readLine()).object();
        asked = asked || event["row"].toInt() >= row;
      }
    }
    QVERIFY(asked);
    process.write("stop\n");
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitCode(), 3);
  }

  static void checkNeuronScores(const std::vector<CsvRow>& found) {
    const std::vector<CsvRow> expected = csvOf(QString::fromStdString(referenceDir()) +
                                               "/expected/fcnn-mnist.neuron-cluster-scores.csv");
    int checked = 0;
    for (const CsvRow& row : found) {
      const auto right = std::find_if(expected.begin(), expected.end(), [&row](const CsvRow& r) {
        return r["units_per_cluster"] == row["units_per_cluster"];
      });
      if (row["strategy"] != kTogether || right == expected.end()) {
        continue;
      }
      QCOMPARE(row["mutants"], (*right)["mutants"]);
      const bool trueClass = row["criterion"] == "true-class";
      const double score =
          (*right)[trueClass ? "score_true_class" : "score_predicted_class"].toDouble();
      QVERIFY2(std::abs(row["score"].toDouble() - score) < 1e-12, qPrintable(row["score"]));
      ++checked;
    }
    QCOMPARE(checked, 6);
  }

  static void checkClusterCounts(const std::vector<CsvRow>& found) {
    int checked = 0;
    for (const CsvRow& row : found) {
      if (row["strategy"] == kPublished && row["criterion"] == "predicted-class") {
        const double ours = row["clusters"].toDouble();
        const double published = row["published_clusters"].toDouble();
        QVERIFY2(published > 0 && std::abs(ours / published - 1) < 0.05,
                 qPrintable(row["threshold"] + ": " + row["clusters"] + " clusters, published " +
                            row["published_clusters"]));
        ++checked;
      }
    }
    QCOMPARE(checked, 3);
  }

  QTemporaryDir folder_;
  int counter_ = 0;
};

QTEST_GUILESS_MAIN(TestSweep)
#include "test_sweep.moc"
