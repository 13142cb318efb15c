#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <filesystem>
#include <fstream>

#include "core/base/random_stream.h"
#include "core/store/run_file.h"
#include "core/store/sqlite_database.h"
#include "core/store/writer_lock.h"
#include "tests/support/expect_error.h"
#include "tests/support/sample_run.h"

using namespace maacc;
using namespace maacc::test;

namespace {

std::string readBytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void writeBytes(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// Runs `body` in a child; its exit status, or -signal.
template <class Body>
int inChild(Body&& body) {
  const pid_t child = ::fork();
  if (child == 0) {
    int status = 99;
    try {
      status = body();
    } catch (const std::exception& error) {
      qWarning("child: %s", error.what());
    }
    ::_exit(status);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// Everything a reader offers; throws Error for a damaged file.
void readEverything(const std::string& path) {
  const RunFile run = RunFile::openForReading(path);
  run.settings();
  run.layers();
  run.baseline();
  run.sample();
  run.clusterings();
  run.cellSample();
  const auto mutants = static_cast<int64_t>(run.plan().mutants.size());
  run.environment();
  run.state();
  run.times();
  run.counts();
  run.records();
  int64_t cursor = 0;
  run.recordsSince(cursor);
  for (int64_t index = 0; index < mutants; ++index) {
    run.flips(index);
  }
  run.untestedMutants();
}

MutationPlan longPlan(int mutants) {
  MutationPlan plan;
  const Operator op = parseOperator("NAI");
  for (int unit = 0; unit < mutants; ++unit) {
    const std::vector<int> units = {unit};
    plan.mutants.push_back({makeMutantId(0, units, op), 0, units, op});
  }
  return plan;
}

}  // namespace

class TestRunFileFaults : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void refusesOtherFiles_data();
  void refusesOtherFiles();
  void refusesChangedRuns_data();
  void refusesChangedRuns();
  void refusesTruncatedFiles();
  void refusesToCreate_data();
  void refusesToCreate();
  void refusesAFolderWithoutRights();
  void readsWithoutRightsOnTheFolder();
  void readsAKilledRunWithoutRightsOnTheFolder();
  void saysWhatToDoWithALogThatCannotBeRead();
  void refusesASecondWriter();
  void lockDiesWithItsProcess();
  void replacesAnUnfinishedCreation();
  void killedCreationLeavesNoRun();
  void fullDiskWhileCreating();
  void fullDiskWhileAppending();
  void killedWriterLosesNothingAcknowledged();
  void mutatedBytesNeverCrashAReader();
  void oddNames_data();
  void oddNames();

 private:
  std::string path(const char* name = "run.maacc") const {
    return folder_->path().toStdString() + "/" + name;
  }
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestRunFileFaults::init() { folder_ = std::make_unique<QTemporaryDir>(); }

void TestRunFileFaults::refusesOtherFiles_data() {
  QTest::addColumn<int>("what");
  QTest::addColumn<QString>("part");
  QTest::newRow("absent") << 0 << "there is no run file";
  QTest::newRow("folder") << 1 << "is a folder";
  QTest::newRow("empty") << 2 << "is empty";
  QTest::newRow("text") << 3 << "is not a run file of MAACC Studio";
  QTest::newRow("long text") << 4 << "is not a run file of MAACC Studio";
  QTest::newRow("other database") << 5 << "SQLite database of another program";
  QTest::newRow("device") << 6 << "is a device";
}

void TestRunFileFaults::refusesOtherFiles() {
  QFETCH(int, what);
  QFETCH(QString, part);
  std::string file = path();
  switch (what) {
    case 1:
      std::filesystem::create_directory(file);
      break;
    case 2:
      writeBytes(file, "");
      break;
    case 3:
      writeBytes(file, "mutant,killed\n");
      break;
    case 4:
      writeBytes(file, std::string(100000, 'x'));
      break;
    case 5:
      SqliteDatabase(file, SqliteDatabase::Mode::Create).execute("CREATE TABLE t (a)");
      break;
    case 6:
      file = "/dev/null";
      break;
    default:
      break;
  }
  for (const bool writing : {false, true}) {
    const Error error = expectError(
        [&] { writing ? RunFile::openForWriting(file) : RunFile::openForReading(file); });
    QVERIFY(error.code() == ErrorCode::BadInput);
    QVERIFY(contains(error, part.toStdString()));
    QVERIFY(contains(error, file));
  }
}

void TestRunFileFaults::refusesChangedRuns_data() {
  QTest::addColumn<QString>("sql");
  QTest::addColumn<QString>("part");
  QTest::newRow("newer format") << "PRAGMA user_version = 4"
                                << "has run file format 4";
  QTest::newRow("names the needed program")
      << "PRAGMA user_version = 4; UPDATE format SET value = '9.1' WHERE name = 'needed_program'"
      << "MAACC Studio 9.1 or newer";
  QTest::newRow("newer without a name") << "PRAGMA user_version = 4; DROP TABLE format"
                                        << "in a newer version";
  QTest::newRow("unfinished") << "PRAGMA user_version = 0"
                              << "its creation did not finish";
  QTest::newRow("no table") << "DROP TABLE stage_time"
                            << "is damaged (no such table: stage_time)";
  QTest::newRow("no column") << "ALTER TABLE setting RENAME COLUMN value TO v"
                             << "no such column";
  QTest::newRow("no run") << "DELETE FROM run"
                          << "is damaged";
  QTest::newRow("fewer mutants") << "DELETE FROM mutant WHERE mutant_index = 3"
                                 << "list of mutants is incomplete";
  QTest::newRow("unknown operator") << "UPDATE mutant SET operator = 'X'"
                                    << "no operator \"X\"";
  QTest::newRow("bad units") << "UPDATE mutant SET units = '3 1'"
                             << "units of a mutant";
  QTest::newRow("no units") << "UPDATE mutant SET units = ''"
                            << "a unit is \"\"";
  QTest::newRow("layer beyond") << "UPDATE mutant SET weighted_layer = 9"
                                << "out of order";
  QTest::newRow("missing setting") << "DELETE FROM setting WHERE name = 'seed'"
                                   << "setting seed is missing";
  QTest::newRow("bad list") << "UPDATE setting SET value = '{' WHERE name = 'layers'"
                            << "a list";
  QTest::newRow("list of numbers") << "UPDATE setting SET value = '[1]' WHERE name = 'layers'"
                                   << "a list";
  QTest::newRow("bad seed") << "UPDATE setting SET value = '-1' WHERE name = 'seed'"
                            << "the seed";
  QTest::newRow("bad state") << "UPDATE run SET state = 'busy'"
                             << "its state is \"busy\"";
  QTest::newRow("no classes") << "UPDATE run SET classes = 0"
                              << "the number of classes is 0";
  QTest::newRow("many classes") << "UPDATE run SET classes = 1 << 40"
                                << "the number of classes";
  QTest::newRow("more correct than inputs") << "UPDATE run SET inputs = 2"
                                            << "impossible";
  QTest::newRow("input beyond") << "UPDATE correct_input SET input = 10"
                                << "beyond the data";
  QTest::newRow("missing input") << "DELETE FROM correct_input WHERE position = 1"
                                 << "incomplete";
  QTest::newRow("bad status") << "UPDATE kill_record SET status = 'dead'"
                              << "status \"dead\"";
  QTest::newRow("unknown proof") << "UPDATE kill_record SET proof = 'trust me'"
                                 << "the proof \"trust me\"";
  QTest::newRow("proof for a kill") << "UPDATE kill_record SET proof = 'bound'"
                                    << "is killed has the proof \"bound\"";
  QTest::newRow("short class set") << "UPDATE kill_record SET killed_true_class = '01'"
                                   << "set of classes";
  QTest::newRow("odd class set") << "UPDATE kill_record SET killed_true_class = '01x0'"
                                 << "set of classes";
  QTest::newRow("odd undecided set") << "UPDATE kill_record SET undecided = '2000'"
                                     << "set of classes";
  QTest::newRow("undecided without a class")
      << "UPDATE kill_record SET status = 'undecided'"
      << "a mutant that is undecided does not fit its undecided classes";
  QTest::newRow("group beyond") << "UPDATE group_member SET group_index = 7"
                                << "a group is 7";
  QTest::newRow("member beyond") << "UPDATE group_member SET mutant_index = 70 "
                                    "WHERE mutant_index = 18"
                                 << "a mutant is 70";
  QTest::newRow("draw order with gaps")
      << "UPDATE group_member SET draw_position = draw_position + 1 WHERE group_index = 0"
      << "has gaps";
  QTest::newRow("more to test than drawn") << "UPDATE mutant_group SET to_test = 40"
                                           << "mutants to test is 40";
  QTest::newRow("empty group") << "INSERT INTO mutant_group VALUES (2, 'empty', 0)"
                               << "a group of mutants is empty";
  QTest::newRow("groups out of order") << "UPDATE mutant_group SET group_index = 5 "
                                          "WHERE group_index = 1"
                                       << "list of groups is out of order";
  QTest::newRow("clustering of something") << "UPDATE clustering SET kind = 'cats'"
                                           << "a clustering is one of \"cats\"";
  QTest::newRow("more clusters than leaves") << "UPDATE clustering SET clusters = 9"
                                             << "number of clusters";
  QTest::newRow("cluster beyond") << "UPDATE clustering_leaf SET cluster = 2"
                                  << "a cluster is 2";
  QTest::newRow("leaf missing") << "DELETE FROM clustering_leaf WHERE leaf = 4"
                                << "leaves of a clustering are incomplete";
  QTest::newRow("merge of itself") << "UPDATE clustering_merge SET left_id = 8"
                                   << "a merge is 8";
  QTest::newRow("too many merges") << "UPDATE clustering SET leaves = 3, clusters = 2; DELETE FROM "
                                      "clustering_leaf WHERE leaf > 2"
                                   << "a merge is 3";
  QTest::newRow("class beyond in the sample") << "UPDATE sampled_cell SET class_index = 4"
                                              << "a class is 4";
  QTest::newRow("stratum beyond") << "UPDATE sampled_cell SET stratum_index = 2"
                                  << "a stratum is 2";
  QTest::newRow("negative stratum") << "UPDATE cell_stratum SET cells = -1"
                                    << "strata of undecided classes";
  QTest::newRow("record beyond") << "UPDATE kill_record SET mutant_index = 400"
                                 << "beyond the plan";
  QTest::newRow("bad flips") << "UPDATE flip_evidence SET flips = x'ff'"
                             << "flipped inputs";
}

void TestRunFileFaults::refusesChangedRuns() {
  QFETCH(QString, sql);
  QFETCH(QString, part);
  {
    RunFile run = createGroupedRun(path());
    run.append(std::vector<KillRecord>{killedRecord(0)});
    run.setCellSample(sampleOfCells());
  }
  SqliteDatabase(path(), SqliteDatabase::Mode::ReadWrite).execute(sql.toStdString());
  const Error error = expectError([&] { readEverything(path()); });
  QVERIFY(error.code() == ErrorCode::BadInput);
  QVERIFY(contains(error, part.toStdString()));
  QVERIFY(contains(error, path()));
}

void TestRunFileFaults::refusesTruncatedFiles() {
  createSampleRun(path()).append(std::vector<KillRecord>{killedRecord(0)});
  const std::string bytes = readBytes(path());
  QVERIFY(bytes.size() > 8192);
  for (const std::size_t size : {bytes.size() - 1, bytes.size() - 4096, bytes.size() / 2,
                                 std::size_t{4096}, std::size_t{100}, std::size_t{17}}) {
    writeBytes(path("cut.maacc"), bytes.substr(0, size));
    const Error error = expectError([&] { readEverything(path("cut.maacc")); });
    QVERIFY(error.code() == ErrorCode::BadInput);
    QVERIFY(contains(error, "cut.maacc"));
  }
}

void TestRunFileFaults::refusesToCreate_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<QString>("part");
  QTest::newRow("existing file") << "there.maacc"
                                 << "--resume";
  QTest::newRow("existing folder") << "folder"
                                   << "exists already";
  QTest::newRow("dangling link") << "link.maacc"
                                 << "exists already";
  QTest::newRow("no folder") << "none/run.maacc"
                             << "create it";
}

void TestRunFileFaults::refusesToCreate() {
  QFETCH(QString, name);
  QFETCH(QString, part);
  writeBytes(path("there.maacc"), "precious");
  std::filesystem::create_directory(path("folder"));
  std::filesystem::create_symlink(path("nowhere"), path("link.maacc"));
  const Error error = expectError([&] { createSampleRun(path(name.toUtf8())); });
  QVERIFY(error.code() == ErrorCode::Usage);
  QVERIFY(contains(error, part.toStdString()));
  QVERIFY(readBytes(path("there.maacc")) == "precious");
  QVERIFY(contains(expectError([] { createSampleRun(""); }), "--out"));
}

// Rights do not bind the superuser, so these run as nobody where the test is root.
void TestRunFileFaults::refusesAFolderWithoutRights() {
  std::filesystem::create_directory(path("closed"));
  ::chmod(path("closed").c_str(), 0555);
  ::chmod(folder_->path().toUtf8().constData(), 0755);
  const int status = inChild([this] {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) {
      return 1;
    }
    try {
      createSampleRun(path("closed/run.maacc"));
    } catch (const Error& error) {
      return error.code() == ErrorCode::System && contains(error, "cannot be written") ? 0 : 2;
    }
    return 3;
  });
  QCOMPARE(status, 0);
}

void TestRunFileFaults::readsWithoutRightsOnTheFolder() {
  std::filesystem::create_directory(path("closed"));
  createSampleRun(path("closed/run %41?#.maacc")).append(std::vector<KillRecord>{killedRecord(0)});
  ::chmod(path("closed/run %41?#.maacc").c_str(), 0444);
  ::chmod(path("closed").c_str(), 0555);
  ::chmod(folder_->path().toUtf8().constData(), 0755);
  const int status = inChild([this] {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) {
      return 1;
    }
    readEverything(path("closed/run %41?#.maacc"));
    try {
      RunFile::openForWriting(path("closed/run %41?#.maacc"));
    } catch (const Error& error) {
      return error.code() == ErrorCode::System ? 0 : 2;
    }
    return 3;
  });
  QCOMPARE(status, 0);
  QCOMPARE(QDir(QString::fromStdString(path("closed"))).entryList(QDir::Files).size(), 1);
  ::chmod(path("closed").c_str(), 0755);
}

