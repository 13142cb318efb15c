#include <QDirIterator>
#include <QTemporaryFile>
#include <QtTest>
#include <thread>

#include "core/base/error.h"
#include "core/base/hashing.h"
#include "core/base/number_text.h"
#include "core/base/run_context.h"
#include "tests/support/expect_error.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

class TestBase : public QObject {
  Q_OBJECT

 private slots:
  void hashesAsFips180Says() {
    // FIPS 180-4, example for "abc".
    const std::string abc = "abc";
    QCOMPARE(Sha256().bytes(std::as_bytes(std::span(abc))).hex(),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    QTemporaryFile file;
    QVERIFY(file.open());
    file.write("abc");
    file.close();
    QCOMPARE(fileSha256(file.fileName().toStdString()),
             std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
  }

  void hashesTextsWithTheirLength() {
    QVERIFY(Sha256().text("ab").text("c").hex() != Sha256().text("a").text("bc").hex());
  }

  void readsByteCounts_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("bytes");  // -1: refused
    QTest::newRow("bytes") << "800000" << qint64{800000};
    QTest::newRow("M") << "512M" << (qint64{512} << 20);
    QTest::newRow("G") << "4G" << (qint64{4} << 30);
    QTest::newRow("part") << "1.5G" << (qint64{3} << 29);
    QTest::newRow("MiB") << "800MiB" << (qint64{800} << 20);
    QTest::newRow("GB in small letters") << "2gb" << (qint64{2} << 30);
    QTest::newRow("space") << "2 KiB" << qint64{2048};
    QTest::newRow("B") << "12B" << qint64{12};
    QTest::newRow("T") << "1T" << (qint64{1} << 40);
    for (const char* text : {"", "M", "0", "0G", "-1G", "1.2.3G", "4X", "4GG", "4 G B", "iB",
                             "12iB", "1e9", "nanG", "99999999999T", "4G "}) {
      QTest::newRow(qPrintable(QString("not \"%1\"").arg(text))) << text << qint64{-1};
    }
  }

  void readsByteCounts() {
    QFETCH(QString, text);
    QFETCH(qint64, bytes);
    QCOMPARE(qint64{parseByteCount(text.toStdString()).value_or(-1)}, bytes);
  }

  void namesAFileThatCannotBeHashed() {
    QVERIFY(contains(expectError([] { fileSha256("/nowhere/at/all"); }), "/nowhere/at/all"));
  }

  void stopIsStickyAndSharedByCopies() {
    RunContext context;
    const RunContext copy = context;
    QVERIFY(copy.proceed());
    context.requestStop();
    QVERIFY(copy.stopRequested());
    QVERIFY(!copy.proceed());
  }

  void aStopEndsAPause() {
    RunContext context;
    context.requestPause();
    bool proceeded = true;
    std::thread waiting([&] { proceeded = context.proceed(); });
    context.requestStop();
    waiting.join();
    QVERIFY(!proceeded);
  }

  void reportsProgress() {
    const RunContext context;
    context.report("mutants", 3, 10);
    const Progress progress = context.progress();
    QCOMPARE(progress.stage, std::string("mutants"));
    QCOMPARE(progress.done, 3);
    QCOMPARE(progress.total, 10);
  }

  // (No raw strings below: moc 6.4 loses the class over a quote in one.)
  // The layering that architecture depends on: no Qt anywhere in core, libtorch only in
  // core/engine.
  void coreIncludesNeitherQtNorTorch() {
    const QString core = QString::fromStdString(fixture("../core"));
    const QRegularExpression forbidden("#include\\s*[<\"](Q[A-Z]|Qt|torch/|ATen/|c10/)");
    int files = 0;
    QDirIterator it(core, {"*.h", "*.cpp"}, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
      const QString path = it.next();
      if (path.contains("/core/engine/")) {
        continue;
      }
      QFile file(path);
      QVERIFY(file.open(QIODevice::ReadOnly));
      QVERIFY2(!QString::fromUtf8(file.readAll()).contains(forbidden), qPrintable(path));
      ++files;
    }
    QVERIFY(files > 20);
  }

  void uiNeverIncludesTorch() {
    const QRegularExpression forbidden("#include\\s*[<\"](torch/|ATen/|c10/|core/engine/)");
    for (const char* folder : {"../ui", "../app/studio"}) {
      QDirIterator it(QString::fromStdString(fixture(folder)), {"*.h", "*.cpp"}, QDir::Files,
                      QDirIterator::Subdirectories);
      while (it.hasNext()) {
        QFile file(it.next());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY2(!QString::fromUtf8(file.readAll()).contains(forbidden),
                 qPrintable(file.fileName()));
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestBase)
#include "test_base.moc"
