#include "ui/docks/before_after_panel.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>
#include <QTableWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "ui/text.h"
#include "ui/widgets/panels.h"
#include "ui/widgets/tables.h"

namespace maacc {
namespace {

constexpr int kPicturePixels = 72;
constexpr int kWaitMs = 150;  // arrow keys go through inputs faster than the engine

QString numberText(double value) {
  return std::isfinite(value) ? QLocale().toString(value, 'f', 3)
                              : BeforeAfterPanel::tr("not finite");
}

QString classText(const NetworkAnswer& answer) {
  return answer.predictedClass < 0 ? BeforeAfterPanel::tr("none")
                                   : BeforeAfterPanel::tr("%1 (margin %2)")
                                         .arg(answer.predictedClass)
                                         .arg(numberText(answer.margin));
}

QString conclusion(const InputComparison& found) {
  if (found.before.predictedClass != found.trueClass) {
    return BeforeAfterPanel::tr("The original is wrong on this input, so it does not count.");
  }
  return found.kills ? BeforeAfterPanel::tr("This input kills the mutant.")
                     : BeforeAfterPanel::tr("This input does not kill the mutant.");
}

}  // namespace

BeforeAfterPanel::BeforeAfterPanel(QWidget* parent)
    : QWidget(parent),
      title_(makeHeading(tr("Before and after"))),
      input_(new QSpinBox),
      compare_(new QPushButton(tr("Compare"))),
      picture_(new QLabel),
      sentence_(new QLabel),
      logits_(new QTableWidget(0, 4)),
      query_(this) {
  input_->setAccessibleName(tr("Input, its place in the data"));
  input_->setObjectName("comparedInput");
  input_->setPrefix(tr("input "));
  compare_->setObjectName("compareInput");
  compare_->setToolTip(tr("Ask the engine for the logits before and after the mutation"));
  sentence_->setWordWrap(true);
  sentence_->setObjectName("comparison");
  sentence_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  prepareTable(*logits_, tr("Logits before and after"));
  logits_->setObjectName("comparedLogits");
  logits_->setHorizontalHeaderLabels({tr("Class"), tr("Before"), tr("After"), tr("Change")});
  logits_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  logits_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
  logits_->setMinimumHeight(150);
  auto* row = new QHBoxLayout;
  row->addWidget(input_, 1);
  row->addWidget(compare_);
  auto* answer = new QHBoxLayout;
  answer->addWidget(picture_, 0, Qt::AlignTop);
  answer->addWidget(sentence_, 1);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  title_->setWordWrap(true);
  layout->addWidget(title_);
  layout->addLayout(row);
  layout->addLayout(answer);
  layout->addWidget(logits_);
  wait_.setSingleShot(true);
  wait_.setInterval(kWaitMs);
  connect(&wait_, &QTimer::timeout, this, &BeforeAfterPanel::ask);
  connect(compare_, &QPushButton::clicked, this, &BeforeAfterPanel::ask);
  connect(input_, &QSpinBox::valueChanged, this, &BeforeAfterPanel::forget);
  connect(&query_, &EngineQuery::answered, this, &BeforeAfterPanel::showAnswer);
  connect(&query_, &EngineQuery::failed, sentence_, &QLabel::setText);
}

void BeforeAfterPanel::forget() {
  wait_.stop();
  query_.cancel();
  logits_->hide();
  sentence_->clear();
  showPicture();
}

void BeforeAfterPanel::setMutant(RunSession& session, const std::string& mutantId) {
  const QString id = QString::fromStdString(mutantId);
  if (session_ == &session && mutant_ == id) {
    return;
  }
  const Baseline& baseline = session.description().baseline;
  if (session_ != &session) {
    session_ = &session;
    connect(&session.images(), &InputImages::changed, this, &BeforeAfterPanel::showPicture,
            Qt::UniqueConnection);
    input_->setRange(0, static_cast<int>(std::max<int64_t>(0, baseline.inputs - 1)));
    const auto closest =
        std::min_element(baseline.correctMargins.begin(), baseline.correctMargins.end());
    if (closest != baseline.correctMargins.end()) {
      input_->setValue(
          baseline.correctInputs[static_cast<size_t>(closest - baseline.correctMargins.begin())]);
    }
  }
  mutant_ = id;
  title_->setText(tr("Before and after %1").arg(id));
  forget();
  sentence_->setText(
      tr("Starts with the input whose prediction is the closest; any other can be compared."));
}

void BeforeAfterPanel::compareOn(int64_t input) {
  input_->setValue(static_cast<int>(input));
  forget();
  sentence_->setText(tr("Computing …"));
  wait_.start();
}

void BeforeAfterPanel::ask() {
  wait_.stop();
  if (session_ == nullptr || mutant_.isEmpty()) {
    return;
  }
  if (engine_.isEmpty()) {
    sentence_->setText(tr("The engine is missing: choose it in the menu Help."));
    return;
  }
  session_->images().request(session_->description());
  sentence_->setText(tr("Computing …"));
  query_.start(engine_, {QStringLiteral("explain"), session_->path(), QStringLiteral("--mutant"),
                         mutant_, QStringLiteral("--input"), QString::number(input_->value()),
                         QStringLiteral("--json")});
}

void BeforeAfterPanel::showAnswer(const QJsonObject& answer) {
  const auto found = parseComparison(answer);
  if (!found) {
    sentence_->setText(tr("The engine's answer cannot be read; is it another version?"));
    return;
  }
  sentence_->setText(
      tr("True class %1\nBefore: %2\nAfter: %3\n%4")
          .arg(found->trueClass)
          .arg(classText(found->before), classText(found->after), conclusion(*found)));
  logits_->setRowCount(static_cast<int>(found->before.logits.size()));
  for (size_t c = 0; c < found->before.logits.size(); ++c) {
    const double before = found->before.logits[c];
    const double after = found->after.logits[c];
    const std::array<QString, 4> cells{QString::number(c), numberText(before), numberText(after),
                                       numberText(after - before)};
    const bool predicted = static_cast<int>(c) == found->before.predictedClass ||
                           static_cast<int>(c) == found->after.predictedClass;
    for (size_t column = 0; column < cells.size(); ++column) {
      auto* item = new QTableWidgetItem(cells[column]);
      item->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
      QFont font = item->font();
      font.setBold(predicted);
      item->setFont(font);
      logits_->setItem(static_cast<int>(c), static_cast<int>(column), item);
    }
  }
  logits_->show();
}

void BeforeAfterPanel::showPicture() {
  const QImage image = session_ == nullptr ? QImage() : session_->images().image(input_->value());
  picture_->setVisible(!image.isNull());
  if (!image.isNull()) {
    const bool small = std::max(image.width(), image.height()) < kPicturePixels;
    picture_->setPixmap(QPixmap::fromImage(
        image.scaled(kPicturePixels, kPicturePixels, Qt::KeepAspectRatio,
                     small ? Qt::FastTransformation : Qt::SmoothTransformation)));
    picture_->setAccessibleName(tr("Picture of input %1").arg(input_->value()));
  }
}

}  // namespace maacc
