#pragma once

class QTextDocument;

namespace maacc {

// Starts a page before titles that would otherwise be parted from what they name: headings and
// paragraphs in bold, and the first line, picture or row after them. For a document with a page
// size.
void keepTitlesWithWhatFollows(QTextDocument& document);

}  // namespace maacc
