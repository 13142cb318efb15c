#pragma once

#include <QString>
#include <optional>
#include <vector>

#include "core/analysis/score.h"
#include "core/model/tensor.h"

namespace maacc {

// How numbers read everywhere in the window.
QString countText(qint64 count);                      // "6,214" as the locale groups
QString dashText();                                   // "–": not there
QString prettyShape(const Shape& shape);              // "32 × 32 × 3"; "–" for none
QString percentText(double fraction);                 // "97.2 %"
QString durationText(std::optional<double> seconds);  // "1 m 32 s"; "–" while unknown
QString rateText(double perSecond);                   // "41 /s", "0.3 /s"
QString scoreText(double value);                      // four digits
QString scoreFormula(const Score& score);  // "5,102 killed classes / (1,000 mutants × 10 classes)"
// Qt::TextAlignmentRole of a table cell: numbers to the right.
int cellAlignment(bool isNumber);
QString unitsText(const std::vector<int>& units);  // "3, 8, 20 … (14)"

}  // namespace maacc