void TestRunFileFaults::readsAKilledRunWithoutRightsOnTheFolder() {
  std::filesystem::create_directory(path("closed"));
  const int writer = inChild([this]() -> int {
    RunFile run = createSampleRun(path("closed/run.maacc"));
    run.append(std::vector<KillRecord>{killedRecord(0)});
    ::raise(SIGKILL);
    return 1;
  });
  QCOMPARE(writer, -SIGKILL);
  QVERIFY(std::filesystem::file_size(path("closed/run.maacc-wal")) > 0);
  for (const auto& entry : std::filesystem::directory_iterator(path("closed"))) {
    ::chmod(entry.path().c_str(), 0444);
  }
  ::chmod(path("closed").c_str(), 0555);
  ::chmod(folder_->path().toUtf8().constData(), 0755);
  const int status = inChild([this] {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) {
      return 1;
    }
    const RunFile run = RunFile::openForReading(path("closed/run.maacc"));
    return run.recordCount() == 1 && !run.beingWritten() ? 0 : 2;
  });
  QCOMPARE(status, 0);
  ::chmod(path("closed").c_str(), 0755);
}

void TestRunFileFaults::saysWhatToDoWithALogThatCannotBeRead() {
  std::filesystem::create_directory(path("closed"));
  const int writer = inChild([this]() -> int {
    RunFile run = createSampleRun(path("closed/run.maacc"));
    run.append(std::vector<KillRecord>{killedRecord(0)});
    ::raise(SIGKILL);
    return 1;
  });
  QCOMPARE(writer, -SIGKILL);
  std::filesystem::remove(path("closed/run.maacc-shm"));
  ::chmod(path("closed/run.maacc").c_str(), 0444);
  ::chmod(path("closed").c_str(), 0555);
  ::chmod(folder_->path().toUtf8().constData(), 0755);
  const int status = inChild([this] {
    if (::geteuid() == 0 && ::seteuid(65534) != 0) {
      return 1;
    }
    try {
      RunFile::openForReading(path("closed/run.maacc"));
    } catch (const Error& error) {
      return error.code() == ErrorCode::System && contains(error, "run.maacc-wal to a folder") ? 0
                                                                                               : 2;
    }
    return 3;
  });
  QCOMPARE(status, 0);
  ::chmod(path("closed").c_str(), 0755);
  QCOMPARE(RunFile::openForReading(path("closed/run.maacc")).recordCount(), int64_t{1});
}

