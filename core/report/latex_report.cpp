#include "core/report/latex_report.h"

#include <algorithm>

#include "core/report/latex_parts.h"
#include "core/report/report_document.h"

namespace maacc {
namespace {

std::string bibtex() {
  std::string text;
  for (const Reference& reference : reportReferences()) {
    text += (text.empty() ? "" : "\n") + std::string(reference.bibtex);
  }
  return text;
}

std::string bibliography() {
  std::string latex = "\\begin{thebibliography}{9}\n";
  for (const Reference& reference : reportReferences()) {
    latex += "\\bibitem{" + std::string(reference.key) + "} " +
             latexText(std::string(reference.entry)) + "\n";
  }
  return latex + "\\end{thebibliography}\n";
}

std::string fileOf(const ReportTable& table) { return "table-" + table.id; }

// Paragraphs other than the method's are in the main file alone.
std::string sectionLatex(const ReportSection& section) {
  std::string latex = "\n\\section{" + latexText(section.title) + "}\n";
  if (section.title == kMethodTitle) {
    return latex + "\\input{method}\n";
  }
  for (const Paragraph& paragraph : section.paragraphs) {
    latex += paragraphLatex(paragraph) + "\n";
  }
  for (const ReportTable& table : section.tables) {
    latex += "\\input{" + fileOf(table) + "}\n";
  }
  return latex + "\\clearpage\n";
}

std::string mainFile(const ReportDocument& document) {
  std::string latex =
      "\\documentclass[a4paper]{article}\n\\usepackage[T1]{fontenc}\n\\usepackage[utf8]{inputenc}\n"
      "\\usepackage{booktabs}\n\\usepackage{array}\n\\usepackage[margin=2cm]{geometry}\n"
      "\\title{" +
      latexText(document.title) + "}\n\\author{" + latexText(document.writtenBy) +
      "}\n\\date{}\n\\begin{document}\n\\maketitle\n";
  for (const ReportSection& section : document.sections) {
    latex += sectionLatex(section);
  }
  return latex + "\n" + bibliography() + "\\end{document}\n";
}

}  // namespace

std::string paragraphLatex(const Paragraph& paragraph) {
  std::string latex;
  for (const Phrase& phrase : paragraph) {
    latex += latexText(phrase.text) +
             (phrase.citation.empty() ? "" : "~\\cite{" + phrase.citation + "}");
  }
  return latex + "\n";
}

std::vector<ReportFile> latexReport(const ReportContents& contents) {
  const ReportDocument document = describeReport(contents);
  std::vector<ReportFile> files = {{"report.tex", mainFile(document)},
                                   {"references.bib", bibtex()}};
  for (const ReportSection& section : document.sections) {
    if (section.title == kMethodTitle) {
      std::string method;
      for (const Paragraph& paragraph : section.paragraphs) {
        method += (method.empty() ? "" : "\n") + paragraphLatex(paragraph);
      }
      files.push_back({"method.tex", std::move(method)});
    }
    for (const ReportTable& table : section.tables) {
      files.push_back({fileOf(table) + ".tex", kLatexNeeds + tableLatex(table)});
    }
  }
  return files;
}

}  // namespace maacc
