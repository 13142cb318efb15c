#include <QElapsedTimer>
#include <cstring>
#include <limits>

#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

class TestInputPipeline : public QObject {
  Q_OBJECT

 private slots:
  void ordersValues_data();
  void ordersValues();
  void explainsMisfit_data();
  void explainsMisfit();
  void suggestionFits();
  void scalesInFloat64();
  void namesSampleThatIsNotFinite();
  void namesOverflowOfPreprocessing();
  void namesValuesOutsideTheVocabulary_data();
  void namesValuesOutsideTheVocabulary();
  void readsFlatPaddedColourImage();
  void readsReferenceQuickly();
};

namespace {

using Values = std::vector<float>;

Values readSample(const InputPipeline& pipeline, int64_t sample) {
  Values values(static_cast<std::size_t>(pipeline.valuesPerSample()));
  pipeline.read(sample, values.data());
  return values;
}

}  // namespace

void TestInputPipeline::ordersValues_data() {
  QTest::addColumn<Shape>("sampleShape");
  QTest::addColumn<QString>("recipe");
  QTest::addColumn<Shape>("inputShape");
  QTest::addColumn<bool>("channelsLast");
  QTest::addColumn<Values>("expected");
  const auto add = [](const char* name, Shape sample, const char* recipe, Shape input, bool last,
                      Values expected) {
    QTest::newRow(name) << sample << recipe << input << last << expected;
  };
  add("features", {3}, "", {3}, true, {0, 1, 2});
  add("one value", {}, "", {1}, true, {0});
  add("features, mean of each", {2}, "mean=1:2", {2}, true, {-1, -1});
  add("grey", {2, 2}, "", {1, 2, 2}, true, {0, 1, 2, 3});
  add("grey to flat", {2, 2}, "", {4}, true, {0, 1, 2, 3});
  add("last axis channels", {1, 2, 3}, "", {3, 1, 2}, true, {0, 3, 1, 4, 2, 5});
  add("first axis channels", {3, 1, 2}, "", {3, 1, 2}, true, {0, 1, 2, 3, 4, 5});
  add("layout hwc", {2, 2, 2}, "layout=hwc", {2, 2, 2}, true, {0, 2, 4, 6, 1, 3, 5, 7});
  add("layout chw", {2, 2, 2}, "layout=chw", {2, 2, 2}, true, {0, 1, 2, 3, 4, 5, 6, 7});
  add("both fit: channels last", {2, 2, 2}, "", {2, 2, 2}, false, {0, 2, 4, 6, 1, 3, 5, 7});
  add("layout guessed after recipe", {1, 1, 2}, "repeat-channels=2", {4, 1, 1}, true, {0, 1, 0, 1});
  add("hwc to flat", {1, 2, 2}, "", {4}, true, {0, 1, 2, 3});
  add("hwc repeated to flat", {1, 2}, "repeat-channels=2", {4}, true, {0, 0, 1, 1});
  add("chw repeated to flat", {1, 2}, "layout=chw,repeat-channels=2", {4}, true, {0, 1, 0, 1});
  add("flat to image, author last", {4}, "", {2, 1, 2}, true, {0, 2, 1, 3});
  add("flat to image, author first", {4}, "", {2, 1, 2}, false, {0, 1, 2, 3});
  add("flat to image, layout named", {4}, "layout=chw", {2, 1, 2}, true, {0, 1, 2, 3});
  add("flat to padded image", {1}, "pad=1", {1, 3, 3}, true, {0, 0, 0, 0, 0, 0, 0, 0, 0});
  add("flat to resized image", {4}, "resize=1x1,repeat-channels=2", {2, 1, 1}, true, {1.5, 1.5});
  add("by channel after repeat", {1, 1}, "repeat-channels=3,mean=1:2:3", {3, 1, 1}, true,
      {-1, -2, -3});
}

void TestInputPipeline::ordersValues() {
  QFETCH(Shape, sampleShape);
  QFETCH(QString, recipe);
  QFETCH(Shape, inputShape);
  QFETCH(bool, channelsLast);
  QFETCH(Values, expected);
  Shape shape = sampleShape;
  shape.insert(shape.begin(), 2);
  const Dataset dataset = countingDataset(shape);
  const Network network = makeNetwork(inputShape, 10, channelsLast);
  const InputPipeline pipeline(dataset, parseRecipe(recipe.toStdString()), network);
  QCOMPARE(pipeline.size(), 2);
  QCOMPARE(pipeline.valuesPerSample(), elementCount(inputShape));
  QCOMPARE(readSample(pipeline, 0), expected);
}

