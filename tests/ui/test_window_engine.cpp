#include <QAbstractButton>
#include <QFileInfo>
#include <QMessageBox>
#include <QSettings>
#include <QtEndian>
#include <QtTest>
#include <algorithm>

#include "core/data/byte_source.h"
#include "core/importers/import_model.h"
#include "tests/support/test_paths.h"
#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/pages/results_page.h"

using namespace maacc;
using maacc::test::WindowDriver;

namespace {

constexpr int kPatience = 120000;  // milliseconds for a whole run on a busy machine
constexpr int kTimes = 100;        // the sample's data that often: a run of some seconds

// An IDX file whose items come `kTimes` over; header: its bytes before the items.
bool repeatIdx(const std::string& source, const QString& target, int header) {
  const std::string bytes = leadingBytes(source, size_t{1} << 22);
  QByteArray out(bytes.data(), header);
  const auto items = qFromBigEndian<quint32>(out.constData() + 4);
  qToBigEndian<quint32>(items * kTimes, out.data() + 4);
  for (int time = 0; time < kTimes; ++time) {
    out.append(bytes.data() + header, static_cast<qsizetype>(bytes.size()) - header);
  }
  QFile file(target);
  return file.open(QIODevice::WriteOnly) && file.write(out) == out.size();
}

}  // namespace

// The window with the real engine behind it: what is stopped and continued is what was never
// stopped.
class TestWindowEngine : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init() { QSettings().clear(); }
  void stoppedAndContinuedRunEqualsAWholeOne();
  void closingAsksOnceAndReopeningFindsTheRun();
  void writesModelsAndMutants();

 private:
  QString samples() const { return samples_.path(); }
  static std::vector<KillRecord> recordsOf(const QString& path);
  // Starts a run that stands still in the middle of its mutants. False: it was through before.
  static bool holdInTheMiddle(WindowDriver& driver, const QString& path);

  QTemporaryDir samples_;
  std::vector<KillRecord> expected_;
};

void TestWindowEngine::initTestCase() {
  test::isolateSettings();
  const QString engine = QString::fromStdString(test::program("maacc"));
  if (!QFileInfo(engine).isExecutable()) {
    QSKIP("the program maacc is absent: build the target maacc");
  }
  qputenv("MAACC_ENGINE", engine.toUtf8());
  QVERIFY(QFile::copy(QString::fromStdString(test::sample("digits-cnn.keras")),
                      samples_.filePath("digits-cnn.keras")));
  const std::string images = "digits-test-images.idx3-ubyte.gz";
  const std::string labels = "digits-test-labels.idx1-ubyte.gz";
  QVERIFY(repeatIdx(test::sample(images), samples_.filePath(images.c_str()), 16));
  QVERIFY(repeatIdx(test::sample(labels), samples_.filePath(labels.c_str()), 8));
  WindowDriver driver(samples());
  QVERIFY(driver.openSample("digits-cnn"));
  QVERIFY(driver.startRun(driver.file("whole.maacc")));
  QTRY_VERIFY_WITH_TIMEOUT(!isUnfinished(driver.jobs().at(0).state), kPatience);
  QVERIFY2(driver.jobs().at(0).state == JobState::Finished,
           qPrintable(driver.jobs().at(0).message));
  expected_ = recordsOf(driver.file("whole.maacc"));
  QCOMPARE(expected_.size(), size_t{162});
}

std::vector<KillRecord> TestWindowEngine::recordsOf(const QString& path) {
  int64_t cursor = 0;
  auto records = RunFile::openForReading(path.toStdString()).recordsSince(cursor);
  std::sort(records.begin(), records.end(),
            [](const KillRecord& a, const KillRecord& b) { return a.mutantIndex < b.mutantIndex; });
  return records;
}

bool TestWindowEngine::holdInTheMiddle(WindowDriver& driver, const QString& path) {
  JobList& jobs = driver.jobs();
  const int row = jobs.count();
  // At once, not at the next look of a test: half a second is the whole run.
  const auto pausing =
      QObject::connect(&jobs, &JobList::jobChanged, &jobs, [&jobs, row](int changed) {
        if (changed == row && jobs.at(row).progress.stage == "mutants" &&
            jobs.at(row).progress.done > 0) {
          jobs.pause(jobs.at(row).id);
        }
      });
  const bool held = driver.startRun(path) && QTest::qWaitFor(
                                                 [&] {
                                                   return jobs.at(row).state == JobState::Paused ||
                                                          !isUnfinished(jobs.at(row).state);
                                                 },
                                                 kPatience);
  QObject::disconnect(pausing);
  return held && jobs.at(row).state == JobState::Paused;
}

