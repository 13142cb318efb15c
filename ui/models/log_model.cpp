#include "ui/models/log_model.h"

#include <QApplication>
#include <algorithm>

#include "core/base/error.h"

namespace maacc {

QString severityText(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return LogModel::tr("Note");
    case Severity::Warning:
      return LogModel::tr("Warning");
    case Severity::Error:
      return LogModel::tr("Error");
  }
  return {};
}

Tone severityTone(Severity severity) {
  return severity == Severity::Error     ? Tone::Bad
         : severity == Severity::Warning ? Tone::Warning
                                         : Tone::Neutral;
}

QString logLine(const LogEntry& entry) {
  return QStringLiteral("%1  %2  %3  %4")
      .arg(entry.time.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")),
           severityText(entry.severity).toLower(), entry.source, entry.text);
}

LogModel::LogModel(QObject* parent, int mostLines)
    : QAbstractTableModel(parent), mostLines_(mostLines) {
  MAACC_CHECK(mostLines > 0);
}

void LogModel::add(Severity severity, const QString& source, const QString& text) {
  QStringList lines;
  for (const QString& line : text.split('\n')) {
    if (const QString trimmed = line.trimmed(); !trimmed.isEmpty()) {
      lines << trimmed;
    }
  }
  lines = lines.mid(std::max<qsizetype>(0, lines.size() - mostLines_));
  if (lines.isEmpty()) {
    return;
  }
  makeRoom(static_cast<int>(lines.size()));
  const int first = rowCount();
  beginInsertRows({}, first, first + static_cast<int>(lines.size()) - 1);
  const QDateTime now = QDateTime::currentDateTime();
  for (const QString& line : lines) {
    entries_.push_back({now, severity, source, line});
  }
  endInsertRows();
}

// A tenth goes at once, so that a full log does not move at every line.
void LogModel::makeRoom(int lines) {
  const int over = rowCount() + lines - mostLines_;
  if (over <= 0) {
    return;
  }
  const int removed = std::min(rowCount(), std::max(over, mostLines_ / 10));
  beginRemoveRows({}, 0, removed - 1);
  entries_.erase(entries_.begin(), entries_.begin() + removed);
  endRemoveRows();
}

void LogModel::clear() {
  beginResetModel();
  entries_.clear();
  endResetModel();
}

int LogModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(entries_.size());
}

int LogModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : ColumnCount;
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
  if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
    return {};
  }
  const LogEntry& entry = at(index.row());
  if (role == SeverityRole) {
    return static_cast<int>(entry.severity);
  }
  if (role == Qt::ForegroundRole && index.column() == Level && entry.severity != Severity::Note) {
    return toneColor(severityTone(entry.severity), QApplication::palette());
  }
  if (role == Qt::ToolTipRole) {
    return index.column() == Time ? entry.time.toString(Qt::ISODateWithMs) : entry.text;
  }
  if (role != Qt::DisplayRole) {
    return {};
  }
  switch (index.column()) {
    case Time:
      return entry.time.toString(QStringLiteral("HH:mm:ss"));
    case Level:
      return severityText(entry.severity);
    case Source:
      return entry.source;
    default:
      return entry.text;
  }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation == Qt::Vertical || role != Qt::DisplayRole) {
    return {};
  }
  switch (section) {
    case Time:
      return tr("Time");
    case Level:
      return tr("Severity");
    case Source:
      return tr("Source");
    case Text:
      return tr("Message");
    default:
      return {};
  }
}

}  // namespace maacc