void TestInputPipeline::explainsMisfit_data() {
  QTest::addColumn<Shape>("sampleShape");
  QTest::addColumn<QString>("recipe");
  QTest::addColumn<Shape>("inputShape");
  QTest::addColumn<QString>("part");
  const auto add = [](const char* name, Shape sample, const char* recipe, Shape input,
                      const char* part) {
    QTest::newRow(name) << sample << recipe << input << part;
  };
  add("grey for colour", {28, 28}, "", {3, 32, 32},
      "holds samples of shape [28, 28], which become 28x28x1 (height x width x channels), but the "
      "network net.keras "
      "takes 32x32x3: add --preprocess pad=2,repeat-channels=3.");
  add("scaled grey for colour", {28, 28}, "scale=1/255", {3, 32, 32},
      "28x28x1 (height x width x channels) with --preprocess scale=1/255, but the network "
      "net.keras takes 32x32x3: "
      "use --preprocess pad=2,repeat-channels=3,scale=1/255.");
  add("wrong layout", {3, 32, 32}, "layout=hwc", {3, 32, 32}, "use --preprocess layout=chw.");
  add("large for small", {64, 64}, "", {1, 28, 28}, "add --preprocess resize=28x28.");
  add("grey for flat colour", {28, 28}, "", {3072}, "add --preprocess pad=2,repeat-channels=3.");
  add("flat grey for colour", {784}, "", {3, 32, 32}, "add --preprocess pad=2,repeat-channels=3.");
  add("colour for grey", {32, 32, 3}, "", {1, 32, 32}, "name the data that belong to this network");
  add("other features", {13}, "", {784},
      "are lists of 13 values, but the network net.keras takes 784 values");
  add("labels as images", {}, "", {1, 28, 28}, "are single values, as labels are");
  add("labels in a column", {1}, "", {1, 28, 28}, "are single values, as labels are");
  add("too many axes", {1, 2, 2, 1}, "", {1, 2, 2}, "more than three axes");
  add("pad on features", {4}, "pad=1", {4}, "that pad, resize and repeat-channels cannot change");
  add("means for colour", {28, 28}, "mean=1:2:3", {1, 28, 28},
      "mean has 3 values, but there is 1 channel");
}

void TestInputPipeline::explainsMisfit() {
  QFETCH(Shape, sampleShape);
  QFETCH(QString, recipe);
  QFETCH(Shape, inputShape);
  QFETCH(QString, part);
  Shape shape = sampleShape;
  shape.insert(shape.begin(), 2);
  const Dataset dataset = countingDataset(shape);
  const Network network = makeNetwork(inputShape);
  const Error error =
      expectError([&] { InputPipeline(dataset, parseRecipe(recipe.toStdString()), network); });
  QCOMPARE(error.code(), ErrorCode::BadInput);
  QVERIFY(contains(error, "numbers.npy"));
  QVERIFY(contains(error, part.toStdString()));
}

void TestInputPipeline::suggestionFits() {
  const Dataset dataset = countingDataset({2, 28, 28});
  const Network network = makeNetwork({3, 32, 32});
  const InputPipeline pipeline(dataset, parseRecipe("pad=2,repeat-channels=3"), network);
  QCOMPARE(pipeline.valuesPerSample(), 3072);
}

void TestInputPipeline::scalesInFloat64() {
  Dataset dataset = countingDataset({1, 256});
  const Network network = makeNetwork({256});
  const InputPipeline pipeline(dataset, parseRecipe("scale=1/255"), network);
  const Values values = readSample(pipeline, 0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    QVERIFY2(values[i] == static_cast<float>(static_cast<double>(i) / 255.0),
             qPrintable(QString::number(i)));
  }
}

