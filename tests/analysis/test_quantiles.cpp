#include <QFile>
#include <QtTest>
#include <cmath>

#include "core/analysis/quantiles.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

class TestQuantiles : public QObject {
  Q_OBJECT

 private slots:
  void agreeWithSciPy();
  void distributionAndQuantileAreInverse();
  void studentIsSymmetric();
};

void TestQuantiles::agreeWithSciPy() {
  QFile file(QString::fromStdString(fixture("analysis/fixtures/quantiles.csv")));
  QVERIFY(file.open(QIODevice::ReadOnly));
  int compared = 0;
  for (const QByteArray& line : file.readAll().split('\n')) {
    const QList<QByteArray> cells = line.split(',');
    if (cells.size() != 5 || cells[0] == "kind") {
      continue;
    }
    const double p = cells[1].toDouble();
    const double a = cells[2].toDouble();
    const double b = cells[3].toDouble();
    const double expected = cells[4].toDouble();
    const double found = cells[0] == "t" ? studentQuantile(p, a) : betaQuantile(p, a, b);
    QVERIFY2(std::abs(found - expected) <= 1e-7 * std::abs(expected),
             (line + ": " + QByteArray::number(found, 'g', 15)).constData());
    ++compared;
  }
  QCOMPARE(compared, 224);
}

void TestQuantiles::distributionAndQuantileAreInverse() {
  for (double a : {0.5, 3.0, 70.5}) {
    for (double b : {0.5, 12.0, 900.5}) {
      for (double p : {1e-4, 0.025, 0.4, 0.975}) {
        QVERIFY(std::abs(betaDistribution(betaQuantile(p, a, b), a, b) - p) < 1e-10);
      }
    }
  }
  QCOMPARE(betaDistribution(0, 1, 2), 0.0);
  QCOMPARE(betaDistribution(1, 1, 2), 1.0);
}

void TestQuantiles::studentIsSymmetric() {
  QCOMPARE(studentQuantile(0.025, 7), -studentQuantile(0.975, 7));
  QVERIFY(std::abs(studentQuantile(0.5, 3)) < 1e-12);
  QVERIFY(std::abs(studentQuantile(0.975, 1e300) - 1.959964) < 1e-6);
}

QTEST_APPLESS_MAIN(TestQuantiles)
#include "test_quantiles.moc"
