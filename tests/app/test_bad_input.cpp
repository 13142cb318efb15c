#include <sqlite3.h>

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/support/run_program.h"
#include "tests/support/test_paths.h"

using namespace maacc::test;

namespace {

QByteArray contentOf(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    qFatal("cannot read %s", qPrintable(path));
  }
  return file.readAll();
}

void executeSql(const QString& path, const char* statement) {
  sqlite3* database = nullptr;
  sqlite3_open(path.toUtf8().constData(), &database);
  sqlite3_exec(database, statement, nullptr, nullptr, nullptr);
  sqlite3_close(database);
}

// An uncompressed IDX file of unsigned bytes.
QByteArray idx(const std::vector<int>& sizes, char value) {
  QByteArray bytes;
  bytes.append('\0').append('\0').append('\x08').append(static_cast<char>(sizes.size()));
  int count = 1;
  for (int size : sizes) {
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes.append(static_cast<char>(size >> shift & 255));
    }
    count *= size;
  }
  return bytes.append(QByteArray(count, value));
}

}  // namespace

// Every kind of bad input ends in one sentence on standard error that names the culprit, and in its
// exit code.
class TestBadInput : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    model_ = QString::fromStdString(sample("digits-mlp.keras"));
    images_ = QString::fromStdString(sample("digits-test-images.idx3-ubyte.gz"));
    labels_ = QString::fromStdString(sample("digits-test-labels.idx1-ubyte.gz"));
    goodRun_ = path("good.maacc");
    const ProgramResult made =
        runMaacc(QStringList{"run"} + sampleCase("digits-mlp") +
                 QStringList{"--limit-inputs", "50", "--progress", "none", "--out", goodRun_});
    QVERIFY2(made.exitCode == 0, made.errors.constData());
  }

  void refusesWithOneSentence_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QStringList>("named");  // what the sentence must mention
    usageRows();
    modelRows();
    dataRows();
    preprocessingRows();
    outputRows();
    runFileRows();
    sweepRows();
  }

  void refusesWithOneSentence() {
    QFETCH(QStringList, arguments);
    QFETCH(int, exitCode);
    QFETCH(QStringList, named);
    const ProgramResult result = runMaacc(arguments, 60);
    QVERIFY2(
        result.exitCode == exitCode,
        (QByteArray::number(result.exitCode) + ": " + result.errors + result.output).constData());
    const QString errors = QString::fromUtf8(result.errors).trimmed();
    const QStringList lines = errors.split('\n').filter(QRegularExpression("^maacc: "));
    QVERIFY2(lines.size() == 1, qPrintable(errors));
    QVERIFY2(errors.endsWith(lines.front()), qPrintable(errors));
    for (const QString& part : named) {
      QVERIFY2(lines.front().contains(part),
               qPrintable("'" + part + "' is missing in: " + lines.front()));
    }
  }

  void aFullDiskKeepsWhatWasComputed() {
    const QString run = path("full-disk.maacc");
    // A limit on the size of files stands for the full disk; with the signal ignored, writing fails
    // with an error.
    auto command = [&](const QString& limit) {
      QStringList words = {"-c", "trap '' XFSZ; ulimit -f " + limit + "; exec \"$@\"", "sh",
                           QString::fromStdString(program("maacc")), "run"};
      words += sampleCase("digits-cnn") +
               QStringList{"--evidence", "inputs", "--progress", "none", "--out", run, "--resume"};
      QProcess process;
      process.start("sh", words);
      process.waitForFinished(120000);
      return std::pair(process.exitCode(), process.readAllStandardError());
    };
    int failures = 0;
    for (int blocks = 8; blocks <= 512; blocks *= 2) {
      const auto [code, errors] = command(QString::number(blocks));
      QVERIFY2(code == 0 || code == 4, errors.constData());
      if (code == 4) {
        ++failures;
        QVERIFY2(errors.contains("full-disk.maacc"), errors.constData());
        QVERIFY2(errors.contains("disk") || errors.contains("space") || errors.contains("write"),
                 errors.constData());
      }
    }
    QVERIFY(failures > 0);
    const auto [code, errors] = command("unlimited");
    QVERIFY2(code == 0, errors.constData());
    const ProgramResult shown = runMaacc({"show", run, "--json"});
    const QJsonObject summary = QJsonDocument::fromJson(shown.output).object();
    QCOMPARE(summary["tested"].toInt(), summary["mutants"].toInt());
  }

  void jsonProgressReportsTheErrorAsAnEvent() {
    const ProgramResult result =
        runMaacc({"run", path("missing.keras"), "--data", images_, "--labels", labels_, "--out",
                  path("x.maacc"), "--progress", "json"});
    QCOMPARE(result.exitCode, 2);
    const QByteArray last = result.output.trimmed().split('\n').last();
    const QJsonObject event = QJsonDocument::fromJson(last).object();
    QCOMPARE(event["event"].toString(), QString("error"));
    QCOMPARE(event["exit_code"].toInt(), 2);
    QVERIFY(event["message"].toString().contains("missing.keras"));
  }

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }

  QString write(const QString& name, const QByteArray& bytes) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
      qFatal("cannot write %s", qPrintable(name));
    }
    return path(name);
  }

  QString copyOfGoodRun(const QString& name) const { return write(name, contentOf(goodRun_)); }

  QStringList run(const QString& model,
                  const QString& data,
                  const QString& labels,
                  const QStringList& more = {}) const {
    return QStringList{"run",  model,   "--data",          data,         "--labels",
                       labels, "--out", path("new.maacc"), "--progress", "none"} +
           more;
  }

  void row(const char* name,
           const QStringList& arguments,
           const QStringList& named,
           int exitCode = 2) const {
    QTest::newRow(name) << arguments << exitCode << named;
  }

  void usageRows() const {
    const QStringList scale = {"--preprocess", "scale=1/16"};
    row("no command", {}, {"--help"});
    row("unknown command", {"explode"}, {"explode"});
    row("unknown option", {"run", "--fast"}, {"--fast"});
    row("no output", {"run", model_, "--data", images_}, {"--out"});
    row("no data", {"run", model_, "--out", path("new.maacc")}, {"--data"});
    row("no model and nothing to resume", {"run", "--resume", "--out", path("none.maacc")},
        {"none.maacc"});
    row("unknown operator",
        run(model_, images_, labels_, scale + QStringList{"--operators", "CW,XYZ"}),
        {"XYZ", "NAI"});
    row("operator parameter out of range",
        run(model_, images_, labels_, scale + QStringList{"--operators", "GF:-1"}), {"GF"});
    row("operator parameter not a number",
        run(model_, images_, labels_, scale + QStringList{"--operators", "CW:a"}), {"CW:a"});
    row("unknown layer", run(model_, images_, labels_, scale + QStringList{"--layers", "attic"}),
        {"attic", "hidden_1"});
    row("unknown criterion", run(model_, images_, labels_, scale + QStringList{"--kill", "any"}),
        {"any"});
    row("unknown device", run(model_, images_, labels_, scale + QStringList{"--device", "tpu"}),
        {"tpu"});
    row("no such CUDA device",
        run(model_, images_, labels_, scale + QStringList{"--device", "cuda:77"}), {"cuda:77"}, 4);
    row("unknown evaluator",
        run(model_, images_, labels_, scale + QStringList{"--evaluator", "magic"}), {"magic"});
    strategyRows();
    row("size of memory", run(model_, images_, labels_, scale + QStringList{"--memory", "4 pages"}),
        {"--memory", "4 pages", "1.5G"});
    row("negative threads", run(model_, images_, labels_, scale + QStringList{"--threads", "-1"}),
        {"threads"});
  }

  void strategyRows() const {
    const auto strategy = [this](const QStringList& options) {
      return run(model_, images_, labels_,
                 QStringList{"--preprocess", "scale=1/16", "--strategy"} + options);
    };
    row("unknown strategy", strategy({"guess"}), {"guess", "mutant-clusters"});
    row("two phases with all inputs", strategy({"two-phase", "--evidence", "inputs"}),
        {"two-phase", "--evidence"});
    row("two phases without increments", strategy({"two-phase", "--evaluator", "plain"}),
        {"two-phase", "--evaluator"});
    row("two phases without a budget", strategy({"two-phase", "--budget", "0"}), {"budget"});
    row("two phases in another order", strategy({"two-phase", "--probe-order", "random"}),
        {"random", "first-order"});
    row("order of probing elsewhere", strategy({"sample", "--probe-order", "margin"}),
        {"--probe-order", "sample"});
    row("cut of nothing", strategy({"neuron-clusters", "--cut", "hidden"}),
        {"hidden", "LAYER=CLUSTERS"});
    row("cut of a layer that is not there", strategy({"neuron-clusters", "--cut", "7=3"}),
        {"7=3", "counted from 0"});
    row("cut of a sample", strategy({"sample", "--cut", "0=3"}), {"--cut"});
    row("option of another strategy", strategy({"sample", "--units-per-cluster", "2"}),
        {"--units-per-cluster", "sample"});
    row("option without its strategy", strategy({"exhaustive", "--fraction", "0.2"}),
        {"--fraction", "exhaustive"});
    row("precision of everything", strategy({"exhaustive", "--until", "1"}), {"--until"});
    row("precision of neurons together", strategy({"neuron-clusters", "--until", "1"}),
        {"--until", "--neuron-mode representative"});
    row("precision of medoids",
        strategy({"mutant-clusters", "--representative", "medoid", "--until", "1"}), {"medoid"});
    row("two cuts", strategy({"mutant-clusters", "--clusters", "3", "--height", "1"}),
        {"--clusters", "--height"});
    row("fraction out of range", strategy({"sample", "--fraction", "1.5"}), {"1.5"});
    row("linkage of a published method",
        strategy({"mutant-clusters", "--mutant-method", "published", "--similarity-threshold",
                  "0.5", "--linkage", "ward"}),
        {"--linkage", "layer-operator"});
    row("published method without a threshold",
        strategy({"mutant-clusters", "--mutant-method", "published"}), {"threshold"});
    row("unknown features", strategy({"neuron-clusters", "--features", "smell"}), {"smell"});
    row("confidence out of range", strategy({"sample", "--confidence", "100"}), {"confidence"});
  }

  void modelRows() const {
    const QByteArray good = contentOf(model_);
    row("model missing", run(path("missing.keras"), images_, labels_), {"missing.keras"});
    row("model empty", run(write("empty.keras", {}), images_, labels_), {"empty.keras"});
    row("model is a text", run(write("text.keras", "layers: 3\n"), images_, labels_),
        {"text.keras"});
    row("model is a folder", run(folder_.path(), images_, labels_), {folder_.path()});
    row("model truncated", run(write("cut.keras", good.left(good.size() / 2)), images_, labels_),
        {"cut.keras"});
    row("model is a data file", run(images_, images_, labels_), {"digits-test-images"});
    row("model is a run file", run(goodRun_, images_, labels_), {"good.maacc"});
    QByteArray noWeights = good;
    noWeights.replace("model.weights.h5", "model.weightz.h5");
    row("model without weights", run(write("noweights.keras", noWeights), images_, labels_),
        {"noweights.keras", "weights"});
    QByteArray noConfig = good;
    noConfig.replace("config.json", "konfig.json");
    row("model without config", run(write("noconfig.keras", noConfig), images_, labels_),
        {"noconfig.keras", "config.json"});
  }

  void dataRows() const {
    const QByteArray good = contentOf(images_);
    row("data missing", run(model_, path("none.gz"), labels_), {"none.gz"});
    row("data cut off", run(model_, write("cut.gz", good.left(good.size() / 2)), labels_),
        {"cut.gz"});
    row("data of no known format",
        run(model_, write("data.bin", "hello, world, this is not data"), labels_), {"data.bin"});
    row("sizes beyond the file",
        run(model_, write("short.idx", idx({500, 8, 8}, 1).left(1000)), labels_), {"short.idx"});
    row("sizes beyond memory",
        run(model_, write("huge.idx", idx({1, 1, 1}, 1).replace(4, 12, QByteArray(12, '\x7f'))),
            labels_),
        {"huge.idx"});
    row("labels missing", run(model_, images_, path("none")), {"none"});
    row("labels of another length", run(model_, images_, write("few.idx", idx({499}, 1))),
        {"few.idx", "499", "500"});
    row("labels out of range", run(model_, images_, write("range.idx", idx({500}, 10))),
        {"range.idx", "10"});
    row("data and labels swapped", run(model_, labels_, images_), {"digits-test"});
    row("images of another size", run(model_, write("big.idx", idx({500, 9, 9}, 1)), labels_),
        {"big.idx", "[9, 9]", "8x8"});
    row("no labels anywhere", {"run", model_, "--data", images_, "--out", path("new.maacc")},
        {"--labels"});
    row("nothing classified correctly",
        run(model_, write("blank.idx", idx({500, 8, 8}, 0)), write("nines.idx", idx({500}, 9))),
        {"--preprocess"});
    row("NPY with a wrong header",
        run(model_, write("bad.npy", QByteArray("\x93NUMPY\x01\x00\x10\x00{'descr': '<f4'}", 26)),
            labels_),
        {"bad.npy"});
  }

  void preprocessingRows() const {
    auto withRecipe = [&](const QString& recipe) {
      return run(model_, images_, labels_, {"--preprocess", recipe});
    };
    row("unknown step", withRecipe("blur=3"), {"blur", "scale"});
    row("step without a value", withRecipe("pad"), {"pad"});
    row("scale of nothing", withRecipe("scale=1/0"), {"scale"});
    row("standard deviation zero", withRecipe("std=0"), {"std"});
    row("padding that changes the shape", withRecipe("pad=2,scale=1/16"), {"pad=2"});
    row("absurd padding", withRecipe("pad=99999999999"), {"pad"});
  }

  void sweepRows() const {
    const auto sweep = [this](const QStringList& options) {
      return QStringList{"sweep"} + sampleCase("digits-mlp") + QStringList{"--progress", "none"} +
             (options.contains("--to") ? options : options + QStringList{"--to", path("sweep")});
    };
    row("sweep without data", {"sweep", model_, "--to", path("sweep")}, {"--data"});
    row("sweep without a folder", {"sweep", model_, "--data", images_}, {"--to"});
    row("sweep of no model", {"sweep", path("no.keras"), "--data", images_, "--to", path("sweep")},
        {"no.keras"});
    row("sweep into a file", sweep({"--to", model_}), {"digits-mlp.keras", "--to"});
    row("sweep size", sweep({"--units-per-cluster", "0-3"}), {"units-per-cluster", "0-3"});
    row("sweep threshold", sweep({"--thresholds", "0.2,2"}), {"thresholds", "\"2\""});
    row("sweep share", sweep({"--shares", "150"}), {"shares", "150"});
    row("sweep repetitions", sweep({"--repetitions", "some"}), {"repetitions", "some"});
    row("sweep experiment", sweep({"--experiments", "alchemy"}), {"alchemy", "mutant-clusters"});
    row("sweep memory", sweep({"--memory", "4 pages"}), {"--memory", "4 pages"});
    row("grid missing", sweep({"--grid", path("no-grid.json")}), {"no-grid.json"});
    row("grid is no JSON", sweep({"--grid", write("words.json", "units 2")}), {"words.json"});
    row("grid with another key", sweep({"--grid", write("key.json", "{\"sizes\": [1]}")}),
        {"key.json", "sizes", "units-per-cluster"});
    row("grid with a bad value", sweep({"--grid", write("value.json", "{\"replays\": 0.5}")}),
        {"value.json", "replays", "0.5"});
    row("no published tables", sweep({"--published", folder_.path()}), {"vanilla.csv"});
    const QString used = path("used");
    QDir().mkpath(used);
    write("used/sweep.json", "{\"songs\": 3}");
    row("folder with a foreign sweep.json", sweep({"--to", used}), {"used/sweep.json"});
  }

  void outputRows() const {
    const QStringList start =
        QStringList{"run"} + sampleCase("digits-mlp") + QStringList{"--progress", "none", "--out"};
    row("output exists", start + QStringList{goodRun_}, {"good.maacc", "--resume"});
    row("output folder missing", start + QStringList{path("nowhere/run.maacc")}, {"nowhere"});
    row("output is a folder", start + QStringList{folder_.path(), "--resume"}, {folder_.path()});
    row("output cannot be written", start + QStringList{"/proc/run.maacc"}, {"/proc/run.maacc"}, 4);
  }

  void runFileRows() const {
    row("run missing", {"show", path("gone.maacc")}, {"gone.maacc"});
    row("run is a text", {"show", write("text.maacc", "not a database, only a few words of text")},
        {"text.maacc"});
    row("run is empty", {"show", write("empty.maacc", {})}, {"empty.maacc"});
    const QString newer = copyOfGoodRun("newer.maacc");
    executeSql(newer, "PRAGMA user_version = 999");
    row("run of a newer schema", {"show", newer}, {"newer.maacc", "newer"});
    const QString foreign = path("foreign.maacc");
    executeSql(foreign, "CREATE TABLE songs(title TEXT); INSERT INTO songs VALUES('x')");
    row("database of another program", {"show", foreign}, {"foreign.maacc"});
    QByteArray bytes = contentOf(goodRun_);
    row("run cut off", {"show", write("cut.maacc", bytes.left(bytes.size() / 2))}, {"cut.maacc"});
    const QString emptied = copyOfGoodRun("emptied.maacc");
    executeSql(emptied, "PRAGMA foreign_keys = OFF; DROP VIEW mutant_result; DROP TABLE mutant");
    row("run without its tables", {"show", emptied}, {"emptied.maacc"});
    row("unknown mutant", {"explain", goodRun_, "--mutant", "w9-u9-CW"}, {"w9-u9-CW"});
    row("input out of range", {"explain", goodRun_, "--mutant", "w0-u0-CW", "--input", "5000"},
        {"5000"});
    const QStringList resume =
        QStringList{"run"} + sampleCase("digits-cnn") +
        QStringList{"--limit-inputs", "50", "--progress", "none", "--resume", "--out", goodRun_};
    row("resume with another model", resume, {"good.maacc", "model"});
    const QStringList sameModel =
        QStringList{"run"} + sampleCase("digits-mlp") +
        QStringList{"--limit-inputs", "50", "--progress", "none", "--resume", "--out", goodRun_};
    row("resume with another seed", sameModel + QStringList{"--seed", "5"},
        {"good.maacc", "--seed"});
    row("resume with another evaluator", sameModel + QStringList{"--evaluator", "plain"},
        {"good.maacc", "--evaluator"});
    row("resume a newer run",
        QStringList{"run"} + sampleCase("digits-mlp") +
            QStringList{"--progress", "none", "--resume", "--out", newer},
        {"newer.maacc"});
  }

  QTemporaryDir folder_;
  QString model_;
  QString images_;
  QString labels_;
  QString goodRun_;
};

QTEST_GUILESS_MAIN(TestBadInput)
#include "test_bad_input.moc"
