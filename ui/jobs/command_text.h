#pragma once

#include <QString>
#include <QStringList>

namespace maacc {

// A command line that a POSIX shell reads as exactly these words.
QString shellCommand(const QString& program, const QStringList& arguments);

}  // namespace maacc
