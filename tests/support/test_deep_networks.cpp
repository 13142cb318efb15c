#include <QtTest>
#include <set>

#include "core/model/reference_evaluator.h"
#include "tests/support/deep_networks.h"

using namespace maacc;
using namespace maacc::test;

namespace {

int unitCount(const Network& network) {
  int units = 0;
  for (const LayerId id : network.weightedLayers()) {
    units += mutableUnitCount(network.layer(id).parameters);
  }
  return units;
}

Network smallNetwork(const QString& kind, uint64_t seed) {
  return kind == "vgg" ? vggLikeNetwork(seed, kSmallVgg) : resNet18LikeNetwork(seed, kSmallResNet);
}

}  // namespace

class TestDeepNetworks : public QObject {
  Q_OBJECT

 private slots:
  void sizes_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<int>("units");
    QTest::addColumn<int>("weightedLayers");
    QTest::addColumn<double>("millionMultiplications");
    QTest::newRow("vgg-like") << "vgg" << 1162 << 8 << 153.9;
    QTest::newRow("resnet18-like") << "resnet" << 4810 << 21 << 555.4;
  }

  void sizes() {
    QFETCH(QString, kind);
    const Network network = kind == "vgg" ? vggLikeNetwork(1) : resNet18LikeNetwork(1);
    QTEST(unitCount(network), "units");
    QTEST(static_cast<int>(network.weightedLayers().size()), "weightedLayers");
    QFETCH(double, millionMultiplications);
    QVERIFY2(std::abs(forwardFlops(network) / 2e6 - millionMultiplications) < 0.1,
             qPrintable(QString::number(forwardFlops(network) / 2e6)));
  }

  void predictsManyClasses_data() {
    QTest::addColumn<QString>("kind");
    QTest::newRow("vgg") << "vgg";
    QTest::newRow("resnet") << "resnet";
  }

  void predictsManyClasses() {
    QFETCH(QString, kind);
    for (const uint64_t seed : {1U, 2U, 3U}) {
      const Network network = smallNetwork(kind, seed);
      constexpr int64_t kCount = 100;
      const std::vector<float> images = smoothImages(network.inputShape(), kCount, 7);
      const auto valuesPerImage = images.size() / kCount;
      std::set<int> predicted;
      for (std::size_t i = 0; i < kCount; ++i) {
        const auto image = std::span(images).subspan(i * valuesPerImage, valuesPerImage);
        predicted.insert(decide(referenceLogits(network, image)).predictedClass);
      }
      QVERIFY2(predicted.size() >= 5 && predicted.count(-1) == 0,
               qPrintable(QString("seed %1: %2 classes").arg(seed).arg(predicted.size())));
    }
  }

  void sameSeedGivesSameNetwork() {
    for (const QString kind : {"vgg", "resnet"}) {
      QCOMPARE(smallNetwork(kind, 5).contentHash(), smallNetwork(kind, 5).contentHash());
      QVERIFY(smallNetwork(kind, 5).contentHash() != smallNetwork(kind, 6).contentHash());
    }
    QCOMPARE(smoothImages({3, 16, 16}, 4, 9), smoothImages({3, 16, 16}, 4, 9));
  }
};

QTEST_GUILESS_MAIN(TestDeepNetworks)
#include "test_deep_networks.moc"
