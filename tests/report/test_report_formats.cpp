#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

#include "core/report/csv_report.h"
#include "core/report/html_report.h"
#include "core/report/json_report.h"
#include "core/report/latex_report.h"
#include "core/report/report_document.h"
#include "core/report/report_files.h"
#include "core/report/report_text.h"
#include "core/report/text_table.h"
#include "tests/support/expect_error.h"
#include "tests/support/sample_run.h"

using namespace maacc;
using namespace maacc::test;

namespace {

const char* const kUglyLayer =
    "<b>a&b</b> \\input{x} 100% #1_$^~ \"q\" 'l' -- \xE4\xB8\xAD \xC3\xA9 \xff\x01";

RunSettings settingsOf(const std::string& strategy) {
  RunSettings settings = sampleSettings();
  settings.strategy = strategy;
  settings.reduction = "{\"strategy\":\"" + strategy + "\"}";
  settings.criterion = KillCriterion::TrueClass;
  return settings;
}

std::vector<LayerSummary> uglyLayers() {
  std::vector<LayerSummary> layers = sampleLayers();
  layers[1].name = kUglyLayer;
  return layers;
}

QString textOf(const std::vector<ReportFile>& files, const std::string& name) {
  for (const ReportFile& file : files) {
    if (file.name == name) {
      return QString::fromStdString(file.bytes);
    }
  }
  return "no file " + QString::fromStdString(name);
}

// The rows of an HTML table, of text alone.
QList<QStringList> htmlRows(const QString& html, const QString& id) {
  const qsizetype start = html.indexOf("<table id=\"" + id + "\"");
  const QString table = html.mid(start, html.indexOf("</table>", start) + 8 - start);
  QList<QStringList> rows;
  QXmlStreamReader reader(table);
  while (!reader.atEnd()) {
    if (reader.readNext() != QXmlStreamReader::StartElement) {
      continue;
    }
    if (reader.name() == QLatin1String("tr")) {
      rows.append(QStringList());
    } else if (reader.name() == QLatin1String("th") || reader.name() == QLatin1String("td")) {
      rows.last().append(reader.readElementText());
    }
  }
  return rows;
}

QList<QStringList> csvRows(const QString& csv) {
  QList<QStringList> rows(1);
  QString field;
  bool quoted = false;
  for (qsizetype i = 0; i < csv.size(); ++i) {
    const QChar letter = csv[i];
    if (quoted) {
      if (letter != '"') {
        field += letter;
      } else if (i + 1 < csv.size() && csv[i + 1] == '"') {
        field += csv[++i];
      } else {
        quoted = false;
      }
    } else if (letter == '"') {
      quoted = true;
    } else if (letter == ',' || letter == '\n') {
      rows.last().append(field);
      field.clear();
      if (letter == '\n') {
        rows.append(QStringList());
      }
    } else if (letter != '\r') {
      field += letter;
    }
  }
  rows.removeLast();
  return rows;
}

QString rounded(double value) { return QString::fromStdString(scoreDigits(value)); }

}  // namespace

class TestReportFormats : public QObject {
  Q_OBJECT

 private slots:
  void init() { folder_ = std::make_unique<QTemporaryDir>(); }
  void formatsAgreeToTheLastDigit();
  void htmlIsWellFormedAndAccessible();
  void everyChartHasItsTable();
  void htmlEscapesAllText();
  void latexEscapesAllText();
  void latexCompiles();
  void longTablesGoOnInParts();
  void csvIsRfc4180();
  void jsonHasEverything();
  void methodSaysHowItWasMeasured();
  void runsOfAnotherModelAreNotCompared();
  void runsOfOneNameAreToldApart();
  void estimatesPerLayerHaveIntervals();
  void twoPhaseRunsShowWhatIsCertain();
  void filesReplaceThoseThatAreThere();
  void errorsNameThePath();
  void emptyRunsCanBeReported();
  void marksStandBesideTheScores();

 private:
  std::string path(const std::string& name) const {
    return folder_->filePath(QString::fromStdString(name)).toStdString();
  }
  // Killed, killed, survived, in error; the first run tests all, the second a sample.
  ReportContents contents() const;
  void createRun(const std::string& name, const RunSettings& settings, const RunPlan& plan) const;

