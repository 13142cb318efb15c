#include <cstring>

#include "core/data/accuracy_check.h"
#include "tests/data/data_files.h"

using namespace maacc;
using namespace maacc::test;

class TestAccuracyCheck : public QObject {
  Q_OBJECT

 private slots:
  void warnsNearGuessing_data();
  void warnsNearGuessing();
  void suggestsScale_data();
  void suggestsScale();
  void oneSentence();
  void warnsOfSortedData_data();
  void warnsOfSortedData();
};

namespace {

// `counts[c]` samples of class c.
std::vector<int32_t> labelsOf(const std::vector<int>& counts) {
  std::vector<int32_t> labels;
  for (std::size_t c = 0; c < counts.size(); ++c) {
    labels.insert(labels.end(), static_cast<std::size_t>(counts[c]), static_cast<int32_t>(c));
  }
  return labels;
}

// Values 0 .. largest in float32, one sample of 100 values.
Dataset ranged(float largest) {
  Dataset dataset = countingDataset({1, 100});
  for (std::size_t i = 0; i < 100; ++i) {
    const float value = largest * static_cast<float>(i) / 99;
    std::memcpy(dataset.samples.bytes.data() + i * sizeof(float), &value, sizeof(float));
  }
  return dataset;
}

}  // namespace

void TestAccuracyCheck::warnsNearGuessing_data() {
  using Counts = std::vector<int>;
  QTest::addColumn<Counts>("counts");
  QTest::addColumn<int>("correct");
  QTest::addColumn<bool>("warns");
  const Counts ten(10, 100);
  QTest::newRow("as guessing") << ten << 100 << true;
  QTest::newRow("below guessing") << ten << 20 << true;
  QTest::newRow("a little better") << ten << 140 << true;
  QTest::newRow("clearly better") << ten << 200 << false;
  QTest::newRow("good") << ten << 980 << false;
  QTest::newRow("weak with two classes") << Counts{500, 500} << 700 << false;
  QTest::newRow("one common class") << Counts{900, 50, 50} << 900 << true;
  QTest::newRow("better than the common class") << Counts{900, 50, 50} << 970 << false;
  QTest::newRow("few samples, all right") << Counts{1, 1} << 2 << false;
  QTest::newRow("one sample, right") << Counts{1} << 1 << false;
  QTest::newRow("no samples") << Counts{} << 0 << false;
}

void TestAccuracyCheck::warnsNearGuessing() {
  QFETCH(std::vector<int>, counts);
  QFETCH(int, correct);
  QFETCH(bool, warns);
  const Dataset dataset = ranged(1);
  const Network network = makeNetwork({100});
  const InputPipeline pipeline(dataset, {}, network);
  QCOMPARE(nearChanceWarning(correct, labelsOf(counts), 10, pipeline).has_value(), warns);
}

void TestAccuracyCheck::suggestsScale_data() {
  QTest::addColumn<float>("largest");
  QTest::addColumn<QString>("recipe");
  QTest::addColumn<QString>("part");
  QTest::newRow("8 bits") << 255.0F << ""
                          << "values reach 255, so try --preprocess scale=1/255.";
  QTest::newRow("nearly 8 bits") << 254.0F << ""
                                 << "scale=1/255.";
  QTest::newRow("16 bits") << 60000.0F << ""
                           << "scale=1/65535.";
  QTest::newRow("digits") << 16.0F << ""
                          << "values reach 16, so try --preprocess scale=1/16.";
  QTest::newRow("with steps") << 255.0F << "mean=0"
                              << "try --preprocess mean=0,scale=1/255.";
  QTest::newRow("scaled") << 255.0F << "scale=1/100"
                          << "check --preprocess";
  QTest::newRow("in range") << 1.0F << ""
                            << "check --preprocess";
}

void TestAccuracyCheck::suggestsScale() {
  QFETCH(float, largest);
  QFETCH(QString, recipe);
  QFETCH(QString, part);
  const Dataset dataset = ranged(largest);
  const Network network = makeNetwork({100});
  const InputPipeline pipeline(dataset, parseRecipe(recipe.toStdString()), network);
  const auto warning = nearChanceWarning(10, labelsOf(std::vector<int>(10, 10)), 10, pipeline);
  QVERIFY(warning.has_value());
  QVERIFY2(QString::fromStdString(*warning).contains(part), warning->c_str());
}

void TestAccuracyCheck::oneSentence() {
  const Dataset dataset = ranged(255);
  const Network network = makeNetwork({100});
  const InputPipeline pipeline(dataset, {}, network);
  QCOMPARE(nearChanceWarning(11, labelsOf(std::vector<int>(10, 10)), 10, pipeline).value_or(""),
           std::string("The network classifies 11 of 100 inputs correctly (11.0%), about as many "
                       "as guessing would "
                       "(10.0%), so the inputs are probably not prepared as in training: values "
                       "reach 255, so try "
                       "--preprocess scale=1/255."));
}

void TestAccuracyCheck::warnsOfSortedData_data() {
  QTest::addColumn<bool>("sorted");
  QTest::addColumn<int>("taken");
  QTest::addColumn<bool>("warns");
  QTest::newRow("sorted, some") << true << 400 << true;
  QTest::newRow("sorted, half of the classes") << true << 500 << false;
  QTest::newRow("sorted, all") << true << 1000 << false;
  QTest::newRow("sorted, too few to tell") << true << 19 << false;
  QTest::newRow("sorted, just enough to tell") << true << 20 << true;
  QTest::newRow("in turn, some") << false << 400 << false;
}

void TestAccuracyCheck::warnsOfSortedData() {
  QFETCH(bool, sorted);
  QFETCH(int, taken);
  QFETCH(bool, warns);
  std::vector<int32_t> labels = labelsOf(std::vector<int>(10, 100));
  if (!sorted) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      labels[i] = static_cast<int32_t>(i % 10);
    }
  }
  const auto warning = sortedDataWarning(labels, taken, "pictures");
  QCOMPARE(warning.has_value(), warns);
  if (warns) {
    QVERIFY(warning->find("The first " + std::to_string(taken) + " of 1000 inputs of pictures") ==
            0);
  }
}

QTEST_APPLESS_MAIN(TestAccuracyCheck)
#include "test_accuracy_check.moc"
