#pragma once

#include <string>
#include <vector>

#include "core/analysis/estimate.h"
#include "core/analysis/score.h"

// How reports and comparisons write their numbers. One place, so that all formats agree.
namespace maacc {

std::string scoreDigits(double score);        // "0.4990"
std::string changeDigits(double change);      // "+0.0041", "-0.0041"
std::string percentDigits(double share);      // "12.34 %"
std::string changePercentText(double share);  // "+12.34 %"
std::string secondsDigits(double seconds);    // "1.25"
std::string flopText(double flops);           // "1.23 TFLOP"
std::string wholeText(double count);          // "480"

std::string countText(int64_t count, const std::string& noun);  // "1 mutant", "2 mutants"

// "0.4931 to 0.5052 (95 %)", "certainly 0.4 to 0.6"; "counted" where everything was tested.
std::string intervalText(const ScoreEstimate& estimate);

// "2395 / (480 x 10)": killed classes / (mutants x classes)
std::string fractionText(const Score& score);

std::string joinedText(const std::vector<std::string>& parts, const std::string& separator = ", ");

}  // namespace maacc
