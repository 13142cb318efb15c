#pragma once

#include <QGroupBox>

class QPlainTextEdit;
class QPushButton;

namespace maacc {

// A command line to be read, selected and copied.
class CommandPanel : public QGroupBox {
  Q_OBJECT

 public:
  explicit CommandPanel(QWidget* parent = nullptr);

  void setCommand(const QString& command);  // empty: there is none
  QString command() const;

 signals:
  void copied();

 private:
  QPlainTextEdit* text_;
  QPushButton* copy_;
};

}  // namespace maacc