void TestRunFileFaults::refusesASecondWriter() {
  const RunFile run = createSampleRun(path());
  std::filesystem::create_symlink(path(), path("link.maacc"));
  for (const std::string& name : {path(), path("link.maacc")}) {
    const int status = inChild([&name] {
      try {
        RunFile::openForWriting(name);
      } catch (const Error& error) {
        return error.code() == ErrorCode::Usage && contains(error, "another maacc (process") ? 0
                                                                                             : 2;
      }
      return 3;
    });
    QCOMPARE(status, 0);
  }
  QVERIFY(contains(expectError([this] { RunFile::openForWriting(path()); }), "is being written"));
  QVERIFY(run.beingWritten());
}

void TestRunFileFaults::lockDiesWithItsProcess() {
  const int status = inChild([this]() -> int {
    const RunFile run = createSampleRun(path());
    ::raise(SIGKILL);
    return 1;
  });
  QCOMPARE(status, -SIGKILL);
  QVERIFY(std::filesystem::exists(path("run.maacc.lock")));
  QVERIFY(!WriterLock::isHeld(path()));
  QVERIFY(RunFile::openForReading(path()).state() == RunState::Running);
  QVERIFY(!RunFile::openForReading(path()).beingWritten());
  QCOMPARE(RunFile::openForWriting(path()).recordCount(), int64_t{0});
  QVERIFY(!std::filesystem::exists(path("run.maacc.lock")));
}

