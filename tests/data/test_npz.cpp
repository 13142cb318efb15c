#include "core/data/array_selection.h"
#include "core/data/readers.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

class TestNpz : public QObject {
  Q_OBJECT

 private slots:
  void listsKeysAndShapes();
  void readsStoredAndDeflated_data();
  void readsStoredAndDeflated();
  void guessesKeys_data();
  void guessesKeys();
  void namesKeysWhenGuessingFails_data();
  void namesKeysWhenGuessingFails();
  void namedKeyDecides();
  void refusesArchives_data();
  void refusesArchives();
  void refusesDamage_data();
  void refusesDamage();
};

void TestNpz::listsKeysAndShapes() {
  const std::string path = dataFixture("test_and_train.npz");
  QVERIFY(looksLikeZip(path));
  QCOMPARE(npzKeys(path), (std::vector<std::string>{"x_train", "y_train", "x_test", "y_test"}));
  QCOMPARE(
      npzListing(npzEntries(path)),
      std::string(
          "x_train [5, 2, 4] uint8, y_train [5] int64, x_test [3, 2, 4] uint8, y_test [3] int64"));
  QVERIFY(npzListing(npzEntries(dataFixture("with_object.npz")))
              .find("names [2] of a type that is not read") != std::string::npos);
}

void TestNpz::readsStoredAndDeflated_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("key");
  QTest::newRow("stored") << "test_and_train.npz"
                          << "x_test";
  QTest::newRow("deflated") << "images.npz"
                            << "images";
}

void TestNpz::readsStoredAndDeflated() {
  QFETCH(QString, name);
  QFETCH(QString, key);
  const RawArray array = readNpz(dataFixture(name.toStdString()), key.toStdString());
  QCOMPARE(array.shape, (Shape{3, 2, 4}));
  QCOMPARE(array.source, dataFixture(name.toStdString()) + ":" + key.toStdString());
  QCOMPARE(array.at(23), 23.0);
}

void TestNpz::guessesKeys_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("data");
  QTest::addColumn<QString>("labels");
  QTest::newRow("test before train") << "test_and_train.npz"
                                     << "x_test"
                                     << "y_test";
  QTest::newRow("images, labels") << "images.npz"
                                  << "images"
                                  << "labels";
  QTest::newRow("X, y") << "upper.npz"
                        << "X"
                        << "y";
  QTest::newRow("by rank") << "by_rank.npz"
                           << "pictures"
                           << "kinds";
  QTest::newRow("others ignored") << "with_object.npz"
                                  << "x"
                                  << "y";
}

void TestNpz::guessesKeys() {
  QFETCH(QString, name);
  QFETCH(QString, data);
  QFETCH(QString, labels);
  const std::string path = dataFixture(name.toStdString());
  const Dataset dataset = loadDataset({path, "", "", ""});
  QCOMPARE(dataset.samples.source, path + ":" + data.toStdString());
  QCOMPARE(dataset.labelsSource, path + ":" + labels.toStdString());
  QCOMPARE(dataset.labels, (std::vector<int32_t>{2, 0, 1}));
}

void TestNpz::namesKeysWhenGuessingFails_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("part");
  QTest::newRow("two candidates") << "ambiguous.npz"
                                  << "one [3, 2, 4] uint8, two [3, 2, 4] uint8, three [3] int64";
  QTest::newRow("no labels") << "data_only.npz"
                             << "samples [3, 2, 4] uint8";
}

void TestNpz::namesKeysWhenGuessingFails() {
  QFETCH(QString, name);
  QFETCH(QString, part);
  const Error error = expectError([&] {
    loadDataset({dataFixture(name.toStdString()), "", "", ""});
  });
  QCOMPARE(error.code(), ErrorCode::Usage);
  QVERIFY(contains(error, part.toStdString()));
  QVERIFY(contains(error, "--data-key"));
  QVERIFY(contains(error, "--labels"));
}

void TestNpz::namedKeyDecides() {
  const std::string path = dataFixture("ambiguous.npz");
  QCOMPARE(loadDataset({path, "", "two", ""}).samples.source, path + ":two");
  QCOMPARE(loadDataset({path, "", "one", "three"}).labelsSource, path + ":three");
  const std::string both = dataFixture("test_and_train.npz");
  const Dataset train = loadDataset({both, "", "x_train", ""});
  QCOMPARE(train.labelsSource, both + ":y_train");
  const Error error = expectError([&] { loadDataset({path, "", "four", ""}); });
  QVERIFY(contains(error, "no array \"four\" (--data-key)"));
  QVERIFY(contains(error, "one [3, 2, 4]"));
  QVERIFY(contains(expectError([&] { readNpz(path, "four"); }), "no array \"four\""));
}

void TestNpz::refusesArchives_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("part");
  QTest::newRow("no arrays") << "no_arrays.zip"
                             << "holds no arrays";
  QTest::newRow("bzip2") << "bzip2.npz"
                         << "ZIP method 12";
  QTest::newRow("bomb") << "bomb.npz"
                        << "is cut short";
  QTest::newRow("swapped") << "swapped.npz"
                           << "look swapped";
}

void TestNpz::refusesArchives() {
  QFETCH(QString, name);
  QFETCH(QString, part);
  const Error error = expectError([&] {
    loadDataset({dataFixture(name.toStdString()), "", "", ""});
  });
  QVERIFY(contains(error, name.toStdString()));
  QVERIFY(contains(error, part.toStdString()));
}

void TestNpz::refusesDamage_data() {
  QTest::addColumn<QByteArray>("bytes");
  const QByteArray sound = fileBytes(dataFixture("test_and_train.npz"));
  QTest::newRow("cut") << sound.left(sound.size() - 30);
  QTest::newRow("start only") << sound.left(10);
  QByteArray changed = sound;
  // A value of x_test, after the name, 20 bytes of ZIP64 sizes and 128 of NPY header: the checksum
  // no longer agrees.
  const auto values = changed.indexOf("x_test.npy") + 10 + 20 + 128 + 2;
  changed[values] = static_cast<char>(changed[values] ^ 1);
  QTest::newRow("checksum") << changed;
}

void TestNpz::refusesDamage() {
  QFETCH(QByteArray, bytes);
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "damaged.npz", bytes);
  const Error error = expectError([&] { loadDataset({path, "", "", ""}); });
  QVERIFY(contains(error, path));
  QVERIFY(contains(error, "cannot be unpacked"));
}

QTEST_APPLESS_MAIN(TestNpz)
#include "test_npz.moc"
