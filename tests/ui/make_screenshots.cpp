// Drives the window over the bundled sample with the real engine and saves a picture of every page:
// the images of README.md and docs/. Run by scripts/screenshots.
#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QStandardPaths>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QtTest>
#include <cstdio>

#include "ui/main_window.h"
#include "ui/pages/clusters_page.h"
#include "ui/pages/compare_page.h"
#include "ui/pages/report_page.h"
#include "ui/pages/results_page.h"
#include "ui/pages/welcome_page.h"
#include "ui/theme.h"
#include "ui/widgets/report_options.h"

using namespace maacc;

namespace {

constexpr int kWidth = 1360;
constexpr int kHeight = 860;
constexpr int kHeightOfPlan = 1010;  // down to the cost
constexpr int kPatience = 120000;    // milliseconds for any step

class Photographer {
 public:
  // everyTab: of the pages that have tabs, not the first alone.
  Photographer(QString folder, bool everyTab) : folder_(std::move(folder)), everyTab_(everyTab) {
    window_.resize(kWidth, kHeight);
    window_.show();
  }

  // Empty, or what did not happen.
  QString run();

 private:
  template <class Widget>
  Widget& part() {
    return *window_.findChild<Widget*>();
  }
  QTabWidget& pages() {
    return *window_.centralWidget()->findChild<QTabWidget*>(QString(), Qt::FindDirectChildrenOnly);
  }
  bool click(const QString& name);
  bool waitFor(const std::function<bool()>& condition) {
    return QTest::qWaitFor(condition, kPatience);
  }
  QString save(int page, const QString& name);
  QString saveTabs(const QString& name);
  QString openSample();
  QString testSample();
  QString writeTwoPhaseRun();

  QString folder_;
  bool everyTab_;
  QTemporaryDir work_;
  MainWindow window_;
};

bool Photographer::click(const QString& name) {
  for (auto* button : window_.findChildren<QAbstractButton*>(name)) {
    if (button->isVisible() && button->isEnabled()) {
      QTest::mouseClick(button, Qt::LeftButton);
      return true;
    }
  }
  return false;
}

QString Photographer::save(int page, const QString& name) {
  pages().setCurrentIndex(page);
  QTest::qWait(300);
  const QString path = folder_ + '/' + name + ".png";
  if (!window_.grab().save(path)) {
    return path + " cannot be written";
  }
  return everyTab_ ? saveTabs(name) : QString();
}

QString Photographer::saveTabs(const QString& name) {
  for (auto* tabs : pages().currentWidget()->findChildren<QTabWidget*>()) {
    for (int tab = 1; tab < tabs->count() && tabs->isVisible(); ++tab) {
      tabs->setCurrentIndex(tab);
      QTest::qWait(600);
      const QString path = folder_ + QString("/%1-%2.png").arg(name).arg(tab);
      if (!window_.grab().save(path)) {
        return path + " cannot be written";
      }
    }
    tabs->setCurrentIndex(0);
  }
  return {};
}

QString Photographer::openSample() {
  if (!waitFor([this] { return part<WelcomePage>().environmentText().contains("libtorch"); })) {
    return "the engine did not answer: build maacc";
  }
  if (const QString problem = save(0, "welcome"); !problem.isEmpty()) {
    return problem;
  }
  if (!click("sample:digits-mlp") || !waitFor([this] { return pages().currentIndex() == 1; })) {
    return "the sample did not open";
  }
  return {};
}

QString Photographer::testSample() {
  const QString path = work_.filePath("digits-mlp.maacc");
  pages().setCurrentIndex(1);
  if (!click("newRun")) {
    return "there is no new run";
  }
  for (auto* edit : window_.findChildren<QLineEdit*>()) {
    if (edit->accessibleName() == QLatin1String("Run file")) {
      edit->setText(path);
    }
  }
  window_.resize(kWidth, kHeightOfPlan);
  const QString problem = save(3, "plan");
  window_.resize(kWidth, kHeight);
  if (!problem.isEmpty()) {
    return problem;
  }
  JobList& jobs = window_.workspace().jobs();
  if (!click("startRun") ||
      !waitFor([&] { return jobs.count() == 1 && jobs.at(0).state == JobState::Finished; })) {
    return "the run did not finish";
  }
  QTest::qWait(700);  // the last scores are read from the file
  return save(4, "run");
}

QString Photographer::writeTwoPhaseRun() {
  const QString samples = QStringLiteral(MAACC_SAMPLES_DIR) + '/';
  const QString path = work_.filePath("two-phase.maacc");
  const int code = QProcess::execute(
      QCoreApplication::applicationDirPath() + "/maacc",
      {"run", samples + "digits-mlp.keras", "--data", samples + "digits-test-images.idx3-ubyte.gz",
       "--labels", samples + "digits-test-labels.idx1-ubyte.gz", "--preprocess", "scale=1/16",
       "--strategy", "two-phase", "--budget", "5", "--progress", "none", "--out", path});
  return code == 0 ? QString() : "the two-phase run failed";
}

QString Photographer::run() {
  const QStringList runs = {work_.filePath("digits-mlp.maacc"), work_.filePath("two-phase.maacc")};
  const std::vector<std::function<QString()>> steps = {
      [this] { return openSample(); },
      [this] { return save(1, "model"); },
      [this] {
        pages().setCurrentIndex(2);
        return waitFor([this] { return !part<ClustersPage>().isClustering(); })
                   ? save(2, "clusters")
                   : QString("the units were not clustered");
      },
      [this] { return testSample(); },
      [this] { return writeTwoPhaseRun(); },
      [this] {
        click("showResults");
        QTest::qWait(500);
        part<ResultsPage>().goToSurvivor(1);
        return save(5, "results");
      },
      [&] {
        pages().setCurrentIndex(6);
        part<ComparePage>().picker().addFiles(runs);
        QTest::qWait(300);
        return waitFor([this] { return !part<ComparePage>().isBusy(); })
                   ? save(6, "compare")
                   : QString("the runs were not compared");
      },
      [&] {
        pages().setCurrentIndex(7);
        part<ReportPage>().options().picker().addFiles(runs);
        QTest::qWait(300);
        return waitFor([this] { return !part<ReportPage>().isBusy(); })
                   ? save(7, "report")
                   : QString("the report was not made");
      }};
  for (const auto& step : steps) {
    if (const QString problem = step(); !problem.isEmpty()) {
      return problem;
    }
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  QStandardPaths::setTestModeEnabled(true);
  QApplication application(argc, argv);
  const QStringList options = QCoreApplication::arguments().mid(2);
  if (argc < 2 || !QDir().mkpath(argv[1])) {
    std::fprintf(stderr, "usage: make_screenshots FOLDER [--dark] [--tabs]\n");
    return 2;
  }
  const bool dark = options.contains("--dark");
  QCoreApplication::setOrganizationName("maacc-screenshots");
  applyAppearance(dark ? Appearance::Dark : Appearance::Light);
  const QString problem = Photographer(argv[1], options.contains("--tabs")).run();
  if (!problem.isEmpty()) {
    std::fprintf(stderr, "make_screenshots: %s\n", qPrintable(problem));
    return 1;
  }
  return 0;
}
