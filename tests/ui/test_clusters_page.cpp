#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QHeaderView>
#include <QLabel>
#include <QListWidget>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>

#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/dendrogram_export.h"
#include "core/clustering/pairwise_distances.h"
#include "core/importers/import_model.h"
#include "core/reduction/reduction_plan.h"
#include "tests/support/expect_error.h"
#include "tests/support/test_paths.h"
#include "tests/ui/cluster_fixtures.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/jobs/cut_replay.h"
#include "ui/jobs/run_session.h"
#include "ui/pages/clusters_page.h"
#include "ui/plots/cluster_colors.h"
#include "ui/plots/dendrogram_plot.h"
#include "ui/text.h"
#include "ui/widgets/cluster_tables.h"

using namespace maacc;

// The page Clusters on a model that is clustered for real.
class TestClustersPage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void growsATreePerLayer();
  void treesAreThoseOfARun();
  void everyCutIsOneStepToUndo();
  void spinBoxesFollowTheCutAndSetIt();
  void suggestionsCutThere();
  void budgetCutsAllLayers();
  void applyToAllKeepsItemsPerCluster();
  void meaningCountsTheMutants();
  void mutantsHaveATreePerOperator();
  void wardTakesEuclideanDistances();
  void comparesTwoLinkages();
  void selectionIsLinked();
  void stopEndsClustering();
  void missingModelIsASentence();
  void tableModelsAreSound();
  void tablesAreTwinsOfTheTree();
  void tablesAreCopiedAsLatex();
  void largeTreesAreMeasuredBySamples();
  void expectedErrorIsThatOfTheDraws();
  void forecastSpeaksOfOpenRuns();
  void writesTheTree();
  void writesFigures_data();
  void writesFigures();
  void pdfIsNotBlank();
  void widgetsHaveNames();

 private:
  bool openModel(const QString& path);
  template <class Widget>
  Widget* find(const char* name) {
    return page_->findChild<Widget*>(QLatin1String(name));
  }
  DendrogramPlot& tree() { return page_->dendrogram(); }
  int clusters() { return tree().tree()->ladder.clusters(tree().cut().rung); }
  QString meaning() { return find<QLabel>("cutMeaning")->text(); }

  QString model_;
  std::unique_ptr<ClustersPage> page_;
  QTemporaryDir folder_;
};

void TestClustersPage::initTestCase() {
  test::isolateSettings();
  model_ = QString::fromStdString(test::sample("digits-mlp.keras"));
}

void TestClustersPage::init() {
  page_ = std::make_unique<ClustersPage>();
  page_->resize(1200, 800);
  page_->show();
  QVERIFY(openModel(model_));
  QTRY_VERIFY_WITH_TIMEOUT(!page_->isClustering(), 60000);
}

bool TestClustersPage::openModel(const QString& path) {
  ModelInfo info = test::makeModelInfo();
  info.request.modelPath = path;
  info.hash = path;
  page_->setModel(info);
  return page_->isClustering();
}

void TestClustersPage::growsATreePerLayer() {
  auto* layers = find<QListWidget>("clusterLayers");
  const Network network = importModel(model_.toStdString());
  QCOMPARE(layers->count(), static_cast<int>(network.weightedLayers().size()));
  QCOMPARE(page_->plan().trees().size(), network.weightedLayers().size());
  layers->setCurrentRow(1);
  QCOMPARE(tree().tree()->key.weightedLayer, 1);
  // The published default: two units per cluster.
  QCOMPARE(clusters(), (tree().tree()->ladder.leaves() + 1) / 2);
  QVERIFY(layers->item(layers->count() - 1)->text().contains("left out"));
}

