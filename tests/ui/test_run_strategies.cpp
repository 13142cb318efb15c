#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QtTest>
#include <functional>

#include "tests/ui/ui_fixtures.h"
#include "tests/ui/window_driver.h"
#include "ui/jobs/strategy_arguments.h"
#include "ui/pages/plan_page.h"
#include "ui/widgets/strategy_picker.h"

using namespace maacc;
using Change = std::function<void(ReductionSettings&)>;
Q_DECLARE_METATYPE(Change)

// How the plan says which mutants are tested, and what `maacc run` is told.
class TestRunStrategies : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { test::isolateSettings(); }
  void argumentsNameWhatIsUnusual_data();
  void argumentsNameWhatIsUnusual();
  void everyStrategyIsOffered();
  void countsWhatIsTested_data();
  void countsWhatIsTested();
  void cutsOfLayersLeftOutStayBehind();
  void anotherModelForgetsTheCuts();
};

void TestRunStrategies::argumentsNameWhatIsUnusual_data() {
  QTest::addColumn<Change>("change");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* name, const char* expected, Change change) {
    QTest::newRow(name) << change << QString(expected);
  };
  row("exhaustive", "", [](ReductionSettings&) {});
  row("sample", "--strategy sample --fraction 0.2 --until 1.5", [](ReductionSettings& s) {
    s.strategy = Strategy::Sample;
    s.sampleFraction = 0.2;
    s.tolerance = 0.015;
  });
  row("usual sample", "--strategy sample",
      [](ReductionSettings& s) { s.strategy = Strategy::Sample; });
  row("two phases", "--strategy two-phase --budget 7", [](ReductionSettings& s) {
    s.strategy = Strategy::TwoPhase;
    s.budget = 0.07;
  });
  row("neurons", "--strategy neuron-clusters --linkage complete --metric cosine --clusters 4",
      [](ReductionSettings& s) {
        s.strategy = Strategy::NeuronClusters;
        s.neuronLinkage = LinkageMethod::Complete;
        s.neuronMetric = Metric::Cosine;
        s.neuronCut = {CutKind::Clusters, 4};
      });
  row("cuts", "--strategy neuron-clusters --neuron-mode representative --cut 0=12,1=3 --until 2",
      [](ReductionSettings& s) {
        s.strategy = Strategy::NeuronClusters;
        s.neuronMode = NeuronClusterMode::Representative;
        s.treeCuts = {{0, "", 12}, {1, "", 3}};
        s.tolerance = 0.02;
      });
  row("mutants", "--strategy mutant-clusters --scale standard --cut 0/CW:0.2=5",
      [](ReductionSettings& s) {
        s.strategy = Strategy::MutantClusters;
        s.mutantScaling = FeatureScaling::Standard;
        s.treeCuts = {{0, "CW:0.2", 5}};
      });
}

void TestRunStrategies::argumentsNameWhatIsUnusual() {
  QFETCH(Change, change);
  QFETCH(QString, expected);
  ReductionSettings settings;
  change(settings);
  QCOMPARE(strategyArguments(settings).join(' '), expected);
}

void TestRunStrategies::everyStrategyIsOffered() {
  StrategyPicker picker;
  auto* box = picker.findChild<QComboBox*>("strategy");
  QSet<QString> offered;
  for (int i = 0; i < box->count(); ++i) {
    box->setCurrentIndex(i);
    offered << QString::fromStdString(strategyName(picker.settings().strategy));
    checkReduction(picker.settings());
  }
  QCOMPARE(offered, QSet<QString>({"exhaustive", "sample", "neuron-clusters", "mutant-clusters",
                                   "two-phase"}));
  box->setCurrentText(strategyTitle(Strategy::TwoPhase));
  QCOMPARE(picker.settings().budget, 0.01);  // one percent
  picker.findChild<QDoubleSpinBox*>("twoPhaseBudget")->setValue(5);
  QCOMPARE(picker.settings().budget, 0.05);
}

void TestRunStrategies::countsWhatIsTested_data() {
  QTest::addColumn<Change>("change");
  QTest::addColumn<QString>("expected");
  const auto row = [](const char* name, const char* expected, Change change) {
    QTest::newRow(name) << change << QString(expected);
  };
  // Two layers of ten units, three operators; the second layer is the output.
  row("whole clusters", "15 of 60 mutants", [](ReductionSettings&) {});
  row("cut of one layer", "9 of 60 mutants", [](ReductionSettings& s) {
    s.treeCuts = {{0, "", 3}};
  });
  row("one unit of each", "24 of 60 mutants", [](ReductionSettings& s) {
    s.neuronMode = NeuronClusterMode::Representative;
    s.neuronCut = {CutKind::Clusters, 4};
  });
  row("clusters of mutants", "19 of 60 mutants", [](ReductionSettings& s) {
    s.strategy = Strategy::MutantClusters;
    s.mutantCut = {CutKind::Clusters, 3};
    s.treeCuts = {{0, "NAI", 4}};
  });
  row("by height", "some of 60 mutants", [](ReductionSettings& s) {
    s.neuronCut = {CutKind::Height, 4};
  });
}

void TestRunStrategies::countsWhatIsTested() {
  QFETCH(Change, change);
  QFETCH(QString, expected);
  PlanPage panel;
  panel.setEngine("/usr/bin/maacc");
  panel.setModel(test::makeModelInfo());
  ReductionSettings settings;
  settings.strategy = Strategy::NeuronClusters;
  change(settings);
  panel.strategy().setClusters(settings);
  QStringList texts;
  for (const auto* label : panel.findChildren<QLabel*>()) {
    texts << label->text();
  }
  QVERIFY2(texts.join('\n').contains(expected), qPrintable(texts.join('\n')));
  QVERIFY(panel.request().reduction == settings);
}

void TestRunStrategies::cutsOfLayersLeftOutStayBehind() {
  PlanPage panel;
  panel.setEngine("/usr/bin/maacc");
  panel.setModel(test::makeModelInfo());
  ReductionSettings settings;
  settings.strategy = Strategy::MutantClusters;
  settings.treeCuts = {{0, "CW", 2}, {0, "BIT", 2}, {7, "", 2}};
  panel.strategy().setClusters(settings);
  QCOMPARE(panel.request().reduction.treeCuts.size(), size_t{1});
  QVERIFY(runArguments(panel.request()).contains("0/CW=2"));
}

void TestRunStrategies::anotherModelForgetsTheCuts() {
  PlanPage panel;
  panel.setEngine("/usr/bin/maacc");
  ModelInfo info = test::makeModelInfo();
  panel.setModel(info);
  ReductionSettings settings;
  settings.strategy = Strategy::NeuronClusters;
  settings.treeCuts = {{0, "", 3}};
  panel.strategy().setClusters(settings);
  panel.setModel(info);
  QCOMPARE(panel.request().reduction.treeCuts.size(), size_t{1});
  info.hash = "another";
  panel.setModel(info);
  QVERIFY(panel.request().reduction.treeCuts.empty());
}

QTEST_MAIN(TestRunStrategies)
#include "test_run_strategies.moc"
