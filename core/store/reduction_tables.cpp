#include "core/store/reduction_tables.h"

#include <algorithm>
#include <limits>

#include "core/base/error.h"
#include "core/store/run_schema.h"

namespace maacc {
namespace {

constexpr const char* kUnits = "units";
constexpr const char* kMutants = "mutants";

[[noreturn]] void damaged(const SqliteDatabase& database, const std::string& detail) {
  throw Error(ErrorCode::BadInput, damagedMessage(database.path(), detail));
}

// An integer in [least, beyond).
int64_t within(const SqliteDatabase& database,
               int64_t value,
               int64_t least,
               int64_t beyond,
               const char* what) {
  if (value < least || value >= beyond) {
    damaged(database, std::string(what) + " is " + std::to_string(value));
  }
  return value;
}

constexpr int64_t kBeyondInt32 = int64_t{std::numeric_limits<int32_t>::max()} + 1;

void checkSample(const MutantSample& sample, int64_t mutants) {
  MAACC_CHECK(sample.toTest.size() == sample.groups.size());
  for (std::size_t g = 0; g < sample.groups.size(); ++g) {
    const MutantGroup& group = sample.groups[g];
    MAACC_CHECK(!group.members.empty() && group.members.front() >= 0);
    MAACC_CHECK(group.members.back() < mutants);
    MAACC_CHECK(std::is_sorted(group.members.begin(), group.members.end()));
    MAACC_CHECK(sample.toTest[g] >= 0 &&
                sample.toTest[g] <= static_cast<int64_t>(group.drawOrder.size()));
  }
}

// Position of every member in the draw order; -1: not in it.
std::vector<int64_t> drawPositions(const MutantGroup& group) {
  std::vector<int64_t> positions(group.members.size(), -1);
  for (std::size_t i = 0; i < group.drawOrder.size(); ++i) {
    const auto found =
        std::lower_bound(group.members.begin(), group.members.end(), group.drawOrder[i]);
    MAACC_CHECK(found != group.members.end() && *found == group.drawOrder[i]);
    int64_t& position = positions[static_cast<std::size_t>(found - group.members.begin())];
    MAACC_CHECK(position == -1);
    position = static_cast<int64_t>(i);
  }
  return positions;
}

std::vector<MutantGroup> readGroupNames(const SqliteDatabase& database,
                                        std::vector<int64_t>& toTest) {
  std::vector<MutantGroup> groups;
  SqliteStatement rows(database,
                       "SELECT group_index, name, to_test FROM mutant_group ORDER BY group_index");
  while (rows.step()) {
    if (rows.integer(0) != static_cast<int64_t>(groups.size())) {
      damaged(database, "its list of groups is out of order");
    }
    groups.push_back({rows.text(1), {}, {}});
    toTest.push_back(rows.integer(2));
  }
  return groups;
}

void readMembers(const SqliteDatabase& database,
                 const RunSize& size,
                 std::vector<MutantGroup>& groups) {
  const auto count = static_cast<int64_t>(groups.size());
  SqliteStatement rows(database,
                       "SELECT mutant_index, group_index FROM group_member ORDER BY mutant_index");
  while (rows.step()) {
    const int64_t mutant = within(database, rows.integer(0), 0, size.mutants, "a mutant");
    const int64_t group = within(database, rows.integer(1), 0, count, "a group");
    groups[static_cast<std::size_t>(group)].members.push_back(mutant);
  }
  SqliteStatement drawn(database,
                        "SELECT mutant_index, group_index, draw_position FROM group_member "
                        "WHERE draw_position IS NOT NULL ORDER BY group_index, draw_position");
  while (drawn.step()) {
    std::vector<int64_t>& order = groups[static_cast<std::size_t>(drawn.integer(1))].drawOrder;
    if (drawn.integer(2) != static_cast<int64_t>(order.size())) {
      damaged(database, "the order in which a group's mutants are drawn has gaps");
    }
    order.push_back(drawn.integer(0));
  }
}

void writeTree(SqliteDatabase& database, const Clustering& clustering, int64_t index) {
  SqliteStatement leaves(
      database,
      "INSERT INTO clustering_leaf (clustering_index, leaf, item, cluster) VALUES (?, ?, ?, ?)");
  for (std::size_t leaf = 0; leaf < clustering.items.size(); ++leaf) {
    leaves.bind(index)
        .bind(static_cast<int64_t>(leaf))
        .bind(clustering.items[leaf])
        .bind(int64_t{clustering.partition.clusterOf[leaf]})
        .run();
  }
  SqliteStatement merges(database,
                         "INSERT INTO clustering_merge (clustering_index, position, left_id, "
                         "right_id, height, size) VALUES (?, ?, ?, ?, ?, ?)");
  int64_t position = 0;
  for (const Merge& merge : clustering.dendrogram.merges) {
    merges.bind(index)
        .bind(position++)
        .bind(int64_t{merge.left})
        .bind(int64_t{merge.right})
        .bind(merge.height)
        .bind(int64_t{merge.size})
        .run();
  }
}

void readLeaves(const SqliteDatabase& database,
                int64_t index,
                int64_t beyondItems,
                Clustering& clustering) {
  SqliteStatement rows(database,
                       "SELECT leaf, item, cluster FROM clustering_leaf "
                       "WHERE clustering_index = ? ORDER BY leaf");
  rows.bind(index);
  while (rows.step()) {
    if (rows.integer(0) != static_cast<int64_t>(clustering.items.size())) {
      damaged(database, "the leaves of a clustering are out of order");
    }
    clustering.items.push_back(within(database, rows.integer(1), 0, beyondItems, "a leaf"));
    clustering.partition.clusterOf.push_back(static_cast<int32_t>(
        within(database, rows.integer(2), 0, clustering.partition.clusters, "a cluster")));
  }
  if (static_cast<int64_t>(clustering.items.size()) != clustering.dendrogram.leafCount) {
    damaged(database, "the leaves of a clustering are incomplete");
  }
}

void readMerges(const SqliteDatabase& database, int64_t index, Dendrogram& tree) {
  SqliteStatement rows(database,
                       "SELECT position, left_id, right_id, height, size FROM clustering_merge "
                       "WHERE clustering_index = ? ORDER BY position");
  rows.bind(index);
  while (rows.step()) {
    const auto made = static_cast<int64_t>(tree.merges.size());
    if (rows.integer(0) != made || made + 1 >= tree.leafCount) {
      damaged(database, "the merges of a clustering are out of order");
    }
    const int64_t ids = tree.leafCount + made;
    Merge merge;
    merge.left = static_cast<int32_t>(within(database, rows.integer(1), 0, ids, "a merge"));
    merge.right = static_cast<int32_t>(within(database, rows.integer(2), 0, ids, "a merge"));
    merge.height = rows.real(3);
    merge.size = static_cast<int32_t>(
        within(database, rows.integer(4), 2, int64_t{tree.leafCount} + 1, "a cluster's size"));
    tree.merges.push_back(merge);
  }
}

}  // namespace

void writeSample(SqliteDatabase& database, const MutantSample& sample, int64_t mutants) {
  checkSample(sample, mutants);
  SqliteStatement insertGroup(
      database, "INSERT INTO mutant_group (group_index, name, to_test) VALUES (?, ?, ?)");
  SqliteStatement insertMember(
      database,
      "INSERT INTO group_member (mutant_index, group_index, draw_position) VALUES (?, ?, ?)");
  for (std::size_t g = 0; g < sample.groups.size(); ++g) {
    const MutantGroup& group = sample.groups[g];
    const auto index = static_cast<int64_t>(g);
    insertGroup.bind(index).bind(group.name).bind(sample.toTest[g]).run();
    const std::vector<int64_t> positions = drawPositions(group);
    for (std::size_t i = 0; i < positions.size(); ++i) {
      insertMember.bind(group.members[i]).bind(index);
      if (positions[i] < 0) {
        insertMember.bindNull();
      } else {
        insertMember.bind(positions[i]);
      }
      insertMember.run();
    }
  }
}

MutantSample readSample(const SqliteDatabase& database, const RunSize& size) {
  MutantSample sample;
  if (!hasReductionTables(database)) {
    return sample;
  }
  sample.randomDraw = database.integer("SELECT random_draw FROM run") != 0;
  sample.groups = readGroupNames(database, sample.toTest);
  readMembers(database, size, sample.groups);
  for (std::size_t g = 0; g < sample.groups.size(); ++g) {
    const auto most = static_cast<int64_t>(sample.groups[g].drawOrder.size());
    within(database, sample.toTest[g], 0, most + 1, "the number of a group's mutants to test");
    if (sample.groups[g].members.empty()) {
      damaged(database, "a group of mutants is empty");
    }
  }
  return sample;
}

void updateToTest(SqliteDatabase& database, std::span<const int64_t> toTest) {
  SqliteTransaction transaction(database);
  MAACC_CHECK(database.integer("SELECT count(*) FROM mutant_group") ==
              static_cast<int64_t>(toTest.size()));
  SqliteStatement update(database,
                         "UPDATE mutant_group SET to_test = max(to_test, ?) WHERE group_index = ?");
  for (std::size_t g = 0; g < toTest.size(); ++g) {
    update.bind(toTest[g]).bind(static_cast<int64_t>(g)).run();
  }
  transaction.commit();
}

void writeClusterings(SqliteDatabase& database, const std::vector<Clustering>& clusterings) {
  SqliteStatement insert(database,
                         "INSERT INTO clustering (clustering_index, kind, weighted_layer, "
                         "operator, method, leaves, clusters) VALUES (?, ?, ?, ?, ?, ?, ?)");
  int64_t index = 0;
  for (const Clustering& clustering : clusterings) {
    const auto leaves = static_cast<std::size_t>(clustering.dendrogram.leafCount);
    MAACC_CHECK(clustering.items.size() == leaves);
    MAACC_CHECK(clustering.partition.clusterOf.size() == leaves);
    insert.bind(index)
        .bind(clustering.kind == ClusteredItems::Units ? kUnits : kMutants)
        .bind(int64_t{clustering.weightedLayer})
        .bind(clustering.operatorText)
        .bind(clustering.method)
        .bind(int64_t{clustering.dendrogram.leafCount})
        .bind(int64_t{clustering.partition.clusters})
        .run();
    writeTree(database, clustering, index++);
  }
}

std::vector<Clustering> readClusterings(const SqliteDatabase& database, const RunSize& size) {
  std::vector<Clustering> clusterings;
  if (!hasReductionTables(database)) {
    return clusterings;
  }
  SqliteStatement rows(database,
                       "SELECT clustering_index, kind, weighted_layer, operator, method, leaves, "
                       "clusters FROM clustering ORDER BY clustering_index");
  while (rows.step()) {
    Clustering clustering;
    const std::string kind = rows.text(1);
    if (kind != kUnits && kind != kMutants) {
      damaged(database, "a clustering is one of \"" + kind + "\"");
    }
    clustering.kind = kind == kUnits ? ClusteredItems::Units : ClusteredItems::Mutants;
    clustering.weightedLayer =
        static_cast<int>(within(database, rows.integer(2), -1, kBeyondInt32, "a layer"));
    clustering.operatorText = rows.text(3);
    clustering.method = rows.text(4);
    clustering.dendrogram.leafCount = static_cast<int32_t>(
        within(database, rows.integer(5), 1, kBeyondInt32, "the number of a clustering's leaves"));
    clustering.partition.clusters = static_cast<int32_t>(
        within(database, rows.integer(6), 1, rows.integer(5) + 1, "the number of clusters"));
    readLeaves(database, rows.integer(0), kind == kUnits ? kBeyondInt32 : size.mutants, clustering);
    readMerges(database, rows.integer(0), clustering.dendrogram);
    clusterings.push_back(std::move(clustering));
  }
  return clusterings;
}

void writeCellSample(SqliteDatabase& database, const CellSample& sample, const RunSize& size) {
  SqliteTransaction transaction(database);
  database.execute("DELETE FROM sampled_cell; DELETE FROM cell_stratum");
  SqliteStatement insertStratum(
      database, "INSERT INTO cell_stratum (stratum_index, name, cells) VALUES (?, ?, ?)");
  int64_t index = 0;
  for (const CellSample::Stratum& stratum : sample.strata) {
    insertStratum.bind(index++).bind(stratum.name).bind(stratum.cells).run();
  }
  SqliteStatement insertCell(database,
                             "INSERT INTO sampled_cell (position, mutant_index, class_index, "
                             "stratum_index) VALUES (?, ?, ?, ?)");
  int64_t position = 0;
  for (const CellSample::Cell& cell : sample.cells) {
    MAACC_CHECK(cell.classIndex >= 0 && cell.classIndex < size.classes);
    insertCell.bind(position++)
        .bind(cell.mutantIndex)
        .bind(int64_t{cell.classIndex})
        .bind(int64_t{cell.stratum})
        .run();
  }
  transaction.commit();
}

CellSample readCellSample(const SqliteDatabase& database, const RunSize& size) {
  CellSample sample;
  if (!hasReductionTables(database)) {
    return sample;
  }
  SqliteStatement strata(
      database, "SELECT stratum_index, name, cells FROM cell_stratum ORDER BY stratum_index");
  while (strata.step()) {
    if (strata.integer(0) != static_cast<int64_t>(sample.strata.size()) || strata.integer(2) < 0) {
      damaged(database, "its strata of undecided classes are out of order");
    }
    sample.strata.push_back({strata.text(1), strata.integer(2)});
  }
  const auto count = static_cast<int64_t>(sample.strata.size());
  SqliteStatement cells(database,
                        "SELECT mutant_index, class_index, stratum_index FROM sampled_cell "
                        "ORDER BY position");
  while (cells.step()) {
    CellSample::Cell cell;
    cell.mutantIndex = within(database, cells.integer(0), 0, size.mutants, "a mutant");
    cell.classIndex =
        static_cast<int32_t>(within(database, cells.integer(1), 0, size.classes, "a class"));
    cell.stratum = static_cast<int32_t>(within(database, cells.integer(2), 0, count, "a stratum"));
    sample.cells.push_back(cell);
  }
  return sample;
}

}  // namespace maacc
