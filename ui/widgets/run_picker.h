#pragma once

#include <QListWidget>
#include <QStringList>
#include <QWidget>
#include <vector>

class QComboBox;

namespace maacc {

struct RunChoice {
  QString path;
  QString title;
  bool operator==(const RunChoice&) const = default;
};

// Which runs are looked at, and which one of them is the base: the open ones and those added from
// files. Files can be dropped on it.
class RunPicker : public QWidget {
  Q_OBJECT

 public:
  explicit RunPicker(QWidget* parent = nullptr);

  // New ones are chosen; the same list as before changes nothing.
  void setOpenRuns(std::vector<RunChoice> runs);
  // Known ones are chosen again.
  void addFiles(const QStringList& paths);
  void askForFiles();

  QStringList chosen() const;  // the base first
  QString base() const;
  void setBase(const QString& path);
  void setChosen(const QString& path, bool chosen);
  int count() const { return list_->count(); }

 signals:
  void changed();

 private:
  QListWidgetItem* itemOf(const QString& path) const;
  void add(const RunChoice& run);
  void fillBases();
  void removeSelected();

  QListWidget* list_;
  QComboBox* base_;
  std::vector<RunChoice> open_;
};

// Paths of local files that are run files by their content.
QStringList runFilesOf(const QMimeData& data);

}  // namespace maacc
