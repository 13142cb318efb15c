#pragma once

#include <QMap>
#include <QString>
#include <string>
#include <vector>

#include "core/clustering/clustering.h"
#include "core/model/network.h"

namespace maacc::test {

using TableRow = QMap<QString, QString>;  // by column

// A CSV of the reference folder, e.g. "expected/fcnn-mnist.exhaustive.csv".
std::vector<TableRow> readTable(const std::string& path);

// One of the paper's models, e.g. "fcnn-mnist".
Network paperModel(const std::string& model);

// The published repetitions of one model of published/mutant-clustering.csv, by threshold.
struct PublishedRepetitions {
  std::vector<int> clusters;
  std::vector<double> scores;
};
QMap<double, PublishedRepetitions> publishedMutantClustering(const std::string& model);

double meanOf(const std::vector<double>& values);
double deviationOf(const std::vector<double>& values);  // of the sample

int totalClusters(const std::vector<Clustering>& clusterings);

}  // namespace maacc::test
