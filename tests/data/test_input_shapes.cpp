#include <QtTest>

#include "core/data/input_shapes.h"

using namespace maacc;

class InputShapesTest : public QObject {
  Q_OBJECT

 private slots:
  void followsTheRecipe_data();
  void followsTheRecipe();
};

void InputShapesTest::followsTheRecipe_data() {
  QTest::addColumn<QList<int>>("sample");
  QTest::addColumn<QString>("recipe");
  QTest::addColumn<QString>("expected");
  QTest::newRow("grey image") << QList<int>{28, 28} << "scale=1/255"
                              << "[1, 28, 28] [784]";
  QTest::newRow("flat") << QList<int>{12} << ""
                        << "[12]";
  QTest::newRow("colours last") << QList<int>{32, 30, 3} << ""
                                << "[3, 32, 30] [32, 30, 3] [2880]";
  QTest::newRow("colours first") << QList<int>{3, 32, 30} << ""
                                 << "[3, 32, 30] [30, 3, 32] [2880]";
  QTest::newRow("layout is said") << QList<int>{3, 32, 30} << "layout=hwc"
                                  << "[30, 3, 32] [2880]";
  QTest::newRow("grown") << QList<int>{28, 28} << "pad=2,repeat-channels=3"
                         << "[3, 32, 32] [3072]";
  QTest::newRow("resized") << QList<int>{8, 6, 3} << "resize=4x5"
                           << "[3, 4, 5] [8, 4, 5] [60] [160]";
  QTest::newRow("recipe that does not fit") << QList<int>{28, 28} << "mean=0.1:0.2:0.3"
                                            << "";
  QTest::newRow("no image") << QList<int>{2, 3, 4, 5} << ""
                            << "";
}

void InputShapesTest::followsTheRecipe() {
  QFETCH(QList<int>, sample);
  QFETCH(QString, recipe);
  QFETCH(QString, expected);
  QStringList texts;
  for (const Shape& shape :
       networkInputShapes({sample.begin(), sample.end()}, parseRecipe(recipe.toStdString()))) {
    texts << QString::fromStdString(shapeText(shape));
  }
  QCOMPARE(texts.join(' '), expected);
}

QTEST_APPLESS_MAIN(InputShapesTest)
#include "test_input_shapes.moc"
