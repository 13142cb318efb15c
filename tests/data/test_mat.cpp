#include "core/base/error.h"
#include "core/data/array_selection.h"
#include "core/data/readers.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

// Files that scipy wrote (make_mat_fixtures.py).
class TestMat : public QObject {
  Q_OBJECT

 private slots:
  void readsSamplesAndLabels_data();
  void readsSamplesAndLabels();
  void readsStructsOfEmnist_data();
  void readsStructsOfEmnist();
  void transposesFlatSamples();
  void movesSamplesFromTheLastAxis();
  void listsWhatIsNoArrayOfNumbers();
  void refusesFiles_data();
  void refusesFiles();
  void refusesEveryCut();
};

namespace {

std::string matFile(const QString& name) { return dataFixture("mat/" + name.toStdString()); }

std::vector<double> counting(size_t count) {
  std::vector<double> values(count);
  for (size_t i = 0; i < count; ++i) {
    values[i] = static_cast<double>(i);
  }
  return values;
}

}  // namespace

void TestMat::readsSamplesAndLabels_data() {
  QTest::addColumn<QString>("name");
  for (const char* name :
       {"plain.mat", "plain_packed.mat", "type_i1.mat", "type_u2.mat", "type_i2.mat", "type_u4.mat",
        "type_i4.mat", "type_u8.mat", "type_i8.mat", "type_f4.mat", "type_f8.mat", "big_endian.mat",
        "one_hot.mat", "others.mat"}) {
    QTest::newRow(name) << name;
  }
}

void TestMat::readsSamplesAndLabels() {
  QFETCH(QString, name);
  const Dataset data = loadDataset({matFile(name), "", "", ""});
  QCOMPARE(data.samples.shape, (Shape{3, 2, 4}));
  QCOMPARE(allValues(data.samples), counting(24));
  QCOMPARE(data.labels, (std::vector<int32_t>{2, 0, 1}));
}

void TestMat::readsStructsOfEmnist_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("plain") << "emnist.mat";
  QTest::newRow("packed") << "emnist_packed.mat";
}

void TestMat::readsStructsOfEmnist() {
  QFETCH(QString, name);
  DataRequest request{matFile(name), "", "", "", 1};
  const Dataset test = loadDataset(request);
  QCOMPARE(test.samples.source, matFile(name) + ":dataset.test.images");
  QCOMPARE(allValues(test.samples), counting(48));
  QCOMPARE(test.labels, (std::vector<int32_t>{2, 0, 1}));
  request.dataKey = "dataset.train.images";
  request.labelsKey = "dataset.train.labels";
  QCOMPARE(loadDataset(request).size(), 5);
  request.labelsFrom = 2;
  QVERIFY(contains(expectError([&] { loadDataset(request); }), "less than --labels-from 2"));
  const Error oneHot = expectError([&] { loadDataset({matFile("one_hot.mat"), "", "", "", 1}); });
  QVERIFY(contains(oneHot, "leave --labels-from out"));
  const Dataset unshifted = loadDataset({matFile(name), "", "", ""});
  const Error error = expectError([&] { checkLabels(unshifted, makeNetwork({16}, 3)); });
  QVERIFY(contains(error, "add --labels-from 1"));
}

void TestMat::transposesFlatSamples() {
  const Dataset data = loadDataset({matFile("emnist.mat"), "", "", ""});
  std::vector<float> found(16);
  for (const Shape& input : {Shape{16}, Shape{1, 4, 4}}) {
    const Network network = makeNetwork(input, 4);
    const InputPipeline pipeline(data, parseRecipe("transpose"), network);
    pipeline.read(1, found.data());
    for (int row = 0; row < 4; ++row) {
      for (int column = 0; column < 4; ++column) {
        QCOMPARE(found[static_cast<size_t>(row * 4 + column)],
                 static_cast<float>(16 + column * 4 + row));
      }
    }
  }
}

void TestMat::movesSamplesFromTheLastAxis() {
  const Dataset data = loadDataset({matFile("samples_last.mat"), "", "", ""});
  QCOMPARE(data.samples.shape, (Shape{3, 2, 4}));
  QCOMPARE(allValues(data.samples), counting(24));
  QVERIFY(data.notes.front().find("on the last axis") != std::string::npos);
}

void TestMat::listsWhatIsNoArrayOfNumbers() {
  const auto entries = matEntries(matFile("others.mat"));
  int numbers = 0;
  for (const NpzEntry& entry : entries) {
    numbers += entry.type ? 1 : 0;
  }
  QCOMPARE(entries.size(), size_t{5});
  QCOMPARE(numbers, 2);
  const Error error = expectError([&] { readMat(matFile("others.mat"), "cells"); });
  QVERIFY(contains(error, "has no array of numbers \"cells\""));
}

void TestMat::refusesFiles_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("dataKey");
  QTest::addColumn<QString>("part");
  QTest::newRow("text only") << "no_numbers.mat"
                             << ""
                             << "is not clear";
  QTest::newRow("no such key") << "plain.mat"
                               << "Z"
                               << "has no array \"Z\"";
  QTest::newRow("version 4") << "version4.mat"
                             << ""
                             << "in none of the formats";
}

void TestMat::refusesFiles() {
  QFETCH(QString, name);
  QFETCH(QString, dataKey);
  QFETCH(QString, part);
  const Error error = expectError([&] {
    loadDataset({matFile(name), "", dataKey.toStdString(), ""});
  });
  QVERIFY(contains(error, name.toStdString()));
  QVERIFY(contains(error, part.toStdString()));
}

void TestMat::refusesEveryCut() {
  const QTemporaryDir folder;
  for (const char* name : {"plain.mat", "emnist_packed.mat"}) {
    const QByteArray sound = fileBytes(matFile(name));
    for (qsizetype length = 128; length < sound.size() - 8; length += 7) {
      const std::string path = writeFile(folder, "cut.mat", sound.first(length));
      const Error error = expectError([&] { loadDataset({path, "", "", ""}); });
      QVERIFY(contains(error, "cut.mat"));
    }
  }
}

QTEST_APPLESS_MAIN(TestMat)
#include "test_mat.moc"
