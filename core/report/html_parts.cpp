#include "core/report/html_parts.h"

#include <algorithm>

#include "core/report/html_report.h"
#include "core/report/report_text.h"
#include "core/report/text_table.h"
#include "core/report/utf8_text.h"

namespace maacc {
namespace {

constexpr int kLabelWidth = 200;
constexpr int kBarWidth = 400;
constexpr int kValueWidth = 70;
constexpr int kRowHeight = 22;
constexpr int kTop = 8;
constexpr int kScaleHeight = 24;
constexpr std::size_t kLabelLetters = 26;

// name="value", with a space before it.
std::string attribute(const char* name, const std::string& value) {
  return std::string(" ").append(name).append(1, '=').append(1, '"').append(value).append(1, '"');
}

std::string pixels(double value) { return fixedText(value, 1); }

double barX(double share) { return kLabelWidth + kBarWidth * std::clamp(share, 0.0, 1.0); }

// The beginning of a long label; the table has all of it.
std::string shortLabel(const std::string& label) {
  const std::vector<char32_t> points = codePoints(label);
  if (points.size() <= kLabelLetters) {
    return label;
  }
  std::string shortened;
  for (std::size_t i = 0; i + 1 < kLabelLetters; ++i) {
    appendUtf8(points[i], shortened);
  }
  appendUtf8(0x2026, shortened);
  return shortened;
}

std::string line(const char* kind, double x1, double y1, double x2, double y2) {
  return "<line" + attribute("class", kind) + attribute("x1", pixels(x1)) +
         attribute("y1", pixels(y1)) + attribute("x2", pixels(x2)) + attribute("y2", pixels(y2)) +
         "/>\n";
}

std::string label(double x, double y, const char* anchor, const std::string& text) {
  return "<text" + attribute("x", pixels(x)) + attribute("y", pixels(y)) +
         attribute("text-anchor", anchor) + ">" + htmlText(text) + "</text>\n";
}

std::string barSvg(const Bar& bar, double top) {
  const double middle = top + kRowHeight / 2.0;
  std::string svg = label(kLabelWidth - 8, middle + 4, "end", shortLabel(bar.label));
  svg += "<rect" + attribute("class", "bar") + attribute("x", pixels(kLabelWidth)) +
         attribute("y", pixels(top + 4)) +
         attribute("width", pixels(barX(bar.value) - kLabelWidth)) +
         attribute("height", pixels(kRowHeight - 8)) + "/>\n";
  if (bar.low < bar.high) {
    svg += line("interval", barX(bar.low), middle, barX(bar.high), middle);
    for (double end : {bar.low, bar.high}) {
      svg += line("interval", barX(end), middle - 4, barX(end), middle + 4);
    }
  }
  return svg + label(barX(std::max(bar.value, bar.high)) + 6, middle + 4, "start",
                     scoreDigits(bar.value));
}

std::string scaleSvg(double bottom) {
  std::string svg = line("axis", kLabelWidth, bottom, kLabelWidth + kBarWidth, bottom);
  for (int tenth = 0; tenth <= 10; tenth += 2) {
    const double x = barX(tenth / 10.0);
    svg += line("axis", x, bottom, x, bottom + 4) +
           label(x, bottom + 18, "middle", fixedText(tenth / 10.0, 1));
  }
  return svg;
}

std::string rowHtml(const std::vector<std::string>& cells, int textColumns, bool isHeader) {
  std::string html = "<tr>";
  for (std::size_t column = 0; column < cells.size(); ++column) {
    const bool isName = isHeader || column == 0;
    const char* tag = isName ? "th" : "td";
    html.append("<").append(tag);
    html += isName ? attribute("scope", isHeader ? "col" : "row") : "";
    html += static_cast<int>(column) < textColumns ? attribute("class", "text") : "";
    html.append(">").append(htmlText(cells[column])).append("</").append(tag).append(">");
  }
  return html + "</tr>\n";
}

}  // namespace

std::string htmlText(const std::string& text) {
  std::string html;
  for (const char32_t point : codePoints(text)) {
    switch (point) {
      case '&':
        html += "&amp;";
        break;
      case '<':
        html += "&lt;";
        break;
      case '>':
        html += "&gt;";
        break;
      case '"':
        html += "&quot;";
        break;
      case '\'':
        html += "&#39;";
        break;
      case '\n':
      case '\t':
        html += ' ';
        break;
      default:
        // HTML has no other control characters.
        appendUtf8(point < 0x20 || (point >= 0x7F && point < 0xA0) ? kReplacement : point, html);
    }
  }
  return html;
}

std::string tableHtml(const ReportTable& table) {
  const std::string caption = table.id + "-caption";
  std::string html = "<div" + attribute("class", "wide") + attribute("role", "region") +
                     attribute("tabindex", "0") + attribute("aria-labelledby", caption) +
                     ">\n<table" + attribute("id", table.id) + ">\n<caption" +
                     attribute("id", caption) + ">" + htmlText(table.caption) +
                     "</caption>\n<thead>" + rowHtml(table.header, table.textColumns, true) +
                     "</thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : table.rows) {
    html += rowHtml(row, table.textColumns, false);
  }
  return html + "</tbody>\n</table>\n</div>\n";
}

std::string chartHtml(const ReportChart& chart) {
  const double bottom = kTop + kRowHeight * static_cast<double>(chart.bars.size());
  const int width = kLabelWidth + kBarWidth + kValueWidth;
  const std::string height = pixels(bottom + kScaleHeight);
  const std::string title = chart.id + "-title";
  std::string html =
      "<figure>\n<svg" + attribute("role", "img") + attribute("aria-labelledby", title) +
      attribute("aria-describedby", chart.tableId) +
      attribute("viewBox", "0 0 " + std::to_string(width) + " " + height) +
      attribute("width", std::to_string(width)) + attribute("height", height) + ">\n<title" +
      attribute("id", title) + ">" + htmlText(chart.title) + "</title>\n";
  for (std::size_t i = 0; i < chart.bars.size(); ++i) {
    html += barSvg(chart.bars[i], kTop + kRowHeight * static_cast<double>(i));
  }
  return html + scaleSvg(bottom) + "</svg>\n<figcaption>" + htmlText(chart.title) +
         (std::any_of(chart.bars.begin(), chart.bars.end(),
                      [](const Bar& bar) { return bar.low < bar.high; })
              ? "; lines: intervals"
              : "") +
         "; the numbers are in the table below.</figcaption>\n</figure>\n";
}

}  // namespace maacc
