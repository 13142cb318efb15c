#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "core/base/error.h"
#include "core/base/number_text.h"
#include "core/mutation/operator.h"

namespace maacc {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts(1);
  for (char letter : text) {
    if (letter == separator) {
      parts.emplace_back();
    } else if (letter != ' ' && letter != '\t') {
      parts.back() += letter;
    }
  }
  return parts;
}

std::string upperCase(std::string text) {
  for (char& letter : text) {
    if (letter >= 'a' && letter <= 'z') {
      letter = static_cast<char>(letter - 'a' + 'A');
    }
  }
  return text;
}

std::string allCodes() {
  std::string codes;
  for (const OperatorSpec& spec : operatorTable()) {
    codes += (codes.empty() ? "" : ", ") + std::string(spec.code);
  }
  return codes;
}

double parseParameter(const std::string& whole,
                      const std::string& text,
                      const OperatorParameter& parameter) {
  const std::optional<double> value = parseNumber(text);
  const bool fits = value && *value >= parameter.minimum && *value <= parameter.maximum &&
                    (!parameter.wholeNumber || *value == std::floor(*value));
  if (!fits) {
    throw Error(ErrorCode::Usage, "operator \"" + whole + "\": " + std::string(parameter.name) +
                                      " is \"" + text + "\", but must be a " +
                                      (parameter.wholeNumber ? "whole " : "") + "number from " +
                                      numberText(parameter.minimum) + " to " +
                                      numberText(parameter.maximum));
  }
  return *value + 0.0;  // -0 becomes 0, so that both have one id
}

std::string parameterNames(const OperatorSpec& spec) {
  std::string names;
  for (const OperatorParameter& parameter : spec.parameters) {
    names += ":" + std::string(parameter.name);
  }
  return names;
}

// 12 digits hide that 1 + 0.009 is 1.0089999999999999 in binary.
std::string roundedText(double value) {
  std::array<char, 32> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                    std::chars_format::general, 12);
  return {buffer.data(), result.ptr};
}

// "w", "-w", "0", "1.1 w"
std::string product(double factor, const std::string& symbol) {
  if (factor == 0) {
    return "0";
  }
  if (factor == 1) {
    return symbol;
  }
  return factor == -1 ? "-" + symbol : roundedText(factor) + " " + symbol;
}

std::string affineFormula(const Operator& op) {
  const AffineCoefficients affine = affineCoefficients(op);
  std::string text = "w' = " + product(affine.alpha, "w") + ", b' = " + product(affine.beta, "b");
  if (affine.gamma != 0) {
    text += (affine.gamma < 0 ? " - " : " + ") + numberText(std::abs(affine.gamma));
  }
  return text;
}

void replaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

Operator parseOperator(const std::string& text) {
  const std::vector<std::string> parts = split(text, ':');
  const std::string code = upperCase(parts.front());
  const auto& table = operatorTable();
  const auto spec = std::find_if(table.begin(), table.end(),
                                 [&code](const auto& row) { return row.code == code; });
  if (spec == table.end()) {
    throw Error(ErrorCode::Usage,
                "there is no operator \"" + text + "\"; choose among " + allCodes());
  }
  if (parts.size() - 1 > spec->parameters.size()) {
    throw Error(ErrorCode::Usage, "operator \"" + text + "\" has too many values; write " + code +
                                      parameterNames(*spec));
  }
  Operator op{spec->kind, {}};
  for (std::size_t i = 0; i < spec->parameters.size(); ++i) {
    const OperatorParameter& parameter = spec->parameters[i];
    op.parameters.push_back(i + 1 < parts.size() ? parseParameter(text, parts[i + 1], parameter)
                                                 : parameter.defaultValue);
  }
  return op;
}

std::vector<Operator> parseOperators(const std::string& commaSeparated) {
  std::vector<Operator> operators;
  for (const std::string& part : split(commaSeparated, ',')) {
    if (part.empty()) {
      throw Error(
          ErrorCode::Usage,
          "the operator list \"" + commaSeparated +
              "\" has an empty entry; separate operators by single commas, as in CW:0.1,NAI");
    }
    Operator op = parseOperator(part);
    if (std::find(operators.begin(), operators.end(), op) != operators.end()) {
      throw Error(ErrorCode::Usage, "the operator list \"" + commaSeparated + "\" names " +
                                        operatorText(op) + " twice; name it once");
    }
    operators.push_back(std::move(op));
  }
  return operators;
}

std::string operatorText(const Operator& op) {
  const OperatorSpec& spec = operatorSpec(op.kind);
  MAACC_CHECK(op.parameters.size() == spec.parameters.size());
  std::size_t written = op.parameters.size();
  while (written > 0 && op.parameters[written - 1] == spec.parameters[written - 1].defaultValue) {
    --written;
  }
  std::string text(spec.code);
  for (std::size_t i = 0; i < written; ++i) {
    text += ":" + numberText(op.parameters[i]);
  }
  return text;
}

std::string operatorFormula(const Operator& op) {
  const OperatorSpec& spec = operatorSpec(op.kind);
  MAACC_CHECK(op.parameters.size() == spec.parameters.size());
  if (spec.family == OperatorFamily::Affine) {
    return affineFormula(op);
  }
  if (op.kind == OperatorKind::GaussianFuzzRelative && op.parameters[1] == 0) {
    return "w' = w (1 + N(0, " + numberText(op.parameters[0]) + ")), b' = b";
  }
  if (op.kind == OperatorKind::FlipBit && op.parameters[0] < 0) {
    return std::string(spec.formula);  // the bit is drawn: nothing to put in
  }
  if (op.kind == OperatorKind::FlipBit) {
    return "w'_i = w_i with bit " + numberText(op.parameters[0]) +
           " of its float32 flipped, weight i drawn at random, b' = b";
  }
  std::string text(spec.formula);
  for (std::size_t i = 0; i < op.parameters.size(); ++i) {
    replaceAll(text, std::string(spec.parameters[i].name), numberText(op.parameters[i]));
  }
  replaceAll(text, "+ -", "- ");
  return text;
}

}  // namespace maacc
