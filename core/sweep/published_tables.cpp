#include "core/sweep/published_tables.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/sweep/csv_rows.h"

namespace maacc {
namespace {

constexpr const char* kExhaustiveFile = "vanilla.csv";
constexpr const char* kNeuronFile = "neuron-clustering.csv";
constexpr const char* kMutantFile = "mutant-clustering.csv";
constexpr const char* kRemedy = "give the folder of the paper's results";

std::string fileNameOf(std::string path) {
  std::replace(path.begin(), path.end(), '\\', '/');
  return std::filesystem::path(path).filename().string();
}

class Means {
 public:
  void add(const CsvRows& file, bool clustered) {
    scores_.push_back(file.number("Mutation_Score"));
    sum_.clusters += clustered ? file.number("Number_of_Clusters") : 0;
    sum_.mutants += file.number("Number_of_Mutants");
    sum_.seconds += file.number("Total_time");
  }

  PublishedRow row(double parameter) const {
    const auto count = static_cast<double>(scores_.size());
    PublishedRow row;
    row.parameter = parameter;
    row.repetitions = static_cast<int>(scores_.size());
    for (double score : scores_) {
      row.score += score / count;
    }
    for (double score : scores_) {
      row.scoreDeviation += (score - row.score) * (score - row.score);
    }
    row.scoreDeviation = scores_.size() > 1 ? std::sqrt(row.scoreDeviation / (count - 1)) : 0;
    row.clusters = sum_.clusters / count;
    row.mutants = sum_.mutants / count;
    row.seconds = sum_.seconds / count;
    return row;
  }

 private:
  std::vector<double> scores_;
  PublishedRow sum_;
};

// parameterColumn: empty for the exhaustive runs, which are one row.
std::vector<PublishedRow> readRows(const std::string& path,
                                   const std::string& parameterColumn,
                                   const std::string& model) {
  CsvRows file(path, kRemedy);
  std::map<double, Means> means;
  const bool clustered = !parameterColumn.empty();
  while (file.next()) {
    if (fileNameOf(file.text("Model_Type")) == model) {
      means[clustered ? file.number(parameterColumn) : 0].add(file, clustered);
    }
  }
  std::vector<PublishedRow> rows;
  rows.reserve(means.size());
  for (const auto& [parameter, mean] : means) {
    rows.push_back(mean.row(parameter));
  }
  return rows;
}

}  // namespace

const PublishedRow* findRow(const std::vector<PublishedRow>& rows, double parameter) {
  const auto found = std::find_if(rows.begin(), rows.end(), [parameter](const PublishedRow& row) {
    return std::abs(row.parameter - parameter) < 1e-9;
  });
  return found == rows.end() ? nullptr : &*found;
}

PublishedTables readPublished(const std::string& folder, const std::string& modelPath) {
  const std::filesystem::path base(folder);
  const std::string model = fileNameOf(modelPath);
  const auto there = [&base](const char* name) {
    return std::filesystem::is_regular_file(base / name);
  };
  if (!there(kExhaustiveFile) && !there(kNeuronFile) && !there(kMutantFile)) {
    throw Error(ErrorCode::BadInput, folder + " holds none of " + kExhaustiveFile + ", " +
                                         kNeuronFile + " and " + kMutantFile +
                                         "; name the folder of the paper's results");
  }
  const auto rowsOf = [&](const char* name, const char* parameter) {
    return there(name) ? readRows((base / name).string(), parameter, model)
                       : std::vector<PublishedRow>();
  };
  PublishedTables tables;
  const std::vector<PublishedRow> exhaustive = rowsOf(kExhaustiveFile, "");
  if (!exhaustive.empty()) {
    tables.exhaustive = exhaustive.front();
  }
  tables.neuronClusters = rowsOf(kNeuronFile, "Neurons_per_Cluster_param");
  tables.mutantClusters = rowsOf(kMutantFile, "ParHAC_Threshold");
  return tables;
}

std::vector<StrategyPoint> publishedPoints(const PublishedTables& tables) {
  std::vector<StrategyPoint> points;
  if (!tables.exhaustive || tables.exhaustive->mutants <= 0) {
    return points;
  }
  const auto add = [&](const PublishedRow& row, const std::string& strategy,
                       const std::string& setting, double tested) {
    points.push_back({strategy, setting, KillCriterion::PredictedClass,
                      tested / tables.exhaustive->mutants, row.score,
                      std::abs(row.score - tables.exhaustive->score), row.repetitions});
  };
  for (const PublishedRow& row : tables.neuronClusters) {
    add(row, "neuron clusters", numberText(row.parameter) + " per cluster", row.mutants);
  }
  for (const PublishedRow& row : tables.mutantClusters) {
    add(row, "mutant clusters", "threshold " + numberText(row.parameter), row.clusters);
  }
  return points;
}

}  // namespace maacc
