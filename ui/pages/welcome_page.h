#pragma once

#include <QWidget>
#include <vector>

#include "ui/jobs/engine_locator.h"
#include "ui/jobs/engine_query.h"
#include "ui/jobs/model_info.h"
#include "ui/samples.h"

class QFormLayout;
class QLabel;
class QListWidget;
class QPushButton;
class QVBoxLayout;

namespace maacc {

class Banner;
class Card;

// The first thing people see: what to open, samples that work at once, and whether the engine does.
class WelcomePage : public QWidget {
  Q_OBJECT

 public:
  explicit WelcomePage(const std::vector<Sample>& samples, QWidget* parent = nullptr);

  void setRecentFiles(const QStringList& paths);
  // Asks the engine about its machine, or says why there is none.
  void checkEngine(const EngineLocation& engine);
  QString environmentText() const;

 signals:
  void openModelRequested();
  void openRunRequested();
  void fileRequested(const QString& path);
  void sampleRequested(const QString& id);
  void locateEngineRequested();
  void environmentKnown(const maacc::EngineEnvironment& environment);

 private:
  QWidget* makeHero();
  QWidget* makeSamples(const std::vector<Sample>& samples);
  QWidget* makeRecent();
  QWidget* makeEnvironment();
  void showEnvironment(const EngineEnvironment& environment);
  void showProblem(const QString& sentence);
  void setFacts(const std::vector<std::pair<QString, QString>>& facts);

  QListWidget* recent_ = nullptr;
  QLabel* noRecent_ = nullptr;
  QFormLayout* facts_ = nullptr;
  Banner* problem_ = nullptr;
  QPushButton* locate_ = nullptr;
  EngineQuery query_;
};

}  // namespace maacc