void TestClustersPage::treesAreThoseOfARun() {
  find<QSpinBox>("cutClusters")->setValue(7);
  QSignalSpy used(page_.get(), &ClustersPage::useRequested);
  QTest::mouseClick(find<QPushButton>("useInRun"), Qt::LeftButton);
  QCOMPARE(used.count(), 1);
  const auto settings = used[0][0].value<ReductionSettings>();
  QCOMPARE(settings.strategy, Strategy::NeuronClusters);
  const Network network = importModel(model_.toStdString());
  const MutationPlan population = enumerateMutants(network, {});
  const auto reduction = planReduction(network, population, settings, {}, RunContext());
  QVERIFY(reduction.has_value());
  QCOMPARE(reduction->clusterings[0].partition.clusters, 7);
  QVERIFY(reduction->clusterings[0].partition == tree().partition());
  QCOMPARE(static_cast<int64_t>(reduction->plan.mutants.size()), page_->plan().total().tested);
}

void TestClustersPage::everyCutIsOneStepToUndo() {
  const int first = clusters();
  QTest::keyClick(&tree(), Qt::Key_Home);
  QTest::keyClick(&tree(), Qt::Key_PageDown);
  QCOMPARE(clusters(), 11);
  QCOMPARE(page_->undoStack().count(), 2);
  page_->undoStack().undo();
  QCOMPARE(clusters(), 1);
  QCOMPARE(tree().partition().clusters, 1);
  page_->undoStack().undo();
  QCOMPARE(clusters(), first);
  page_->undoStack().redo();
  QCOMPARE(clusters(), 1);
  QCOMPARE(page_->plan().cut(tree().tree()->key).rung, tree().cut().rung);
}

void TestClustersPage::spinBoxesFollowTheCutAndSetIt() {
  auto* count = find<QSpinBox>("cutClusters");
  auto* height = find<QDoubleSpinBox>("cutHeight");
  auto* items = find<QDoubleSpinBox>("cutPerCluster");
  QTest::keyClick(&tree(), Qt::Key_Home);
  QCOMPARE(count->value(), 1);
  QCOMPARE(items->value(), static_cast<double>(tree().tree()->ladder.leaves()));
  count->setValue(5);
  QCOMPARE(clusters(), 5);
  QCOMPARE(tree().partition().clusters, 5);
  items->setValue(4);
  QCOMPARE(clusters(), (tree().tree()->ladder.leaves() + 3) / 4);
  const double target = tree().tree()->ladder.highest() * 0.8;
  height->setValue(target);
  QVERIFY(tree().partition() == cutByHeight(tree().tree()->dendrogram, height->value()));
  QVERIFY(std::abs(tree().cut().height - target) < 0.01 * target);
}

void TestClustersPage::suggestionsCutThere() {
  const ClusterTree& shown = *tree().tree();
  QTest::mouseClick(find<QPushButton>("cutGap"), Qt::LeftButton);
  QCOMPARE(clusters(), *shown.gapClusters);
  QTest::mouseClick(find<QPushButton>("cutSilhouette"), Qt::LeftButton);
  QCOMPARE(clusters(), *shown.silhouetteClusters);
}

void TestClustersPage::budgetCutsAllLayers() {
  auto* budget = find<QSpinBox>("cutBudget");
  for (const int mutants : {30, 60, 45}) {
    budget->setValue(mutants);
    QTest::mouseClick(find<QPushButton>("cutWithinBudget"), Qt::LeftButton);
    const int64_t tested = page_->plan().total().tested;
    QVERIFY2(tested <= mutants && tested > mutants - 3, qPrintable(QString::number(tested)));
  }
  QCOMPARE(page_->undoStack().count(), 3);
}

void TestClustersPage::applyToAllKeepsItemsPerCluster() {
  find<QDoubleSpinBox>("cutPerCluster")->setValue(4);
  QTest::mouseClick(find<QPushButton>("cutToAll"), Qt::LeftButton);
  for (const auto& [key, other] : page_->plan().trees()) {
    const double leaves = other->ladder.leaves();
    const double perCluster = static_cast<double>(tree().tree()->ladder.leaves()) / clusters();
    QCOMPARE(other->ladder.clusters(page_->plan().cut(key).rung),
             static_cast<int>(std::ceil(leaves / perCluster - 1e-9)));
  }
}

