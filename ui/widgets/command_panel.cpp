#include "ui/widgets/command_panel.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPlainTextEdit>
#include <QPushButton>

namespace maacc {
namespace {

constexpr int kLines = 3;

}  // namespace

CommandPanel::CommandPanel(QWidget* parent)
    : QGroupBox(tr("Command line"), parent),
      text_(new QPlainTextEdit),
      copy_(new QPushButton(tr("Cop&y"))) {
  text_->setObjectName("commandLine");
  text_->setAccessibleName(tr("Command line that the run is started with"));
  text_->setReadOnly(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  text_->setTabChangesFocus(true);
  text_->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
  text_->setFixedHeight(text_->fontMetrics().lineSpacing() * kLines + 12);
  copy_->setObjectName("copyCommand");
  copy_->setToolTip(tr("Copies the command line, quoted for a shell"));
  auto* layout = new QHBoxLayout(this);
  layout->addWidget(text_, 1);
  layout->addWidget(copy_, 0, Qt::AlignTop);
  connect(copy_, &QPushButton::clicked, this, [this] {
    QGuiApplication::clipboard()->setText(command());
    emit copied();
  });
}

void CommandPanel::setCommand(const QString& command) {
  // Setting the same text again would lose a selection.
  if (command != text_->toPlainText()) {
    text_->setPlainText(command);
  }
  copy_->setEnabled(!command.isEmpty());
}

QString CommandPanel::command() const { return text_->toPlainText(); }

}  // namespace maacc
