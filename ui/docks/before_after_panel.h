#pragma once

#include <QTimer>
#include <QWidget>

#include "ui/jobs/engine_query.h"
#include "ui/jobs/input_comparison.h"
#include "ui/jobs/run_session.h"

class QLabel;
class QPushButton;
class QSpinBox;
class QTableWidget;

namespace maacc {

// One mutant on one input: the picture, the prediction and every logit before and after. The engine
// computes it in a process of its own.
class BeforeAfterPanel : public QWidget {
  Q_OBJECT

 public:
  explicit BeforeAfterPanel(QWidget* parent = nullptr);

  void setEngine(const QString& program) { engine_ = program; }
  // Suggests the input with the smallest margin; computes nothing yet.
  void setMutant(RunSession& session, const std::string& mutantId);
  // A place in the data. Asks the engine when nothing else is asked for a moment.
  void compareOn(int64_t input);
  bool isBusy() const { return query_.isActive() || wait_.isActive(); }

 private:
  void ask();
  void showAnswer(const QJsonObject& answer);
  void showPicture();
  void forget();

  QLabel* title_;
  QSpinBox* input_;
  QPushButton* compare_;
  QLabel* picture_;
  QLabel* sentence_;
  QTableWidget* logits_;
  QPointer<RunSession> session_;
  QString mutant_;
  QString engine_;
  QTimer wait_;
  EngineQuery query_;
};

}  // namespace maacc