void TestClustersPage::meaningCountsTheMutants() {
  find<QSpinBox>("cutClusters")->setValue(6);
  const MutantsToTest total = page_->plan().total();
  QVERIFY2(meaning().contains("6 clusters"), qPrintable(meaning()));
  QVERIFY2(meaning().contains("18 of"), qPrintable(meaning()));
  QVERIFY2(meaning().contains(QString("%1 of %2 mutants, ").arg(total.tested).arg(total.all)),
           qPrintable(meaning()));
  // While the line moves, before anything is committed.
  const int x = tree().pixelOfHeight(tree().cut().height);
  QTest::mousePress(&tree(), Qt::LeftButton, {}, {x, 100});
  QMouseEvent move(QEvent::MouseMove, QPoint(0, 100), tree().mapToGlobal(QPoint(0, 100)),
                   Qt::NoButton, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&tree(), &move);
  QVERIFY2(meaning().contains("1 clusters"), qPrintable(meaning()));
  QCOMPARE(find<QSpinBox>("cutClusters")->value(), 1);
  QCOMPARE(tree().partition().clusters, 6);
  QTest::mouseRelease(&tree(), Qt::LeftButton, {}, {0, 100});
  QCOMPARE(tree().partition().clusters, 1);
}

void TestClustersPage::mutantsHaveATreePerOperator() {
  auto* items = find<QComboBox>("clusterItems");
  items->setCurrentIndex(1);
  QTRY_VERIFY_WITH_TIMEOUT(!page_->isClustering(), 60000);
  const Network network = importModel(model_.toStdString());
  QCOMPARE(page_->plan().trees().size(), 3 * network.weightedLayers().size());
  QVERIFY(tree().tree()->leafNames[0].startsWith("w0-u0-"));
  find<QSpinBox>("cutClusters")->setValue(3);
  const ReductionSettings settings = page_->plan().reduction();
  const MutationPlan population = enumerateMutants(network, {});
  const auto reduction = planReduction(network, population, settings, {}, RunContext());
  QVERIFY(reduction->clusterings[0].partition == tree().partition());
  QCOMPARE(static_cast<int64_t>(testedAtFirst(*reduction).size()), page_->plan().total().tested);
}

void TestClustersPage::wardTakesEuclideanDistances() {
  auto* linkage = find<QComboBox>("clusterLinkage");
  auto* metric = find<QComboBox>("clusterMetric");
  QVERIFY(!metric->isEnabled());
  linkage->setCurrentText("Complete");
  QVERIFY(metric->isEnabled());
  metric->setCurrentText("Cosine");
  QTRY_VERIFY_WITH_TIMEOUT(!page_->isClustering() && page_->hasTree(), 60000);
  QVERIFY(tree().tree()->method.contains("complete, cosine"));
  linkage->setCurrentText("Ward");
  QCOMPARE(metric->currentText(), QString("Euclidean"));
  QTRY_VERIFY_WITH_TIMEOUT(!page_->isClustering() && page_->hasTree(), 60000);
  QVERIFY(tree().tree()->method.contains("ward, euclidean"));
}

void TestClustersPage::comparesTwoLinkages() {
  auto* other = find<DendrogramPlot>("comparedDendrogram");
  QVERIFY(!other->isVisible());
  find<QComboBox>("clusterCompare")->setCurrentText("Single");
  QTRY_VERIFY_WITH_TIMEOUT(other->isVisible() && other->tree() != nullptr, 60000);
  QVERIFY(other->tree()->method.contains("single"));
  QVERIFY(other->tree()->copheneticCorrelation.has_value());
  find<QSpinBox>("cutClusters")->setValue(9);
  QCOMPARE(other->partition().clusters, 9);
  QTest::keyClick(other, Qt::Key_Left);
  QCOMPARE(clusters(), 8);
  find<QComboBox>("clusterCompare")->setCurrentIndex(0);
  QVERIFY(!other->isVisible());
}

