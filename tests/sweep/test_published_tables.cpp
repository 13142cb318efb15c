#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <cmath>

#include "core/sweep/published_tables.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

namespace {

bool near(double value, double expected) { return std::abs(value - expected) < 1e-12; }

}  // namespace

class TestPublishedTables : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    folder_ = std::make_unique<QTemporaryDir>();
    QVERIFY(folder_->isValid());
  }

  void averagesTheRowsOfTheModel() {
    write("vanilla.csv",
          "Model_Type,Number_of_Mutants,Mutation_Score,Total_time\n"
          "a/net.keras,12,0.5,100\r\n"
          "a/other.keras,99,0.9,900\n"
          "a/net.keras,12,0.5,110\n\n");
    write("mutant-clustering.csv",
          "Total_time,Model_Type,ParHAC_Threshold,Number_of_Clusters,Mutation_Score,"
          "Number_of_Mutants\n"
          "1,\"b\\net.keras\",0.99,5,0.2,12\n"
          "1,\"a \"\"net\"\".keras\",0.99,5,0.2,12\n"
          "3,net.keras,0.1,4,0.3,12\n"
          "2,net.keras,0.99,6,0.4,12\n");
    const PublishedTables found = readPublished(path(), "/somewhere/net.keras");
    QVERIFY(found.exhaustive.has_value());
    QCOMPARE(found.exhaustive->repetitions, 2);
    QVERIFY(near(found.exhaustive->score, 0.5));
    QVERIFY(near(found.exhaustive->seconds, 105));
    QCOMPARE(found.exhaustive->mutants, 12.0);
    QVERIFY(found.neuronClusters.empty());
    QCOMPARE(found.mutantClusters.size(), std::size_t{2});
    QCOMPARE(readPublished(path(), "a \"net\".keras").mutantClusters.size(), std::size_t{1});
    const PublishedRow* row = findRow(found.mutantClusters, 0.99);
    QVERIFY(row != nullptr);
    QVERIFY(near(row->score, 0.3));
    QVERIFY(near(row->scoreDeviation, std::sqrt(0.02)));
    QVERIFY(near(row->clusters, 5.5));
    QVERIFY(findRow(found.mutantClusters, 0.5) == nullptr);
    QCOMPARE(findRow(found.mutantClusters, 0.1)->scoreDeviation, 0.0);
  }

  void pointsAreSharesOfTheTestedMutants() {
    write("vanilla.csv",
          "Model_Type,Number_of_Mutants,Mutation_Score,Total_time\na/net.keras,20,0.5,100\n");
    write("neuron-clustering.csv",
          "Model_Type,Neurons_per_Cluster_param,Number_of_Clusters,Mutation_Score,"
          "Number_of_Mutants,Total_time\nnet.keras,3,2,0.6,5,1\n");
    write("mutant-clustering.csv",
          "Model_Type,ParHAC_Threshold,Number_of_Clusters,Mutation_Score,Number_of_Mutants,"
          "Total_time\nnet.keras,0.35,8,0.45,20,2\n");
    const std::vector<StrategyPoint> points = publishedPoints(readPublished(path(), "net.keras"));
    QCOMPARE(points.size(), std::size_t{2});
    QCOMPARE(QString::fromStdString(points[0].setting), "3 per cluster");
    QVERIFY(near(points[0].share, 0.25));
    QVERIFY(near(points[0].absoluteError, 0.1));
    QCOMPARE(QString::fromStdString(points[1].setting), "threshold 0.35");
    QVERIFY(near(points[1].share, 0.4));
    QVERIFY(near(points[1].absoluteError, 0.05));
    QCOMPARE(points[1].criterion, KillCriterion::PredictedClass);
  }

  void anotherModelHasNoRows() {
    write("vanilla.csv",
          "Model_Type,Number_of_Mutants,Mutation_Score,Total_time\na/net.keras,12,0.5,100\n");
    QVERIFY(readPublished(path(), "et.keras").empty());
  }

  void refusesWhatIsNoResult_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QStringList>("named");
    QTest::newRow("no files") << "notes.txt" << QByteArray("x")
                              << QStringList{"vanilla.csv", "neuron-clustering.csv"};
    QTest::newRow("no such column")
        << "vanilla.csv" << QByteArray("Model_Type,Mutation_Score\nnet.keras,1\n")
        << QStringList{"vanilla.csv", "Number_of_Mutants"};
    QTest::newRow("no model column")
        << "vanilla.csv" << QByteArray("A,B\n1,2\n") << QStringList{"vanilla.csv", "Model_Type"};
    QTest::newRow("no number")
        << "neuron-clustering.csv"
        << QByteArray(
               "Model_Type,Neurons_per_Cluster_param,Mutation_Score,Number_of_Clusters,"
               "Number_of_Mutants,Total_time\nnet.keras,2,0.5,1,1,1\n"
               "net.keras,2,much,1,1,1\n")
        << QStringList{"neuron-clustering.csv", "line 3", "much", "Mutation_Score"};
    QTest::newRow("short line") << "vanilla.csv"
                                << QByteArray(
                                       "Model_Type,Mutation_Score,Number_of_Mutants,"
                                       "Total_time\nnet.keras,0.5\n")
                                << QStringList{"vanilla.csv", "line 2", "Number_of_Mutants"};
  }

  void refusesWhatIsNoResult() {
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(QStringList, named);
    write(name, content);
    const Error error = expectError([&] { readPublished(path(), "net.keras"); });
    QCOMPARE(error.code(), ErrorCode::BadInput);
    for (const QString& part : named) {
      QVERIFY(contains(error, part.toStdString()));
    }
  }

 private:
  std::string path() const { return folder_->path().toStdString(); }

  void write(const QString& name, const QByteArray& bytes) const {
    QFile file(folder_->filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
  }

  std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_GUILESS_MAIN(TestPublishedTables)
#include "test_published_tables.moc"