void TestRunFileFaults::replacesAnUnfinishedCreation() {
  writeBytes(path("run.maacc.partial"), "left by a kill");
  createSampleRun(path());
  readEverything(path());
  QVERIFY(!std::filesystem::exists(path("run.maacc.partial")));
}

void TestRunFileFaults::killedCreationLeavesNoRun() {
  const MutationPlan plan = longPlan(200000);
  int killed = 0;
  for (int delayMs : {1, 3, 10, 30, 60, 100}) {
    const pid_t child = ::fork();
    if (child == 0) {
      RunFile::create(path(), sampleSettings(), sampleLayers(), sampleBaseline(), {plan});
      ::_exit(0);
    }
    QTest::qWait(delayMs);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    if (std::filesystem::exists(path())) {
      QCOMPARE(RunFile::openForReading(path()).plan().mutants.size(), plan.mutants.size());
      std::filesystem::remove(path());
    } else {
      ++killed;
    }
  }
  QVERIFY2(killed > 0, "no creation was killed half-way");
  RunFile::create(path(), sampleSettings(), sampleLayers(), sampleBaseline(), {plan});
}

void TestRunFileFaults::fullDiskWhileCreating() {
  const int status = inChild([this] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{60000, 60000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    try {
      RunFile::create(path(), sampleSettings(), sampleLayers(), sampleBaseline(),
                      {longPlan(20000)});
    } catch (const Error& error) {
      return error.code() == ErrorCode::System && contains(error, "run.maacc") &&
                     contains(error, "free space")
                 ? 0
                 : 2;
    }
    return 3;
  });
  QCOMPARE(status, 0);
  QCOMPARE(QDir(folder_->path()).entryList(QDir::Files).size(), 0);
}

