#include "ui/jobs/run_session.h"

#include <QFileInfo>
#include <QMutex>

namespace maacc {

// A RunFile serves one thread at a time; the lock makes that so whatever the pool does.
struct RunSession::Reader {
  QMutex mutex;
  std::optional<RunFile> file;
  int64_t cursor = 0;
};

struct RunSession::News {
  std::shared_ptr<const RunDescription> description;  // with the first news only
  RunRecords known;                                   // likewise
  std::vector<KillRecord> records;                    // with later ones
  CellSample cells;
  std::optional<RunScores> scores;  // where they are estimates, and anything is new
  RunState state = RunState::Running;
  bool beingWritten = false;
  RunEnvironment environment;
  std::vector<StageTime> times;
  std::vector<WorkCount> counts;
};

namespace {

constexpr int kPollMs = 330;
constexpr int kSlowPollMs = 1000;

// To free a million mutants takes as long as many frames, whoever is the last to hold them.
std::shared_ptr<RunDescription> makeDescription() {
  return {new RunDescription, [](RunDescription* description) {
            freeLater(std::shared_ptr<RunDescription>(description));
          }};
}

std::shared_ptr<RunDescription> describe(const RunFile& file) {
  auto description = makeDescription();
  description->settings = file.settings();
  description->layers = file.layers();
  description->baseline = file.baseline();
  description->plan = file.plan();
  description->sample = file.sample();
  indexDescription(*description);
  return description;
}

}  // namespace

void RunSession::readState(const RunFile& file, News& news) {
  news.state = file.state();
  news.beingWritten = file.beingWritten();
  news.environment = file.environment();
  news.times = file.times();
  news.counts = file.counts();
  news.cells = file.cellSample();
}

RunSession::RunSession(QString path, QObject* parent)
    : QObject(parent),
      path_(std::move(path)),
      reader_(std::make_shared<Reader>()),
      evidence_(path_),
      reading_(this),
      flips_(this),
      marking_(this) {
  connect(&timer_, &QTimer::timeout, this, &RunSession::poll);
  connect(&marks_, &RunMarks::changed, this, &RunSession::countMarked);
  load();
}

RunSession::~RunSession() { freeLater(std::make_shared<RunRecords>(std::move(records_))); }

QString RunSession::title() const { return QFileInfo(path_).fileName(); }

void RunSession::load() {
  const auto work = [reader = reader_, path = path_] {
    const QMutexLocker lock(&reader->mutex);
    reader->file.emplace(RunFile::openForReading(path.toStdString()));
    News news;
    auto description = describe(*reader->file);
    news.known = RunRecords(*description);
    news.known.add(*description, reader->file->recordsSince(reader->cursor));
    news.description = std::move(description);
    readState(*reader->file, news);
    // Settings of a newer program that scores depend on are said here, where errors are caught.
    if (estimatesScores(*news.description)) {
      news.scores = findScores({news.description, news.known.all().view(), {}, news.cells});
    }
    return news;
  };
  reading_.start(
      work,
      [this](News&& news) {
        description_ = news.description;
        records_ = std::move(news.known);
        takeNews(std::move(news));
        marks_.load(path_, description_->plan.hash);
        emit loaded();
      },
      [this](const QString& sentence) { emit failed(sentence); });
}

void RunSession::poll() {
  if (!isLoaded()) {
    return;
  }
  if (reading_.isBusy()) {
    pollAgain_ = !live_;  // the last look must not be lost
    return;
  }
  const auto work = [reader = reader_, question = scoreQuestion()]() mutable {
    const QMutexLocker lock(&reader->mutex);
    News news;
    news.records = reader->file->recordsSince(reader->cursor);
    readState(*reader->file, news);
    if (!news.records.empty() && estimatesScores(*question.run)) {
      question.newer = news.records;
      question.cells = news.cells;
      news.scores = findScores(question);
    }
    return news;
  };
  reading_.start(
      work, [this](News&& news) { takeNews(std::move(news)); },
      [this](const QString& sentence) {
        timer_.stop();
        emit failed(sentence);
      });
}

void RunSession::takeNews(News&& news) {
  const bool changed = state_ != news.state || writtenElsewhere_ != news.beingWritten ||
                       times_.size() != news.times.size();
  state_ = news.state;
  writtenElsewhere_ = news.beingWritten;
  updateTimer();
  environment_ = std::move(news.environment);
  times_ = std::move(news.times);
  counts_ = std::move(news.counts);
  cells_ = std::move(news.cells);
  const bool any = !news.records.empty();
  const auto first = static_cast<qsizetype>(records_.all().size());
  records_.add(*description_, std::move(news.records));
  if (news.scores) {
    scores_ = *news.scores;
  } else if (!scores_.estimated) {
    scores_ = countedScores(records_.tally().total());
  }
  if (any) {
    emit recordsAdded(first);
    countMarked();
  }
  if (changed) {
    emit stateChanged();
  }
  if (std::exchange(pollAgain_, false)) {
    poll();
  }
}

void RunSession::setLive(bool live) {
  if (live == live_) {
    return;
  }
  live_ = live;
  updateTimer();
  if (!live) {
    poll();
  }
  emit stateChanged();
}

void RunSession::updateTimer() {
  if (!isBeingWritten()) {
    timer_.stop();
    return;
  }
  timer_.setInterval(live_ ? kPollMs : kSlowPollMs);
  if (!timer_.isActive()) {
    timer_.start();
  }
}

void RunSession::refresh() { poll(); }

ScoreQuestion RunSession::scoreQuestion() const {
  return {description_, records_.all().view(), {}, cells_};
}

// One at a time: what changes meanwhile is looked at afterwards.
void RunSession::countMarked() {
  const bool none = marks_.all().empty() && marked_.empty();
  if (!isLoaded() || none) {
    return;
  }
  if (marking_.isBusy()) {
    markedAgain_ = true;
    return;
  }
  struct Answer {
    std::vector<MarkedMutant> marked;
    MarkedScores scores;
  };
  marking_.start(
      [question = scoreQuestion(), marks = marks_.all()] {
        Answer answer{findMarked(question.run->plan, marks), {}};
        answer.scores = findScoresWithoutMarked(question, answer.marked);
        return answer;
      },
      [this](Answer&& answer) {
        marked_ = std::move(answer.marked);
        markedScores_ = std::move(answer.scores);
        emit markedChanged();
        if (std::exchange(markedAgain_, false)) {
          countMarked();
        }
      },
      [this](const QString& sentence) { emit failed(sentence); });
}

void RunSession::requestEvidence() {
  if (isLoaded()) {
    evidence_.request(*description_, static_cast<int64_t>(records_.all().size()), records_.flips());
  }
}

void RunSession::requestFlips(int64_t mutantIndex) {
  flips_.start(
      [path = path_, mutantIndex] {
        return RunFile::openForReading(path.toStdString()).flips(mutantIndex);
      },
      [this, mutantIndex](std::vector<Flip>&& flips) { emit flipsReady(mutantIndex, flips); },
      [this, mutantIndex](const QString& sentence) { emit flipsFailed(mutantIndex, sentence); });
}

}  // namespace maacc
