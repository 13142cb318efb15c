#include "core/report/report_text.h"

#include "core/base/number_text.h"
#include "core/report/text_table.h"

namespace maacc {
namespace {

constexpr int kScoreDigits = 4;
constexpr int kPercentDigits = 2;

std::string withSign(double value, int digits) {
  const std::string text = fixedText(value, digits);
  return text.front() == '-' ? text : "+" + text;
}

}  // namespace

std::string scoreDigits(double score) { return fixedText(score, kScoreDigits); }
std::string changeDigits(double change) { return withSign(change, kScoreDigits); }
std::string percentDigits(double share) { return fixedText(100 * share, kPercentDigits) + " %"; }
std::string changePercentText(double share) { return withSign(100 * share, kPercentDigits) + " %"; }
std::string secondsDigits(double seconds) { return fixedText(seconds, 2); }
std::string wholeText(double count) { return fixedText(count, 0); }

std::string flopText(double flops) {
  std::string prefix;
  for (const char* next : {"k", "M", "G", "T", "P", "E"}) {
    if (flops < 1000) {
      break;
    }
    flops /= 1000;
    prefix = next;
  }
  return fixedText(flops, 2) + " " + prefix + "FLOP";
}

std::string countText(int64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string intervalText(const ScoreEstimate& estimate) {
  if (estimate.low == estimate.high) {
    return "counted";
  }
  const std::string limits = scoreDigits(estimate.low) + " to " + scoreDigits(estimate.high);
  return estimate.confidence == 1 ? "certainly " + limits
                                  : limits + " (" + numberText(100 * estimate.confidence) + " %)";
}

std::string fractionText(const Score& score) {
  return std::to_string(score.killedClasses) + " / (" + std::to_string(score.mutants) + " x " +
         std::to_string(score.classes) + ")";
}

std::string joinedText(const std::vector<std::string>& parts, const std::string& separator) {
  std::string text;
  for (const std::string& part : parts) {
    text += (text.empty() ? "" : separator) + part;
  }
  return text;
}

}  // namespace maacc
