#include <QtTest>
#include <set>

#include "core/mutation/operator.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using maacc::test::contains;
using maacc::test::expectError;

class TestOperator : public QObject {
  Q_OBJECT

 private slots:
  void tableHasEveryKindOnce();
  void parsesAndWritesBack_data();
  void parsesAndWritesBack();
  void rejects_data();
  void rejects();
  void rejectsLists_data();
  void rejectsLists();
  void parsesLists();
  void formulaHasNumbers_data();
  void formulaHasNumbers();
  void coefficients_data();
  void coefficients();
  void coefficientsOfReplacingOperatorAreABug();
};

void TestOperator::tableHasEveryKindOnce() {
  std::set<OperatorKind> kinds;
  std::set<std::string> codes;
  for (const OperatorSpec& spec : operatorTable()) {
    kinds.insert(spec.kind);
    codes.insert(std::string(spec.code));
    QVERIFY(!spec.name.empty() && !spec.formula.empty() && !spec.origin.empty());
    for (const OperatorParameter& parameter : spec.parameters) {
      QVERIFY(parameter.minimum <= parameter.defaultValue);
      QVERIFY(parameter.defaultValue <= parameter.maximum);
      QVERIFY(spec.formula.find(parameter.name) != std::string_view::npos ||
              spec.kind == OperatorKind::FlipBit);
    }
    const Operator op = parseOperator(std::string(spec.code));
    QCOMPARE(QString::fromStdString(operatorText(op)),
             QString::fromUtf8(spec.code.data(), static_cast<int>(spec.code.size())));
    QVERIFY(op.kind == spec.kind);
    QVERIFY(!operatorFormula(op).empty());
    if (spec.family == OperatorFamily::Affine) {
      affineCoefficients(op);
      QVERIFY(!spec.random);
    }
  }
  QCOMPARE(kinds.size(), std::size_t{16});
  QCOMPARE(codes.size(), operatorTable().size());
}

void TestOperator::parsesAndWritesBack_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("canonical");
  QTest::newRow("default") << "CW"
                           << "CW";
  QTest::newRow("default written out") << "CW:0.1"
                                       << "CW";
  QTest::newRow("default with zeros") << "CW:0.100"
                                      << "CW";
  QTest::newRow("other value") << "CW:0.25"
                               << "CW:0.25";
  QTest::newRow("negative") << "CW:-0.5"
                            << "CW:-0.5";
  QTest::newRow("minus zero") << "BA:-0"
                              << "BA:0";
  QTest::newRow("exponent") << "GF:1e-3"
                            << "GF:0.001";
  QTest::newRow("lower case") << "nai-b"
                              << "NAI-B";
  QTest::newRow("first of two") << "GFR:0.25"
                                << "GFR:0.25";
  QTest::newRow("second of two") << "GFR:0.5:2"
                                 << "GFR:0.5:2";
  QTest::newRow("both default") << "GFR:0.5:1"
                                << "GFR";
  QTest::newRow("second default") << "GFR:0.3:1"
                                  << "GFR:0.3";
  QTest::newRow("lowest bit") << "BIT:0"
                              << "BIT:0";
  QTest::newRow("drawn bit") << "BIT:-1"
                             << "BIT";
  QTest::newRow("largest value") << "GFR:0.5:1000000"
                                 << "GFR:0.5:1e+06";
  QTest::newRow("spaces") << " WS : 3 "
                          << "WS:3";
}

void TestOperator::parsesAndWritesBack() {
  QFETCH(QString, text);
  QFETCH(QString, canonical);
  const Operator op = parseOperator(text.toStdString());
  QCOMPARE(QString::fromStdString(operatorText(op)), canonical);
  QVERIFY(parseOperator(operatorText(op)) == op);
}

void TestOperator::rejects_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("part");
  QTest::newRow("unknown") << "XYZ"
                           << "SHUFFLE";
  QTest::newRow("unknown is named") << "XYZ"
                                    << "\"XYZ\"";
  QTest::newRow("empty") << ""
                         << "there is no operator";
  QTest::newRow("no number") << "CW:big"
                             << "p is \"big\"";
  QTest::newRow("trailing letters") << "CW:0.1x"
                                    << "number from -100 to 100";
  QTest::newRow("empty value") << "CW:"
                               << "p is \"\"";
  QTest::newRow("nan") << "CW:nan"
                       << "number from";
  QTest::newRow("infinite") << "CW:inf"
                            << "number from";
  QTest::newRow("too large") << "CW:101"
                             << "number from -100 to 100";
  QTest::newRow("huge") << "CW:1e999"
                        << "number from";
  QTest::newRow("negative deviation") << "GF:-0.1"
                                      << "sigma";
  QTest::newRow("bit beyond sign") << "BIT:32"
                                   << "whole number from -1 to 31";
  QTest::newRow("half a bit") << "BIT:1.5"
                              << "whole number";
  QTest::newRow("value for none") << "NAI:1"
                                  << "too many values; write NAI";
  QTest::newRow("too many values") << "GFR:1:1:1"
                                   << "write GFR:sigma:limit";
  QTest::newRow("comma for point") << "CW:0,1"
                                   << "number from";
}