void TestClustersPage::selectionIsLinked() {
  find<QSpinBox>("cutClusters")->setValue(6);
  auto* table = find<QTableView>("clusterTable");
  QSignalSpy shown(page_.get(), &ClustersPage::clusterShown);
  table->selectRow(2);
  QCOMPARE(tree().selectedCluster(), 2);
  QCOMPARE(shown.last()[0].toString(), QString("Cluster 2"));
  QTest::mouseClick(&tree(), Qt::LeftButton, {},
                    {tree().pixelOfHeight(0) - 3, tree().pixelOfRow(0)});
  const int32_t leaf = tree().tree()->leafOrder[0];
  QCOMPARE(tree().selectedCluster(), tree().partition().clusterOf[static_cast<size_t>(leaf)]);
  QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toInt(), tree().selectedCluster());
  const auto facts = shown.last()[2].value<ClusterFacts>();
  QCOMPARE(facts.front().second, tree().tree()->leafNames[leaf]);
}

void TestClustersPage::stopEndsClustering() {
  MAACC_REQUIRE_REFERENCE();
  const QString large = QString::fromStdString(test::referenceDir() + "/models/fcnn-mnist.keras");
  QVERIFY(openModel(large));
  // It may be done before anybody could press it.
  find<QPushButton>("stopClustering")->click();
  QVERIFY(!page_->isClustering());
  QVERIFY(!find<QPushButton>("useInRun")->isEnabled());
}

void TestClustersPage::missingModelIsASentence() {
  QVERIFY(openModel("/nowhere/absent.keras"));
  QTRY_VERIFY(!page_->isClustering());
  QStringList texts;
  for (const auto* label : page_->findChildren<QLabel*>()) {
    if (label->isVisible()) {
      texts << label->text();
    }
  }
  QVERIFY2(texts.join('\n').contains("absent.keras"), qPrintable(texts.join('\n')));
}

void TestClustersPage::tableModelsAreSound() {
  ClusterTableModel clusters;
  MergeTableModel merges;
  FeatureTableModel features;
  const auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;
  QAbstractItemModelTester clusterTester(&clusters, fatal);
  QAbstractItemModelTester mergeTester(&merges, fatal);
  QAbstractItemModelTester featureTester(&features, fatal);
  const auto shown = test::makeTree(30);
  for (const int32_t rung : {0, 12, 29}) {
    const Partition partition = shown->ladder.partition(shown->dendrogram, rung);
    clusters.setClusters(shown, partition, rung, colorClusters(partition, shown->leafOrder));
    QCOMPARE(clusters.rowCount(), 30 - rung);
    clusters.setMeasures(measureClusters(*shown, partition));
  }
  merges.setTree(shown);
  features.setTree(shown);
  QCOMPARE(merges.rowCount(), 29);
  QCOMPARE(features.rowCount(), 30);
  clusters.setClusters(nullptr, {}, 0, {});
  merges.setTree(nullptr);
  features.setTree(nullptr);
  QCOMPARE(clusters.rowCount() + merges.rowCount() + features.rowCount(), 0);
}

void TestClustersPage::tablesAreTwinsOfTheTree() {
  const auto shown = test::makeTree(30);
  const int32_t rung = 22;
  const Partition partition = shown->ladder.partition(shown->dendrogram, rung);
  ClusterTableModel model;
  model.setClusters(shown, partition, rung, colorClusters(partition, shown->leafOrder));
  const ClusterMeasures measures = measureClusters(*shown, partition);
  model.setMeasures(measures);
  double highest = 0;
  for (int row = 0; row < model.rowCount(); ++row) {
    QCOMPARE(model.members(row).size(), partition.members()[static_cast<size_t>(row)].size());
    highest = std::max(highest, model.height(row));
    QVERIFY(model.members(row).size() > 1 || model.height(row) == 0);
  }
  QCOMPARE(highest, shown->ladder.height(rung));
  // The mean over items is the sizes' mean of the clusters'.
  double sum = 0;
  for (int row = 0; row < model.rowCount(); ++row) {
    sum += measures.silhouettes[static_cast<size_t>(row)] *
           static_cast<double>(model.members(row).size());
  }
  QVERIFY(std::abs(sum / 30 - measures.meanSilhouette) < 1e-12);
}