void TestRunFileFaults::fullDiskWhileAppending() {
  const int status = inChild([this] {
    RunFile run = RunFile::create(path(), sampleSettings(), sampleLayers(), sampleBaseline(),
                                  {longPlan(20000)});
    run.append(std::vector<KillRecord>{killedRecord(0)});
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{300000, 300000};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    std::vector<KillRecord> batch;
    for (int64_t index = 1; index < 20000; ++index) {
      batch.push_back(killedRecord(index));
    }
    try {
      run.append(batch);
    } catch (const Error& error) {
      return error.code() == ErrorCode::System && run.recordCount() == 1 ? 0 : 2;
    }
    return 3;
  });
  QCOMPARE(status, 0);
  RunFile run = RunFile::openForWriting(path());
  QCOMPARE(run.recordCount(), int64_t{1});
  QCOMPARE(run.untestedMutants().size(), std::size_t{19999});
  run.append(std::vector<KillRecord>{killedRecord(1)});
}

void TestRunFileFaults::killedWriterLosesNothingAcknowledged() {
  constexpr int kMutants = 5000;
  for (int round = 0; round < 5; ++round) {
    const std::string file = path(qPrintable(QString("run%1.maacc").arg(round)));
    int channel[2];
    QCOMPARE(::pipe(channel), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      RunFile run = RunFile::create(file, sampleSettings(), sampleLayers(), sampleBaseline(),
                                    {longPlan(kMutants)});
      for (int64_t index = 0; index < kMutants; index += 5) {
        std::vector<KillRecord> batch;
        for (int64_t i = index; i < index + 5; ++i) {
          batch.push_back(killedRecord(i));
        }
        run.append(batch);
        const int64_t done = index + 5;
        if (::write(channel[1], &done, sizeof(done)) != sizeof(done)) {
          ::_exit(1);
        }
      }
      ::_exit(0);
    }
    ::close(channel[1]);
    int64_t acknowledged = 0;
    for (int batches = 0; batches < 3 + 17 * round; ++batches) {
      QCOMPARE(::read(channel[0], &acknowledged, sizeof(acknowledged)), ssize_t{8});
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    int64_t last = 0;
    while (::read(channel[0], &last, sizeof(last)) == sizeof(last)) {
      acknowledged = last;
    }
    ::close(channel[0]);
    RunFile run = RunFile::openForWriting(file);
    const int64_t kept = run.recordCount();
    QVERIFY(kept >= acknowledged && kept <= acknowledged + 5);
    QCOMPARE(kept % 5, int64_t{0});
    QCOMPARE(run.untestedMutants().front(), kept);
    QVERIFY(run.flips(kept - 1) == killedRecord(0).flips);
    run.append(std::vector<KillRecord>{survivedRecord(kept)});
  }
}

void TestRunFileFaults::mutatedBytesNeverCrashAReader() {
  {
    RunFile run = createSampleRun(path());
    run.append(std::vector<KillRecord>{killedRecord(0), survivedRecord(1), errorRecord(2)});
    run.setEnvironment({"0.1.0", "1.13.1", "openblas", "cpu", 2, 64});
    run.addTime("load", 1);
    run.addCount("pairs_evaluated", 3);
    run.setState(RunState::Finished);
  }
  const std::string original = readBytes(path());
  RandomStream stream(5, "fuzz");
  int refused = 0;
  for (int round = 0; round < 600; ++round) {
    std::string bytes = original;
    const uint64_t changes = 1 + stream.below(round % 3 == 0 ? 200 : 4);
    for (uint64_t i = 0; i < changes; ++i) {
      // Half of the hits go to the header and the schema, where they do the most harm.
      const uint64_t range = stream.below(2) == 0 ? 4096 : bytes.size();
      bytes[stream.below(range)] = static_cast<char>(stream.below(256));
    }
    if (round % 10 == 0) {
      bytes.resize(stream.below(bytes.size()));
    }
    const std::string file = path("fuzz.maacc");
    for (const char* suffix : {"", "-wal", "-shm", "-journal", ".lock"}) {
      std::filesystem::remove(file + suffix);
    }
    writeBytes(file, bytes);
    try {
      readEverything(file);
    } catch (const Error& error) {
      ++refused;
      QVERIFY2(contains(error, "fuzz.maacc"), error.what());
    }
  }
  QVERIFY(refused > 100);
}

void TestRunFileFaults::oddNames_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("spaces") << "my run.maacc";
  QTest::newRow("percent") << "100%25 done?.maacc";
  QTest::newRow("hash") << "run#1.maacc";
  QTest::newRow("letters") << QString::fromUtf8("größe-突然変異.maacc");
  QTest::newRow("uri") << "file:run.maacc";
  QTest::newRow("memory") << ":memory:";
}

void TestRunFileFaults::oddNames() {
  QFETCH(QString, name);
  createSampleRun(path(name.toUtf8())).append(std::vector<KillRecord>{killedRecord(0)});
  readEverything(path(name.toUtf8()));
  QVERIFY(QFile::exists(folder_->path() + "/" + name));
  const QString before = QDir::currentPath();
  QDir::setCurrent(folder_->path());
  readEverything(name.toStdString());
  QDir::setCurrent(before);
}

QTEST_GUILESS_MAIN(TestRunFileFaults)
#include "test_run_file_faults.moc"
