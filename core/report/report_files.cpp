#include "core/report/report_files.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iterator>

#include "core/base/error.h"
#include "core/base/named_values.h"
#include "core/report/csv_report.h"
#include "core/report/html_report.h"
#include "core/report/json_report.h"
#include "core/report/latex_report.h"

namespace maacc {
namespace {

constexpr NamedValues<ReportFormat, 4> kFormats = {{{ReportFormat::Html, "html"},
                                                    {ReportFormat::Latex, "latex"},
                                                    {ReportFormat::Csv, "csv"},
                                                    {ReportFormat::Json, "json"}}};

[[noreturn]] void throwNotWritten(const std::string& path, int reason) {
  throw Error(ErrorCode::System, path + " cannot be written (" + std::strerror(reason) +
                                     "); free its place or choose another folder");
}

// Whether all bytes are on the disk; errno says why not.
bool writeBytes(const std::string& path, const std::string& bytes) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) {
    return false;
  }
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() &&
                       std::fflush(file) == 0 && fsync(fileno(file)) == 0;
  const int reason = errno;
  const bool closed = std::fclose(file) == 0;
  errno = written ? errno : reason;
  return written && closed;
}

std::vector<ReportFile> filesOf(ReportFormat format, const ReportContents& contents) {
  switch (format) {
    case ReportFormat::Html:
      return {{"report.html", htmlReport(contents)}};
    case ReportFormat::Latex:
      return latexReport(contents);
    case ReportFormat::Csv:
      return csvReport(contents);
    case ReportFormat::Json:
      return {{"report.json", jsonReport(contents)}};
  }
  return {};
}

}  // namespace

ReportFormat parseReportFormat(const std::string& name) {
  return valueOf(kFormats, "format of a report", name);
}

std::vector<ReportFile> reportFiles(const ReportContents& contents,
                                    const std::vector<ReportFormat>& formats) {
  std::vector<ReportFile> files;
  for (const auto& [format, name] : kFormats) {
    if (std::find(formats.begin(), formats.end(), format) != formats.end()) {
      std::vector<ReportFile> more = filesOf(format, contents);
      std::move(more.begin(), more.end(), std::back_inserter(files));
    }
  }
  return files;
}

void makeFolder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (std::filesystem::is_directory(folder)) {
    return;
  }
  if (std::filesystem::exists(folder)) {
    throw Error(ErrorCode::Usage, folder + " is no folder; name one with --to");
  }
  throwNotWritten(folder, error.value());
}

void writeFileAtOnce(const std::string& path, const std::string& bytes) {
  const std::string partial = path + ".partial";
  if (!writeBytes(partial, bytes) || std::rename(partial.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    std::remove(partial.c_str());
    throwNotWritten(path, reason);
  }
}

std::vector<std::string> writeReportFiles(const std::string& folder,
                                          const std::vector<ReportFile>& files) {
  makeFolder(folder);
  std::vector<std::string> paths;
  for (const ReportFile& file : files) {
    paths.push_back((std::filesystem::path(folder) / file.name).string());
    writeFileAtOnce(paths.back(), file.bytes);
  }
  return paths;
}

}  // namespace maacc
