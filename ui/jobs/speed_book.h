#pragma once

#include <QSet>
#include <map>
#include <vector>

#include "ui/jobs/run_speed.h"

namespace maacc {

// The speeds of runs that are open, and of the last one that was made on this machine.
class SpeedBook {
 public:
  // A job of this window finished the file: its speed is remembered once it is read.
  void expect(const QString& runPath);
  // model: the one whose runs are of interest, or null.
  void read(const std::vector<const RunSession*>& runs, const ModelInfo* model);
  std::vector<RunSpeed> known() const;

 private:
  QSet<QString> expected_;
  std::map<QString, RunSpeed> byPath_;  // of finished runs
  std::vector<QString> open_;
};

}  // namespace maacc
