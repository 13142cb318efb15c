#include <QTemporaryDir>
#include <algorithm>
#include <set>

#include "core/base/random_stream.h"
#include "tests/hdf5/hdf5_writer.h"
#include "tests/support/expect_error.h"

using namespace maacc;
using namespace maacc::test;

Q_DECLARE_METATYPE(Hdf5Form)

namespace {

void putText(hid_t object, const std::string& name, const std::string& text, bool isVariable) {
  const Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, isVariable ? H5T_VARIABLE : std::max<size_t>(text.size(), 1));
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Hdf5Handle attribute(
      H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  const char* pointer = text.c_str();
  H5Awrite(attribute, type, isVariable ? static_cast<const void*>(&pointer) : pointer);
}

void putTexts(hid_t object, const std::string& name, const std::vector<std::string>& texts) {
  const Hdf5Handle type(H5Tcopy(H5T_C_S1), H5Tclose);
  H5Tset_size(type, H5T_VARIABLE);
  const hsize_t count = texts.size();
  const Hdf5Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose);
  const Hdf5Handle attribute(
      H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  std::vector<const char*> pointers;
  for (const std::string& text : texts) {
    pointers.push_back(text.c_str());
  }
  H5Awrite(attribute, type, pointers.data());
}

void putNumber(hid_t object, const std::string& name, double value, hid_t type) {
  const Hdf5Handle space(H5Screate(H5S_SCALAR), H5Sclose);
  const Hdf5Handle attribute(
      H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT), H5Aclose);
  H5Awrite(attribute, H5T_NATIVE_DOUBLE, &value);
}

std::string numbered(const std::string& name, int number) { return name + std::to_string(number); }

}  // namespace

// Superblocks, groups and attributes as libhdf5 writes them, in its oldest and its newest form.
class TestHdf5File : public QObject {
  Q_OBJECT

 private slots:
  void findsLinks_data();
  void findsLinks();
  void readsAttributes_data();
  void readsAttributes();
  void saysWhatIsAbsent();
  void refusesOtherFiles_data();
  void refusesOtherFiles();
  void refusesLinksElsewhere_data();
  void refusesLinksElsewhere();
  void endsOnLinksThatLeadBack();
  void survivesDamage_data();
  void survivesDamage();

 private:
  std::string path() const { return folder_.filePath("file.h5").toStdString(); }

  QTemporaryDir folder_;
};

void TestHdf5File::findsLinks_data() {
  QTest::addColumn<Hdf5Form>("form");
  QTest::addColumn<int>("count");
  for (const bool latest : {false, true}) {
    for (const int count : {0, 1, 7, 9, 300, 5000}) {
      QTest::addRow("%s, %d links", latest ? "latest" : "earliest", count)
          << Hdf5Form{latest, 0} << count;
    }
    QTest::addRow("%s, user block", latest ? "latest" : "earliest") << Hdf5Form{latest, 2048} << 9;
  }
}

void TestHdf5File::findsLinks() {
  QFETCH(Hdf5Form, form);
  QFETCH(int, count);
  writeHdf5(path(), form, [&](hid_t file) {
    const Hdf5Handle group = newGroup(file, "outer");
    for (int i = 0; i < count; ++i) {
      newGroup(group, numbered("a link with a name that takes its room ", i));
    }
  });
  const Hdf5File inFile = openInFile(path());
  const auto group = inFile.find("outer", "f");
  QVERIFY(group);
  const auto links = inFile.links(*group, "f");
  QVERIFY(links);
  QCOMPARE(static_cast<int>(links->size()), count);
  std::set<std::string> names;
  std::set<uint64_t> addresses;
  for (const Hdf5Link& link : *links) {
    names.insert(link.name);
    addresses.insert(link.address);
  }
  QCOMPARE(static_cast<int>(names.size()), count);
  QCOMPARE(static_cast<int>(addresses.size()), count);
  if (count > 0) {
    const std::string last = numbered("outer/a link with a name that takes its room ", count - 1);
    QVERIFY(inFile.find(last, "f"));
    QCOMPARE(openInMemory(path()).find(last, "f"), inFile.find(last, "f"));
  }
  QVERIFY(!inFile.find("outer/absent", "f"));
}

void TestHdf5File::readsAttributes_data() {
  QTest::addColumn<Hdf5Form>("form");
  QTest::addColumn<int>("others");
  for (const bool latest : {false, true}) {
    for (const int others : {0, 60}) {
      QTest::addRow("%s, %d others", latest ? "latest" : "earliest", others)
          << Hdf5Form{latest, 0} << others;
    }
  }
}

void TestHdf5File::readsAttributes() {
  QFETCH(Hdf5Form, form);
  QFETCH(int, others);
  const std::string large(100000, 'L');
  writeHdf5(path(), form, [&](hid_t file) {
    const Hdf5Handle group = newGroup(file, "g");
    for (int i = 0; i < others; ++i) {
      putNumber(group, numbered("other", i), i, H5T_NATIVE_INT);
    }
    putText(group, "fixed", "a text", false);
    putText(group, "variable", "another text", true);
    putText(group, "large", large, true);
    putText(group, "empty", "", true);
    putTexts(group, "several", {"one", "", "three"});
    putNumber(group, "byte", 200, H5T_STD_U8LE);
    putNumber(group, "negative", -7, H5T_STD_I16BE);
    putNumber(group, "real", 0.25, H5T_IEEE_F32BE);
  });
  const Hdf5File file = openInFile(path());
  const uint64_t group = *file.find("g", "f");
  QCOMPARE(file.text(group, "fixed"), std::optional<std::string>("a text"));
  QCOMPARE(file.text(group, "variable"), std::optional<std::string>("another text"));
  QCOMPARE(file.text(group, "large"), std::optional<std::string>(large));
  QCOMPARE(file.text(group, "empty"), std::optional<std::string>(""));
  QVERIFY(file.texts(group, "several") == (std::vector<std::string>{"one", "", "three"}));
  QCOMPARE(file.number(group, "byte"), std::optional<double>(200));
  QCOMPARE(file.number(group, "negative"), std::optional<double>(-7));
  QCOMPARE(file.number(group, "real"), std::optional<double>(0.25));
  if (others > 0) {
    QCOMPARE(file.number(group, numbered("other", others - 1)), std::optional<double>(others - 1));
  }
}

