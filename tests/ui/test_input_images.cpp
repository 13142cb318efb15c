#include <QSignalSpy>
#include <QtTest>
#include <cmath>

#include "core/data/dataset.h"
#include "tests/support/test_paths.h"
#include "ui/jobs/input_images.h"

using namespace maacc;

// Pictures of the bundled digits: 8 x 8 pixels of 0 to 16.
class TestInputImages : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void picturesShowTheStoredValues();
  void flatSamplesBecomeSquares();
  void otherDataHasNoPictures();
  void missingDataHasNoPictures();
  void picturesOfAFolderKeepTheirSizes();

 private:
  RunDescription run_;
  Dataset data_;
};

void TestInputImages::initTestCase() {
  run_.settings.dataPath = test::sample("digits-test-images.idx3-ubyte.gz");
  run_.settings.labelsPath = test::sample("digits-test-labels.idx1-ubyte.gz");
  run_.settings.preprocessing = "scale=1/16";
  data_ = loadDataset({run_.settings.dataPath, run_.settings.labelsPath, "", ""});
  run_.settings.dataHash = data_.contentHash;
  run_.layers = {{"input", "Input", "", {}, {1, 8, 8}, 0, 0, -1}};
}

void TestInputImages::picturesShowTheStoredValues() {
  InputImages images;
  QVERIFY(images.image(0).isNull());
  images.request(run_);
  QTRY_VERIFY(images.isReady());
  for (const int64_t input : {int64_t{0}, int64_t{7}, data_.size() - 1}) {
    const QImage image = images.image(input);
    QCOMPARE(image.size(), QSize(8, 8));
    for (int pixel = 0; pixel < 64; ++pixel) {
      const double value = data_.samples.at(input * 64 + pixel);
      QCOMPARE(image.pixelColor(pixel % 8, pixel / 8).red(),
               static_cast<int>(std::lround(value * 255 / 16)));
    }
  }
  QVERIFY(images.image(-1).isNull() && images.image(data_.size()).isNull());
}

void TestInputImages::flatSamplesBecomeSquares() {
  RunDescription flat = run_;
  flat.layers.front().outputShape = {64};
  InputImages images;
  images.request(flat);
  QTRY_VERIFY(images.isReady());
  QCOMPARE(images.image(3).size(), QSize(8, 8));
}

void TestInputImages::otherDataHasNoPictures() {
  RunDescription changed = run_;
  changed.settings.dataHash = "another";
  InputImages images;
  images.request(changed);
  QTRY_VERIFY(!images.problem().isEmpty());
  QVERIFY2(images.problem().contains("is not the data of this run any more"),
           qPrintable(images.problem()));
  QVERIFY(!images.isReady() && images.image(0).isNull());
}

void TestInputImages::missingDataHasNoPictures() {
  RunDescription gone = run_;
  gone.settings.dataPath = "/nowhere/images.npz";
  InputImages images;
  QSignalSpy changed(&images, &InputImages::changed);
  images.request(gone);
  images.request(gone);  // once is enough
  QTRY_COMPARE(changed.count(), 1);
  QVERIFY(images.problem().contains("/nowhere/images.npz"));
}

void TestInputImages::picturesOfAFolderKeepTheirSizes() {
  const DataRequest request{test::fixture("data/fixtures/pictures_odd/sizes"), "", "", ""};
  const auto pictures = SamplePictures::read(request, "resize=4x4", {1, 4, 4});
  QCOMPARE(pictures->image(0).size(), QSize(8, 8));
  QCOMPARE(pictures->image(2).size(), QSize(9, 6));
  const auto shown = firstOfEachClass(*pictures, 10);
  QCOMPARE(shown.size(), size_t{2});
  QCOMPARE(shown[1].sample, int64_t{2});
}

QTEST_MAIN(TestInputImages)
#include "test_input_images.moc"
