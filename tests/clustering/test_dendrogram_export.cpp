#include <QtTest>
#include <nlohmann/json.hpp>

#include "core/clustering/dendrogram_export.h"
#include "tests/clustering/linkage_cases.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

namespace {

const Dendrogram kTree{3, {{0, 2, 0.5, 2}, {1, 3, 2.25, 3}}};

Error refusal(const std::string& table) {
  return expectError([&] { readLinkageCsv(table); });
}

}  // namespace

class TestDendrogramExport : public QObject {
  Q_OBJECT

 private slots:
  void jsonHoldsTheWholeTree();
  void newickBranchesReachTheRoot();
  void newickQuotesNames();
  void forestHasOneNewickLinePerTree();
  void linkageTableReadsBack();
  void refusesBrokenTables();
};

void TestDendrogramExport::jsonHoldsTheWholeTree() {
  const std::vector<std::string> names = {"a", "b\"", "c\xff"};
  const auto json = nlohmann::json::parse(dendrogramJson(kTree, names));
  QCOMPARE(json.at("leafCount").get<int>(), 3);
  QVERIFY(json.at("monotone").get<bool>());
  QCOMPARE(json.at("names")[1].get<std::string>(), std::string("b\""));
  QCOMPARE(json.at("leafOrder").get<std::vector<int>>(), (std::vector<int>{1, 0, 2}));
  QCOMPARE(json.at("merges")[1].at("height").get<double>(), 2.25);
  QCOMPARE(json.at("merges")[1].at("size").get<int>(), 3);
  const std::vector<std::string> two = {"a", "b"};
  QVERIFY(contains(expectError([&] { dendrogramJson(kTree, two); }), "2 names do not fit"));
}

void TestDendrogramExport::newickBranchesReachTheRoot() {
  QCOMPARE(newickText(kTree, {}), std::string("(1:2.25,(0:0.5,2:0.5):1.75);\n"));
  QCOMPARE(newickText(Dendrogram{1, {}}, {}), std::string("0;\n"));
}

void TestDendrogramExport::newickQuotesNames() {
  const std::vector<std::string> names = {"conv 1", "it's", "fc_2"};
  QCOMPARE(newickText(kTree, names),
           std::string("('it''s':2.25,('conv 1':0.5,'fc_2':0.5):1.75);\n"));
}

void TestDendrogramExport::forestHasOneNewickLinePerTree() {
  QCOMPARE(newickText(Dendrogram{3, {{0, 2, 0.5, 2}}}, {}), std::string("1;\n(0:0.5,2:0.5);\n"));
}

void TestDendrogramExport::linkageTableReadsBack() {
  for (const LinkageCase& linkageCase : linkageCases()) {
    for (const ExpectedTree& tree : linkageCase.trees) {
      const Dendrogram built = builtTree(linkageCase, tree);
      QVERIFY(readLinkageCsv(linkageCsv(built)) == built);
    }
  }
  QCOMPARE(linkageCsv(kTree), std::string("id1,id2,height,size\n0,2,0.5,2\n1,3,2.25,3\n"));
}

void TestDendrogramExport::refusesBrokenTables() {
  const std::string header = "id1,id2,height,size\n";
  QVERIFY(readLinkageCsv(header) == (Dendrogram{1, {}}));
  QVERIFY(contains(refusal("0,1,2,3\n"), "begins with"));
  QVERIFY(contains(refusal(header + "0,1,2\n"), "line 2 of the linkage table does not have four"));
  QVERIFY(contains(refusal(header + "0,1,2,2,5\n"), "line 2"));
  QVERIFY(contains(refusal(header + "0,1,abc,2\n"), "\"abc\" where a number"));
  QVERIFY(contains(refusal(header + "0,1,1,3\n"), "does not join two clusters"));
  QVERIFY(contains(refusal(header + "0,1,1,2\n0,3,1,3\n"), "line 3"));
  QVERIFY(contains(refusal(header + "0,9,1,2\n"), "does not join"));
}

QTEST_APPLESS_MAIN(TestDendrogramExport)
#include "test_dendrogram_export.moc"