  std::unique_ptr<QTemporaryDir> folder_;
};

void TestReportFormats::createRun(const std::string& name,
                                  const RunSettings& settings,
                                  const RunPlan& plan) const {
  RunFile run = RunFile::create(path(name), settings, uglyLayers(), sampleBaseline(), plan);
  const std::vector<int64_t> drawn = run.untestedMutants();
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    run.append(std::vector<KillRecord>{i % 4 == 3   ? errorRecord(drawn[i])
                                       : i % 4 == 2 ? survivedRecord(drawn[i])
                                                    : killedRecord(drawn[i])});
  }
  run.setEnvironment({"0.1.0", "1.13.1", "openblas <&>", "cpu", 2, 64});
  run.addTime("mutants", 1.25);
  run.addCount("pairs_evaluated", static_cast<int64_t>(drawn.size()) * 6);
  run.addCount("flops", 1'234'567'890'123);
  run.setState(RunState::Finished);
}

ReportContents TestReportFormats::contents() const {
  createRun("all <b>.maacc", settingsOf("exhaustive"), {samplePlan()});
  createRun("some.maacc", settingsOf("sample"), {samplePlan(), sampleGroups(), {}});
  return makeReportContents(readReportedRuns({path("all <b>.maacc"), path("some.maacc")}), "9.9",
                            5);
}

void TestReportFormats::formatsAgreeToTheLastDigit() {
  const ReportContents report = contents();
  const QString html = QString::fromStdString(htmlReport(report));
  const std::vector<ReportFile> latex = latexReport(report);
  const std::vector<ReportFile> csv = csvReport(report);
  const QJsonObject json =
      QJsonDocument::fromJson(QByteArray::fromStdString(jsonReport(report))).object();
  const QList<QStringList> shown = htmlRows(html, "scores");
  const QList<QStringList> stored = csvRows(textOf(csv, "scores.csv"));
  QCOMPARE(shown.size(), 5);  // two criteria of two runs
  QCOMPARE(stored.size(), 5);
  for (qsizetype row = 1; row < shown.size(); ++row) {
    const QJsonObject run = json["runs"].toArray()[row > 2 ? 1 : 0].toObject();
    const QJsonValue score = run["score"].toObject()[shown[row][1]];
    const double value = score.isObject() ? score["value"].toDouble() : score.toDouble();
    QCOMPARE(shown[row].last(), rounded(value));
    QCOMPARE(stored[row][2].toDouble(), value);
    QVERIFY(textOf(latex, "table-scores.tex").contains("& " + rounded(value) + " \\\\"));
    if (score.isObject()) {
      QCOMPARE(shown[row][4], rounded(score["low"].toDouble()) + " to " +
                                  rounded(score["high"].toDouble()) + " (95 %)");
      QCOMPARE(stored[row][3].toDouble(), score["low"].toDouble());
      QCOMPARE(stored[row][4].toDouble(), score["high"].toDouble());
    }
  }
  const QList<QStringList> layers = htmlRows(html, "layer-scores-1");
  const QList<QStringList> storedLayers = csvRows(textOf(csv, "layers.csv"));
  for (qsizetype row = 1; row < layers.size(); ++row) {
    const QJsonObject layer = json["runs"][0]["layers"][row - 1].toObject();
    const double value = layer["score"]["true-class"].toDouble();
    QCOMPARE(layers[row][6], rounded(value));
    QCOMPARE(storedLayers[row][9].toDouble(), value);
    QCOMPARE(layers[row][2].toInt(), layer["tested"].toInt());
    QCOMPARE(storedLayers[row][3].toInt(), layer["tested"].toInt());
  }
  const QList<QStringList> errors = htmlRows(html, "score-errors");
  const QJsonObject error = json["comparisons"][0]["score"]["true-class"].toObject();
  QCOMPARE(errors[1][5], QString::fromStdString(changeDigits(error["absolute"].toDouble())));
}