void TestClustersPage::tablesAreCopiedAsLatex() {
  auto* tables = page_->findChild<ClusterTables*>();
  for (const char* name : {"clusterTable", "mergeTable", "featureTable"}) {
    auto* table = tables->findChild<QTableView*>(name);
    const auto actions = table->actions();
    QCOMPARE(std::count_if(actions.begin(), actions.end(),
                           [](const QAction* a) { return a->text() == "Copy as LaTeX"; }),
             1);
    table->findChild<QAction*>("copyAsLatex")->trigger();
    const QString latex = QGuiApplication::clipboard()->text();
    QVERIFY2(latex.contains("\\toprule") && latex.contains("ward"), qPrintable(latex));
    QVERIFY2(latex.contains("tab:maacc-"), qPrintable(latex));
    QVERIFY(!latex.contains("tab:maacc-copied"));
  }
}

void TestClustersPage::largeTreesAreMeasuredBySamples() {
  const int32_t leaves = 3100;
  const auto tree = test::makeTree(leaves);
  QVERIFY(tree->distances == nullptr);
  QVERIFY(tree->sample != nullptr);
  const auto drawn = static_cast<int32_t>(tree->sample->sampled.size());
  QCOMPARE(drawn, 2000);
  auto whole = std::make_shared<ClusterTree>(*tree);
  whole->sample = nullptr;
  StageProgress progress(RunContext(), 1);
  whole->distances = std::make_shared<const CondensedDistances>(
      *pairwiseDistances(tree->rows, tree->metric, DistanceMode::Exact, 1, progress));
  const int32_t rung = tree->ladder.rungOfClusters(40);
  const Partition partition = tree->ladder.partition(tree->dendrogram, rung);
  const ClusterMeasures some = measureClusters(*tree, partition);
  const ClusterMeasures all = measureClusters(*whole, partition);
  QCOMPARE(some.sampled, drawn);
  QCOMPARE(all.sampled, 0);
  QVERIFY2(std::abs(some.meanSilhouette - all.meanSilhouette) < 0.02,
           qPrintable(QString("%1, not %2").arg(some.meanSilhouette).arg(all.meanSilhouette)));
  const auto members = partition.members();
  for (size_t cluster = 0; cluster < members.size(); ++cluster) {
    const QString where = QString("cluster %1 of %2").arg(cluster).arg(members[cluster].size());
    if (members[cluster].size() <= 512) {
      QVERIFY2(some.medoids[cluster] == all.medoids[cluster], qPrintable(where));
    } else {
      QVERIFY2(partition.clusterOf[static_cast<size_t>(some.medoids[cluster])] ==
                   static_cast<int32_t>(cluster),
               qPrintable(where));
    }
    if (members[cluster].size() >= 100) {
      QVERIFY2(std::abs(some.silhouettes[cluster] - all.silhouettes[cluster]) < 0.05,
               qPrintable(where));
    }
  }
  ClusterTableModel model;
  model.setClusters(tree, partition, rung, colorClusters(partition, tree->leafOrder));
  model.setMeasures(some);
  const auto header = [&](int role) {
    return model.headerData(ClusterTableModel::Silhouette, Qt::Horizontal, role).toString();
  };
  QCOMPARE(header(Qt::DisplayRole), QString("Silhouette (sample)"));
  QVERIFY2(header(Qt::ToolTipRole).contains("2,000 of 3,100 leaves"),
           qPrintable(header(Qt::ToolTipRole)));
}

