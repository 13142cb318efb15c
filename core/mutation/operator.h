#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace maacc {

// Affine: a unit's pre-activation z with bias b becomes alpha (z - b) + beta b + gamma; no weight
// has to be touched. Replacing: the unit gets new incoming weights and a new bias.
enum class OperatorFamily { Affine, Replacing };

enum class OperatorKind {
  ChangeWeights,         // CW
  NegateWeights,         // NAI
  ZeroWeights,           // NEB
  NegateWeightsAndBias,  // NAI-B
  ZeroWeightsAndBias,    // NEB-B
  ScaleWeights,          // WS
  AddToWeights,          // WA
  ScaleBias,             // BS
  AddToBias,             // BA
  GaussianFuzzAbsolute,  // GF
  GaussianFuzzRelative,  // GFR
  GaussianFuzzLayer,     // GFL
  ShuffleWeights,        // SHUFFLE
  SwitchNeurons,         // SWITCH
  FlipSign,              // SIGN
  FlipBit,               // BIT
};

struct OperatorParameter {
  std::string_view name;
  double defaultValue;
  double minimum;
  double maximum;
  std::string_view meaning;
  bool wholeNumber = false;
};

// One row of the operator table.
struct OperatorSpec {
  OperatorKind kind;
  std::string_view code;  // as written on the command line, e.g. "CW"
  std::string_view name;  // the field's term, e.g. "Change weights"
  OperatorFamily family;
  std::string_view formula;  // w: incoming weights, b: bias, primes: after
  std::string_view origin;   // who means this by the name
  std::vector<OperatorParameter> parameters;
  bool random = false;  // draws from the stream keyed by (seed, mutant id)
};

const std::vector<OperatorSpec>& operatorTable();
const OperatorSpec& operatorSpec(OperatorKind kind);

// An operator with its parameters set.
struct Operator {
  OperatorKind kind = OperatorKind::ChangeWeights;
  std::vector<double> parameters;  // as many as the table says
  bool operator==(const Operator&) const = default;
};

// "CW" -> defaults, "CW:0.2", "GFR:0.5:1". Throws Error{Usage} naming the text and listing the
// codes, or the parameter and its range.
Operator parseOperator(const std::string& text);
std::vector<Operator> parseOperators(
    const std::string& commaSeparated);  // no duplicates; at least one

// Canonical text: trailing parameters that have their default value are left out, so "CW:0.1" gives
// "CW".
std::string operatorText(const Operator& op);

// The formula with the parameters put in, for people: "w' = 1.1 w, b' = 1.1 b".
std::string operatorFormula(const Operator& op);

// Affine family only.
struct AffineCoefficients {
  double alpha = 1;
  double beta = 1;
  double gamma = 0;

  // What is added to alpha z for a unit of this bias.
  double term(double bias) const { return (beta - alpha) * bias + gamma; }
};
AffineCoefficients affineCoefficients(const Operator& op);

}  // namespace maacc
