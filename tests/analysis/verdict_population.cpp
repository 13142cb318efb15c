#include "tests/analysis/verdict_population.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>
#include <sstream>

#include "tests/support/test_paths.h"

namespace maacc::test {
namespace {

using Row = std::vector<std::string>;

std::vector<Row> readCsv(const std::string& path) {
  std::ifstream file(path);
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    Row row;
    std::stringstream cells(line);
    std::string cell;
    while (std::getline(cells, cell, ',')) {
      row.push_back(cell);
    }
    rows.push_back(row);
  }
  return rows;
}

void addMutant(VerdictPopulation& population, int layer, int unit, const std::string& op) {
  const Operator parsed = parseOperator(op);
  const std::vector<int> units = {unit};
  population.plan.mutants.push_back({makeMutantId(layer, units, parsed), layer, units, parsed});
  KillRecord record;
  record.mutantIndex = static_cast<int64_t>(population.plan.mutants.size()) - 1;
  population.records.push_back(record);
}

void setKilled(KillRecord& record) {
  const auto any = [](const ClassSet& set) {
    return std::any_of(set.begin(), set.end(), [](uint8_t c) { return c != 0; });
  };
  const bool killed = any(record.killedTrueClass) || any(record.killedPredictedClass);
  record.status = killed ? MutantStatus::Killed : MutantStatus::Survived;
}

MutantSample groupsByName(const std::map<std::string, std::vector<int64_t>>& groups,
                          double fraction) {
  MutantSample sample;
  sample.randomDraw = true;
  for (const auto& [name, members] : groups) {
    sample.groups.push_back({name, members, members});
    const auto wanted = std::llround(fraction * static_cast<double>(members.size()));
    sample.toTest.push_back(std::max<int64_t>(1, wanted));
  }
  return sample;
}

}  // namespace

VerdictPopulation referencePopulation(const std::string& model) {
  VerdictPopulation population;
  for (const Row& row : readCsv(referenceDir() + "/expected/" + model + ".exhaustive.csv")) {
    addMutant(population, std::stoi(row[0]), std::stoi(row[2]), row[3]);
    KillRecord& record = population.records.back();
    record.flippedInputs = std::stoll(row[4]);
    record.killedTrueClass = parseClassSet(row[5]);
    record.killedPredictedClass = parseClassSet(row[6]);
    setKilled(record);
    population.classes = static_cast<int>(record.killedTrueClass.size());
  }
  return population;
}

VerdictPopulation randomPopulation(uint64_t seed) {
  VerdictPopulation population;
  population.classes = 10;
  RandomStream random(seed, "population");
  for (int layer = 0; layer < 4; ++layer) {
    const int units = 8 + static_cast<int>(random.below(60));
    for (const char* op : {"CW", "NAI", "NEB"}) {
      // Beta-like: a power of a uniform number leans to either side.
      const double power = std::pow(4.0, 2 * random.uniform() - 1);
      for (int unit = 0; unit < units; ++unit) {
        addMutant(population, layer, unit, op);
        const double share = std::pow(random.uniform(), power);
        KillRecord& record = population.records.back();
        for (ClassSet* set : {&record.killedTrueClass, &record.killedPredictedClass}) {
          for (int c = 0; c < population.classes; ++c) {
            set->push_back(random.uniform() < share ? 1 : 0);
          }
        }
        setKilled(record);
      }
    }
  }
  return population;
}

double trueScore(const VerdictPopulation& population,
                 const std::vector<int64_t>& mutants,
                 KillCriterion criterion) {
  double killed = 0;
  for (int64_t mutant : mutants) {
    const auto& set =
        killedClasses(population.records[static_cast<std::size_t>(mutant)], criterion);
    killed += static_cast<double>(std::count(set.begin(), set.end(), uint8_t{1}));
  }
  return killed / static_cast<double>(mutants.size()) / population.classes;
}

MutantSample stratify(const VerdictPopulation& population, double fraction) {
  std::map<std::string, std::vector<int64_t>> groups;
  for (std::size_t i = 0; i < population.plan.mutants.size(); ++i) {
    const Mutant& mutant = population.plan.mutants[i];
    groups["w" + std::to_string(mutant.weightedLayer) + " " + operatorText(mutant.op)].push_back(
        static_cast<int64_t>(i));
  }
  return groupsByName(groups, fraction);
}

MutantSample clusterGroups(const VerdictPopulation& population,
                           const std::string& model,
                           int unitsPerCluster) {
  std::map<std::pair<int, int>, int> clusterOf;  // layer, unit
  int clusters = 0;
  for (const Row& row : readCsv(referenceDir() + "/expected/" + model + ".neuron-clusters.csv")) {
    if (std::stoi(row[0]) != unitsPerCluster) {
      continue;
    }
    std::stringstream units(row[2]);
    int unit = 0;
    while (units >> unit) {
      clusterOf[{std::stoi(row[1]), unit}] = clusters;
    }
    ++clusters;
  }
  std::map<std::string, std::vector<int64_t>> groups;
  for (std::size_t i = 0; i < population.plan.mutants.size(); ++i) {
    const Mutant& mutant = population.plan.mutants[i];
    const auto cluster = clusterOf.find({mutant.weightedLayer, mutant.units.front()});
    if (cluster != clusterOf.end()) {
      groups["w" + std::to_string(mutant.weightedLayer) + " " + operatorText(mutant.op) + " " +
             std::to_string(cluster->second)]
          .push_back(static_cast<int64_t>(i));
    }
  }
  return groupsByName(groups, 0);
}

void shuffleDraws(MutantSample& sample, RandomStream& random) {
  for (MutantGroup& group : sample.groups) {
    const std::vector<int> order = random.permutation(static_cast<int>(group.members.size()));
    for (std::size_t i = 0; i < order.size(); ++i) {
      group.drawOrder[i] = group.members[static_cast<std::size_t>(order[i])];
    }
  }
}

std::vector<KillRecord> drawnRecords(const VerdictPopulation& population,
                                     const MutantSample& sample) {
  std::vector<KillRecord> records;
  for (std::size_t g = 0; g < sample.groups.size(); ++g) {
    for (int64_t i = 0; i < sample.toTest[g]; ++i) {
      const int64_t mutant = sample.groups[g].drawOrder[static_cast<std::size_t>(i)];
      records.push_back(population.records[static_cast<std::size_t>(mutant)]);
    }
  }
  return records;
}

}  // namespace maacc::test
