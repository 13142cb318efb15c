#include <QtTest>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/sweep/sample_results.h"

using namespace maacc;
using namespace maacc::test;

namespace {

// The cells of the first row with these texts, by field.
std::optional<SweepCell> cellOf(const SweepTable& table,
                                const std::vector<std::string>& texts,
                                const std::string& field) {
  const auto column = std::find_if(table.columns.begin(), table.columns.end(),
                                   [&](const SweepColumn& c) { return c.field == field; });
  for (const std::vector<SweepCell>& row : table.rows) {
    const bool all = std::all_of(texts.begin(), texts.end(), [&row](const std::string& text) {
      return std::find(row.begin(), row.end(), SweepCell(text)) != row.end();
    });
    if (all && column != table.columns.end()) {
      return row[static_cast<std::size_t>(column - table.columns.begin())];
    }
  }
  return std::nullopt;
}

bool isNear(const std::optional<SweepCell>& cell, double expected) {
  const auto* value = cell ? std::get_if<double>(&*cell) : nullptr;
  return value != nullptr && std::abs(*value - expected) < 1e-12;
}

bool isEmpty(const std::optional<SweepCell>& cell) {
  return cell && std::holds_alternative<std::monostate>(*cell);
}

constexpr const char* kTogether = "neuron clusters, together (published)";
constexpr const char* kRepresentatives = "neuron clusters, representatives";

}  // namespace

class TestSweepTables : public QObject {
  Q_OBJECT

 private slots:
  void oneTablePerExperimentWithBothCriteria() {
    SweepResults results = sampleResults();
    const std::vector<SweepTable> tables = experimentTables(results);
    QCOMPARE(tables.size(), std::size_t{3});
    QCOMPARE(tables[0].id, std::string("neuron-clusters"));
    QCOMPARE(tables[0].rows.size(), std::size_t{4});
    QCOMPARE(tables[1].rows.size(), std::size_t{4});
    QCOMPARE(tables[2].rows.size(), std::size_t{14});
    results.grid.experiments = {SweepExperiment::MutantClusters};
    QCOMPARE(experimentTables(results).size(), std::size_t{1});
  }

  void rowsSayWhatWasFound() {
    const SweepTable table = experimentTables(sampleResults())[0];
    const std::vector<std::string> together = {kTogether, "true-class"};
    QVERIFY(isNear(cellOf(table, together, "score"), 0.6));
    QVERIFY(isNear(cellOf(table, together, "error"), -0.2));
    QVERIFY(isNear(cellOf(table, together, "mutants_saved"), 0.5));
    QVERIFY(isNear(cellOf(table, together, "pairs_evaluated"), 1200));
    QVERIFY(isNear(cellOf(table, together, "verdict_seconds"), 1.5));
    QVERIFY(isEmpty(cellOf(table, together, "score_sd")));
    QVERIFY(isEmpty(cellOf(table, together, "published_score")));
    const std::vector<std::string> predicted = {kTogether, "predicted-class"};
    QVERIFY(isNear(cellOf(table, predicted, "error"), 0.25));
    QVERIFY(isNear(cellOf(table, predicted, "published_score"), 0.6));
    QVERIFY(isNear(cellOf(table, predicted, "published_error"), -0.2));
    QVERIFY(isEmpty(cellOf(table, {kRepresentatives, "predicted-class"}, "published_score")));
  }

  void publishedTablesTakeTheRepetitionsAlone() {
    const std::vector<SweepTable> tables = experimentTables(sampleResults());
    const std::vector<std::string> row = {kRepresentatives, "true-class"};
    QVERIFY(isNear(cellOf(tables[0], row, "trials"), 2));
    QVERIFY(isNear(cellOf(tables[0], row, "score"), 0.65));
    QVERIFY(isNear(cellOf(tables[2], row, "trials"), 3));
    QVERIFY(isNear(cellOf(tables[2], row, "score"), 0.7));
    QVERIFY(isNear(cellOf(tables[2], row, "mean_absolute_error"), 0.2));
    QVERIFY(isNear(cellOf(tables[2], row, "coverage"), 1.0 / 3));
    QVERIFY(isNear(cellOf(tables[2], row, "mean_half_width"), 0.1));
  }

  void whatCouldNotBeRunIsANote() {
    const SweepTable table = experimentTables(sampleResults())[2];
    QCOMPARE(table.notes,
             (std::vector<std::string>{"two-phase was left out: this machine cannot."}));
    QVERIFY(!cellOf(table, {"two-phase"}, "score"));
    QVERIFY(sweepText(table).find("this machine cannot") != std::string::npos);
    QVERIFY(sweepMarkdown(table).find("this machine cannot") != std::string::npos);
    QVERIFY(sweepLatex(table).find("this machine cannot") != std::string::npos);
  }

  void columnsWhereNothingAppliesAreLeftOutForPeople() {
    SweepResults results = sampleResults();
    results.published = {};
    const SweepTable table = experimentTables(results)[0];
    const std::vector<std::string> header = readableTable(table).header;
    QCOMPARE(std::count(header.begin(), header.end(), "Published"), 0);
    QVERIFY(sweepCsv(table).find("published_score") != std::string::npos);
  }

  void everyFormatHasTheNumbers() {
    const SweepTable table = experimentTables(sampleResults())[0];
    const std::string csv = sweepCsv(table);
    QCOMPARE(std::count(csv.begin(), csv.end(), '\n'), 5);
    QVERIFY(csv.find("2,\"neuron clusters, together (published)\",true-class,2,6,0.5,0.6,,") !=
            std::string::npos);
    const std::string text = sweepText(table);
    QVERIFY(text.find("-20.00 %") != std::string::npos && text.find("0.6000") != std::string::npos);
    const std::string markdown = sweepMarkdown(table);
    QVERIFY(markdown.find("| --- | --- | --- | ---: |") != std::string::npos);
    QVERIFY(markdown.find("| 2 | neuron clusters, together (published) | true-class | 2 |") !=
            std::string::npos);
    const std::string latex = sweepLatex(table);
    QVERIFY(latex.find("\\toprule") != std::string::npos);
    QVERIFY(latex.find("\\label{tab:maacc-neuron-clusters}") != std::string::npos);
    QVERIFY(latex.find("-20.00 \\%") != std::string::npos);
    const nlohmann::ordered_json json = sweepValue(table);
    QCOMPARE(json["rows"].size(), std::size_t{4});
    QCOMPARE(json["rows"][0]["score"].get<double>(), 0.6);
    QVERIFY(json["rows"][0]["published_score"].is_null());
  }
};

QTEST_GUILESS_MAIN(TestSweepTables)
#include "test_sweep_tables.moc"