void TestReportFormats::marksStandBesideTheScores() {
  const ReportContents unmarked = contents();
  const RunContents& run = unmarked.runs[0].contents;
  const auto survivor = std::find_if(
      run.records.begin(), run.records.end(),
      [](const KillRecord& record) { return record.status == MutantStatus::Survived; });
  QVERIFY(survivor != run.records.end());
  const std::string id = run.plan.mutants[static_cast<std::size_t>(survivor->mutantIndex)].id.text;
  writeMarks(path("all <b>.maacc"), run.plan.hash,
             {{id, {MarkKind::Equivalent, "feeds, \"dead\" units", "2026-11-23T12:00:00Z"}}});
  const ReportContents report =
      makeReportContents(readReportedRuns({path("all <b>.maacc"), path("some.maacc")}), "9.9", 5);
  QCOMPARE(report.runs[0].scores.trueClass->value, unmarked.runs[0].scores.trueClass->value);
  QVERIFY(report.runs[1].marked.empty());

  const QString html = QString::fromStdString(htmlReport(report));
  const QList<QStringList> scores = htmlRows(html, "scores");
  QCOMPARE(scores.size(), 7);  // two criteria more
  QCOMPARE(scores[3][2], "all mutants, without 1 marked");
  QVERIFY(scores[3].last().toDouble() > scores[1].last().toDouble());
  const QList<QStringList> marks = htmlRows(html, "marks-1");
  QCOMPARE(marks.at(1), QStringList({QString::fromStdString(id), "equivalent", "survived",
                                     "feeds, \"dead\" units"}));
  QVERIFY(html.contains("By judgement, not by a verdict: 1 marked equivalent"));
  const QList<QStringList> rows = csvRows(textOf(csvReport(report), "records.csv"));
  const auto marked = std::find_if(rows.begin(), rows.end(), [&id](const QStringList& row) {
    return row[0] == "all <b>" && row[1] == QString::fromStdString(id);
  });
  QVERIFY(marked != rows.end());
  QCOMPARE(marked->mid(marked->size() - 2), QStringList({"equivalent", "feeds, \"dead\" units"}));
  const QJsonObject json =
      QJsonDocument::fromJson(QByteArray::fromStdString(jsonReport(report)))["runs"][0].toObject();
  QCOMPARE(json["marks"][0]["mutant"].toString(), QString::fromStdString(id));
  QCOMPARE(rounded(json["score_without_marked"]["true-class"].toDouble()), scores[3].last());
}

void TestReportFormats::htmlIsWellFormedAndAccessible() {
  QString html = QString::fromStdString(htmlReport(contents()));
  QVERIFY(html.startsWith("<!DOCTYPE html>\n<html lang=\"en\">"));
  QVERIFY(html.contains("prefers-color-scheme: dark") && html.contains("@media print"));
  static const QRegularExpression loaded("(src|href)=\"(?!#)");
  QVERIFY(!html.contains(loaded));
  static const QRegularExpression meta("<meta [^>]*>");
  html.remove("<!DOCTYPE html>").remove(meta);  // what is left is XML, too
  QXmlStreamReader reader(html);
  QSet<QString> ids;
  int headings = 0;
  int tables = 0;
  int captions = 0;
  while (!reader.atEnd()) {
    if (reader.readNext() != QXmlStreamReader::StartElement) {
      continue;
    }
    const QXmlStreamAttributes attributes = reader.attributes();
    if (attributes.hasAttribute("id")) {
      QVERIFY2(!ids.contains(attributes.value("id").toString()), qPrintable(html));
      ids.insert(attributes.value("id").toString());
    }
    headings += reader.name() == QLatin1String("h1") || reader.name() == QLatin1String("h2");
    tables += reader.name() == QLatin1String("table");
    captions += reader.name() == QLatin1String("caption");
    QVERIFY(reader.name() != QLatin1String("th") || attributes.hasAttribute("scope"));
    QVERIFY(reader.name() != QLatin1String("svg") || attributes.hasAttribute("aria-labelledby"));
  }
  QVERIFY2(!reader.hasError(), qPrintable(reader.errorString()));
  QCOMPARE(tables, captions);
  QVERIFY(headings >= 8);
}

