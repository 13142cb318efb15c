#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>
#include <QtTest>

#include "ui/export/page_breaks.h"

using namespace maacc;

namespace {

constexpr double kPageHeight = 300;

// A title and its table, after some lines of text.
class Pages {
 public:
  explicit Pages(int lines) {
    QString text;
    for (int line = 0; line < lines; ++line) {
      text += QStringLiteral("<p>words</p>");
    }
    document_.setHtml(text +
                      "<h2>Section</h2><p><b>Caption</b></p><table><tr><th>a</th></tr>"
                      "<tr><td>first</td></tr><tr><td>last</td></tr></table><p>end</p>");
    document_.setPageSize({200, kPageHeight});
  }
  QTextDocument& document() { return document_; }

  int pageOf(const QString& text) const {
    for (QTextBlock block = document_.begin(); block.isValid(); block = block.next()) {
      if (block.text() == text) {
        const QRectF place = document_.documentLayout()->blockBoundingRect(block);
        return static_cast<int>(place.center().y() / kPageHeight);
      }
    }
    return -1;
  }

 private:
  QTextDocument document_;
};

}  // namespace

class TestPageBreaks : public QObject {
  Q_OBJECT

 private slots:
  void titlesStandOnThePageOfWhatTheyName() {
    int parted = 0;
    for (int lines = 1; lines < 40; ++lines) {
      Pages pages(lines);
      parted += pages.pageOf("Section") != pages.pageOf("first") ? 1 : 0;
      keepTitlesWithWhatFollows(pages.document());
      QCOMPARE(pages.pageOf("Section"), pages.pageOf("first"));
      QCOMPARE(pages.pageOf("Caption"), pages.pageOf("first"));
    }
    QVERIFY(parted > 2);
  }

  void nothingElseMoves() {
    for (int lines = 1; lines < 40; ++lines) {
      Pages pages(lines);
      const bool parted = pages.pageOf("Section") != pages.pageOf("first");
      const int before = pages.document().pageCount();
      keepTitlesWithWhatFollows(pages.document());
      if (!parted) {
        QCOMPARE(pages.document().pageCount(), before);
      }
    }
  }

  void titleWithNothingBelowStays() {
    QTextDocument document;
    document.setHtml("<p>words</p><h2>End</h2>");
    document.setPageSize({200, kPageHeight});
    keepTitlesWithWhatFollows(document);
    QCOMPARE(document.pageCount(), 1);
  }
};

QTEST_MAIN(TestPageBreaks)
#include "test_page_breaks.moc"
