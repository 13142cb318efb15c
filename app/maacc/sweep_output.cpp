#include "app/maacc/sweep_output.h"

#include <iostream>
#include <nlohmann/json.hpp>

#include "app/maacc/run_tally.h"
#include "app/maacc/status_line.h"
#include "app/maacc/ticker.h"

namespace maacc {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

class SweepBar : public SweepOutput {
 public:
  SweepBar(std::string folder, bool draws) : folder_(std::move(folder)), draws_(draws) {}

  void start(const RunContext& context) override {
    context_ = context;
    clock_.start(context);
    if (draws_) {
      ticker_.start(std::chrono::milliseconds(line_.onTerminal() ? 100 : 5000),
                    [this] { line_.draw(statusText()); });
    }
  }

  void stepped(const SweepStep& step) override { clock_.take(step); }
  void warned(const std::string& sentence) override { line_.note("warning: " + sentence); }

  void finish(const SweepOutcome& outcome) override {
    ticker_.stop();
    line_.clear();
    if (outcome.state != RunState::Finished) {
      std::cout << "Stopped; what was measured is kept. The same command goes on." << std::endl;
      return;
    }
    for (const SweepTable& table : outcome.tables) {
      std::cout << sweepText(table) << '\n';
    }
    std::cout << "Written to " << folder_ << ":";
    for (const std::string& file : outcome.files) {
      std::cout << ' ' << file.substr(file.find_last_of('/') + 1);
    }
    std::cout << std::endl;
  }

  void fail(const Error& error) override {
    ticker_.stop();
    line_.note(std::string("maacc: ") + error.what());
  }

 private:
  std::string statusText() const {
    const SweepClock::Snapshot now = clock_.snapshot();
    const Progress progress = context_.progress();
    std::string line = progressBar(now.step.done) + " " + std::to_string(now.step.row) + "/" +
                       std::to_string(now.step.rows) + "  " + now.step.title + ": " +
                       progress.stage;
    if (progress.total > 0) {
      line += " " + std::to_string(progress.done) + "/" + std::to_string(progress.total);
    }
    line += "  ETA " + (now.etaSeconds ? durationText(*now.etaSeconds) : std::string("unknown"));
    return line + (context_.paused() ? "  paused" : "");
  }

  std::string folder_;
  bool draws_;
  RunContext context_;
  SweepClock clock_;
  StatusLine line_;
  Ticker ticker_;
};

class SweepJson : public SweepOutput {
 public:
  explicit SweepJson(std::string folder) : folder_(std::move(folder)) {}

  void start(const RunContext& context) override {
    context_ = context;
    clock_.start(context);
    ticker_.start(std::chrono::milliseconds(200), [this] { tick(); });
  }

  void stepped(const SweepStep& step) override { clock_.take(step); }
  void warned(const std::string& sentence) override {
    print({{"event", "warning"}, {"message", sentence}});
  }

  void finish(const SweepOutcome& outcome) override {
    ticker_.stop();
    print({{"event", "finished"},
           {"state", stateName(outcome.state)},
           {"folder", folder_},
           {"files", outcome.files},
           {"exit_code", outcome.state == RunState::Finished ? 0 : 3}});
  }

  void fail(const Error& error) override {
    ticker_.stop();
    print({{"event", "error"}, {"message", error.what()}, {"exit_code", exitCode(error.code())}});
  }

 private:
  void tick() {
    const SweepClock::Snapshot now = clock_.snapshot();
    const Progress progress = context_.progress();
    print({{"event", "sweep"},
           {"row", now.step.row},
           {"rows", now.step.rows},
           {"title", now.step.title},
           {"share", now.step.done},
           {"stage", progress.stage},
           {"done", progress.done},
           {"total", progress.total},
           {"elapsed_seconds", now.elapsedSeconds},
           {"eta_seconds", now.etaSeconds ? Json(*now.etaSeconds) : Json(nullptr)},
           {"paused", context_.paused()}});
  }

  void print(const Json& event) {
    const std::scoped_lock lock(mutex_);
    std::cout << event.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
  }

  std::string folder_;
  RunContext context_;
  SweepClock clock_;
  std::mutex mutex_;
  Ticker ticker_;
};

}  // namespace

std::unique_ptr<SweepOutput> makeSweepOutput(const std::string& kind, const std::string& folder) {
  if (kind == "json") {
    return std::make_unique<SweepJson>(folder);
  }
  return std::make_unique<SweepBar>(folder, kind != "none");
}

void SweepClock::start(const RunContext& context) {
  const std::scoped_lock lock(mutex_);
  context_ = context;
}

void SweepClock::take(const SweepStep& step) {
  const std::scoped_lock lock(mutex_);
  if (!start_) {
    start_ = Clock::now();
    pausedBefore_ = context_.pausedSeconds();
  }
  step_ = step;
}

SweepClock::Snapshot SweepClock::snapshot() const {
  const std::scoped_lock lock(mutex_);
  Snapshot snapshot;
  snapshot.step = step_;
  if (!start_) {
    return snapshot;
  }
  snapshot.elapsedSeconds = std::chrono::duration<double>(Clock::now() - *start_).count() -
                            (context_.pausedSeconds() - pausedBefore_);
  const double doneNow = step_.done - step_.before;
  if (doneNow > 0) {
    snapshot.etaSeconds = snapshot.elapsedSeconds * (1 - step_.done) / doneNow;
  }
  return snapshot;
}

}  // namespace maacc