void TestReportFormats::everyChartHasItsTable() {
  const QString html = QString::fromStdString(htmlReport(contents()));
  static const QRegularExpression described("aria-describedby=\"([^\"]+)\"");
  int charts = 0;
  for (auto match = described.globalMatch(html); match.hasNext(); ++charts) {
    const QString table = match.next().captured(1);
    const QList<QStringList> rows = htmlRows(html, table);
    QVERIFY2(rows.size() >= 3, qPrintable(table));
    QVERIFY(html.contains(">" + rows[1][6].left(6) + "</text>"));
  }
  QCOMPARE(charts, 2);  // groups of the sampled run reach beyond its layers and operators
}

void TestReportFormats::htmlEscapesAllText() {
  const QString html = QString::fromStdString(htmlReport(contents()));
  QVERIFY(!html.contains("<b>"));
  QVERIFY(html.contains("&lt;b&gt;a&amp;b&lt;/b&gt;"));
  QCOMPARE(htmlRows(html, "layer-scores-1")[1][0],
           QString::fromUtf8(
               "<b>a&b</b> \\input{x} 100% #1_$^~ \"q\" 'l' -- \u4E2D \u00E9 \uFFFD\uFFFD"));
}

void TestReportFormats::latexEscapesAllText() {
  QCOMPARE(latexText("a_b"), std::string("a\\_\\allowbreak{}b"));
  QCOMPARE(latexText("100% #1 $x^2$ & {y} ~ \\z"),
           std::string("100\\% \\#1 \\$x\\textasciicircum{}2\\$ \\& \\{y\\} \\textasciitilde{} "
                       "\\textbackslash{}z"));
  QCOMPARE(latexText("a--b"), std::string("a-{}-b"));
  QCOMPARE(latexText("\xE4\xB8\xAD\xC3\xA9"), std::string("[U+4E2D]\xC3\xA9"));
  QCOMPARE(latexText("\xff"), std::string("[U+FFFD]"));
  const QString table = textOf(latexReport(contents()), "table-layer-scores-1.tex");
  QVERIFY(!table.contains("\\input"));
  QVERIFY(table.contains("\\label{tab:maacc-layer-scores-1}"));
  QVERIFY(table.contains("\\toprule") && table.contains("\\caption{"));
}

void TestReportFormats::latexCompiles() {
  const QString pdflatex = QStandardPaths::findExecutable("pdflatex");
  if (pdflatex.isEmpty()) {
    QSKIP("pdflatex is not installed");
  }
  const std::vector<ReportFile> files = latexReport(contents());
  writeReportFiles(path("tex"), files);
  QProcess process;
  process.setWorkingDirectory(folder_->filePath("tex"));
  for (int pass = 0; pass < 2; ++pass) {  // the second resolves citations
    process.start(pdflatex, {"-interaction=nonstopmode", "-halt-on-error", "report.tex"});
    QVERIFY(process.waitForFinished(120000));
    const QByteArray log = process.readAllStandardOutput();
    QVERIFY2(process.exitCode() == 0, log.right(3000).constData());
    QVERIFY2(pass == 0 || !log.contains("undefined"), log.right(3000).constData());
  }
}

void TestReportFormats::longTablesGoOnInParts() {
  std::vector<ReportedRun> runs = contents().runs;
  const ReportedGroup group = runs[0].layers[0];
  runs[0].layers.assign(65, group);
  const QString table =
      textOf(latexReport(makeReportContents(runs, "9.9", 5)), "table-layer-scores-1.tex");
  QCOMPARE(table.count("\\begin{table}"), 3);
  QVERIFY(table.contains("(part 3 of 3)"));
  QVERIFY(table.contains("\\label{tab:maacc-layer-scores-1-3}"));
}

void TestReportFormats::csvIsRfc4180() {
  const std::vector<ReportFile> files = csvReport(contents());
  QCOMPARE(files.size(), std::size_t{4});
  for (const ReportFile& file : files) {
    const QString text = QString::fromStdString(file.bytes);
    QCOMPARE(text.count("\r\n"), text.count('\n'));
    const QList<QStringList> rows = csvRows(text);
    QVERIFY(rows.size() > 2);
    for (const QStringList& row : rows) {
      QCOMPARE(row.size(), rows[0].size());
    }
  }
  const QList<QStringList> records = csvRows(textOf(files, "records.csv"));
  QCOMPARE(records.size(), 1 + 19 + 12);
  QCOMPARE(records[1].mid(0, 3), (QStringList{"all <b>", "w0-u0-CW:0.2", "0"}));
  QCOMPARE(records[1].mid(4, 9),
           (QStringList{"0", "CW:0.2", "killed", "3", "1100", "0011", "", "", ""}));
  QCOMPARE(records[4][12], QString("a weight is not finite"));
}