void TestClustersPage::expectedErrorIsThatOfTheDraws() {
  find<QComboBox>("clusterItems")->setCurrentIndex(1);
  QTRY_VERIFY_WITH_TIMEOUT(!page_->isClustering(), 60000);
  ReplayRecords run;
  run.plan = *page_->plan().scope().plan;
  const auto everyOther = [](int64_t mutant) { return mutant % 2 == 0; };
  for (int64_t mutant = 0; mutant < static_cast<int64_t>(run.plan.mutants.size()); ++mutant) {
    KillRecord record;
    record.mutantIndex = mutant;
    record.killedTrueClass = {static_cast<uint8_t>(everyOther(mutant) ? 1 : 0)};
    run.byMutant.push_back(record);
  }
  run.score = 0.5;
  ClusterPlan plan = page_->plan();
  ClusterPlan::Cuts cuts;
  for (const auto& [key, grown] : plan.trees()) {
    cuts[key] = positionOf(grown->ladder, 0);
  }
  plan.setCuts(cuts);
  const auto exact = replayCuts(run, plan, 4);
  QCOMPARE(exact->draws, 4);
  QVERIFY(exact->meanError < 1e-12);  // every mutant is its own cluster
  for (const auto& [key, grown] : plan.trees()) {
    cuts[key] = positionOf(grown->ladder, grown->ladder.top());
  }
  plan.setCuts(cuts);
  const auto coarse = replayCuts(run, plan, 16);
  QVERIFY(coarse->meanError > 0.02 && coarse->meanError < coarse->largestError);
  run.byMutant.pop_back();
  QVERIFY(!replayCuts(run, plan, 4));
}

void TestClustersPage::forecastSpeaksOfOpenRuns() {
  const QString path = folder_.filePath("run.maacc");
  const Network network = importModel(model_.toStdString());
  RunDescription description = test::makeDescription(4);
  description.settings.modelHash = model_.toStdString();  // as openModel says
  description.plan = enumerateMutants(network, {});
  description.layers = summarizeLayers(network);
  {
    RunFile file = RunFile::create(path.toStdString(), description.settings, description.layers,
                                   description.baseline, {description.plan});
    std::vector<KillRecord> records;
    for (size_t mutant = 0; mutant < description.plan.mutants.size(); ++mutant) {
      records.push_back(test::makeRecord(static_cast<int64_t>(mutant)));
    }
    file.append(records);
    file.addTime("mutants", 198);
    file.setState(RunState::Finished);
  }
  RunSession session(path);
  QTRY_VERIFY(session.isLoaded());
  auto* forecast = find<QLabel>("cutForecast");
  page_->setRuns({&session});
  QVERIFY2(forecast->text().contains("whole clusters"), qPrintable(forecast->text()));
  find<QComboBox>("clusterMode")->setCurrentIndex(1);
  QTRY_VERIFY2(forecast->text().contains("in 16 draws from run.maacc"),
               qPrintable(forecast->text()));
  // One second for every mutant.
  const auto tested = static_cast<double>(page_->plan().total().tested);
  QVERIFY2(forecast->text().contains(durationText(tested)), qPrintable(forecast->text()));
  page_->setRuns({});
  QVERIFY2(forecast->text().contains("open a finished run"), qPrintable(forecast->text()));
}

void TestClustersPage::writesTheTree() {
  const auto read = [](const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
  };
  const Dendrogram& shown = tree().tree()->dendrogram;
  page_->writeTree(folder_.filePath("t.csv"));
  QVERIFY(readLinkageCsv(read(folder_.filePath("t.csv"))) == shown);
  page_->writeTree(folder_.filePath("t.newick"));
  QVERIFY(read(folder_.filePath("t.newick")).find("u0:") != std::string::npos);
  page_->writeTree(folder_.filePath("t.json"));
  QVERIFY(read(folder_.filePath("t.json")).find("\"leafOrder\"") != std::string::npos);
  const Error error = test::expectError([&] { page_->writeTree("/nowhere/t.csv"); });
  QVERIFY(QString(error.what()).contains("/nowhere/t.csv"));
}

