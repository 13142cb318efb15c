#pragma once

#include <QDialog>

#include "core/report/mutant_marks.h"

class QButtonGroup;
class QLineEdit;

namespace maacc {

struct MarkSubject {
  QString title;        // "w0-u3-NAI", "12 mutants"
  bool killed = false;  // one of them is: then they are not equivalent
  bool marked = false;  // one of them is
  QString reason;       // of the mark that is there
};

// Asks what to say about mutants, and why. Without a reason there is no mark.
class MarkDialog : public QDialog {
  Q_OBJECT

 public:
  // reasons: given before, offered again.
  MarkDialog(const MarkSubject& subject, const QStringList& reasons, QWidget* parent = nullptr);

  MarkKind kind() const;
  QString reason() const;

 signals:
  void removeRequested();

 private:
  QButtonGroup* kinds_;
  QLineEdit* reason_;
};

}  // namespace maacc
