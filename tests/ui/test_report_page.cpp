#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QImage>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QSpinBox>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTextBrowser>
#include <QXmlStreamReader>
#include <QtTest>

#include "core/report/report_files.h"
#include "tests/ui/run_set_fixtures.h"
#include "tests/ui/ui_fixtures.h"
#include "ui/pages/report_page.h"
#include "ui/plots/score_bars.h"
#include "ui/widgets/file_field.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/report_options.h"

using namespace maacc;

namespace {

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// Pixels that are not white.
int inkOf(const QImage& image) {
  int ink = 0;
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      ink += qGray(image.pixel(x, y)) < 200 ? 1 : 0;
    }
  }
  return ink;
}

}  // namespace

class TestReportPage : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void init();
  void previewHasAllSections();
  void filesAreThoseOfTheCommand();
  void onlyChosenFilesAreWritten();
  void survivorsFollowTheirNumber();
  void latexOfEachTableIsTheReports();
  void exportedLatexCompiles();
  void methodIsCopied();
  void pdfShowsInk();
  void figuresHaveTheirWidth_data();
  void figuresHaveTheirWidth();
  void barsAreAsLongAsTheirValues();
  void greysAreGrey();
  void folderThatIsAFileIsASentence();
  void damagedRunIsASentence();
  void tableModelKeepsItsPromises();
  void everythingHasAName();

 private:
  void choose(const QStringList& paths);
  void write(const QString& folder);
  void check(const QString& box, bool on);
  QString path(const QString& name) const { return folder_.filePath(name); }
  template <class Widget>
  Widget* find(const QString& name) {
    return page_->findChild<Widget*>(name);
  }

  QTemporaryDir folder_;
  QStringList runs_;
  std::unique_ptr<ReportPage> page_;
};

void TestReportPage::initTestCase() {
  test::isolateSettings();
  runs_ = test::writeRunSet(folder_.path());
}

void TestReportPage::init() {
  page_ = std::make_unique<ReportPage>();
  page_->resize(1200, 800);
  page_->show();
}

void TestReportPage::choose(const QStringList& paths) {
  page_->options().picker().addFiles(paths);
  QTRY_VERIFY(!page_->isBusy());
}

