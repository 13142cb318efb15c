#include "core/base/error.h"
#include "core/data/array_selection.h"
#include "core/data/readers.h"
#include "tests/data/data_files.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

// Tables that pandas and numpy wrote (make_csv_fixtures.py), and odd ones.
class TestCsv : public QObject {
  Q_OBJECT

 private slots:
  void readsTables_data();
  void readsTables();
  void readsText_data();
  void readsText();
  void sortsClassNames();
  void keepsBytesAsBytes();
  void takesLabelsFromAnotherFile();
  void refusesTables_data();
  void refusesTables();
};

namespace {

std::string table(const QString& name) { return dataFixture("csv/" + name.toStdString()); }

std::vector<double> counting(double factor) {
  std::vector<double> values(16);
  for (size_t i = 0; i < values.size(); ++i) {
    values[i] = factor * static_cast<double>(i);
  }
  return values;
}

}  // namespace

void TestCsv::readsTables_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("dataKey");
  QTest::addColumn<QString>("labelsKey");
  QTest::addColumn<double>("factor");
  QTest::newRow("guessed label") << "label_last.csv" << "" << "" << 1.0;
  QTest::newRow("gzip") << "gzip.csv.gz" << "" << "" << 1.0;
  QTest::newRow("semicolon, CRLF, quotes") << "semicolon.csv" << "" << "" << 1.0;
  QTest::newRow("tab") << "tab.txt" << "" << "" << 1.0;
  QTest::newRow("named label") << "unusual.csv" << "" << "kind" << 1.0;
  QTest::newRow("numbered label") << "unusual.csv" << "" << "5" << 1.0;
  QTest::newRow("one of two") << "two_labels.csv" << "a:d" << "target" << 1.0;
  QTest::newRow("no header") << "no_header.csv" << "" << "1" << 1.0;
  QTest::newRow("numbers as header") << "numbered_header.csv" << "" << "" << 1.0;
  QTest::newRow("index left out") << "pandas_index.csv" << "a,b,c:d" << "" << 1.0;
  QTest::newRow("one-hot") << "one_hot.csv" << "" << "is0:is2" << 1.0;
  QTest::newRow("halves") << "halves.csv" << "" << "" << 0.5;
}

void TestCsv::readsTables() {
  QFETCH(QString, name);
  QFETCH(QString, dataKey);
  QFETCH(QString, labelsKey);
  QFETCH(double, factor);
  const Dataset data =
      loadDataset({table(name), "", dataKey.toStdString(), labelsKey.toStdString()});
  QCOMPARE(data.samples.shape, (Shape{4, 4}));
  QCOMPARE(allValues(data.samples), counting(factor));
  QCOMPARE(data.labels, (std::vector<int32_t>{2, 0, 1, 2}));
}

void TestCsv::readsText_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QList<double>>("values");
  QTest::newRow("spaces") << QByteArray("a,y\n 1 ,\t0\n2, 1 \n") << QList<double>{1, 2};
  QTest::newRow("empty lines") << QByteArray("\n\na,y\r\n\r\n1,0\n\n2,1") << QList<double>{1, 2};
  QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBFy,a\n0,1\n1,2\n")
                                   << QList<double>{1, 2};
  QTest::newRow("quoted header") << QByteArray("\"a,\n\"\"b\",\"y\"\n\"1\",0\n2,1\n")
                                 << QList<double>{1, 2};
  QTest::newRow("signs and exponents") << QByteArray("a,y\n-1.5e2,0\n0.25,1\n")
                                       << QList<double>{-150, 0.25};
  QTest::newRow("bytes, then more") << QByteArray("a,y\n255,0\n256,1\n") << QList<double>{255, 256};
}

void TestCsv::readsText() {
  QFETCH(QByteArray, text);
  QFETCH(QList<double>, values);
  const QTemporaryDir folder;
  const Dataset data = loadDataset({writeFile(folder, "t", text), "", "", ""});
  QCOMPARE(allValues(data.samples), std::vector<double>(values.begin(), values.end()));
  QCOMPARE(data.labels, (std::vector<int32_t>{0, 1}));
}

