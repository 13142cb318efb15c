#include "ui/pages/run_page.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/pages/model_page.h"
#include "ui/theme.h"

namespace maacc {

RunPage::RunPage(QWidget* parent)
    : QWidget(parent),
      stack_(new QStackedWidget),
      settings_(new RunSettingsPanel),
      progress_(new RunProgressPanel) {
  auto* open = new QPushButton(glyph("model"), tr("Open model…"));
  stack_->addWidget(
      makeEmptyState(tr("Nothing to run yet"), tr("A run needs a model and its test data."), open));
  stack_->addWidget(settings_);
  stack_->addWidget(progress_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(stack_);
  connect(open, &QPushButton::clicked, this, &RunPage::openModelRequested);
}

void RunPage::showSettings() { stack_->setCurrentWidget(settings_); }

void RunPage::showProgress() { stack_->setCurrentWidget(progress_); }

}  // namespace maacc
