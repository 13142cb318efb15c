#include "tests/clustering/reference_tables.h"

#include <QFile>
#include <QStringList>
#include <cmath>
#include <numeric>

#include "core/importers/import_model.h"
#include "tests/support/test_paths.h"

namespace maacc::test {

std::vector<TableRow> readTable(const std::string& path) {
  QFile file(QString::fromStdString(referenceDir() + "/" + path));
  if (!file.open(QIODevice::ReadOnly)) {
    return {};
  }
  QStringList lines = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
  const QStringList header = lines.takeFirst().trimmed().split(',');
  std::vector<TableRow> rows;
  for (const QString& line : lines) {
    const QStringList cells = line.trimmed().split(',');
    TableRow& row = rows.emplace_back();
    for (int column = 0; column < header.size(); ++column) {
      row[header[column]] = cells.value(column);
    }
  }
  return rows;
}

Network paperModel(const std::string& model) {
  return importModel(referenceDir() + "/models/" + model + ".keras");
}

QMap<double, PublishedRepetitions> publishedMutantClustering(const std::string& model) {
  QMap<double, PublishedRepetitions> published;
  const QString suffix = QString::fromStdString("/" + model + ".keras");
  for (const TableRow& row : readTable("published/mutant-clustering.csv")) {
    if (row["Model_Type"].endsWith(suffix)) {
      PublishedRepetitions& cell = published[row["ParHAC_Threshold"].toDouble()];
      cell.clusters.push_back(row["Number_of_Clusters"].toInt());
      cell.scores.push_back(row["Mutation_Score"].toDouble());
    }
  }
  return published;
}

double meanOf(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double deviationOf(const std::vector<double>& values) {
  const double mean = meanOf(values);
  double squares = 0;
  for (double value : values) {
    squares += (value - mean) * (value - mean);
  }
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

int totalClusters(const std::vector<Clustering>& clusterings) {
  return std::accumulate(
      clusterings.begin(), clusterings.end(), 0,
      [](int sum, const Clustering& each) { return sum + each.partition.clusters; });
}

}  // namespace maacc::test
