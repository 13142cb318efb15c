#include "ui/pages/welcome_page.h"

#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "ui/widgets/panels.h"

namespace maacc {
namespace {

constexpr int kContentWidth = 940;

QVBoxLayout* cardLayout(Card* card, const QString& heading) {
  auto* layout = new QVBoxLayout(card);
  layout->setContentsMargins(16, 12, 16, 14);
  layout->setSpacing(8);
  layout->addWidget(makeHeading(heading));
  return layout;
}

QPushButton* bigButton(const QString& text, const QString& icon) {
  auto* button = makeButton(icon, text);
  button->setMinimumHeight(34);
  return button;
}

}  // namespace

WelcomePage::WelcomePage(const std::vector<Sample>& samples, QWidget* parent)
    : QWidget(parent), query_(this) {
  auto* content = new QWidget;
  content->setMaximumWidth(kContentWidth);
  auto* grid = new QGridLayout(content);
  grid->setContentsMargins(24, 24, 24, 24);
  grid->setSpacing(14);
  grid->addWidget(makeHero(), 0, 0, 1, 2);
  grid->addWidget(makeSamples(samples), 1, 0);
  grid->addWidget(makeRecent(), 1, 1);
  grid->addWidget(makeEnvironment(), 2, 0, 1, 2);
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);
  grid->setRowStretch(3, 1);

  auto* middle = new QWidget;
  auto* row = new QHBoxLayout(middle);
  row->setContentsMargins(0, 0, 0, 0);
  row->addStretch(1);
  row->addWidget(content, 100);
  row->addStretch(1);
  auto* scroll = new QScrollArea;
  scroll->setWidget(middle);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(scroll);

  connect(&query_, &EngineQuery::answered, this,
          [this](const QJsonObject& answer) { showEnvironment(parseEnvironment(answer)); });
  connect(&query_, &EngineQuery::failed, this, &WelcomePage::showProblem);
}

QWidget* WelcomePage::makeHero() {
  auto* hero = new QWidget;
  auto* picture = new QLabel;
  picture->setPixmap(programIcon().pixmap(72, 72));
  auto* header = new PageHeader;
  header->setTitle(
      tr("MAACC Studio"),
      tr("How well does a test set notice small faults in a trained network? Open a model with its "
         "test "
         "data, let every unit be changed once, and look at the changes that nobody noticed."));
  auto* openModel = bigButton(tr("&Open model…"), QStringLiteral("model"));
  openModel->setObjectName("openModel");
  auto* openRun = bigButton(tr("Open r&un…"), QStringLiteral("results"));
  openRun->setObjectName("openRun");
  auto* buttons = new QHBoxLayout;
  buttons->addWidget(openModel);
  buttons->addWidget(openRun);
  buttons->addWidget(makeNote(tr("or drop a file anywhere on this window")), 1);
  auto* texts = new QVBoxLayout;
  texts->addWidget(header);
  texts->addSpacing(8);
  texts->addLayout(buttons);
  auto* layout = new QHBoxLayout(hero);
  layout->setContentsMargins(0, 0, 0, 6);
  layout->setSpacing(18);
  layout->addWidget(picture, 0, Qt::AlignTop);
  layout->addLayout(texts, 1);
  connect(openModel, &QPushButton::clicked, this, &WelcomePage::openModelRequested);
  connect(openRun, &QPushButton::clicked, this, &WelcomePage::openRunRequested);
  return hero;
}

QWidget* WelcomePage::makeSamples(const std::vector<Sample>& samples) {
  auto* card = new Card;
  QVBoxLayout* layout = cardLayout(card, tr("Try a sample"));
  for (const Sample& sample : samples) {
    auto* button = bigButton(sample.title, QStringLiteral("model"));
    button->setObjectName("sample:" + sample.id);
    button->setAccessibleDescription(sample.description);
    layout->addWidget(button);
    layout->addWidget(makeNote(sample.description));
    connect(button, &QPushButton::clicked, this,
            [this, id = sample.id] { emit sampleRequested(id); });
  }
  if (samples.empty()) {
    layout->addWidget(makeNote(tr("The samples are not installed.")));
  }
  layout->addStretch();
  return card;
}

