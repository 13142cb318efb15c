#include "ui/widgets/score_tile.h"

#include "ui/text.h"

namespace maacc {

void showScore(StatTile& tile, const Score& score) {
  if (!score.evaluated()) {
    tile.setValue(dashText(), StatTile::tr("nothing evaluated by this criterion"));
  } else {
    tile.setValue(scoreText(score.value()), QStringLiteral("= ") + scoreFormula(score));
  }
}

}  // namespace maacc
