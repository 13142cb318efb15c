#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "core/data/preprocessing.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

class TestPreprocessing : public QObject {
  Q_OBJECT

 private slots:
  void recipeTextRoundTrips_data();
  void recipeTextRoundTrips();
  void refusesRecipes_data();
  void refusesRecipes();
  void appliesSteps_data();
  void appliesSteps();
  void followsTheOrderWritten();
  void resizesLikeJax();
  void refusesWhatDoesNotFit_data();
  void refusesWhatDoesNotFit();
};

namespace {

std::vector<double> numbers(const QJsonValue& json) {
  std::vector<double> values;
  for (const auto& value : json.toArray()) {
    values.push_back(value.toDouble());
  }
  return values;
}

}  // namespace

void TestPreprocessing::recipeTextRoundTrips_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("canonical");
  const auto add = [](const char* text, const char* canonical) {
    QTest::newRow(text) << text << canonical;
  };
  add("", "");
  add("  ", "");
  add("pad=2,repeat-channels=3,scale=1/255", "pad=2,repeat-channels=3,scale=1/255");
  add("scale=0.5", "scale=0.5");
  add("scale=2", "scale=2");
  add("scale=1/127.5,mean=1", "scale=1/127.5,mean=1");
  add(" layout = chw , resize = 32x48 ", "layout=chw,resize=32x48");
  add("mean=0.485:0.456:0.406,layout=hwc,std=0.229:0.224:0.225",
      "layout=hwc,mean=0.485:0.456:0.406,std=0.229:0.224:0.225");
  add("mean=-1e-3,std=3e2", "mean=-0.001,std=300");
  add("pad=0,pad=1,pad=16384", "pad=0,pad=1,pad=16384");
  add(" transpose , scale=1/255", "transpose,scale=1/255");
}

void TestPreprocessing::recipeTextRoundTrips() {
  QFETCH(QString, text);
  QFETCH(QString, canonical);
  const std::string once = recipeText(parseRecipe(text.toStdString()));
  QCOMPARE(once, canonical.toStdString());
  QCOMPARE(recipeText(parseRecipe(once)), once);
}

void TestPreprocessing::refusesRecipes_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("part");
  const auto add = [](const char* text, const char* part) { QTest::newRow(text) << text << part; };
  add("crop=2", "\"crop=2\" is not known");
  add("pad", "has no value");
  add("pad=", "whole number");
  add("pad=-1", "whole number");
  add("pad=1.5", "whole number");
  add("pad=2x", "whole number");
  add("pad=1000000000", "from 0 to 16384");
  add("pad=99999999999999999999", "from 0 to 16384");
  add("repeat-channels=0", "from 1 to 16384");
  add("resize=32", "height and width");
  add("resize=0x32", "from 1");
  add("resize=32x32x3", "height and width");
  add("scale=1/0", "0");
  add("scale=0", "0");
  add("scale=1/2/3", "fraction");
  add("scale=nan", "finite");
  add("scale=inf", "finite");
  add("scale=1e999", "finite");
  add("mean=", "finite");
  add("mean=1::2", "finite");
  add("std=0", "above 0");
  add("std=1:0:1", "above 0");
  add("std=-1", "above 0");
  add("layout=nhwc", "hwc");
  add("layout=hwc,layout=chw", "second time");
  add("pad=2,,scale=1/255", "has no value");
  add("transpose=1", "takes no value");
  add("pad=2;scale=1/255", "whole number");
}

void TestPreprocessing::refusesRecipes() {
  QFETCH(QString, text);
  QFETCH(QString, part);
  const Error error = expectError([&] { parseRecipe(text.toStdString()); });
  QCOMPARE(error.code(), ErrorCode::Usage);
  QVERIFY(contains(error, part.toStdString()));
  QVERIFY(contains(error, "steps are pad=N, repeat-channels=N, resize=HxW, scale=1/255"));
}

void TestPreprocessing::appliesSteps_data() {
  using Values = std::vector<double>;
  QTest::addColumn<QString>("recipe");
  QTest::addColumn<Shape>("shape");
  QTest::addColumn<Values>("values");
  QTest::addColumn<Shape>("resultShape");
  QTest::addColumn<Values>("result");
  QTest::newRow("none") << "" << Shape{1, 1, 2} << Values{1, 2} << Shape{1, 1, 2} << Values{1, 2};
  QTest::newRow("pad") << "pad=1" << Shape{2, 1, 1} << Values{5, 6} << Shape{2, 3, 3}
                       << Values{0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 0, 0};
  QTest::newRow("repeat") << "repeat-channels=3" << Shape{1, 1, 2} << Values{1, 2} << Shape{3, 1, 2}
                          << Values{1, 2, 1, 2, 1, 2};
  QTest::newRow("repeat two") << "repeat-channels=2" << Shape{2, 1, 1} << Values{1, 2}
                              << Shape{4, 1, 1} << Values{1, 2, 1, 2};
  QTest::newRow("scale") << "scale=1/255" << Shape{1, 1, 2} << Values{255, 51} << Shape{1, 1, 2}
                         << Values{1, 51.0 / 255.0};
  QTest::newRow("mean, std") << "mean=1,std=2" << Shape{2, 1, 1} << Values{5, 7} << Shape{2, 1, 1}
                             << Values{2, 3};
  QTest::newRow("by channel") << "mean=1:2,std=2:4" << Shape{2, 1, 2} << Values{5, 7, 10, 2}
                              << Shape{2, 1, 2} << Values{2, 3, 2, 0};
  QTest::newRow("resize up") << "resize=1x4" << Shape{1, 1, 2} << Values{0, 4} << Shape{1, 1, 4}
                             << Values{0, 1, 3, 4};
  QTest::newRow("resize down") << "resize=1x1" << Shape{1, 2, 2} << Values{1, 2, 3, 6}
                               << Shape{1, 1, 1} << Values{3};
  QTest::newRow("transpose") << "transpose" << Shape{2, 2, 3}
                             << Values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12} << Shape{2, 3, 2}
                             << Values{1, 4, 2, 5, 3, 6, 7, 10, 8, 11, 9, 12};
  QTest::newRow("resize same") << "resize=1x3" << Shape{1, 1, 3} << Values{1, 5, 2}
                               << Shape{1, 1, 3} << Values{1, 5, 2};
}

