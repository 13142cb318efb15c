#include "app/maacc/bar_output.h"

#include <array>
#include <cstdio>
#include <iostream>

#include "core/report/run_report.h"

namespace maacc {
namespace {

std::string formatted(const char* format, double value) {
  std::array<char, 64> buffer{};
  std::snprintf(buffer.data(), buffer.size(), format, value);
  return buffer.data();
}

// "  score 0.4990", with +- half the interval where it is an estimate.
std::string scoreText(const RunScores& scores) {
  const auto& score = scores.trueClass ? scores.trueClass : scores.predictedClass;
  if (!score) {
    return "";
  }
  return formatted("  score %.4f", score->value) +
         (scores.estimated ? formatted(" +- %.4f", (score->high - score->low) / 2) : "");
}

}  // namespace

BarOutput::BarOutput(std::string outPath) : outPath_(std::move(outPath)) {}

void BarOutput::start(const RunContext& context) {
  context_ = context;
  ticker_.start(std::chrono::milliseconds(line_.onTerminal() ? 100 : 5000), [this] { tick(); });
}

void BarOutput::baselineKnown(const Baseline& baseline) {
  classes_ = baseline.classes;
  note("accuracy " + formatted("%.4f", baseline.accuracy()) + ": " +
       std::to_string(baseline.correctInputs.size()) + " of " + std::to_string(baseline.inputs) +
       " inputs are classified correctly and count");
}

void BarOutput::workPlanned(const PlannedWork& work) {
  tally_.begin(context_, work, classes_);
  const std::size_t mutants = work.plan.mutants.size();
  std::string line = std::to_string(work.toTest);
  if (planned_ > 0) {
    line += " mutants are to be tested now, for the precision that was asked for";
  } else if (work.sample.groups.empty()) {
    line += " mutants";
  } else {
    line += " of " + std::to_string(mutants) +
            " mutants are to be tested: " + designText(work.settings);
  }
  if (planned_ == 0 && work.remaining < work.toTest) {
    line +=
        ", " + std::to_string(work.toTest - work.remaining) + " of them have their verdict already";
  }
  planned_ = work.toTest;
  note(line);
}

void BarOutput::cellsSampled(const CellSample& cells) { tally_.setCells(cells); }

void BarOutput::recordsStored(std::span<const KillRecord> records) { tally_.add(records); }

void BarOutput::warned(const std::string& sentence) { note("warning: " + sentence); }

void BarOutput::finish(RunState state) {
  ticker_.stop();
  line_.clear();
  if (planned_ == 0) {
    std::cout << "Stopped before the first mutant ran; nothing was written." << std::endl;
    return;
  }
  const RunFile run = RunFile::openForReading(outPath_);
  std::cout << summaryText(run);
  if (state == RunState::Finished) {
    std::cout << "\nSurvivors:  maacc show " << outPath_ << " --survivors" << std::endl;
  } else {
    std::cout << "\nStopped; what was computed is kept. Go on with:  maacc run --resume --out "
              << outPath_ << std::endl;
  }
}

void BarOutput::fail(const Error& error) {
  ticker_.stop();
  note(std::string("maacc: ") + error.what());
}

void BarOutput::tick() { draw(statusLine()); }

std::string BarOutput::statusLine() const {
  const Progress progress = context_.progress();
  if (progress.stage != "mutants") {
    return progress.stage + (progress.total > 0 ? " " + std::to_string(progress.done) + "/" +
                                                      std::to_string(progress.total)
                                                : "");
  }
  const RunTally::Snapshot now = tally_.snapshot();
  const ScoreSummary& sum = now.summary;
  const double share =
      progress.total > 0 ? static_cast<double>(progress.done) / static_cast<double>(progress.total)
                         : 0;
  std::string line = progressBar(share) + " " + std::to_string(progress.done) + "/" +
                     std::to_string(progress.total);
  line += "  killed " + std::to_string(sum.killed) + "  survived " + std::to_string(sum.survived) +
          (sum.undecided > 0 ? "  undecided " + std::to_string(sum.undecided) : "") + "  errors " +
          std::to_string(sum.errors);
  line += scoreText(now.scores);
  line += formatted("  %.1f/s", now.mutantsPerSecond);
  line += "  ETA " + (now.etaSeconds ? durationText(*now.etaSeconds) : std::string("unknown"));
  return line + (context_.paused() ? "  paused" : "");
}

void BarOutput::draw(const std::string& line) { line_.draw(line); }

void BarOutput::note(const std::string& line) { line_.note(line); }

}  // namespace maacc
