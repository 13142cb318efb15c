#include "ui/text.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <algorithm>
#include <cmath>

namespace maacc {
namespace {

QString tr(const char* source) { return QCoreApplication::translate("maacc::Text", source); }

}  // namespace

QString countText(qint64 count) { return QLocale().toString(count); }

QString dashText() { return QStringLiteral("–"); }

QString prettyShape(const Shape& shape) {
  QStringList sizes;
  for (const int64_t size : shape) {
    sizes << QString::number(size);
  }
  return sizes.isEmpty() ? dashText() : sizes.join(QStringLiteral(" × "));
}

QString percentText(double fraction) {
  return tr("%1 %").arg(QLocale().toString(fraction * 100, 'f', 1));
}

QString durationText(std::optional<double> seconds) {
  if (!seconds || !std::isfinite(*seconds) || *seconds < 0) {
    return dashText();
  }
  const auto whole = static_cast<qint64>(std::llround(*seconds));
  if (*seconds > 0 && *seconds < 0.1) {
    return tr("%1 ms").arg(std::max<qint64>(1, std::llround(1000 * *seconds)));
  }
  if (*seconds < 10) return tr("%1 s").arg(QLocale().toString(*seconds, 'f', 1));
  if (whole < 60) return tr("%1 s").arg(whole);
  if (whole < 3600) return tr("%1 m %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'));
  return tr("%1 h %2 m").arg(whole / 3600).arg(whole / 60 % 60, 2, 10, QLatin1Char('0'));
}

QString rateText(double perSecond) {
  if (!std::isfinite(perSecond) || perSecond <= 0) {
    return dashText();
  }
  return tr("%1 /s").arg(QLocale().toString(perSecond, 'f', perSecond < 10 ? 1 : 0));
}

QString scoreText(double value) { return QLocale().toString(value, 'f', 4); }

QString scoreFormula(const Score& score) {
  return tr("%1 killed classes / (%2 mutants × %3 classes)")
      .arg(countText(score.killedClasses), countText(score.mutants), countText(score.classes));
}

int cellAlignment(bool isNumber) {
  return static_cast<int>((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

QString unitsText(const std::vector<int>& units) {
  constexpr size_t kShown = 6;
  QStringList shown;
  for (size_t i = 0; i < units.size() && i < kShown; ++i) {
    shown << QString::number(units[i]);
  }
  const QString list = shown.join(QStringLiteral(", "));
  return units.size() <= kShown ? list : tr("%1 … (%2 units)").arg(list).arg(units.size());
}

}  // namespace maacc
