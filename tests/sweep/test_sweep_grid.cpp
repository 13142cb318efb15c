#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "core/sweep/sweep_grid.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

class TestSweepGrid : public QObject {
  Q_OBJECT

 private slots:
  void defaultsAreThoseOfThePaper() {
    const SweepGrid grid;
    QCOMPARE(grid.unitsPerCluster.size(), std::size_t{10});
    QCOMPARE(grid.unitsPerCluster.back(), 10);
    QCOMPARE(grid.thresholds.size(), std::size_t{10});
    QCOMPARE(grid.thresholds.front(), 0.1);
    QCOMPARE(grid.thresholds.back(), 0.99);
    QCOMPARE(grid.repetitions, 6);
    QVERIFY(grid.measures(SweepExperiment::NeuronClusters));
    QVERIFY(grid.measures(SweepExperiment::MutantClusters));
    QVERIFY(grid.measures(SweepExperiment::Strategies));
  }

  void takesListsAndRanges() {
    SweepGrid grid;
    setGridValue(grid, "units-per-cluster", "8, 1-3,2");
    QCOMPARE(grid.unitsPerCluster, (std::vector<int>{1, 2, 3, 8}));
    setGridValue(grid, "thresholds", "0.5,0,1");
    QCOMPARE(grid.thresholds, (std::vector<double>{0, 0.5, 1}));
    setGridValue(grid, "shares", "0.5,25");
    QCOMPARE(grid.shares, (std::vector<double>{0.005, 0.25}));
    setGridValue(grid, "repetitions", "3");
    QCOMPARE(grid.repetitions, 3);
    setGridValue(grid, "replays", "1e3");
    QCOMPARE(grid.replays, 1000);
    setGridValue(grid, "experiments", "strategies,neuron-clusters");
    QVERIFY(!grid.measures(SweepExperiment::MutantClusters));
    QVERIFY(grid.measures(SweepExperiment::NeuronClusters));
  }

  void refusesBadValuesByName_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("named");
    const auto row = [](const char* name, const char* key, const char* value, const char* named) {
      QTest::newRow(name) << QString(key) << QString(value) << QString(named);
    };
    row("empty", "units-per-cluster", "", "units-per-cluster");
    row("zero units", "units-per-cluster", "0", "\"0\"");
    row("half a unit", "units-per-cluster", "1.5", "\"1.5\"");
    row("range down", "units-per-cluster", "4-2", "\"4-2\"");
    row("range from nothing", "units-per-cluster", "-3", "\"-3\"");
    row("endless range", "units-per-cluster", "1-100000", "1000");
    row("words", "thresholds", "0.1,high", "\"high\"");
    row("threshold above 1", "thresholds", "1.1", "thresholds");
    row("range of thresholds", "thresholds", "0-1", "\"0-1\"");
    row("no share", "shares", "0", "\"0\"");
    row("share above all", "shares", "101", "shares");
    row("no number", "shares", "nan", "\"nan\"");
    row("no repetitions", "repetitions", "0", "repetitions");
    row("two counts", "repetitions", "2,3", "\"2,3\"");
    row("too many replays", "replays", "1e9", "replays");
    row("unknown experiment", "experiments", "alchemy", "alchemy");
    row("unknown key", "units", "2", "units-per-cluster");
  }

  void refusesBadValuesByName() {
    QFETCH(QString, key);
    QFETCH(QString, value);
    QFETCH(QString, named);
    const Error error = expectError([&] {
      SweepGrid grid;
      setGridValue(grid, key.toStdString(), value.toStdString());
    });
    QCOMPARE(error.code(), ErrorCode::Usage);
    QVERIFY(contains(error, named.toStdString()));
  }

  void readsAFile() {
    const std::string path = write("good.json",
                                   "{\"units-per-cluster\": [1, \"3-4\"], \"shares\": 5, "
                                   "\"experiments\": [\"strategies\"], \"replays\": \"12\"}");
    const SweepGrid grid = readGrid(path);
    QCOMPARE(grid.unitsPerCluster, (std::vector<int>{1, 3, 4}));
    QCOMPARE(grid.shares, (std::vector<double>{0.05}));
    QCOMPARE(grid.experiments, (std::vector<SweepExperiment>{SweepExperiment::Strategies}));
    QCOMPARE(grid.replays, 12);
    QCOMPARE(grid.thresholds, SweepGrid().thresholds);
  }

  void refusesBadFiles_data() {
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("named");
    QTest::newRow("no JSON") << QByteArray("units-per-cluster: 2") << "no JSON object";
    QTest::newRow("a list") << QByteArray("[1, 2]") << "no JSON object";
    QTest::newRow("empty") << QByteArray() << "no JSON object";
    QTest::newRow("unknown key") << QByteArray("{\"units\": 2}") << "\"units\"";
    QTest::newRow("bad value") << QByteArray("{\"thresholds\": [0.1, 7]}") << "\"7\"";
    QTest::newRow("no list") << QByteArray("{\"thresholds\": {\"a\": 1}}") << "thresholds";
    QTest::newRow("a list in a list") << QByteArray("{\"thresholds\": [[1]]}") << "thresholds";
    QTest::newRow("empty list") << QByteArray("{\"thresholds\": []}") << "thresholds";
    QTest::newRow("true") << QByteArray("{\"repetitions\": true}") << "repetitions";
  }

  void refusesBadFiles() {
    QFETCH(QByteArray, content);
    QFETCH(QString, named);
    const std::string path = write("bad.json", content);
    const Error error = expectError([&] { readGrid(path); });
    QVERIFY(contains(error, "bad.json"));
    QVERIFY(contains(error, named.toStdString()));
  }

  void namesAMissingFile() {
    const Error error = expectError([&] { readGrid(path("none.json")); });
    QCOMPARE(error.code(), ErrorCode::BadInput);
    QVERIFY(contains(error, "none.json"));
    QVERIFY(contains(error, "cannot be read"));
  }

 private:
  std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }

  std::string write(const QString& name, const QByteArray& bytes) const {
    QFile file(folder_.filePath(name));
    [&] { QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size()); }();
    return path(name);
  }

  QTemporaryDir folder_;
};

QTEST_GUILESS_MAIN(TestSweepGrid)
#include "test_sweep_grid.moc"