void TestWindowEngine::stoppedAndContinuedRunEqualsAWholeOne() {
  WindowDriver driver(samples());
  QVERIFY(driver.openSample("digits-cnn"));
  const QString path = driver.file("stopped.maacc");
  QVERIFY(holdInTheMiddle(driver, path));
  QVERIFY(driver.click("stopRun"));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Stopped, kPatience);
  const size_t tested = recordsOf(path).size();
  QVERIFY2(tested > 0 && tested < expected_.size(), qPrintable(QString::number(tested)));
  QVERIFY(driver.click("continueRun"));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().count(), 2, kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(1).state, JobState::Finished, kPatience);
  QVERIFY(recordsOf(path) == expected_);
  QVERIFY(driver.click("showResults"));
  auto* results = driver.window().findChild<ResultsPage*>();
  QTRY_COMPARE(results->session()->records().size(), expected_.size());
  const auto survivors = std::count_if(
      expected_.begin(), expected_.end(),
      [](const KillRecord& record) { return record.status == MutantStatus::Survived; });
  QTRY_COMPARE(results->mutants().filterCounts().byVerdict[static_cast<size_t>(Verdict::Survived)],
               survivors);
}

void TestWindowEngine::closingAsksOnceAndReopeningFindsTheRun() {
  WindowDriver first(samples());
  QVERIFY(first.openSample("digits-cnn"));
  const QString path = first.file("closed.maacc");
  QVERIFY(holdInTheMiddle(first, path));
  QVERIFY(!first.window().close());
  QVERIFY(!first.window().close());
  const auto boxes = first.window().findChildren<QMessageBox*>();
  QCOMPARE(boxes.size(), 1);
  QTest::mouseClick(boxes.first()->findChild<QAbstractButton*>("stopAndClose"), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(!first.window().isVisible(), kPatience);
  const size_t tested = recordsOf(path).size();
  QVERIFY2(tested > 0 && tested < expected_.size(), qPrintable(QString::number(tested)));

  WindowDriver second(samples());
  second.window().openAtStart({});
  QTRY_VERIFY_WITH_TIMEOUT(second.window().workspace().currentModel() != nullptr, kPatience);
  const auto offered = [&] {
    auto* button = second.find<QAbstractButton>("bannerAction");
    return button != nullptr && button->isVisible() ? button : nullptr;
  };
  QTRY_VERIFY_WITH_TIMEOUT(offered() != nullptr, kPatience);
  QTest::mouseClick(offered(), Qt::LeftButton);
  QTRY_COMPARE_WITH_TIMEOUT(second.jobs().count(), 1, kPatience);
  QTRY_COMPARE_WITH_TIMEOUT(second.jobs().at(0).state, JobState::Finished, kPatience);
  QVERIFY(recordsOf(path) == expected_);
}

void TestWindowEngine::writesModelsAndMutants() {
  WindowDriver driver(samples());
  QVERIFY(driver.openSample("digits-cnn"));
  const QString whole = driver.file("model.onnx");
  driver.window().convertModel(whole);
  QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(whole), kPatience);
  const std::string original = samples_.filePath("digits-cnn.keras").toStdString();
  const Network network = importModel(original);
  QCOMPARE(importModel(whole.toStdString()).weightedLayers().size(),
           network.weightedLayers().size());

  const QString run = driver.file("run.maacc");
  QVERIFY(driver.startRun(run));
  QTRY_COMPARE_WITH_TIMEOUT(driver.jobs().at(0).state, JobState::Finished, kPatience);
  QVERIFY(driver.click("showResults"));
  auto* results = driver.window().findChild<ResultsPage*>();
  QTRY_VERIFY_WITH_TIMEOUT(results->session()->isLoaded(), kPatience);
  results->showMutant(2);
  QTRY_COMPARE_WITH_TIMEOUT(results->currentMutantId(), QString("w0-u0-NEB"), kPatience);
  const QString mutant = driver.file("mutant.keras");
  driver.window().exportMutant(mutant);
  QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(mutant), kPatience);
  const Network changed = importModel(mutant.toStdString());
  const UnitWeights weights = unitWeights(changed.layer(changed.weightedLayers().front()));
  const auto unit = weights.kernel->values.begin();
  QVERIFY(std::all_of(unit, unit + weights.weightsPerUnit, [](float w) { return w == 0; }));
}

QTEST_MAIN(TestWindowEngine)
#include "test_window_engine.moc"