void TestHdf5File::saysWhatIsAbsent() {
  writeHdf5(path(), {}, [](hid_t file) { putNumber(file, "number", 1, H5T_NATIVE_INT); });
  const Hdf5File file = openInFile(path());
  QVERIFY(!file.text(file.root(), "absent"));
  QVERIFY(!file.text(file.root(), "number"));
  QVERIFY(!file.texts(file.root(), "number"));
  QVERIFY(!file.number(file.root(), "absent"));
  QVERIFY(!file.dataset(file.root(), "f"));
}

void TestHdf5File::refusesOtherFiles_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("text")
      << QByteArray("no HDF5 at all, but long enough for a superblock").repeated(9);
  QTest::newRow("signature alone") << QByteArray("\x89HDF\r\n\x1a\n");
  QTest::newRow("signature too far")
      << QByteArray(700, 'x') + "\x89HDF\r\n\x1a\n" + QByteArray(200, 0);
}

void TestHdf5File::refusesOtherFiles() {
  QFETCH(QByteArray, content);
  std::ofstream(path(), std::ios::binary | std::ios::trunc).write(content.data(), content.size());
  QVERIFY(contains(expectError([&] { openInFile(path()); }), "not a readable HDF5 file"));
}

void TestHdf5File::refusesLinksElsewhere_data() {
  QTest::addColumn<Hdf5Form>("form");
  QTest::addColumn<bool>("external");
  for (const bool latest : {false, true}) {
    for (const bool external : {false, true}) {
      QTest::addRow("%s, %s", latest ? "latest" : "earliest", external ? "external" : "soft")
          << Hdf5Form{latest, 0} << external;
    }
  }
}

void TestHdf5File::refusesLinksElsewhere() {
  QFETCH(Hdf5Form, form);
  QFETCH(bool, external);
  writeHdf5(path(), form, [&](hid_t file) {
    newGroup(file, "real");
    if (external) {
      H5Lcreate_external("/etc/passwd", "/x", file, "link", H5P_DEFAULT, H5P_DEFAULT);
    } else {
      H5Lcreate_soft("/real", file, "link", H5P_DEFAULT, H5P_DEFAULT);
    }
  });
  const Hdf5File file = openInFile(path());
  QVERIFY(file.find("real", "f"));
  const Error error = expectError([&] { file.find("link", "f"); });
  QCOMPARE(error.code(), ErrorCode::Unsupported);
  QVERIFY(contains(error, "soft or external link"));
}

void TestHdf5File::endsOnLinksThatLeadBack() {
  writeHdf5(path(), {}, [](hid_t file) {
    newGroup(file, "a");
    H5Lcreate_hard(file, "/", file, "a/back", H5P_DEFAULT, H5P_DEFAULT);
  });
  const Hdf5File file = openInFile(path());
  QCOMPARE(file.find("a/back/a/back/a", "f"), file.find("a", "f"));
}

void TestHdf5File::survivesDamage_data() {
  QTest::addColumn<Hdf5Form>("form");
  QTest::newRow("earliest") << Hdf5Form{false, 0};
  QTest::newRow("latest") << Hdf5Form{true, 0};
}

// Whatever the bytes are, an answer or an Error.
void TestHdf5File::survivesDamage() {
  QFETCH(Hdf5Form, form);
  writeHdf5(path(), form, [&](hid_t file) {
    const Hdf5Handle group = newGroup(file, "g");
    for (int i = 0; i < 40; ++i) {
      newGroup(group, numbered("link ", i));
      putText(group, numbered("text ", i), numbered("value ", i), i % 2 == 0);
    }
  });
  const Hdf5Block sound = fileContent(path());
  RandomStream random(5, "damage");
  int refused = 0;
  for (int round = 0; round < 1500; ++round) {
    Hdf5Block bytes = sound;
    for (uint64_t change = 0; change < 1 + random.below(3); ++change) {
      bytes[random.below(bytes.size())] =
          static_cast<unsigned char>(random.below(2) == 0 ? 0xff : random.below(256));
    }
    try {
      const Hdf5File file(Hdf5Source::inMemory(std::move(bytes)), {}, "f");
      const auto group = file.find("g", "f");
      for (int i = 0; group && i < 40; ++i) {
        file.text(*group, numbered("text ", i));
      }
      if (group) {
        file.links(*group, "f");
      }
    } catch (const Error& error) {
      QVERIFY(contains(error, "f: "));
      ++refused;
    }
  }
  QVERIFY(refused > 0);
}

QTEST_APPLESS_MAIN(TestHdf5File)
#include "test_hdf5_file.moc"
