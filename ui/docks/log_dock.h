#pragma once

#include <QDockWidget>

#include "ui/models/log_model.h"

class QAbstractButton;
class QComboBox;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace maacc {

// What the window and the engine said. Follows the newest line unless the reader scrolled up.
class LogDock : public QDockWidget {
  Q_OBJECT

 public:
  explicit LogDock(QWidget* parent = nullptr, int mostLines = 10000);

  LogModel& log() { return log_; }
  // All lines, whatever the filter shows. Returns what went wrong, or nothing.
  QString save(const QString& path) const;

 signals:
  void said(const QString& sentence);     // what was done
  void problem(const QString& sentence);  // what was not

 protected:
  void showEvent(QShowEvent* event) override;

 private:
  QWidget* makeBar();
  void connectTable();
  void filter();
  void copySelected() const;
  void askAndSave();
  bool isAtEnd() const;

  LogModel log_;
  QSortFilterProxyModel* shown_;
  QTableView* table_;
  QLineEdit* search_;
  QComboBox* severity_;
  QAbstractButton* copy_ = nullptr;
  bool following_ = true;
};

}  // namespace maacc
