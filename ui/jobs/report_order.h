#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "core/report/report_document.h"
#include "core/report/report_files.h"

namespace maacc {

// What a report is made of.
struct ReportSubject {
  QStringList paths;                // of run files; the others are compared with the first
  std::size_t survivorsShown = 20;  // per run
  bool operator==(const ReportSubject&) const = default;
};

struct ReportOrder {
  ReportSubject subject;
  QString folder;
  std::vector<ReportFormat> formats;  // of maacc report
  bool pdf = false;
  QStringList figures;  // suffixes: "pdf", "svg", "png"
  double figureWidthMm = 84;
  int figureLetters = 8;  // points
  bool figuresGrey = false;
};

// Both read the files, for a pool thread. Throw Error as the core does.
ReportDocument readReport(const ReportSubject& subject);
// The files of `maacc report`, report.pdf, figure-ID.SUFFIX; returns the paths.
QStringList writeReport(const ReportOrder& order);

}  // namespace maacc
