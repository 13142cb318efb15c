#include "core/data/labels.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

class TestDataset : public QObject {
  Q_OBJECT

 private slots:
  void mixesFormats_data();
  void mixesFormats();
  void readsLabelsOfEveryForm_data();
  void readsLabelsOfEveryForm();
  void refusesLabels_data();
  void refusesLabels();
  void refusesRequests_data();
  void refusesRequests();
  void hashFollowsContentNotFile();
  void recognisesByContent();
  void checksLabelsAgainstClasses();
};

namespace {

std::string images() { return dataFixture("counting_u1.npy"); }

}  // namespace

void TestDataset::mixesFormats_data() {
  QTest::addColumn<QString>("data");
  QTest::addColumn<QString>("labels");
  for (const char* data :
       {"counting_u1.npy", "images.idx.gz", "images.npz", "data_only.npz", "gzip.npy.gz"}) {
    for (const char* labels : {"labels_i8.npy", "labels.idx.gz", "labels_only.npz", "images.npz"}) {
      QTest::addRow("%s with %s", data, labels) << data << labels;
    }
  }
}

void TestDataset::mixesFormats() {
  QFETCH(QString, data);
  QFETCH(QString, labels);
  const Dataset dataset =
      loadDataset({dataFixture(data.toStdString()), dataFixture(labels.toStdString()), "", ""});
  QCOMPARE(dataset.size(), 3);
  QCOMPARE(dataset.samples.sampleShape(), (Shape{2, 4}));
  QCOMPARE(dataset.labels, (std::vector<int32_t>{2, 0, 1}));
}

void TestDataset::readsLabelsOfEveryForm_data() {
  QTest::addColumn<QString>("name");
  for (const char* name :
       {"labels_i8.npy", "labels_column.npy", "labels_f8.npy", "labels_one_hot.npy"}) {
    QTest::newRow(name) << name;
  }
}

void TestDataset::readsLabelsOfEveryForm() {
  QFETCH(QString, name);
  const Dataset dataset = loadDataset({images(), dataFixture(name.toStdString()), "", ""});
  QCOMPARE(dataset.labels, (std::vector<int32_t>{2, 0, 1}));
  QCOMPARE(dataset.labelsSource, dataFixture(name.toStdString()));
}

void TestDataset::refusesLabels_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("part");
  QTest::newRow("fraction") << "labels_fraction.npy"
                            << "sample 1 has the label 1.5";
  QTest::newRow("negative") << "labels_negative.npy"
                            << "sample 2 has the label -1";
  QTest::newRow("two hot") << "labels_two_hot.npy"
                           << "row 1 is not one-hot";
  QTest::newRow("images") << "counting_f4.npy"
                          << "labels are one class per sample";
  QTest::newRow("number") << "number.npy"
                          << "a single number";
}

void TestDataset::refusesLabels() {
  QFETCH(QString, name);
  QFETCH(QString, part);
  const Error error = expectError([&] {
    loadDataset({images(), dataFixture(name.toStdString()), "", ""});
  });
  QVERIFY(contains(error, name.toStdString()));
  QVERIFY(contains(error, part.toStdString()));
}

void TestDataset::refusesRequests_data() {
  QTest::addColumn<QString>("data");
  QTest::addColumn<QString>("labels");
  QTest::addColumn<QString>("dataKey");
  QTest::addColumn<QString>("part");
  QTest::newRow("no labels") << "counting_u1.npy"
                             << ""
                             << ""
                             << "name their file with --labels";
  QTest::newRow("lengths") << "counting_u1.npy"
                           << "labels_four.npy"
                           << ""
                           << "counting_u1.npy holds 3 samples, but";
  QTest::newRow("lengths, labels") << "counting_u1.npy"
                                   << "labels_four.npy"
                                   << ""
                                   << "labels_four.npy holds 4 labels";
  QTest::newRow("swapped") << "labels_i8.npy"
                           << "counting_u1.npy"
                           << ""
                           << "exchange --data and --labels";
  QTest::newRow("swapped one-hot") << "labels_one_hot.npy"
                                   << "counting_u1.npy"
                                   << ""
                                   << "look swapped";
  QTest::newRow("key without archive") << "counting_u1.npy"
                                       << "labels_i8.npy"
                                       << "x"
                                       << "leave the option out";
  QTest::newRow("empty") << "empty.npy"
                         << "labels_i8.npy"
                         << ""
                         << "is empty (shape [0, 2, 4])";
  QTest::newRow("missing") << "none.npy"
                           << "labels_i8.npy"
                           << ""
                           << "none.npy cannot be found";
  QTest::newRow("other format") << "resize_golden.json"
                                << "labels_i8.npy"
                                << ""
                                << "in none of the formats that are read";
}

void TestDataset::refusesRequests() {
  QFETCH(QString, data);
  QFETCH(QString, labels);
  QFETCH(QString, dataKey);
  QFETCH(QString, part);
  const Error error = expectError([&] {
    loadDataset({dataFixture(data.toStdString()),
                 labels.isEmpty() ? "" : dataFixture(labels.toStdString()), dataKey.toStdString(),
                 ""});
  });
  QVERIFY(contains(error, data.toStdString()));
  QVERIFY(contains(error, part.toStdString()));
}

void TestDataset::hashFollowsContentNotFile() {
  const std::string labels = dataFixture("labels_i8.npy");
  const std::string npy = loadDataset({images(), labels, "", ""}).contentHash;
  QCOMPARE(npy.size(), std::size_t{64});
  QCOMPARE(loadDataset({dataFixture("images.idx.gz"), dataFixture("labels_one_hot.npy"), "", ""})
               .contentHash,
           npy);
  QCOMPARE(loadDataset({dataFixture("images.npz"), "", "", ""}).contentHash, npy);
  QVERIFY(loadDataset({dataFixture("counting_i1.npy"), labels, "", ""}).contentHash != npy);
}

void TestDataset::recognisesByContent() {
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "images.txt", fileBytes(dataFixture("images.npz")));
  QCOMPARE(loadDataset({path, "", "", ""}).size(), 3);
  QVERIFY(contains(expectError([&] {
                     loadDataset({writeFile(folder, "nothing.npy", ""), path, "", ""});
                   }),
                   "is empty"));
}

void TestDataset::checksLabelsAgainstClasses() {
  Dataset dataset = countingDataset({3, 4});
  dataset.labels = {0, 2, 1};
  checkLabels(dataset, makeNetwork({4}, 3));
  const Error error = expectError([&] { checkLabels(dataset, makeNetwork({4}, 2)); });
  QVERIFY(contains(error, "labels.npy: sample 1 has class 2"));
  QVERIFY(contains(error, "net.keras has 2 classes, 0 to 1"));
  dataset.labels = {1, 2, 3};
  QVERIFY(
      contains(expectError([&] { checkLabels(dataset, makeNetwork({4}, 3)); }), "--labels-from 1"));
}

QTEST_APPLESS_MAIN(TestDataset)
#include "test_dataset.moc"