void TestReportFormats::jsonHasEverything() {
  const QJsonObject json =
      QJsonDocument::fromJson(QByteArray::fromStdString(jsonReport(contents()))).object();
  QCOMPARE(json["version"].toString(), QString("9.9"));
  const QJsonObject run = json["runs"][0].toObject();
  for (const char* field : {"settings", "environment", "network", "operator_formulas", "method",
                            "score", "score_formula", "mutants", "tested", "layers", "operators",
                            "survivors", "seconds", "counts", "plan_hash", "accuracy"}) {
    QVERIFY2(run.contains(field), field);
  }
  QCOMPARE(run["operator_formulas"][0]["formula"].toString(), QString("w' = 1.2 w, b' = 1.2 b"));
  QCOMPARE(run["survivors"].toArray().size(), run["survived"].toInt());
  QCOMPARE(json["comparisons"][0]["verdicts"]["both"].toInt(), 12);
  QCOMPARE(json["references"].toArray().size(), 2);
}

void TestReportFormats::methodSaysHowItWasMeasured() {
  const ReportContents report = contents();
  const QString all = QString::fromStdString(paragraphText(methodParagraph(report.runs[0])));
  for (const char* part :
       {"small \"net\".keras", "9 mutable units in 2 layers", "CW:0.2 (w' = 1.2 w, b' = 1.2 b)",
        "(Lyons and Ghanbari, 2025)", "(Ma et al., 2018)", "preprocessing pad=2,scale=1/255",
        "Of 10 inputs of images.npz", "6 are classified correctly (accuracy 0.6000)",
        "20 / (15 x 4) = 0.3333.", "4 mutants could not be evaluated"}) {
    QVERIFY2(all.contains(part), qPrintable(QString(part) + " is not in " + all));
  }
  const QString some = QString::fromStdString(paragraphText(methodParagraph(report.runs[1])));
  QVERIFY2(some.contains("is estimated (stratified sample: ") && some.contains("95 % interval"),
           qPrintable(some));
}

void TestReportFormats::runsOfAnotherModelAreNotCompared() {
  contents();
  RunSettings other = settingsOf("exhaustive");
  other.modelHash = std::string(64, 'f');
  createRun("other.maacc", other, {samplePlan()});
  const ReportContents report =
      makeReportContents(readReportedRuns({path("all <b>.maacc"), path("other.maacc")}), "9.9", 5);
  const QString html = QString::fromStdString(htmlReport(report));
  QVERIFY(html.contains("are of different models"));
  QVERIFY(!html.contains("id=\"score-errors\""));
  const QJsonObject json =
      QJsonDocument::fromJson(QByteArray::fromStdString(jsonReport(report))).object();
  QCOMPARE(json["comparisons"][0]["comparable"].toBool(true), false);
  QVERIFY(!json["comparisons"][0].toObject().contains("verdicts"));
}

void TestReportFormats::runsOfOneNameAreToldApart() {
  contents();
  const auto runs = readReportedRuns({path("some.maacc"), path("some.maacc")});
  QCOMPARE(runs[0].name, std::string("some"));
  QCOMPARE(runs[1].name, std::string("some (2)"));
}

