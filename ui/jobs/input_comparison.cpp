#include "ui/jobs/input_comparison.h"

#include <QJsonArray>
#include <limits>

namespace maacc {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::optional<NetworkAnswer> parseAnswer(const QJsonValue& value) {
  const QJsonObject object = value.toObject();
  const QJsonValue logits = object.value(QLatin1String("logits"));
  if (!logits.isArray()) {
    return std::nullopt;
  }
  NetworkAnswer answer;
  answer.predictedClass = object.value(QLatin1String("predicted")).toInt(-1);
  answer.margin = object.value(QLatin1String("margin")).toDouble(kNaN);
  const QJsonArray values = logits.toArray();
  for (const auto& logit : values) {
    answer.logits.push_back(logit.toDouble(kNaN));
  }
  return answer;
}

}  // namespace

std::optional<InputComparison> parseComparison(const QJsonObject& answer) {
  const auto before = parseAnswer(answer.value(QLatin1String("before")));
  const auto after = parseAnswer(answer.value(QLatin1String("after")));
  if (!before || !after || before->logits.size() != after->logits.size() ||
      !answer.value(QLatin1String("kills")).isBool()) {
    return std::nullopt;
  }
  return InputComparison{answer.value(QLatin1String("mutant")).toString(),
                         answer.value(QLatin1String("input")).toInteger(-1),
                         answer.value(QLatin1String("true_class")).toInt(-1),
                         answer.value(QLatin1String("kills")).toBool(),
                         *before,
                         *after};
}

}  // namespace maacc
