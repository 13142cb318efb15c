#include "app/maacc/progress_output.h"

#include "app/maacc/bar_output.h"
#include "app/maacc/json_output.h"

namespace maacc {
namespace {

// Warnings, errors and the closing lines only.
class SilentOutput : public BarOutput {
 public:
  using BarOutput::BarOutput;

 private:
  void draw(const std::string&) override {}
};

}  // namespace

std::unique_ptr<ProgressOutput> makeProgressOutput(const std::string& kind,
                                                   const std::string& outPath) {
  if (kind == "json") {
    return std::make_unique<JsonOutput>(outPath);
  }
  if (kind == "none") {
    return std::make_unique<SilentOutput>(outPath);
  }
  return std::make_unique<BarOutput>(outPath);
}

}  // namespace maacc