QWidget* WelcomePage::makeRecent() {
  auto* card = new Card;
  QVBoxLayout* layout = cardLayout(card, tr("Recent files"));
  noRecent_ = makeNote(tr("Models and runs that you open are listed here."));
  recent_ = new QListWidget;
  recent_->setFrameShape(QFrame::NoFrame);
  recent_->setAccessibleName(tr("Recent files"));
  recent_->setTextElideMode(Qt::ElideMiddle);
  recent_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  recent_->setMinimumHeight(120);
  layout->addWidget(noRecent_);
  layout->addWidget(recent_, 1);
  layout->addStretch();
  const auto open = [this](const QListWidgetItem* item) {
    emit fileRequested(item->data(Qt::UserRole).toString());
  };
  connect(recent_, &QListWidget::itemActivated, this, open);
  connect(recent_, &QListWidget::itemClicked, this, open);
  return card;
}

QWidget* WelcomePage::makeEnvironment() {
  auto* card = new Card;
  QVBoxLayout* layout = cardLayout(card, tr("Engine"));
  problem_ = new Banner;
  layout->addWidget(problem_);
  facts_ = new QFormLayout;
  facts_->setHorizontalSpacing(18);
  facts_->setVerticalSpacing(3);
  layout->addLayout(facts_);
  locate_ = new QPushButton(tr("Choose the en&gine…"));
  locate_->setObjectName("locateEngine");
  layout->addWidget(locate_, 0, Qt::AlignLeft);
  connect(locate_, &QPushButton::clicked, this, &WelcomePage::locateEngineRequested);
  return card;
}

void WelcomePage::setRecentFiles(const QStringList& paths) {
  recent_->clear();
  for (const QString& path : paths) {
    const bool run = path.endsWith(QLatin1String(".maacc"));
    auto* item =
        new QListWidgetItem(glyph(run ? QStringLiteral("results") : QStringLiteral("model")),
                            QFileInfo(path).fileName(), recent_);
    item->setData(Qt::UserRole, path);
    item->setToolTip(QDir::toNativeSeparators(path));
  }
  recent_->setVisible(!paths.isEmpty());
  noRecent_->setVisible(paths.isEmpty());
}

void WelcomePage::checkEngine(const EngineLocation& engine) {
  if (!engine.found()) {
    query_.cancel();
    showProblem(engine.problem);
    return;
  }
  problem_->clear();
  locate_->hide();
  setFacts(
      {{tr("Program"), QDir::toNativeSeparators(engine.program)}, {tr("State"), tr("Checking …")}});
  query_.start(engine.program, environmentArguments());
}

void WelcomePage::showProblem(const QString& sentence) {
  setFacts({});
  problem_->setMessage(Tone::Bad, sentence);
  locate_->show();
}

void WelcomePage::showEnvironment(const EngineEnvironment& environment) {
  QString blas = environment.blas;
  if (environment.gflops > 0) {
    blas = tr("%1, %2 Gflop/s").arg(blas, QLocale().toString(environment.gflops, 'f', 0));
  }
  setFacts({{tr("Version"), environment.version},
            {tr("libtorch"), environment.torch},
            {tr("BLAS"), blas},
            {tr("Devices"), environment.devices.join(QStringLiteral(", "))},
            {tr("Threads"), QString::number(environment.threads)}});
  QStringList warnings = environment.warnings;
  if (environment.referenceBlas && warnings.isEmpty()) {
    warnings << tr("This is the slow reference BLAS: install OpenBLAS to run many times faster.");
  }
  problem_->setMessage(Tone::Warning, warnings.join('\n'));
  emit environmentKnown(environment);
}

void WelcomePage::setFacts(const std::vector<std::pair<QString, QString>>& facts) {
  while (facts_->rowCount() > 0) {
    facts_->removeRow(0);
  }
  for (const auto& [name, value] : facts) {
    auto* label = new QLabel(value);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setWordWrap(true);
    facts_->addRow(makeNote(name), label);
  }
}

QString WelcomePage::environmentText() const {
  QStringList lines;
  for (int row = 0; row < facts_->rowCount(); ++row) {
    const auto* name = qobject_cast<QLabel*>(facts_->itemAt(row, QFormLayout::LabelRole)->widget());
    const auto* value =
        qobject_cast<QLabel*>(facts_->itemAt(row, QFormLayout::FieldRole)->widget());
    lines << name->text() + ": " + value->text();
  }
  return problem_->text().isEmpty() ? lines.join('\n') : lines.join('\n') + problem_->text();
}

}  // namespace maacc
