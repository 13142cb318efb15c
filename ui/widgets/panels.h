#pragma once

#include <QFrame>
#include <QLabel>
#include <functional>

#include "ui/theme.h"

class QHBoxLayout;
class QPushButton;
class QVBoxLayout;

namespace maacc {

// A rounded surface in the palette's base colour.
class Card : public QFrame {
  Q_OBJECT

 public:
  explicit Card(QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};

// A number with what it means: small caption, large value, small note (a formula, a unit).
class StatTile : public Card {
  Q_OBJECT

 public:
  explicit StatTile(const QString& caption, QWidget* parent = nullptr);
  void setValue(const QString& value, const QString& note = {});
  QString value() const { return value_->text(); }
  QString note() const { return note_->text(); }

 private:
  QLabel* caption_;
  QLabel* value_;
  QLabel* note_;
};

// One or more sentences with a coloured edge; hidden while empty.
class Banner : public QFrame {
  Q_OBJECT

 public:
  explicit Banner(QWidget* parent = nullptr);
  void setMessage(Tone tone, const QString& text);
  // With a button that clears the message and acts.
  void offer(Tone tone,
             const QString& text,
             const QString& button,
             const std::function<void()>& act);
  void clear() { setMessage(Tone::Neutral, {}); }
  void setClosable();  // adds a button that clears it
  QString text() const { return label_->text(); }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  Tone tone_ = Tone::Neutral;
  QLabel* label_;
  QPushButton* action_ = nullptr;
  std::function<void()> act_;
};

// A title and a line below it, as at the top of every page.
class PageHeader : public QWidget {
  Q_OBJECT

 public:
  explicit PageHeader(QWidget* parent = nullptr);
  void setTitle(const QString& title, const QString& subtitle = {});
  QHBoxLayout* actions() const { return actions_; }  // buttons on the right

 private:
  QLabel* title_;
  QLabel* subtitle_;
  QHBoxLayout* actions_;
};

// A thin bar of controls above what fills the rest of a dock.
QWidget* makeDockContent(QWidget* bar, QWidget* rest);

QPushButton* makeButton(const QString& glyphName, const QString& text);
QLabel* makeNote(const QString& text, QWidget* parent = nullptr);     // wrapped, muted
QLabel* makeHeading(const QString& text, QWidget* parent = nullptr);  // section title

}  // namespace maacc