void TestReportFormats::estimatesPerLayerHaveIntervals() {
  const ReportedRun run = contents().runs[1];
  // The cluster mutant 18 is of layer 0 but drawn in the group of layer 1.
  QVERIFY(!run.layers[0].scores.trueClass);
  QVERIFY(run.scores.trueClass->low < run.scores.trueClass->high);
  MutationPlan plan = samplePlan();
  plan.mutants.pop_back();
  MutantSample sample = sampleGroups();
  sample.groups[1].members.pop_back();
  sample.groups[1].drawOrder = {10, 11, 12, 13, 14, 15, 16, 17};
  sample.toTest = {3, 8};
  createRun("layers.maacc", settingsOf("sample"), {plan, sample, {}});
  const ReportedRun layers =
      readReportedRun(RunFile::openForReading(path("layers.maacc")), "layers.maacc");
  QVERIFY(layers.layers[0].scores.trueClass->low < layers.layers[0].scores.trueClass->high);
  QCOMPARE(layers.layers[1].scores.trueClass->low, layers.layers[1].scores.trueClass->high);
  QVERIFY(!layers.operators[0].scores.trueClass);  // its mutants are in groups with others
}

void TestReportFormats::twoPhaseRunsShowWhatIsCertain() {
  RunFile file = RunFile::create(path("two.maacc"), settingsOf("two-phase"), sampleLayers(),
                                 sampleBaseline(), {samplePlan()});
  file.append(std::vector<KillRecord>{openRecord(0), undecidedRecord(1), survivedRecord(2)});
  const ReportedRun run = readReportedRun(file, path("two.maacc"));
  // 2 classes of 12 are killed, and 3 more may be.
  const ScoreEstimate& layer = *run.layers[0].scores.trueClass;
  QCOMPARE(layer.low, 2.0 / 12);
  QCOMPARE(layer.high, 5.0 / 12);
  QCOMPARE(layer.confidence, 1.0);
  QVERIFY(!run.layers[0].scores.predictedClass);
  const ReportContents report = makeReportContents({run}, "9.9", 5);
  const QString html = QString::fromStdString(htmlReport(report));
  QCOMPARE(htmlRows(html, "layer-scores-1")[0][5], QString("Undecided"));
  QCOMPARE(htmlRows(html, "layer-scores-1")[1].mid(5, 3),
           (QStringList{"1", "0", "0.1667 [0.1667, 0.4167]"}));
  QVERIFY(csvRows(textOf(csvReport(report), "records.csv"))[1].contains("0100"));
}

void TestReportFormats::filesReplaceThoseThatAreThere() {
  const std::vector<std::string> first =
      writeReportFiles(path("new/report"), {{"a.txt", "first"}, {"b.txt", "b"}});
  QCOMPARE(first.size(), std::size_t{2});
  writeReportFiles(path("new/report"), {{"a.txt", "second"}});
  QFile file(QString::fromStdString(first[0]));
  QVERIFY(file.open(QIODevice::ReadOnly));
  QCOMPARE(file.readAll(), QByteArray("second"));
  QCOMPARE(QDir(folder_->filePath("new/report")).entryList(QDir::Files),
           (QStringList{"a.txt", "b.txt"}));
}

void TestReportFormats::errorsNameThePath() {
  writeReportFiles(path("folder"), {{"file", "bytes"}});
  const Error noFolder = expectError([&] { writeReportFiles(path("folder/file"), {{"a", "b"}}); });
  QVERIFY(noFolder.code() == ErrorCode::Usage && contains(noFolder, "folder/file"));
  QVERIFY(QDir(folder_->path()).mkpath("folder/taken/x"));
  const Error taken = expectError([&] { writeReportFiles(path("folder"), {{"taken", "b"}}); });
  QVERIFY(taken.code() == ErrorCode::System && contains(taken, "folder/taken"));
  QVERIFY(!QFile::exists(folder_->filePath("folder/taken.partial")));
  QVERIFY(contains(expectError([] { parseReportFormat("pdf"); }), "html, latex, csv, json"));
}

void TestReportFormats::emptyRunsCanBeReported() {
  createSampleRun(path("empty.maacc"));
  const ReportContents report =
      makeReportContents(readReportedRuns({path("empty.maacc")}), "9.9", 5);
  QVERIFY(QString::fromStdString(htmlReport(report)).contains("No mutant has a verdict yet."));
  QCOMPARE(csvRows(textOf(csvReport(report), "scores.csv")).size(), 1);
  QVERIFY(!latexReport(report).empty() && !jsonReport(report).empty());
}

QTEST_APPLESS_MAIN(TestReportFormats)
#include "test_report_formats.moc"
