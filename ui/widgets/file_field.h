#pragma once

#include <QLineEdit>
#include <QWidget>

class QToolButton;

namespace maacc {

// A path with a button that asks for one, and a target for dropped files or folders.
class FileField : public QWidget {
  Q_OBJECT

 public:
  enum class Purpose { Open, Save, Folder, OpenFileOrFolder };

  // name: for people and screen readers, "Model". filter: as QFileDialog wants it.
  FileField(Purpose purpose, const QString& name, QString filter, QWidget* parent = nullptr);

  QString path() const { return edit_->text().trimmed(); }
  void setPath(const QString& path) { edit_->setText(path); }
  QLineEdit* edit() const { return edit_; }

 signals:
  void pathChanged(const QString& path);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void browse();
  void ask(Purpose purpose);

  Purpose purpose_;
  QString name_;
  QString filter_;
  QLineEdit* edit_;
};

}  // namespace maacc
