#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/importers/import_model.h"
#include "core/importers/keras_importer.h"
#include "tests/importers/keras_files.h"
#include "tests/importers/mutated_bytes.h"
#include "tests/support/test_paths.h"

using namespace maacc;

namespace {

// Metadata of HDF5 lies in the first kilobytes; most of the rest is numbers.
std::string mutatedHead(const std::string& bytes, RandomStream& random) {
  const size_t head = std::min<size_t>(bytes.size(), 512 << random.below(5));
  std::string start = bytes.substr(0, head);
  const size_t changes = 1 + random.below(3);
  for (size_t i = 0; i < changes; ++i) {
    const size_t at = random.below(start.size());
    start[at] = static_cast<char>(random.below(3) == 0 ? 0xff : random.below(256));
  }
  return start + bytes.substr(head);
}

// Replaces one random number, text or flag in the JSON by something else.
std::string mutatedJson(const std::string& text, RandomStream& random) {
  nlohmann::json json = nlohmann::json::parse(text);
  nlohmann::json flat = json.flatten();
  static const std::vector<nlohmann::json> values = {nullptr,
                                                     -1,
                                                     0,
                                                     1,
                                                     2,
                                                     3,
                                                     5,
                                                     1e300,
                                                     0.5,
                                                     INT64_MAX,
                                                     INT64_MIN,
                                                     UINT64_MAX,
                                                     65536,
                                                     2147483647,
                                                     true,
                                                     false,
                                                     "",
                                                     "same",
                                                     "softmax",
                                                     "channels_first",
                                                     "Add",
                                                     "Conv2D",
                                                     "InputLayer",
                                                     "Sequential",
                                                     nlohmann::json::array(),
                                                     nlohmann::json::object()};
  const uint64_t changes = 1 + random.below(2);
  for (uint64_t i = 0; i < changes; ++i) {
    auto item = flat.begin();
    std::advance(item, static_cast<std::ptrdiff_t>(random.below(flat.size())));
    *item = values[random.below(values.size())];
  }
  try {
    return flat.unflatten().dump();
  } catch (const nlohmann::json::exception&) {
    return text;
  }
}

}  // namespace

// Whatever the bytes are: a network, or an Error that names the file. Mutations are the same in
// every run.
class KerasFuzzTest : public QObject {
  Q_OBJECT

 private slots:
  void neverCrashes_data();
  void neverCrashes();

 private:
  void importMutant(const std::string& path);

  QTemporaryDir folder_;
  int accepted_ = 0;
  int refused_ = 0;
};

void KerasFuzzTest::importMutant(const std::string& path) {
  try {
    importModel(path);
    ++accepted_;
  } catch (const Error& error) {
    ++refused_;
    QVERIFY2(std::string(error.what()).find(path) != std::string::npos, error.what());
  } catch (const std::exception& other) {
    QFAIL(other.what());
  }
}

void KerasFuzzTest::neverCrashes_data() {
  QTest::addColumn<QString>("part");
  QTest::addColumn<QString>("fixture");
  for (const char* part : {"archive", "json text", "json value", "weights", "weights head"}) {
    for (const char* fixture : {"mlp", "nested", "odd_layers", "residual_odd"}) {
      QTest::addRow("%s of %s", part, fixture) << part << fixture;
    }
  }
}

void KerasFuzzTest::neverCrashes() {
  QFETCH(QString, part);
  QFETCH(QString, fixture);
  const int rounds = qEnvironmentVariableIsSet("MAACC_FUZZ_ROUNDS")
                         ? qEnvironmentVariableIntValue("MAACC_FUZZ_ROUNDS")
                         : 60;
  const std::string source =
      test::fixture("importers/fixtures/" + fixture.toStdString() + ".keras");
  const test::ZipMembers members = test::readZip(source);
  const std::string bytes = test::readBytes(source);
  const std::string path = folder_.filePath("mutant.keras").toStdString();
  RandomStream random(7, (part + fixture).toStdString());
  for (int round = 0; round < rounds && !QTest::currentTestFailed(); ++round) {
    if (part == "archive") {
      test::writeBytes(path, test::mutatedBytes(bytes, random));
    } else {
      test::ZipMembers changed = members;
      std::string& json = changed.at("config.json");
      std::string& weights = changed.at("model.weights.h5");
      json = part == "json text"    ? test::mutatedBytes(json, random)
             : part == "json value" ? mutatedJson(json, random)
                                    : json;
      weights = part == "weights"        ? test::mutatedBytes(weights, random)
                : part == "weights head" ? mutatedHead(weights, random)
                                         : weights;
      test::writeZip(path, changed);
    }
    importMutant(path);
  }
  qInfo("%d accepted, %d refused so far", accepted_, refused_);
}

QTEST_APPLESS_MAIN(KerasFuzzTest)
#include "test_keras_fuzz.moc"