void TestClustersPage::writesFigures_data() {
  QTest::addColumn<QString>("suffix");
  QTest::addColumn<QByteArray>("start");
  QTest::newRow("pdf") << "pdf" << QByteArray("%PDF-1");
  QTest::newRow("svg") << "svg" << QByteArray("<?xml");
  QTest::newRow("png") << "png" << QByteArray("\x89PNG");
}

void TestClustersPage::writesFigures() {
  QFETCH(QString, suffix);
  QFETCH(QByteArray, start);
  FigureOptions options;
  options.path = folder_.filePath("figure." + suffix);
  options.widthMm = kTwoColumnsMm;
  options.dpi = 150;
  page_->writeFigure(options);
  QFile file(options.path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QByteArray bytes = file.readAll();
  QVERIFY(bytes.startsWith(start));
  if (suffix == "svg") {
    // Lines and text stay what they are.
    QVERIFY(bytes.count("<polyline") + bytes.count("<path") > 20);
    QVERIFY(bytes.contains("<text"));
  }
  if (suffix == "png") {
    const QImage image(options.path);
    QCOMPARE(image.width(), qRound(kTwoColumnsMm / 25.4 * 150));
  }
  options.path = folder_.filePath("figure.docx");
  const Error error = test::expectError([&] { page_->writeFigure(options); });
  QVERIFY(QString(error.what()).contains(".svg"));
}

void TestClustersPage::pdfIsNotBlank() {
  const QString pdftoppm = QStandardPaths::findExecutable("pdftoppm");
  if (pdftoppm.isEmpty()) {
    QSKIP("pdftoppm is absent: install poppler-utils");
  }
  FigureOptions options;
  options.path = folder_.filePath("figure.pdf");
  page_->writeFigure(options);
  QCOMPARE(QProcess::execute(pdftoppm, {"-r", "100", "-png", "-singlefile", options.path,
                                        folder_.filePath("rendered")}),
           0);
  const QImage image(folder_.filePath("rendered.png"));
  QCOMPARE(image.width(), qRound(kOneColumnMm / 25.4 * 100));
  QSet<QRgb> colors;
  int dark = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      colors << image.pixel(x, y);
      dark += qGray(image.pixel(x, y)) < 128 ? 1 : 0;
    }
  }
  QVERIFY2(colors.size() > 20 && dark > 500, qPrintable(QString::number(dark)));
  // The cut stands in the left part, over most of the height.
  int longest = 0;
  for (int x = 0; x < image.width() * 6 / 10; ++x) {
    int blue = 0;
    for (int y = 0; y < image.height(); ++y) {
      const QColor pixel = image.pixelColor(x, y);
      blue += pixel.blue() > pixel.red() + 90 ? 1 : 0;
    }
    longest = std::max(longest, blue);
  }
  QVERIFY2(longest > image.height() / 2 && longest < image.height(),
           qPrintable(QString::number(longest)));
}

void TestClustersPage::widgetsHaveNames() {
  find<QComboBox>("clusterCompare")->setCurrentText("Single");
  for (const auto* widget : page_->findChildren<QWidget*>()) {
    const bool plot = qobject_cast<const DendrogramPlot*>(widget) != nullptr;
    const bool input = qobject_cast<const QComboBox*>(widget) != nullptr ||
                       qobject_cast<const QAbstractSpinBox*>(widget) != nullptr ||
                       (qobject_cast<const QAbstractItemView*>(widget) != nullptr &&
                        qobject_cast<const QHeaderView*>(widget) == nullptr);
    const bool internal = widget->objectName().startsWith("qt_") ||
                          QString(widget->metaObject()->className()).contains("Private");
    const bool popup =
        qobject_cast<QComboBox*>(widget->parentWidget() == nullptr
                                     ? nullptr
                                     : widget->parentWidget()->parentWidget()) != nullptr;
    if ((plot || input) && !internal && !popup) {
      QVERIFY2(!widget->accessibleName().isEmpty(),
               qPrintable(widget->objectName() + widget->metaObject()->className()));
    }
  }
}

QTEST_MAIN(TestClustersPage)
#include "test_clusters_page.moc"
