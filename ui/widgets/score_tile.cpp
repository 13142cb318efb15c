#include "ui/widgets/score_tile.h"

#include <QLocale>

#include "ui/text.h"

namespace maacc {
namespace {

QString intervalText(const ScoreEstimate& estimate) {
  const QString how = QString::fromStdString(estimate.method);
  const QString low = scoreText(estimate.low);
  const QString high = scoreText(estimate.high);
  return estimate.confidence == 1
             ? StatTile::tr("certainly %1 to %2 (%3)").arg(low, high, how)
             : StatTile::tr("%1 % interval %2 to %3 (%4)")
                   .arg(QLocale().toString(100 * estimate.confidence), low, high, how);
}

}  // namespace

QString scoreNote(const RunScores& scores,
                  const std::optional<ScoreEstimate>& score,
                  const Score& counted) {
  if (!score) {
    return StatTile::tr("nothing evaluated by this criterion");
  }
  return scores.estimated ? intervalText(*score) : QStringLiteral("= ") + scoreFormula(counted);
}

void showScore(StatTile& tile,
               const RunScores& scores,
               const std::optional<ScoreEstimate>& score,
               const Score& counted) {
  tile.setValue(score ? scoreText(score->value) : dashText(), scoreNote(scores, score, counted));
}

void showBothScores(StatTile& trueClass,
                    StatTile& predictedClass,
                    const RunScores& scores,
                    const ScoreSummary& counted) {
  showScore(trueClass, scores, scores.trueClass, counted.trueClass);
  showScore(predictedClass, scores, scores.predictedClass, counted.predictedClass);
}

}  // namespace maacc
