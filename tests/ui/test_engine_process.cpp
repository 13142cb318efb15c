#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/test_paths.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/jobs/engine_locator.h"
#include "ui/jobs/engine_process.h"
#include "ui/jobs/engine_query.h"
#include "ui/jobs/run_request.h"

using namespace maacc;

Q_DECLARE_METATYPE(maacc::EngineOutcome::Kind)

// The child process against a stand-in that fails in every way a program can.
class TestEngineProcess : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void readsEveryEvent();
  void saysHowItEnded_data();
  void saysHowItEnded();
  void missingProgramIsASentence();
  void pausesResumesAndStops();
  void endsAnEngineThatDoesNotAnswer();
  void ignoresEventsItDoesNotKnow();
  void queryAnswersOrExplains();
  void locatorPrefersTheEnvironment();
  void locatorNamesAWrongEnvironment();
  void resumeAsksForNothingButTheRunFile();

 private:
  QString fake() const { return QString::fromStdString(test::program("fake_engine")); }
  QStringList arguments() const;
  EngineOutcome run(EngineProcess& process, const QString& program);

  std::unique_ptr<QTemporaryDir> folder_;
};

void TestEngineProcess::initTestCase() { test::isolateSettings(); }

void TestEngineProcess::init() { folder_ = std::make_unique<QTemporaryDir>(); }

QStringList TestEngineProcess::arguments() const {
  RunRequest request;
  request.model = {"m.keras", "d.npz", {}, {}, {}, {}};
  request.operators = {"CW"};
  request.runPath = folder_->filePath("run.maacc");
  return runArguments(request);
}

EngineOutcome TestEngineProcess::run(EngineProcess& process, const QString& program) {
  QSignalSpy ended(&process, &EngineProcess::ended);
  process.start(program, arguments());
  if (ended.isEmpty() && !ended.wait(20000)) {
    return {EngineOutcome::Kind::Failed, "the process did not end", -1};
  }
  return ended.first().first().value<EngineOutcome>();
}

void TestEngineProcess::readsEveryEvent() {
  test::setFakeMode("normal");
  EngineProcess process;
  QSignalSpy hello(&process, &EngineProcess::hello);
  QSignalSpy stages(&process, &EngineProcess::stageChanged);
  QSignalSpy baseline(&process, &EngineProcess::baselineReady);
  QSignalSpy plan(&process, &EngineProcess::planned);
  QSignalSpy progress(&process, &EngineProcess::progressed);
  QSignalSpy warnings(&process, &EngineProcess::warned);
  const EngineOutcome outcome = run(process, fake());
  QCOMPARE(outcome.kind, EngineOutcome::Kind::Finished);
  QCOMPARE(outcome.message, QString());
  QCOMPARE(hello.count(), 1);
  QCOMPARE(hello.first().first().value<EngineHello>().blas, QString("OpenBLAS"));
  QCOMPARE(stages.count(), 2);
  QCOMPARE(baseline.first().first().value<EngineBaseline>().correct, 18);
  QCOMPARE(plan.first().first().value<EnginePlan>().mutants, 60);
  QCOMPARE(progress.count(), 60);
  const auto last = progress.last().first().value<EngineProgress>();
  QCOMPARE(last.done, 60);
  QCOMPARE(last.killed, 40);
  QVERIFY(!last.etaSeconds.has_value());
  QCOMPARE(warnings.count(), 1);
  QVERIFY(!process.isActive());
}

void TestEngineProcess::saysHowItEnded_data() {
  QTest::addColumn<QByteArray>("mode");
  QTest::addColumn<QString>("part");
  QTest::newRow("crash") << QByteArray("crash") << "crashed or was killed";
  QTest::newRow("garbage") << QByteArray("garbage") << "quite another program";
  QTest::newRow("error event") << QByteArray("error") << "digits.gz ends after 12 of 784 bytes";
  QTest::newRow("standard error") << QByteArray("complaint")
                                  << "the following argument was not expected: --progress";
}

void TestEngineProcess::saysHowItEnded() {
  QFETCH(QByteArray, mode);
  QFETCH(QString, part);
  test::setFakeMode(mode.constData());
  EngineProcess process;
  const EngineOutcome outcome = run(process, fake());
  QCOMPARE(outcome.kind, EngineOutcome::Kind::Failed);
  QVERIFY2(outcome.message.contains(part), qPrintable(outcome.message));
  QVERIFY2(!outcome.message.startsWith("maacc:"), qPrintable(outcome.message));
}

void TestEngineProcess::missingProgramIsASentence() {
  EngineProcess process;
  const EngineOutcome outcome = run(process, folder_->filePath("nothing-here"));
  QCOMPARE(outcome.kind, EngineOutcome::Kind::Failed);
  QVERIFY2(
      outcome.message.contains("nothing-here") && outcome.message.contains("could not be started"),
      qPrintable(outcome.message));
}

