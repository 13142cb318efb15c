#pragma once

#include <QString>
#include <QTextDocument>
#include <memory>

#include "core/report/report_document.h"
#include "ui/plots/chart_style.h"

namespace maacc {

// How a report is set as text.
struct ReportLook {
  ChartStyle style;         // its font is that of the text
  int letterSize = 13;      // of the text, in pixels
  double chartWidth = 620;  // in pixels, where the page is not narrower
  size_t mostRows = 0;      // of a table; 0: all
};

// Sets a report into an empty document, piece by piece, so that a window can show it between them.
// The document must outlive this.
class ReportText {
 public:
  ReportText(QTextDocument& document,
             std::shared_ptr<const ReportDocument> report,
             const ReportLook& look);
  ~ReportText();

  bool setNext();  // the paragraphs of a section, a chart or a table; false: everything is there

 private:
  class Setter;

  std::shared_ptr<const ReportDocument> report_;
  std::unique_ptr<Setter> setter_;
};

// The report's sections, tables and charts. HTML files are made by the core; this is the same
// content within what Qt's text can show, with charts as drawings. May be called in any thread that
// then owns the document.
std::unique_ptr<QTextDocument> reportText(const ReportDocument& report, const ReportLook& look);

// A4 with page numbers. Throws Error{System} naming the path.
void writeReportPdf(const ReportDocument& report, const QString& path);

}  // namespace maacc