void TestInputPipeline::namesSampleThatIsNotFinite() {
  for (const float bad :
       {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    Dataset dataset = countingDataset({3, 4, 4});
    std::memcpy(dataset.samples.bytes.data() + sizeof(float) * 16, &bad, sizeof(float));
    // The corner pixel has no weight in a picture of one pixel.
    for (const auto& [recipe, shape] :
         {std::pair<const char*, Shape>{"", {1, 4, 4}}, {"resize=1x1", {1, 1, 1}}}) {
      const Network network = makeNetwork(shape);
      const InputPipeline pipeline(dataset, parseRecipe(recipe), network);
      readSample(pipeline, 0);
      const Error error = expectError([&] { readSample(pipeline, 1); });
      QVERIFY(contains(error, "numbers.npy: sample 1 has a value that is not a finite"));
    }
  }
}

void TestInputPipeline::namesOverflowOfPreprocessing() {
  const Dataset dataset = countingDataset({2, 4});
  const Network network = makeNetwork({4});
  const InputPipeline pipeline(dataset, parseRecipe("scale=1e38"), network);
  const Error error = expectError([&] { readSample(pipeline, 1); });
  QVERIFY(contains(error, "sample 1"));
  QVERIFY(contains(error, "after preprocessing"));
}

void TestInputPipeline::namesValuesOutsideTheVocabulary_data() {
  QTest::addColumn<QString>("recipe");
  QTest::addColumn<int>("sample");
  QTest::addColumn<QString>("value");  // empty: fits
  QTest::newRow("inside") << "" << 0 << "";
  QTest::newRow("one beyond the last") << "" << 1 << "the value 6,";
  QTest::newRow("negative") << "mean=1" << 0 << "the value -1,";
  QTest::newRow("scaled as images are") << "scale=1/4" << 0 << "the value 0.25,";
}

void TestInputPipeline::namesValuesOutsideTheVocabulary() {
  QFETCH(QString, recipe);
  QFETCH(int, sample);
  QFETCH(QString, value);
  const Dataset dataset = countingDataset({2, 4});
  Network network("texts.keras");
  const LayerId input = network.add("input", InputLayer{{4}, false}, {});
  const LayerId words = network.add("words", EmbeddingLayer{zeros({6, 2})}, {input});
  network.finish(network.add("pool", GlobalPoolLayer{}, {words}));
  const InputPipeline pipeline(dataset, parseRecipe(recipe.toStdString()), network);
  if (value.isEmpty()) {
    QCOMPARE(readSample(pipeline, sample), (Values{0, 1, 2, 3}));
    return;
  }
  const Error error = expectError([&] { readSample(pipeline, sample); });
  QCOMPARE(error.code(), ErrorCode::BadInput);
  const std::string named = "numbers.npy: sample " + std::to_string(sample) + " has ";
  for (const std::string& part :
       {named + value.toStdString(), std::string("vocabulary of 6"), std::string("from 0 to 5")}) {
    QVERIFY2(contains(error, part), error.what());
  }
}

void TestInputPipeline::readsFlatPaddedColourImage() {
  const Dataset flat = countingDataset({2, 784});
  const Dataset images = countingDataset({2, 28, 28});
  const Network network = makeNetwork({3, 32, 32});
  const PreprocessingRecipe recipe = parseRecipe("pad=2,repeat-channels=3,scale=1/255");
  QCOMPARE(readSample(InputPipeline(flat, recipe, network), 1),
           readSample(InputPipeline(images, recipe, network), 1));
}

void TestInputPipeline::readsReferenceQuickly() {
  MAACC_REQUIRE_REFERENCE();
  const Dataset dataset =
      loadDataset({referenceDir() + "/data/mnist-t10k-images-idx3-ubyte.gz",
                   referenceDir() + "/data/mnist-t10k-labels-idx1-ubyte.gz", "", ""});
  const Network network = makeNetwork({3072});
  checkLabels(dataset, network);
  const InputPipeline pipeline(dataset, parseRecipe("pad=2,repeat-channels=3,scale=1/255"),
                               network);
  QElapsedTimer timer;
  timer.start();
  Values values;
  for (int64_t sample = 0; sample < pipeline.size(); ++sample) {
    values = readSample(pipeline, sample);
    for (const std::size_t pixel : {std::size_t{0}, std::size_t{32 * 17 + 15}}) {
      const int64_t row = static_cast<int64_t>(pixel / 32) - 2;
      const int64_t column = static_cast<int64_t>(pixel % 32) - 2;
      const double stored = row < 0 ? 0 : dataset.samples.at((sample * 28 + row) * 28 + column);
      const auto expected = static_cast<float>(stored / 255.0);
      for (std::size_t channel = 0; channel < 3; ++channel) {
        QCOMPARE(values[pixel * 3 + channel], expected);
      }
    }
  }
  qInfo("10,000 images in %lld ms", static_cast<long long>(timer.elapsed()));
}

QTEST_APPLESS_MAIN(TestInputPipeline)
#include "test_input_pipeline.moc"
