#include "core/report/html_report.h"

#include "core/report/html_parts.h"
#include "core/report/report_document.h"

namespace maacc {
namespace {

constexpr const char* kStyle = R"css(
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --line: #c9c9c9; --soft: #f3f5f7;
  --bar: #2f6f9f; --link: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8e8e8; --paper: #16181b; --line: #44494f; --soft: #202428; --bar: #6fb1e0;
    --link: #8cc4ff; } }
body { color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif;
  max-width: 62rem; margin: 2rem auto; padding: 0 1rem; }
a { color: var(--link); }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
.wide { overflow-x: auto; margin: 1.2rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--line); text-align: right;
  vertical-align: top; }
th { font-weight: 600; }
.text { text-align: left; overflow-wrap: anywhere; }
thead th { background: var(--soft); }
figure { margin: 1.2rem 0; }
svg { max-width: 100%; height: auto; }
svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg .bar { fill: var(--bar); }
svg .axis, svg .interval { stroke: var(--ink); stroke-width: 1.5; }
@media print {
  :root { --ink: #000; --paper: #fff; --line: #999; --soft: #eee; --bar: #555; --link: #000; }
  body { max-width: none; margin: 0; font-size: 10pt; }
  .wide { overflow: visible; }
  tr, figure { break-inside: avoid; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; } }
)css";

std::string paragraphHtml(const Paragraph& paragraph) {
  std::string html = "<p>";
  for (const Phrase& phrase : paragraph) {
    html += htmlText(phrase.text);
    for (const Reference& reference : reportReferences()) {
      if (reference.key == phrase.citation) {
        html += " (<a href=\"#" + std::string(reference.key) + "\">" +
                htmlText(std::string(reference.inText)) + "</a>)";
      }
    }
  }
  return html + "</p>\n";
}

std::string sectionHtml(const ReportSection& section, std::size_t position) {
  const std::string id = "section-" + std::to_string(position);
  std::string html = "<section aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id + "\">" +
                     htmlText(section.title) + "</h2>\n";
  for (const Paragraph& paragraph : section.paragraphs) {
    html += paragraphHtml(paragraph);
  }
  for (const ReportTable& table : section.tables) {
    for (const ReportChart& chart : section.charts) {
      html += chart.tableId == table.id ? chartHtml(chart) : "";
    }
    html += tableHtml(table);
  }
  return html + "</section>\n";
}

std::string referencesHtml() {
  std::string html =
      "<section aria-labelledby=\"references\">\n<h2 id=\"references\">References</h2>\n<ul>\n";
  for (const Reference& reference : reportReferences()) {
    html += "<li id=\"" + std::string(reference.key) + "\">" +
            htmlText(std::string(reference.entry)) + "</li>\n";
  }
  return html + "</ul>\n</section>\n";
}

}  // namespace

std::string htmlReport(const ReportContents& contents) {
  const ReportDocument document = describeReport(contents);
  std::string html =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"generator\" content=\"" +
      htmlText(document.writtenBy) + "\">\n<title>" + htmlText(document.title) +
      "</title>\n<style>" + kStyle + "</style>\n</head>\n<body>\n<main>\n<h1>" +
      htmlText(document.title) + "</h1>\n<p>Written by " + htmlText(document.writtenBy) +
      " from run files alone.</p>\n";
  for (std::size_t i = 0; i < document.sections.size(); ++i) {
    html += sectionHtml(document.sections[i], i + 1);
  }
  return html + referencesHtml() + "</main>\n</body>\n</html>\n";
}

}  // namespace maacc
