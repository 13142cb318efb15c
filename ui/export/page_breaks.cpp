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

// Lower end of the first line of a block, or of the first row of a table below its header.
double endOfFirstLine(const QTextBlock& block) {
  const QAbstractTextDocumentLayout& layout = *block.document()->documentLayout();
  if (const QTextTable* table = tableOf(block)) {
    const int row = table->rows() > 1 ? 1 : 0;
    return layout.blockBoundingRect(table->cellAt(row, 0).firstCursorPosition().block()).bottom();
  }
  const double top = layout.blockBoundingRect(block).top();
  const QTextLayout& lines = *block.layout();
  return lines.lineCount() > 0 ? top + lines.lineAt(0).rect().bottom() : top;
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
  const double top = title.document()->documentLayout()->blockBoundingRect(title).top();
  return std::floor(top / page) != std::floor((endOfFirstLine(named) - 1) / page);
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
    if (isParted(block, named)) {
      QTextCursor cursor(block);
      QTextBlockFormat format = block.blockFormat();
      format.setPageBreakPolicy(QTextFormat::PageBreak_AlwaysBefore);
      cursor.setBlockFormat(format);
    }
    block = named.previous();  // the other titles of the run go along
  }
}

}  // namespace maacc
