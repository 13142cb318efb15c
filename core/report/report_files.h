#pragma once

#include <string>
#include <vector>

#include "core/report/report_contents.h"
#include "core/report/report_file.h"

namespace maacc {

enum class ReportFormat { Html, Latex, Csv, Json };
// "html", "latex", "csv", "json"; throws Error{Usage}, lists the names.
ReportFormat parseReportFormat(const std::string& name);

// report.html, report.json, the files of LaTeX and those of CSV. Every format once.
std::vector<ReportFile> reportFiles(const ReportContents& contents,
                                    const std::vector<ReportFormat>& formats);

// Writes the files into the folder, which is made where it is missing, and returns their paths. A
// file gets its name when it is complete, in the place of one that has it. Throws Error{System}
// naming the path, Error{Usage} where the folder is a file.
std::vector<std::string> writeReportFiles(const std::string& folder,
                                          const std::vector<ReportFile>& files);

// The same for one file, whose folder must be there.
void writeFileAtOnce(const std::string& path, const std::string& bytes);

// Makes the folder where it is missing. Throws as writeReportFiles does.
void makeFolder(const std::string& folder);

}  // namespace maacc
