#include "ui/widgets/panels.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPainterPath>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace maacc {
namespace {

void scaleFont(QWidget* widget, double factor, bool bold) {
  QFont font = widget->font();
  font.setPointSizeF(font.pointSizeF() * factor);
  font.setBold(bold);
  widget->setFont(font);
}

void mute(QLabel* label) { label->setForegroundRole(QPalette::PlaceholderText); }

// Not a stop of the Tab key: there is nothing to do in it.
void makeSelectable(QLabel* label) { label->setTextInteractionFlags(Qt::TextSelectableByMouse); }

}  // namespace

Card::Card(QWidget* parent) : QFrame(parent) { setFrameShape(QFrame::NoFrame); }

void Card::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QColor edge = palette().color(QPalette::Mid);
  edge.setAlpha(150);
  painter.setPen(edge);
  painter.setBrush(palette().base());
  painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

StatTile::StatTile(const QString& caption, QWidget* parent)
    : Card(parent),
      caption_(new QLabel(caption)),
      value_(new QLabel(QStringLiteral("–"))),
      note_(new QLabel) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(12, 8, 12, 8);
  layout->setSpacing(1);
  for (QLabel* label : {caption_, value_, note_}) {
    layout->addWidget(label);
  }
  layout->addStretch();
  mute(caption_);
  mute(note_);
  scaleFont(value_, 1.5, true);
  scaleFont(note_, 0.92, false);
  makeSelectable(value_);
  makeSelectable(note_);
  note_->setText(QStringLiteral(" "));
  note_->setWordWrap(true);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  value_->setAccessibleName(caption);
}

void StatTile::setValue(const QString& value, const QString& note) {
  value_->setText(value);
  // An empty line keeps tiles side by side at one height.
  note_->setText(note.isEmpty() ? QStringLiteral(" ") : note);
  value_->setAccessibleDescription(note);
}

Banner::Banner(QWidget* parent) : QFrame(parent), label_(new QLabel) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(14, 8, 10, 8);
  layout->addWidget(label_, 1);
  label_->setWordWrap(true);
  label_->setTextFormat(Qt::PlainText);
  makeSelectable(label_);
  hide();
}

void Banner::setMessage(Tone tone, const QString& text) {
  tone_ = tone;
  label_->setText(text);
  if (action_ != nullptr) {
    action_->hide();
  }
  setVisible(!text.isEmpty());
  update();
}

void Banner::offer(Tone tone,
                   const QString& text,
                   const QString& button,
                   const std::function<void()>& act) {
  setMessage(tone, text);
  act_ = act;
  if (action_ == nullptr) {
    action_ = new QPushButton;
    action_->setObjectName("bannerAction");
    static_cast<QHBoxLayout*>(layout())->insertWidget(1, action_);
    connect(action_, &QPushButton::clicked, this, [this] {
      const auto chosen = std::exchange(act_, {});
      clear();
      chosen();
    });
  }
  action_->setText(button);
  action_->show();
}

void Banner::setClosable() {
  auto* close = new QToolButton;
  close->setText(QStringLiteral("✕"));
  close->setAutoRaise(true);
  close->setToolTip(tr("Close this message"));
  close->setAccessibleName(tr("Close this message"));
  layout()->addWidget(close);
  layout()->setAlignment(close, Qt::AlignTop);
  connect(close, &QToolButton::clicked, this, &Banner::clear);
}

void Banner::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor color = toneColor(tone_, palette());
  QColor fill = color;
  fill.setAlpha(isDark(palette()) ? 45 : 26);
  QPainterPath shape;
  shape.addRoundedRect(QRectF(rect()), 5, 5);
  painter.setClipPath(shape);
  painter.fillRect(rect(), fill);
  painter.fillRect(QRect(0, 0, 4, height()), color);
}

PageHeader::PageHeader(QWidget* parent)
    : QWidget(parent), title_(new QLabel), subtitle_(new QLabel), actions_(new QHBoxLayout) {
  auto* texts = new QVBoxLayout;
  texts->setSpacing(2);
  texts->addWidget(title_);
  texts->addWidget(subtitle_);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addLayout(texts, 1);
  layout->addLayout(actions_);
  scaleFont(title_, 1.5, true);
  mute(subtitle_);
  subtitle_->setWordWrap(true);
  makeSelectable(subtitle_);
}

void PageHeader::setTitle(const QString& title, const QString& subtitle) {
  title_->setText(title);
  subtitle_->setText(subtitle);
  subtitle_->setVisible(!subtitle.isEmpty());
}

QWidget* makeDockContent(QWidget* bar, QWidget* rest) {
  auto* content = new QWidget;
  auto* layout = new QVBoxLayout(content);
  layout->setContentsMargins(0, 2, 0, 0);
  layout->setSpacing(2);
  layout->addWidget(bar);
  layout->addWidget(rest, 1);
  return content;
}

QPushButton* makeButton(const QString& glyphName, const QString& text) {
  auto* button = new QPushButton(glyph(glyphName), text);
  // Glyphs are square and keep to the left: the rest is the gap to the text.
  button->setIconSize(QSize(20, 16));
  return button;
}

QLabel* makeNote(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setWordWrap(true);
  mute(label);
  return label;
}

QLabel* makeHeading(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  scaleFont(label, 1.1, true);
  return label;
}

}  // namespace maacc
