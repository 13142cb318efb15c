#pragma once

#include <QJsonObject>
#include <QString>
#include <optional>
#include <vector>

namespace maacc {

// What one network says about one input; a number that is not finite is NaN.
struct NetworkAnswer {
  int predictedClass = -1;  // -1: not finite
  double margin = 0;
  std::vector<double> logits;
};

// One mutant on one input, as `maacc explain --json` answers.
struct InputComparison {
  QString mutant;
  int64_t input = -1;  // place in the data
  int trueClass = -1;
  bool kills = false;
  NetworkAnswer before;
  NetworkAnswer after;
};

// Nothing where the object is not such an answer.
std::optional<InputComparison> parseComparison(const QJsonObject& answer);

}  // namespace maacc
