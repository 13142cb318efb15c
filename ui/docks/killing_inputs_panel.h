#pragma once

#include <QWidget>

#include "ui/jobs/run_session.h"

class QLabel;
class QTableWidget;

namespace maacc {

// The inputs that kill one mutant, smallest original margin first, with their pictures.
class KillingInputsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit KillingInputsPanel(QWidget* parent = nullptr);

  // Hidden where the mutant is not killed. record: null while untested.
  void setMutant(RunSession& session, int64_t mutantIndex, const KillRecord* record);

 signals:
  void inputChosen(qint64 input);  // its place in the data

 private:
  void show(qint64 mutantIndex, const std::vector<Flip>& flips);
  void showFailure(qint64 mutantIndex, const QString& sentence);
  void showPictures();

  QLabel* note_;
  QTableWidget* table_;
  QPointer<RunSession> session_;
  int64_t mutant_ = -1;
};

}  // namespace maacc
