#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <vector>

#include "ui/jobs/run_request.h"

namespace maacc {

// What a window had open, as it is kept for the next start.
struct SessionRecord {
  std::vector<ModelRequest> models;
  QString currentModel;  // its path
  QStringList runs;      // paths of run files
  QString shownRun;      // on the page Results
  QStringList workedOn;  // of the runs: those that jobs had not finished
  QString page;          // a name that stays when pages are added
  bool operator==(const SessionRecord&) const = default;
};

QByteArray sessionJson(const SessionRecord& record);
// Whatever cannot be read is left out: a session is never worth an error.
SessionRecord parseSession(const QByteArray& json);

}  // namespace maacc
