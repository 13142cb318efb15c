#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <functional>

#include "core/sweep/sweep_state.h"
#include "tests/support/expect_error.h"
#include "tests/sweep/sample_results.h"

using namespace maacc;
using namespace maacc::test;

namespace {

RunSettings settingsOfSweep() {
  RunSettings settings;
  settings.modelPath = "/models/net.keras";
  settings.modelHash = "m1";
  settings.dataHash = "d1";
  settings.preprocessing = "scale=1/255";
  settings.operators = {"CW:0.1", "NAI"};
  return settings;
}

}  // namespace

class TestSweepState : public QObject {
  Q_OBJECT

 private slots:
  void rowsComeBackExactly() {
    const SweepResults results = sampleResults();
    std::vector<SweepRow> rows = results.rows;
    SweepTrial& changed = rows.back().trials.emplace_back(sampleTrial(1.0 / 3, 0.1, true));
    changed.of(KillCriterion::TrueClass)->hidden = 0.1;
    changed.of(KillCriterion::PredictedClass).reset();
    changed.planSeconds.reset();
    write(sweepJson(results, rows, settingsOfSweep(), experimentTables(results)));
    const std::vector<SweepRow> read = readSweepRows(path(), "dir", settingsOfSweep());
    std::erase_if(rows, [](const SweepRow& row) { return row.trials.empty(); });
    QCOMPARE(read.size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      QCOMPARE(read[i].key, rows[i].key);
      QVERIFY(read[i].trials == rows[i].trials);
      QVERIFY(read[i].reason.empty());
    }
  }

  void noFileHasNoRows() {
    QVERIFY(readSweepRows(folder_.filePath("none").toStdString(), "dir", {}).empty());
  }

  void refusesAnotherSweep_data() {
    QTest::addColumn<int>("field");
    QTest::addColumn<QString>("named");
    const QStringList names = {"model",  "data",         "preprocess", "operators",
                               "layers", "limit-inputs", "seed",       "kill"};
    for (int i = 0; i < names.size(); ++i) {
      QTest::newRow(qPrintable(names[i])) << i << names[i];
    }
  }

  void refusesAnotherSweep() {
    QFETCH(int, field);
    QFETCH(QString, named);
    const SweepResults results = sampleResults();
    write(sweepJson(results, results.rows, settingsOfSweep(), {}));
    RunSettings other = settingsOfSweep();
    const std::vector<std::function<void()>> changes = {[&] { other.modelHash = "m2"; },
                                                        [&] { other.dataHash = "d2"; },
                                                        [&] { other.preprocessing = ""; },
                                                        [&] { other.operators = {"NEB"}; },
                                                        [&] { other.layers = {"dense"}; },
                                                        [&] { other.limitInputs = 5; },
                                                        [&] { other.seed = 1; },
                                                        [&] { other.criterion = KillCriterion::PredictedClass; }};
    changes.at(static_cast<std::size_t>(field))();
    const Error error = expectError([&] { readSweepRows(path(), "my folder", other); });
    QCOMPARE(error.code(), ErrorCode::Usage);
    QVERIFY(contains(error, named.toStdString()));
    QVERIFY(contains(error, "my folder"));
    QVERIFY(contains(error, "--to"));
  }

  void refusesDamagedFiles_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("cut") << QByteArray("{\"sweep_format\": 1, \"rows\"");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("foreign") << QByteArray("{\"name\": \"x\"}");
    QTest::newRow("other version") << QByteArray("{\"sweep_format\": 99}");
  }

  void refusesDamagedFiles() {
    QFETCH(QByteArray, content);
    write(content.toStdString());
    const Error error = expectError([&] { readSweepRows(path(), "dir", settingsOfSweep()); });
    QCOMPARE(error.code(), ErrorCode::BadInput);
    QVERIFY(contains(error, "sweep.json"));
  }

 private:
  std::string path() const { return folder_.filePath("sweep.json").toStdString(); }

  void write(const std::string& bytes) const {
    QFile file(folder_.filePath("sweep.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes.data(), static_cast<qint64>(bytes.size())),
             static_cast<qint64>(bytes.size()));
  }

  QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestSweepState)
#include "test_sweep_state.moc"
