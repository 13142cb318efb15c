#include <signal.h>

#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QtTest>

#include "core/store/run_file.h"
#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// A run of some seconds: the CNN sample with operators of both families.
QStringList runArguments(const QString& run, const QString& evaluator) {
  return QStringList{"run"} + sampleCase("digits-cnn") +
         QStringList{"--operators", "CW,NAI,NEB,GF,SHUFFLE,SWITCH,SIGN,BIT",
                     "--seed",      "7",
                     "--evidence",  "inputs",
                     "--evaluator", evaluator,
                     "--progress",  "none",
                     "--out",       run};
}

struct Content {
  std::vector<KillRecord> records;
  std::vector<std::vector<Flip>> flips;
  std::string planHash;
};

Content contentOf(const QString& run) {
  const RunFile file = RunFile::openForReading(run.toStdString());
  Content content{file.records(), {}, file.plan().hash};
  for (const KillRecord& record : content.records) {
    content.flips.push_back(file.flips(record.mutantIndex));
  }
  return content;
}

}  // namespace

class TestKillAndResume : public QObject {
  Q_OBJECT

 private slots:
  void tenRandomKillsLeaveTheSameRecords_data() {
    QTest::addColumn<QString>("evaluator");
    QTest::newRow("plain") << "plain";
    QTest::newRow("incremental") << "incremental";
  }

  void tenRandomKillsLeaveTheSameRecords() {
    QFETCH(QString, evaluator);
    QTemporaryDir folder;
    const QString whole = folder.filePath("whole.maacc");
    QElapsedTimer timer;
    timer.start();
    const ProgramResult uninterrupted = runMaacc(runArguments(whole, evaluator));
    QVERIFY2(uninterrupted.exitCode == 0, uninterrupted.errors.constData());
    const qint64 wholeMs = timer.elapsed();
    const Content expected = contentOf(whole);
    QVERIFY(!expected.records.empty());

    QRandomGenerator random(20261123);
    int killedWhileRunning = 0;
    for (int trial = 0; trial < 10; ++trial) {
      const QString run = folder.filePath(QString("killed-%1.maacc").arg(trial));
      QProcess process;
      process.setStandardInputFile(QProcess::nullDevice());
      process.start(QString::fromStdString(program("maacc")), runArguments(run, evaluator));
      QVERIFY(process.waitForStarted());
      const auto momentMs = static_cast<int>(random.bounded(wholeMs));
      if (!process.waitForFinished(momentMs)) {
        process.kill();  // SIGKILL
        process.waitForFinished();
        ++killedWhileRunning;
      }
      const ProgramResult resumed =
          runMaacc(runArguments(run, evaluator) + QStringList{"--resume"});
      QVERIFY2(resumed.exitCode == 0,
               (QByteArray::number(momentMs) + " ms: " + resumed.errors).constData());
      const Content found = contentOf(run);
      QCOMPARE(found.planHash, expected.planHash);
      QCOMPARE(found.records.size(), expected.records.size());
      for (std::size_t i = 0; i < found.records.size(); ++i) {
        QVERIFY2(found.records[i] == expected.records[i],
                 qPrintable(QString("record %1 after a kill at %2 ms").arg(i).arg(momentMs)));
        QCOMPARE(found.flips[i], expected.flips[i]);
      }
    }
    QVERIFY(killedWhileRunning >= 5);
  }
};

QTEST_GUILESS_MAIN(TestKillAndResume)
#include "test_kill_and_resume.moc"
