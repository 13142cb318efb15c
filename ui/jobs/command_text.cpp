#include "ui/jobs/command_text.h"

#include <QRegularExpression>

namespace maacc {
namespace {

QString shellWord(const QString& word) {
  // What no shell gives a meaning to; everything else is quoted.
  static const QRegularExpression plain(QStringLiteral("\\A[A-Za-z0-9_@%+=:,./-]+\\z"));
  if (plain.match(word).hasMatch()) {
    return word;
  }
  return '\'' + QString(word).replace('\'', QLatin1String("'\\''")) + '\'';
}

}  // namespace

QString shellCommand(const QString& program, const QStringList& arguments) {
  QStringList words{shellWord(program)};
  for (const QString& argument : arguments) {
    words << shellWord(argument);
  }
  return words.join(' ');
}

}  // namespace maacc