void TestCsv::sortsClassNames() {
  const Dataset data = loadDataset({table("names.csv"), "", "", ""});
  QCOMPARE(data.classNames, (std::vector<std::string>{"ape", "cat, big", "wolf"}));
  QCOMPARE(data.labels, (std::vector<int32_t>{2, 0, 1, 2}));
  QVERIFY(data.notes.front().find("0 ape, 1 cat, big, 2 wolf") != std::string::npos);
}

void TestCsv::keepsBytesAsBytes() {
  QCOMPARE(loadDataset({table("label_last.csv"), "", "", ""}).samples.type, ElementType::UInt8);
  QCOMPARE(loadDataset({table("halves.csv"), "", "", ""}).samples.type, ElementType::Float64);
}

void TestCsv::takesLabelsFromAnotherFile() {
  for (const QString& labels : {QString("csv/labels.txt"), QString("csv/label_last.csv")}) {
    const Dataset data =
        loadDataset({table("values.csv"), dataFixture(labels.toStdString()), "", ""});
    QCOMPARE(allValues(data.samples), counting(1));
    QCOMPARE(data.labels, (std::vector<int32_t>{2, 0, 1, 2}));
  }
}

void TestCsv::refusesTables_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("dataKey");
  QTest::addColumn<QString>("labelsKey");
  QTest::addColumn<QString>("part");
  const auto row = [](const char* name, const char* text, const char* part,
                      const char* labelsKey = "", const char* dataKey = "") {
    QTest::newRow(name) << QByteArray(text) << dataKey << labelsKey << part;
  };
  row("bad cell", "a,b,y\n1,2,0\n1,x,0\n", "line 3, column 2 (b): \"x\" is not a finite number");
  row("bad cell after a quoted line end", "a,\"b\n\",y\n1,2,0\nnan,1,0\n", "line 4, column 1 (a)");
  row("empty cell", "a,b,y\n1,,0\n", "line 2, column 2 (b): the cell is empty");
  row("cells missing", "a,b,y\n1,2,0\n1,0\n", "line 3 has 2 cells, but the first row has 3");
  row("open quote", "a,y\n1,\"0\n1,0\n", "line 2: a quote is opened but not closed");
  row("no label column", "a,b\n1,2\n3,4\n", "has the columns a, b, and which of them");
  row("no header", "1,2\n3,4\n", "has 2 columns and no header");
  row("two label columns", "label,target,a\n1,2,3\n", "which of them holds the labels is not clear");
  row("no such column", "a,y\n1,0\n", "has no column \"z\" (--labels-key)", "z");
  row("column 0", "a,y\n1,0\n", "has no column \"0\"", "0");
  row("column beyond", "a,y\n1,0\n", "has no column \"3\"", "3");
  row("range backwards", "a,b,y\n1,0,0\n", "has no column \"b:a\"", "", "b:a");
  row("index of pandas", ",a,y\n0,5,0\n1,5,1\n", "column 1 has no name");
  row("labels only", "y\n1\n2\n", "no column but that of the labels");
  row("header only", "a,y\nb,y\n", "is not a finite number");
  row("missing label", "a,y\n1,cat\n2,\n", "samples without a label");
  row("fraction as label", "a,y\n1,0.5\n", "label 0.5");
  row("not one-hot", "a,b,p,q\n1,1,1,1\n", "is not one-hot", "p:q");
}

void TestCsv::refusesTables() {
  QFETCH(QByteArray, text);
  QFETCH(QString, dataKey);
  QFETCH(QString, labelsKey);
  QFETCH(QString, part);
  const QTemporaryDir folder;
  const std::string path = writeFile(folder, "table.csv", text);
  const Error error = expectError([&] {
    loadDataset({path, "", dataKey.toStdString(), labelsKey.toStdString()});
  });
  QVERIFY(contains(error, "table.csv"));
  QVERIFY(contains(error, part.toStdString()));
}

QTEST_APPLESS_MAIN(TestCsv)
#include "test_csv.moc"
