#include "ui/export/page_breaks.h"

#include <QAbstractTextDocumentLayout>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextLayout>
#include <QTextTable>
#include <cmath>

namespace maacc {
namespace {

constexpr double kRounding = 1;  // of places, in the units of the page

QTextTable* tableOf(const QTextBlock& block) { return QTextCursor(block).currentTable(); }

bool isBold(const QTextBlock& block) {
  for (auto fragment = block.begin(); !fragment.atEnd(); ++fragment) {
    if (fragment.fragment().charFormat().fontWeight() < QFont::Bold) {
      return false;
    }
  }
  return !block.text().isEmpty();
}

bool isTitle(const QTextBlock& block) {
  return tableOf(block) == nullptr && (block.blockFormat().headingLevel() > 0 || isBold(block));
}

bool isBlank(const QTextBlock& block) {
  return tableOf(block) == nullptr && block.text().isEmpty();
}

// The first line of a block, which may be on another page than where the block begins.
QRectF firstLine(const QTextBlock& block) {
  const QRectF place = block.document()->documentLayout()->blockBoundingRect(block);
  const QTextLayout& lines = *block.layout();
  return lines.lineCount() > 0 ? lines.lineAt(0).rect().translated(place.topLeft()) : place;
}

// Lower end of the first line of a block, or of the first row of a table below its header.
double endOfFirstLine(const QTextBlock& block) {
  if (const QTextTable* table = tableOf(block)) {
    const int row = table->rows() > 1 ? 1 : 0;
    const QTextBlock first = table->cellAt(row, 0).firstCursorPosition().block();
    return block.document()->documentLayout()->blockBoundingRect(first).bottom();
  }
  return firstLine(block).bottom();
}

// What a run of titles names; invalid at the end of the document.
QTextBlock namedBy(QTextBlock title) {
  while (title.isValid() && (isTitle(title) || isBlank(title))) {
    title = title.next();
  }
  return title;
}

bool isParted(const QTextBlock& title, const QTextBlock& named) {
  const double page = title.document()->pageSize().height();
  const double top = firstLine(title).top();
  // A block that begins a page may begin a rounding error before it.
  return std::floor((top + kRounding) / page) !=
         std::floor((endOfFirstLine(named) - kRounding) / page);
}

// How much of a title's line is above the end of its page, where the rest is below it: Qt lets
// lines after a table cross the border, and takes them for the next page's.
double partAboveBorder(const QTextBlock& title) {
  const double page = title.document()->pageSize().height();
  const QRectF line = firstLine(title);
  const double border = std::ceil((line.top() + kRounding) / page) * page;
  return line.bottom() > border ? border - line.top() : 0;
}

void lower(const QTextBlock& block, double distance) {
  QTextBlockFormat format = block.blockFormat();
  format.setTopMargin(format.topMargin() + distance);
  QTextCursor(block).setBlockFormat(format);
}

void beginPageWith(const QTextBlock& block) {
  QTextBlockFormat format = block.blockFormat();
  format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
  QTextCursor(block).setBlockFormat(format);
}

}  // namespace

void keepTitlesWithWhatFollows(QTextDocument& document) {
  for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
    if (!isTitle(block)) {
      continue;
    }
    const QTextBlock named = namedBy(block);
    if (!named.isValid()) {
      return;
    }
    if (const double cut = partAboveBorder(block); cut > 0) {
      lower(block, cut);
    }
    if (isParted(block, named)) {
      beginPageWith(block);
    }
    block = named.previous();  // the other titles of the run go along
  }
}

}  // namespace maacc
