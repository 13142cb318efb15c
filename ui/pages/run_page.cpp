#include "ui/pages/run_page.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/pages/model_page.h"
#include "ui/widgets/panels.h"

namespace maacc {

RunPage::RunPage(QWidget* parent)
    : QWidget(parent), stack_(new QStackedWidget), progress_(new RunProgressPanel) {
  auto* plan = makeButton("plan", tr("Plan a run…"));
  plan->setObjectName("planRun");
  stack_->addWidget(
      makeEmptyState(tr("No run goes on"),
                     tr("What a run does is planned on the page Plan, and started there."), plan));
  stack_->addWidget(progress_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(stack_);
  connect(plan, &QPushButton::clicked, this, &RunPage::planRequested);
}

void RunPage::showProgress() { stack_->setCurrentWidget(progress_); }

}  // namespace maacc
