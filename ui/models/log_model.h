#pragma once

#include <QAbstractTableModel>
#include <QDateTime>
#include <deque>

#include "ui/severity.h"
#include "ui/theme.h"

namespace maacc {

QString severityText(Severity severity);
Tone severityTone(Severity severity);

struct LogEntry {
  QDateTime time;
  Severity severity = Severity::Note;
  QString source;  // "window", or the file name of a run
  QString text;    // one line
};

// What the window and the engine said, oldest first. Bounded: the oldest lines go.
class LogModel : public QAbstractTableModel {
  Q_OBJECT

 public:
  enum Column { Time, Level, Source, Text, ColumnCount };
  enum Role { SeverityRole = Qt::UserRole + 1 };  // the Severity as int, of every cell

  explicit LogModel(QObject* parent, int mostLines);

  // Text of several lines becomes several entries; blank lines are left out.
  void add(Severity severity, const QString& source, const QString& text);
  void clear();
  const LogEntry& at(int row) const { return entries_[static_cast<size_t>(row)]; }

  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

 private:
  void makeRoom(int lines);

  int mostLines_;
  std::deque<LogEntry> entries_;
};

// "2026-11-23 15:40:01.250  warning  a.maacc  the text"
QString logLine(const LogEntry& entry);

}  // namespace maacc