void TestOperator::rejects() {
  QFETCH(QString, text);
  QFETCH(QString, part);
  const Error error = expectError([&] { parseOperator(text.toStdString()); });
  QVERIFY(error.code() == ErrorCode::Usage);
  QVERIFY(contains(error, part.toStdString()));
}

void TestOperator::rejectsLists_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("part");
  QTest::newRow("empty") << ""
                         << "empty entry";
  QTest::newRow("trailing comma") << "CW,"
                                  << "empty entry";
  QTest::newRow("twice") << "CW,NAI,CW:0.1"
                         << "names CW twice";
  QTest::newRow("one unknown") << "CW,FOO"
                               << "\"FOO\"";
}

void TestOperator::rejectsLists() {
  QFETCH(QString, text);
  QFETCH(QString, part);
  const Error error = expectError([&] { parseOperators(text.toStdString()); });
  QVERIFY(error.code() == ErrorCode::Usage);
  QVERIFY(contains(error, part.toStdString()));
}

void TestOperator::parsesLists() {
  const std::vector<Operator> operators = parseOperators("NEB, cw:0.2,CW");
  QCOMPARE(operators.size(), std::size_t{3});
  QVERIFY(operators[0].kind == OperatorKind::ZeroWeights);
  QCOMPARE(operators[1].parameters.at(0), 0.2);
  QCOMPARE(operators[2].parameters.at(0), 0.1);
}

void TestOperator::formulaHasNumbers_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("formula");
  QTest::newRow("CW") << "CW"
                      << "w' = 1.1 w, b' = 1.1 b";
  QTest::newRow("CW:0.009") << "CW:0.009"
                            << "w' = 1.009 w, b' = 1.009 b";
  QTest::newRow("CW:-1") << "CW:-1"
                         << "w' = 0, b' = 0";
  QTest::newRow("NAI") << "NAI"
                       << "w' = -w, b' = b";
  QTest::newRow("NEB") << "NEB"
                       << "w' = 0, b' = b";
  QTest::newRow("NAI-B") << "NAI-B"
                         << "w' = -w, b' = -b";
  QTest::newRow("NEB-B") << "NEB-B"
                         << "w' = 0, b' = 0";
  QTest::newRow("WS") << "WS:0.5"
                      << "w' = 0.5 w, b' = b";
  QTest::newRow("WA") << "WA:-1"
                      << "w' = w - 1, b' = b";
  QTest::newRow("BS") << "BS"
                      << "w' = w, b' = 2 b";
  QTest::newRow("BA") << "BA"
                      << "w' = w, b' = b + 1";
  QTest::newRow("BA down") << "BA:-1.5"
                           << "w' = w, b' = b - 1.5";
  QTest::newRow("GF") << "GF"
                      << "w' = w + N(0, 0.1), b' = b + N(0, 0.1)";
  QTest::newRow("GFR") << "GFR"
                       << "w' = clip(w (1 + N(0, 0.5)), -1, 1), b' = b";
  QTest::newRow("GFR unclipped") << "GFR:0.5:0"
                                 << "w' = w (1 + N(0, 0.5)), b' = b";
  QTest::newRow("GFL") << "GFL:0.2"
                       << "w' = w + N(0, 0.2 std(layer weights)), b' = b";
  QTest::newRow("BIT, drawn")
      << "BIT"
      << "w'_i = w_i with one bit of its float32 flipped, weight i and bit drawn at random, b' = b";
  QTest::newRow("BIT")
      << "BIT:31"
      << "w'_i = w_i with bit 31 of its float32 flipped, weight i drawn at random, "
         "b' = b";
}

void TestOperator::formulaHasNumbers() {
  QFETCH(QString, text);
  QFETCH(QString, formula);
  QCOMPARE(QString::fromStdString(operatorFormula(parseOperator(text.toStdString()))), formula);
}

void TestOperator::coefficients_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<double>("alpha");
  QTest::addColumn<double>("beta");
  QTest::addColumn<double>("gamma");
  QTest::newRow("CW") << "CW:0.25" << 1.25 << 1.25 << 0.0;
  QTest::newRow("NAI") << "NAI" << -1.0 << 1.0 << 0.0;
  QTest::newRow("NEB") << "NEB" << 0.0 << 1.0 << 0.0;
  QTest::newRow("NAI-B") << "NAI-B" << -1.0 << -1.0 << 0.0;
  QTest::newRow("NEB-B") << "NEB-B" << 0.0 << 0.0 << 0.0;
  QTest::newRow("WS") << "WS:3" << 3.0 << 1.0 << 0.0;
  QTest::newRow("BS") << "BS:0.5" << 1.0 << 0.5 << 0.0;
  QTest::newRow("BA") << "BA:-1" << 1.0 << 1.0 << -1.0;
}

void TestOperator::coefficients() {
  QFETCH(QString, text);
  const AffineCoefficients affine = affineCoefficients(parseOperator(text.toStdString()));
  QTEST(affine.alpha, "alpha");
  QTEST(affine.beta, "beta");
  QTEST(affine.gamma, "gamma");
}

void TestOperator::coefficientsOfReplacingOperatorAreABug() {
  QVERIFY_EXCEPTION_THROWN(affineCoefficients(parseOperator("GF")), std::logic_error);
}

QTEST_APPLESS_MAIN(TestOperator)
#include "test_operator.moc"