void TestReportPage::write(const QString& folder) {
  page_->options().setFolder(folder);
  QTest::mouseClick(find<QPushButton>("writeReport"), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(!page_->isBusy(), 60000);
}

void TestReportPage::check(const QString& box, bool on) { find<QCheckBox>(box)->setChecked(on); }

void TestReportPage::previewHasAllSections() {
  choose(runs_.mid(0, 3));
  QVERIFY(page_->report() != nullptr);
  const QString text = find<QTextBrowser>("reportPreview")->document()->toPlainText();
  for (const ReportSection& section : page_->report()->sections) {
    QVERIFY2(text.contains(QString::fromStdString(section.title)), section.title.c_str());
    for (const ReportTable& table : section.tables) {
      QVERIFY2(text.contains(QString::fromStdString(table.caption)), table.caption.c_str());
      for (const std::string& cell : table.rows.front()) {
        QVERIFY2(text.contains(QString::fromStdString(cell)), cell.c_str());
      }
    }
  }
  QVERIFY(text.contains(QChar::ObjectReplacementCharacter));  // the charts
}

void TestReportPage::filesAreThoseOfTheCommand() {
  choose(runs_.mid(0, 3));
  find<QSpinBox>("survivorsShown")->setValue(2);
  write(path("all"));
  std::vector<std::string> paths;
  for (const QString& run : runs_.mid(0, 3)) {
    paths.push_back(run.toStdString());
  }
  const ReportContents contents = makeReportContents(readReportedRuns(paths), MAACC_VERSION, 2);
  const std::vector<ReportFile> files = reportFiles(
      contents, {ReportFormat::Html, ReportFormat::Latex, ReportFormat::Csv, ReportFormat::Json});
  QVERIFY(files.size() > 15);
  for (const ReportFile& file : files) {
    const QString name = QString::fromStdString(file.name);
    QVERIFY2(page_->written().contains(path("all/" + name)), qPrintable(name));
    QCOMPARE(bytesOf(path("all/" + name)), QByteArray::fromStdString(file.bytes));
  }
  QVERIFY(QFile::exists(path("all/report.pdf")));
  QVERIFY(QFile::exists(path("all/figure-layer-chart-1.pdf")));
  QVERIFY(page_->findChild<Banner*>()->text().contains("report.html"));
}

void TestReportPage::onlyChosenFilesAreWritten() {
  choose({runs_[0]});
  for (const char* box : {"formatHtml", "formatPdf", "formatLatex", "formatCsv", "figure-pdf"}) {
    check(box, false);
  }
  write(path("json"));
  QCOMPARE(QDir(path("json")).entryList(QDir::Files), QStringList{"report.json"});
  check("formatJson", false);
  QVERIFY(!find<QPushButton>("writeReport")->isEnabled());
}

void TestReportPage::survivorsFollowTheirNumber() {
  choose({runs_[0]});
  const auto rowsOf = [this] {
    for (const ReportSection& section : page_->report()->sections) {
      if (section.title == "Survivors") {
        return section.tables.empty() ? size_t{0} : section.tables[0].rows.size();
      }
    }
    return size_t{0};
  };
  QCOMPARE(rowsOf(), size_t{7});
  find<QSpinBox>("survivorsShown")->setValue(3);
  QTRY_COMPARE(rowsOf(), size_t{3});
}

void TestReportPage::latexOfEachTableIsTheReports() {
  choose(runs_.mid(0, 2));
  for (const char* box : {"formatHtml", "formatPdf", "formatJson", "formatCsv", "figure-pdf"}) {
    check(box, false);
  }
  write(path("latex"));
  auto* which = find<QComboBox>("reportTable");
  QVERIFY(which->count() > 8);
  for (int table = 0; table < which->count(); ++table) {
    which->setCurrentIndex(table);
    QGuiApplication::clipboard()->clear();
    find<QPushButton>("copyTableAsLatex")->click();
    const QString latex = QGuiApplication::clipboard()->text();
    QVERIFY(latex.contains("\\toprule"));
    QCOMPARE(latex.toUtf8(),
             bytesOf(path("latex/table-" + which->currentData().toString() + ".tex")));
  }
}

void TestReportPage::exportedLatexCompiles() {
  const QString pdflatex = QStandardPaths::findExecutable("pdflatex");
  if (pdflatex.isEmpty()) {
    QSKIP("pdflatex is not installed");
  }
  choose(runs_.mid(0, 4));
  write(path("compiled"));
  QProcess process;
  process.setWorkingDirectory(path("compiled"));
  process.start(pdflatex, {"-interaction=nonstopmode", "-halt-on-error", "report.tex"});
  QVERIFY(process.waitForFinished(120000));
  QVERIFY2(process.exitCode() == 0, process.readAllStandardOutput().right(3000).constData());
}

void TestReportPage::methodIsCopied() {
  choose({runs_[1]});
  const QString text = find<QPlainTextEdit>("methodText")->toPlainText();
  QVERIFY2(text.contains("seed"), qPrintable(text));
  find<QPushButton>("copyMethod")->click();
  QCOMPARE(QGuiApplication::clipboard()->text(), text);
  find<QPushButton>("copyMethodAsLatex")->click();
  QVERIFY(QGuiApplication::clipboard()->text().contains("\\cite{"));
}

void TestReportPage::pdfShowsInk() {
  choose(runs_.mid(0, 3));
  write(path("pdf"));
  const QByteArray pdf = bytesOf(path("pdf/report.pdf"));
  QVERIFY(pdf.startsWith("%PDF-") && pdf.trimmed().endsWith("%%EOF"));
  QVERIFY(pdf.count("/Type /Page\n") >= 2);
  const QString renderer = QStandardPaths::findExecutable("pdftoppm");
  if (renderer.isEmpty()) {
    QSKIP("pdftoppm is not installed");
  }
  QProcess process;
  process.start(renderer, {"-r", "50", "-png", path("pdf/report.pdf"), path("pdf/page")});
  QVERIFY(process.waitForFinished(60000));
  const QStringList pages = QDir(path("pdf")).entryList({"page*.png"});
  QCOMPARE(pages.size(), pdf.count("/Type /Page\n"));
  for (const QString& page : pages) {
    const QImage image(path("pdf/" + page));
    QVERIFY2(inkOf(image) > 500 || page == pages.last(), qPrintable(page));
    const QRect foot(image.width() / 2, image.height() - 45, image.width() / 2, 35);
    QVERIFY2(inkOf(image.copy(foot)) > 5, "no page number");
  }
}

void TestReportPage::figuresHaveTheirWidth_data() {
  QTest::addColumn<int>("choice");
  QTest::addColumn<double>("millimetres");
  QTest::newRow("one column") << 0 << 84.0;
  QTest::newRow("two columns") << 1 << 174.0;
}

void TestReportPage::figuresHaveTheirWidth() {
  QFETCH(int, choice);
  QFETCH(double, millimetres);
  choose({runs_[0], runs_[3]});
  for (const char* box : {"formatHtml", "formatPdf", "formatLatex", "formatJson", "formatCsv"}) {
    check(box, false);
  }
  for (const char* box : {"figure-pdf", "figure-svg", "figure-png"}) {
    check(box, true);
  }
  find<QComboBox>("figureWidth")->setCurrentIndex(choice);
  const QString folder = path("figures-" + QString::number(choice));
  write(folder);
  QCOMPARE(QDir(folder).entryList(QDir::Files).size(), 4 * 3);
  const QImage image(folder + "/figure-layer-chart-1.png");
  QVERIFY(qAbs(image.width() / 600.0 * 25.4 - millimetres) < 0.1);
  QVERIFY(inkOf(image) > 1000);
  QXmlStreamReader svg(bytesOf(folder + "/figure-operator-chart-2.svg"));
  QVERIFY(svg.readNextStartElement());
  const QStringList box = svg.attributes().value("viewBox").toString().split(' ');
  QVERIFY(qAbs(box.value(2).toDouble() / 72 * 25.4 - millimetres) < 0.5);
  while (!svg.atEnd()) {
    svg.readNext();
    QVERIFY(svg.name() != QLatin1String("image"));
  }
  QVERIFY2(!svg.hasError(), qPrintable(svg.errorString()));
}

void TestReportPage::barsAreAsLongAsTheirValues() {
  const ReportChart chart{
      "c", "t", "title", {{"half", 0.5, 0.5, 0.5}, {"quarter", 0.25, 0.25, 0.25}}};
  ChartStyle style = paperStyle(10, false);
  style.bar = Qt::red;
  QImage image(600, static_cast<int>(scoreBarsHeight(chart, style)) + 1, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  paintScoreBars(painter, QRectF(image.rect()), chart, style);
  painter.end();
  std::vector<int> lengths;
  const double row = (image.height() - 1) / (2 * 1.5 + 1.5) * 1.5;
  for (int bar = 0; bar < 2; ++bar) {
    int red = 0;
    for (int x = 0; x < image.width(); ++x) {
      red += QColor(image.pixel(x, static_cast<int>((bar + 0.5) * row))) == Qt::red ? 1 : 0;
    }
    lengths.push_back(red);
  }
  QVERIFY(lengths[1] > 50);
  QVERIFY(qAbs(lengths[0] - 2 * lengths[1]) <= 4);
}

void TestReportPage::greysAreGrey() {
  const ChartStyle style = paperStyle(8, true);
  QCOMPARE(style.bar.saturation(), 0);
  for (int series = 0; series < 7; ++series) {
    QCOMPARE(seriesColor(style, series).saturation(), 0);
  }
  QVERIFY(paperStyle(8, false).bar.saturation() > 0);
}

void TestReportPage::folderThatIsAFileIsASentence() {
  choose({runs_[0]});
  write(runs_[1]);
  QVERIFY2(page_->findChild<Banner*>()->text().contains("is no folder"),
           qPrintable(page_->findChild<Banner*>()->text()));
  QVERIFY(page_->written().isEmpty());
}

void TestReportPage::damagedRunIsASentence() {
  choose({path("absent.maacc")});
  QVERIFY(page_->findChild<Banner*>()->text().contains("absent.maacc"));
  QVERIFY(page_->report() == nullptr);
}

void TestReportPage::tableModelKeepsItsPromises() {
  QTableView* table = nullptr;
  for (auto* view : page_->findChildren<QTableView*>()) {
    table = view;
  }
  const QAbstractItemModelTester tester(table->model(),
                                        QAbstractItemModelTester::FailureReportingMode::QtTest);
  choose(runs_.mid(0, 2));
  auto* which = find<QComboBox>("reportTable");
  for (int index = 0; index < which->count(); ++index) {
    which->setCurrentIndex(index);
    QVERIFY(table->model()->rowCount() > 0);
  }
}

void TestReportPage::everythingHasAName() {
  choose({runs_[0]});
  for (const auto* widget : page_->findChildren<QWidget*>()) {
    const bool takesFocus = widget->focusPolicy() != Qt::NoFocus && widget->isVisible();
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    const bool hasText = button != nullptr && !button->text().isEmpty();
    const bool isPart = widget->inherits("QLabel") || widget->objectName().startsWith("qt_") ||
                        widget->inherits("QTabBar") || widget->inherits("QTableCornerButton") ||
                        widget->inherits("QScrollArea") || widget->inherits("maacc::FileField");
    if (takesFocus && !hasText && !isPart) {
      QVERIFY2(!widget->accessibleName().isEmpty(), widget->metaObject()->className());
    }
  }
}

QTEST_MAIN(TestReportPage)
#include "test_report_page.moc"
