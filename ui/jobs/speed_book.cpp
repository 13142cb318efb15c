#include "ui/jobs/speed_book.h"

#include <QFileInfo>
#include <QSettings>

#include "ui/jobs/run_session.h"

namespace maacc {

void SpeedBook::expect(const QString& runPath) {
  const QString path = QFileInfo(runPath).canonicalFilePath();
  expected_.insert(path);
  byPath_.erase(path);
}

void SpeedBook::read(const std::vector<const RunSession*>& runs, const ModelInfo* model) {
  open_.clear();
  for (const RunSession* run : runs) {
    open_.push_back(run->path());
    const auto known = byPath_.find(run->path());
    const bool complete = known != byPath_.end() && (known->second.flops || model == nullptr ||
                                                     known->second.modelHash != model->hash ||
                                                     known->second.kind != WorkKind::SingleUnits);
    if (complete || run->isBeingWritten()) {
      continue;
    }
    const std::optional<RunSpeed> speed = speedOf(*run, model);
    if (!speed) {
      continue;
    }
    byPath_[run->path()] = *speed;
    if (expected_.remove(run->path())) {
      QSettings settings;
      rememberSpeed(settings, *speed);
    }
  }
}

std::vector<RunSpeed> SpeedBook::known() const {
  std::vector<RunSpeed> speeds;
  if (const auto last = rememberedSpeed(QSettings())) {
    speeds.push_back(*last);
  }
  for (const QString& path : open_) {
    if (const auto found = byPath_.find(path); found != byPath_.end()) {
      speeds.push_back(found->second);
    }
  }
  return speeds;
}

}  // namespace maacc
