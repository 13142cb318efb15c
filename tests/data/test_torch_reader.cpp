#include <QtTest>

#include "core/data/dataset.h"
#include "core/data/readers.h"
#include "tests/support/expect_error.h"
#include "tests/support/test_paths.h"

using namespace maacc;
using namespace maacc::test;

namespace {

std::string path(const std::string& name) { return fixture("data/fixtures/" + name + ".pt"); }

QString listing(const std::string& name) {
  return QString::fromStdString(npzListing(torchEntries(path(name))));
}

}  // namespace

// Files that torch.save and the C++ API write (make_torch_fixtures.py).
class TorchReaderTest : public QObject {
  Q_OBJECT

 private slots:
  void listsTheTensors_data();
  void listsTheTensors();
  void readsEveryLayout_data();
  void readsEveryLayout();
  void loadsDataWithLabels_data();
  void loadsDataWithLabels();
  void refusesByASentence_data();
  void refusesByASentence();
};

void TorchReaderTest::listsTheTensors_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("expected");
  QTest::newRow("dictionary") << "tensors_dict"
                              << "x_test [6, 2, 2, 2] float32, y_test [6] int64";
  QTest::newRow("tuple") << "tensors_tuple"
                         << "0 [6, 2, 2, 2] uint8, 1 [6] int32";
  QTest::newRow("one tensor") << "tensor_x"
                              << "tensor [6, 2, 2, 2] float64";
  QTest::newRow("nested") << "tensors_nested"
                          << "test.images [6, 2, 2, 2] float16, test.labels [6] int64";
  QTest::newRow("module") << "tensors_module"
                          << "x_test [6, 2, 2, 2] float32, y_test [6] int64";
}

void TorchReaderTest::listsTheTensors() {
  QFETCH(QString, name);
  QFETCH(QString, expected);
  QCOMPARE(listing(name.toStdString()), expected);
}

void TorchReaderTest::readsEveryLayout_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("key");
  QTest::addColumn<QList<double>>("start");
  QTest::newRow("float32") << "tensors_dict"
                           << "x_test" << QList<double>{0, 1, 2, 3, 4};
  QTest::newRow("uint8") << "tensors_tuple"
                         << "0" << QList<double>{0, 1, 2, 3, 4};
  QTest::newRow("float64") << "tensor_x"
                           << "tensor" << QList<double>{0, 1, 2, 3, 4};
  QTest::newRow("part of a storage") << "tensors_views"
                                     << "x" << QList<double>{16, 17, 18, 19, 20};
  // permute(0, 3, 1, 2) of [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]
  QTest::newRow("axes moved, float16") << "tensors_nested"
                                       << "test.images" << QList<double>{0, 2, 4, 6, 1, 3, 5, 7};
  QTest::newRow("labels") << "tensors_views"
                          << "y" << QList<double>{2, 0, 1, 2};
  QTest::newRow("module") << "tensors_module"
                          << "y_test" << QList<double>{0, 1, 2, 0, 1, 2};
}

void TorchReaderTest::readsEveryLayout() {
  QFETCH(QString, name);
  QFETCH(QString, key);
  QFETCH(QList<double>, start);
  const RawArray array = readTorch(path(name.toStdString()), key.toStdString());
  for (int i = 0; i < start.size(); ++i) {
    QCOMPARE(array.at(i), start[i]);
  }
}

void TorchReaderTest::loadsDataWithLabels_data() {
  QTest::addColumn<QString>("data");
  QTest::addColumn<QString>("labels");
  QTest::addColumn<QString>("dataKey");
  QTest::addColumn<QString>("labelsKey");
  QTest::newRow("one file") << "tensors_dict"
                            << ""
                            << ""
                            << "";
  QTest::newRow("tuple by position") << "tensors_tuple"
                                     << ""
                                     << "0"
                                     << "1";
  QTest::newRow("nested") << "tensors_nested"
                          << ""
                          << "test.images"
                          << "test.labels";
  QTest::newRow("two files") << "tensor_x"
                             << "tensor_y"
                             << ""
                             << "";
  QTest::newRow("module") << "tensors_module"
                          << ""
                          << ""
                          << "";
}

void TorchReaderTest::loadsDataWithLabels() {
  QFETCH(QString, data);
  QFETCH(QString, labels);
  QFETCH(QString, dataKey);
  QFETCH(QString, labelsKey);
  DataRequest request;
  request.dataPath = path(data.toStdString());
  request.labelsPath = labels.isEmpty() ? std::string() : path(labels.toStdString());
  request.dataKey = dataKey.toStdString();
  request.labelsKey = labelsKey.toStdString();
  const Dataset dataset = loadDataset(request);
  QCOMPARE(dataset.size(), int64_t{6});
  QCOMPARE(dataset.labels, (std::vector<int32_t>{0, 1, 2, 0, 1, 2}));
  QCOMPARE(dataset.samples.sampleShape(), (Shape{2, 2, 2}));
}

void TorchReaderTest::refusesByASentence_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("key");
  QTest::addColumn<QString>("reason");
  QTest::newRow("Python object") << "tensors_object"
                                 << "x"
                                 << "torch.utils.data.dataset.TensorDataset";
  QTest::newRow("no such key") << "tensors_dict"
                               << "x"
                               << "x_test [6, 2, 2, 2] float32";
  QTest::newRow("bfloat16") << "tensors_views"
                            << "z"
                            << "tensor.float()";
}

void TorchReaderTest::refusesByASentence() {
  QFETCH(QString, name);
  QFETCH(QString, key);
  QFETCH(QString, reason);
  const std::string file = path(name.toStdString());
  const Error error = expectError([&] { readTorch(file, key.toStdString()); });
  QVERIFY(contains(error, file));
  QVERIFY(contains(error, reason.toStdString()));
}

QTEST_APPLESS_MAIN(TorchReaderTest)
#include "test_torch_reader.moc"
