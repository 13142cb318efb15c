#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

// The same 40 digits in every format (make_digits_fixtures.py) are the same data to a run.
class TestDataFormats : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    expected_ = records("expected", {"--data", file("digits.npz"), "--preprocess", "scale=1/16"});
    QVERIFY(expected_.count('\n') > 50);
  }

  void givesTheSameVerdicts_data() {
    QTest::addColumn<QStringList>("data");
    const QStringList scale = {"--preprocess", "scale=1/16"};
    QTest::newRow("one-hot") << QStringList{"--data", file("one_hot.npz")} + scale;
    QTest::newRow("npy and IDX") << QStringList{"--data", file("images.npy"), "--labels",
                                                file("labels.idx")} +
                                        scale;
    QTest::newRow("CSV") << QStringList{"--data", file("digits.csv"), "--labels-key", "digit"} +
                                scale;
    QTest::newRow("EMNIST's struct") << QStringList{
        "--data", file("emnist.mat"), "--labels-from", "1", "--preprocess", "transpose,scale=1/16"};
    QTest::newRow("pictures") << QStringList{"--data", file("pictures")} + scale;
  }

  void givesTheSameVerdicts() {
    QFETCH(QStringList, data);
    QCOMPARE(records(QTest::currentDataTag(), data), expected_);
  }

  void resumesWithTheFirstLabel() {
    const QString path = folder_.filePath("resumed.maacc");
    const QStringList data = {"--data", file("emnist.mat"), "--labels-from",
                              "1",      "--preprocess",     "transpose,scale=1/16"};
    QCOMPARE(runMaacc(arguments(path) + data).exitCode, 0);
    const ProgramResult again = runMaacc({"run", "--resume", "--out", path, "--progress", "none"});
    QVERIFY2(again.exitCode == 0, again.errors);
    const ProgramResult explained =
        runMaacc({"explain", path, "--mutant", "w0-u0-NAI", "--input", "39"});
    QVERIFY2(explained.exitCode == 0, explained.errors);
    QVERIFY2(explained.output.contains("true class 9"), explained.output);
  }

  void inspectSaysWhichClassIsWhich() {
    const ProgramResult result =
        runMaacc({"inspect", model(), "--data", file("pictures"), "--preprocess", "scale=1/16"});
    QVERIFY2(result.output.contains("the classes are 0 0, 1 1, 2 2"), result.output);
  }

  // Pictures come class by class: the first twelve would be of three classes.
  void inspectChecksSomeInputsOfAllTheData() {
    const QStringList command = {"inspect",        model(),        "--data",
                                 file("pictures"), "--preprocess", "scale=1/16"};
    const QByteArray some = runMaacc(command + QStringList{"--limit-inputs", "12"}).output;
    QVERIFY2(some.contains("/ 12 (guessing"), some);
    QVERIFY2(some.contains("on 12 of 40 inputs, spread evenly"), some);
    const QByteArray all = runMaacc(command + QStringList{"--limit-inputs", "0"}).output;
    QVERIFY2(all.contains("/ 40 (guessing") && !all.contains("spread evenly"), all);
    const QByteArray json =
        runMaacc(command + QStringList{"--limit-inputs", "12", "--json"}).output;
    const QJsonObject answer = QJsonDocument::fromJson(json).object();
    QCOMPARE(answer["checked"].toInt(), 12);
    QCOMPARE(answer["data"]["samples"].toInt(), 40);
    QCOMPARE(answer["accuracy"].toDouble(), answer["correct"].toInt() / 12.0);
  }

 private:
  static QString file(const char* name) {
    return QString::fromStdString(fixture(std::string("app/fixtures/digits/") + name));
  }
  static QString model() { return QString::fromStdString(sample("digits-mlp.keras")); }
  static QStringList arguments(const QString& path) {
    return {"run",     model(),      "--out",  path,         "--operators",
            "NAI,NEB", "--evidence", "inputs", "--progress", "none"};
  }

  QByteArray records(const QString& name, const QStringList& data) const {
    const QString path = folder_.filePath(name + ".maacc");
    const ProgramResult result = runMaacc(arguments(path) + data);
    if (result.exitCode != 0) {
      QTest::qFail(result.errors.constData(), __FILE__, __LINE__);
    }
    return runMaacc({"show", path, "--records"}).output;
  }

  QTemporaryDir folder_;
  QByteArray expected_;
};

QTEST_GUILESS_MAIN(TestDataFormats)
#include "test_data_formats.moc"