void TestPreprocessing::appliesSteps() {
  using Values = std::vector<double>;
  QFETCH(QString, recipe);
  QFETCH(Shape, shape);
  QFETCH(Values, values);
  QFETCH(Shape, resultShape);
  QFETCH(Values, result);
  const PreprocessingRecipe parsed = parseRecipe(recipe.toStdString());
  const ImageShape image{shape[0], shape[1], shape[2]};
  QCOMPARE(shapeAfter(parsed, image), (ImageShape{resultShape[0], resultShape[1], resultShape[2]}));
  QCOMPARE(applyRecipe(parsed, image, values), result);
}

void TestPreprocessing::followsTheOrderWritten() {
  const ImageShape image{1, 1, 1};
  // Borders padded before the mean is taken off are moved with the picture; after it they stay 0.
  QCOMPARE(applyRecipe(parseRecipe("pad=1,mean=1"), image, {3}).front(), -1.0);
  QCOMPARE(applyRecipe(parseRecipe("mean=1,pad=1"), image, {3}).front(), 0.0);
  QCOMPARE(applyRecipe(parseRecipe("scale=2,mean=1"), image, {3}), std::vector<double>{5});
  QCOMPARE(applyRecipe(parseRecipe("mean=1,scale=2"), image, {3}), std::vector<double>{4});
  QCOMPARE(applyRecipe(parseRecipe("repeat-channels=2,mean=1:2"), image, {3}),
           (std::vector<double>{2, 1}));
}

void TestPreprocessing::resizesLikeJax() {
  const QJsonObject golden =
      QJsonDocument::fromJson(fileBytes(dataFixture("resize_golden.json"))).object();
  const double tolerance = golden["tolerance"].toDouble();
  const QJsonArray cases = golden["cases"].toArray();
  QVERIFY(cases.size() >= 6);
  for (const auto& entry : cases) {
    const QJsonObject example = entry.toObject();
    const auto shape = numbers(example["shape"]);
    const auto size = numbers(example["size"]);
    const auto whole = [](double value) { return static_cast<int64_t>(value); };
    const PreprocessingRecipe recipe{SampleLayout::Auto,
                                     {ResizeStep{whole(size[0]), whole(size[1])}}};
    const auto result = applyRecipe(recipe, {whole(shape[0]), whole(shape[1]), whole(shape[2])},
                                    numbers(example["image"]));
    const auto expected = numbers(example["resized"]);
    QCOMPARE(result.size(), expected.size());
    for (std::size_t i = 0; i < result.size(); ++i) {
      QVERIFY2(std::abs(result[i] - expected[i]) <= tolerance,
               qPrintable(QString("%1 channels, element %2: %3 instead of %4")
                              .arg(shape[0])
                              .arg(i)
                              .arg(result[i], 0, 'g', 17)
                              .arg(expected[i], 0, 'g', 17)));
    }
  }
}

void TestPreprocessing::refusesWhatDoesNotFit_data() {
  QTest::addColumn<QString>("recipe");
  QTest::addColumn<QString>("part");
  QTest::newRow("mean") << "mean=1:2:3"
                        << "mean has 3 values, but there is 1 channel at that step";
  QTest::newRow("std") << "repeat-channels=3,std=1:2"
                       << "std has 2 values, but there are 3 channels";
  QTest::newRow("pads") << "pad=16384,repeat-channels=3"
                        << "larger than";
  QTest::newRow("channels") << "repeat-channels=16384,repeat-channels=16384,repeat-channels=16384"
                            << "larger than";
}

void TestPreprocessing::refusesWhatDoesNotFit() {
  QFETCH(QString, recipe);
  QFETCH(QString, part);
  const Error error = expectError([&] {
    shapeAfter(parseRecipe(recipe.toStdString()), {1, 28, 28});
  });
  QCOMPARE(error.code(), ErrorCode::BadInput);
  QVERIFY(contains(error, part.toStdString()));
}

QTEST_APPLESS_MAIN(TestPreprocessing)
#include "test_preprocessing.moc"