void TestEngineProcess::pausesResumesAndStops() {
  test::setFakeMode("slow");
  EngineProcess process;
  bool paused = false;
  connect(&process, &EngineProcess::progressed, this,
          [&](const EngineProgress& p) { paused = p.paused; });
  QSignalSpy progress(&process, &EngineProcess::progressed);
  QSignalSpy ended(&process, &EngineProcess::ended);
  process.start(fake(), arguments());
  QTRY_VERIFY_WITH_TIMEOUT(progress.count() > 0, 20000);
  process.pause();
  QTRY_VERIFY_WITH_TIMEOUT(paused, 20000);
  process.resume();
  QTRY_VERIFY_WITH_TIMEOUT(!paused, 20000);
  process.stop();
  QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 20000);
  const auto outcome = ended.first().first().value<EngineOutcome>();
  QCOMPARE(outcome.kind, EngineOutcome::Kind::Stopped);
  QCOMPARE(outcome.exitCode, 3);
}

void TestEngineProcess::endsAnEngineThatDoesNotAnswer() {
  test::setFakeMode("deaf");
  EngineProcess process;
  process.setStopGraceMs(50);
  QSignalSpy hello(&process, &EngineProcess::hello);
  QSignalSpy ended(&process, &EngineProcess::ended);
  process.start(fake(), arguments());
  QTRY_COMPARE_WITH_TIMEOUT(hello.count(), 1, 20000);
  process.stop();
  QTRY_COMPARE_WITH_TIMEOUT(ended.count(), 1, 20000);
  QCOMPARE(ended.first().first().value<EngineOutcome>().kind, EngineOutcome::Kind::Stopped);
}

void TestEngineProcess::ignoresEventsItDoesNotKnow() {
  const std::optional<EngineEvent> unknown = parseEngineLine(R"({"event":"weather","degrees":21})");
  QVERIFY(unknown.has_value());
  QVERIFY(std::holds_alternative<EngineUnknown>(*unknown));
  QVERIFY(!parseEngineLine("[1, 2]").has_value());
  QVERIFY(!parseEngineLine("{\"stage\":\"no event\"}").has_value());
  QVERIFY(!parseEngineLine("\xff\xfe").has_value());
}

void TestEngineProcess::queryAnswersOrExplains() {
  test::setFakeMode("normal");
  EngineQuery query;
  QSignalSpy answered(&query, &EngineQuery::answered);
  QSignalSpy failed(&query, &EngineQuery::failed);
  query.start(fake(), {"inspect", "a.keras", "--json"});
  query.start(fake(), {"inspect", "b.keras", "--json"});  // replaces the first
  QTRY_COMPARE_WITH_TIMEOUT(answered.count(), 1, 20000);
  const QJsonObject model = answered.first().first().toJsonObject().value("model").toObject();
  QCOMPARE(model.value("path").toString(), QString("b.keras"));
  test::setFakeMode("error");
  query.start(fake(), {"inspect", "c.keras", "--json"});
  QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, 20000);
  QCOMPARE(failed.first().first().toString(),
           QString("c.keras is not a model that this program knows"));
  query.start(folder_->filePath("nothing"), {"environment"});
  QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 2, 20000);
  QCOMPARE(answered.count(), 1);
}

void TestEngineProcess::locatorPrefersTheEnvironment() {
  const EngineLocation engine = locateEngine();
  QVERIFY(engine.found());
  QCOMPARE(QFileInfo(engine.program).fileName(), QString("fake_engine"));
}

void TestEngineProcess::locatorNamesAWrongEnvironment() {
  const QByteArray before = qgetenv("MAACC_ENGINE");
  qputenv("MAACC_ENGINE", "/nowhere/maacc");
  const EngineLocation engine = locateEngine(fake());
  qputenv("MAACC_ENGINE", before);
  QVERIFY(!engine.found());
  QVERIFY2(engine.problem.contains("/nowhere/maacc"), qPrintable(engine.problem));
}

void TestEngineProcess::resumeAsksForNothingButTheRunFile() {
  RunSettings settings;
  settings.modelPath = "/gone/model.keras";
  const QStringList arguments = runArguments(requestToResume(settings, "/runs/a.maacc"));
  QVERIFY(arguments.contains("--resume"));
  QVERIFY(arguments.contains("/runs/a.maacc"));
  QVERIFY(!arguments.contains("/gone/model.keras"));
}

QTEST_GUILESS_MAIN(TestEngineProcess)
#include "test_engine_process.moc"
