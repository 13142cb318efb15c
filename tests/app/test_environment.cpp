#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include "core/mutation/operator.h"
#include "tests/support/run_program.h"

using namespace maacc::test;

class TestEnvironment : public QObject {
  Q_OBJECT

 private slots:
  void tellsVersionsAndDevices() {
    const ProgramResult result = runMaacc({"environment", "--json"});
    QCOMPARE(result.exitCode, 0);
    const QJsonObject environment = QJsonDocument::fromJson(result.output).object();
    QVERIFY(!environment["version"].toString().isEmpty());
    QVERIFY(!environment["torch"].toString().isEmpty());
    QVERIFY(environment["devices"].toArray().first().toString().startsWith("cpu"));
    QVERIFY(environment["threads"].toInt() >= 1);
    QVERIFY2(!environment["blas"].toObject()["reference"].toBool(),
             "this machine computes with the slow reference BLAS");
    QVERIFY(environment["warnings"].toArray().isEmpty());
  }

  void listsEveryOperatorWithItsFormula() {
    const ProgramResult result = runMaacc({"environment"});
    for (const maacc::OperatorSpec& spec : maacc::operatorTable()) {
      QVERIFY(result.output.contains(
          QByteArray(spec.formula.data(), static_cast<qsizetype>(spec.formula.size()))));
    }
  }

  void warnsOfTheReferenceBlas() {
    const QString reference = "/usr/lib/x86_64-linux-gnu/blas";
    if (!QFile::exists(reference + "/libblas.so.3")) {
      QSKIP("the reference BLAS (package libblas3) is not on this machine");
    }
    qputenv("LD_LIBRARY_PATH", reference.toUtf8());
    const ProgramResult result = runMaacc({"environment", "--json"});
    qunsetenv("LD_LIBRARY_PATH");
    const QJsonObject environment = QJsonDocument::fromJson(result.output).object();
    QVERIFY2(environment["blas"].toObject()["reference"].toBool(), result.output.constData());
    QVERIFY(environment["warnings"].toArray().first().toString().contains("libopenblas0-pthread"));
  }
};

QTEST_GUILESS_MAIN(TestEnvironment)
#include "test_environment.moc"
