#include "ui/widgets/mark_dialog.h"

#include <QButtonGroup>
#include <QCompleter>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QVBoxLayout>

#include "ui/widgets/panels.h"

namespace maacc {

MarkDialog::MarkDialog(const MarkSubject& subject, const QStringList& reasons, QWidget* parent)
    : QDialog(parent), kinds_(new QButtonGroup(this)), reason_(new QLineEdit(subject.reason)) {
  setObjectName("markDialog");
  setWindowTitle(tr("Mark %1").arg(subject.title));
  auto* layout = new QVBoxLayout(this);
  auto* equivalent = new QRadioButton(tr("&Equivalent: no input can tell it from the original"));
  auto* ignored = new QRadioButton(tr("&Ignored: it does not matter here"));
  kinds_->addButton(equivalent, static_cast<int>(MarkKind::Equivalent));
  kinds_->addButton(ignored, static_cast<int>(MarkKind::Ignored));
  (subject.killed ? ignored : equivalent)->setChecked(true);
  equivalent->setEnabled(!subject.killed);
  layout->addWidget(equivalent);
  layout->addWidget(ignored);
  if (subject.killed) {
    layout->addWidget(makeNote(tr("An input kills it, so it is not equivalent.")));
  }
  auto* label = new QLabel(tr("&Reason, kept with the mark"));
  label->setBuddy(reason_);
  reason_->setAccessibleName(tr("Reason"));
  reason_->setObjectName("markReason");
  reason_->setMinimumWidth(420);
  reason_->setPlaceholderText(tr("e.g. feeds only units that are always zero"));
  reason_->setCompleter(new QCompleter(reasons, this));
  layout->addSpacing(6);
  layout->addWidget(label);
  layout->addWidget(reason_);
  layout->addWidget(makeNote(
      tr("A mark is no kill: the score as counted stays, and a second one leaves it out.")));
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
  QPushButton* accept = buttons->button(QDialogButtonBox::Ok);
  accept->setText(tr("&Mark"));
  accept->setObjectName("acceptMark");
  const auto update = [this, accept] { accept->setEnabled(!reason().isEmpty()); };
  update();
  connect(reason_, &QLineEdit::textChanged, this, update);
  if (subject.marked) {
    QPushButton* remove = buttons->addButton(tr("Re&move the mark"), QDialogButtonBox::ResetRole);
    remove->setObjectName("removeMark");
    connect(remove, &QPushButton::clicked, this, [this] {
      emit removeRequested();
      reject();
    });
  }
  layout->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  reason_->setFocus();
}

MarkKind MarkDialog::kind() const { return static_cast<MarkKind>(kinds_->checkedId()); }

QString MarkDialog::reason() const { return reason_->text().trimmed(); }

}  // namespace maacc
