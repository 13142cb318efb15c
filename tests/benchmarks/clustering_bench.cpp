#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/clustering/dendrogram_cuts.h"
#include "core/clustering/linkage.h"
#include "tests/benchmarks/memory_use.h"

// Measures one clustering per process, so that the peak of memory is that of this clustering. Rows
// come from a file of float64 values, or are standard normal.
namespace {

using namespace maacc;

struct BenchOptions {
  int64_t rows = 10000;
  int64_t columns = 64;
  std::string file;    // rows * columns float64 values, row-major; empty: random
  std::string labels;  // where labels for a tenth as many clusters as rows go
  std::string linkage = "ward";
  int threads = 0;
  int64_t memoryBytes = 0;
  bool fast = false;
};

FeatureMatrix rowsOf(const BenchOptions& options) {
  FeatureMatrix items(options.rows, options.columns);
  if (!options.file.empty()) {
    std::ifstream file(options.file, std::ios::binary);
    const auto bytes = static_cast<std::streamsize>(items.size() * int64_t{sizeof(double)});
    if (!file.read(reinterpret_cast<char*>(items.data()), bytes)) {
      throw Error(ErrorCode::BadInput, options.file + " holds fewer than " + std::to_string(bytes) +
                                           " bytes; give the rows and columns that it has");
    }
    return items;
  }
  RandomStream random(1, "clustering bench");
  for (Eigen::Index at = 0; at < items.size(); ++at) {
    items.data()[at] = random.normal();
  }
  return items;
}

void measure(const BenchOptions& options) {
  const FeatureMatrix items = rowsOf(options);
  LinkageOptions linkage;
  linkage.method = parseLinkage(options.linkage);
  linkage.threads = options.threads;
  linkage.memoryBytes = options.memoryBytes;
  linkage.distances = options.fast ? DistanceMode::Fast : DistanceMode::Exact;
  bench::resetPeakMemory();
  const double before = bench::peakMemoryMiB();
  const auto start = std::chrono::steady_clock::now();
  const Dendrogram tree = buildDendrogram(items, linkage, RunContext()).value();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  const nlohmann::ordered_json result = {{"rows", options.rows},
                                         {"columns", options.columns},
                                         {"linkage", options.linkage},
                                         {"seconds", took.count()},
                                         {"extra_mib", bench::peakMemoryMiB() - before},
                                         {"top_height", tree.merges.back().height}};
  std::cout << result.dump() << "\n";
  if (!options.labels.empty()) {
    std::ofstream out(options.labels);
    const auto clusters = static_cast<int32_t>(std::max<int64_t>(1, options.rows / 10));
    for (const int32_t label : scikitLearnLabels(tree, clusters)) {
      out << label << "\n";
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Time and memory of one hierarchical clustering, as one JSON object");
  BenchOptions options;
  app.add_option("--rows", options.rows, "items, default 10000")->check(CLI::PositiveNumber);
  app.add_option("--columns", options.columns, "features, default 64")->check(CLI::PositiveNumber);
  app.add_option("--file", options.file, "rows as float64 values; default: standard normal");
  app.add_option("--labels", options.labels, "write labels for rows / 10 clusters here");
  app.add_option("--linkage", options.linkage, "linkage method, default ward");
  app.add_option("--threads", options.threads, "default: all cores");
  app.add_option("--memory", options.memoryBytes,
                 "bytes for distances, default: half of what is free");
  app.add_flag("--fast", options.fast, "distances from matrix products");
  CLI11_PARSE(app, argc, argv);
  try {
    measure(options);
  } catch (const Error& error) {
    std::cerr << error.what() << "\n";
    return exitCode(error.code());
  }
  return 0;
}
