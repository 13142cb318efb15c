#include "ui/jobs/file_kind.h"

#include <QFile>
#include <QFileInfo>
#include <algorithm>

#include "core/base/error.h"
#include "core/data/data_format.h"
#include "core/importers/keras_importer.h"
#include "core/importers/onnx_importer.h"

namespace maacc {
namespace {

constexpr qint64 kTail = 64 << 10;

// A ZIP lists its members at its end. Archives of NumPy arrays hold nothing but .npy members.
FileKind zipKind(QFile& file) {
  file.seek(qMax<qint64>(0, file.size() - kTail));
  const QByteArray directory = file.read(kTail);
  const bool arrays = directory.contains(".npy");
  const bool model =
      directory.contains("config.json") || directory.contains(".h5") || directory.contains(".pkl");
  return arrays && !model ? FileKind::Data : FileKind::Model;
}

bool isData(const std::string& path) {
  const auto formats = dataFormats();
  try {
    return std::any_of(formats.begin(), formats.end(), [&](const DataFormat& format) {
      return !format.ofFolders && format.recognises(path);
    });
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

FileKind sniffFile(const QString& path) {
  const std::string name = path.toStdString();
  if (QFileInfo(path).isDir()) {
    return looksLikeKeras(name) ? FileKind::Model : FileKind::Data;
  }
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    return FileKind::Missing;
  }
  const QByteArray head = file.read(16);
  if (head.startsWith("SQLite format 3")) {
    return FileKind::Run;
  }
  if (head.startsWith("PK\x03\x04")) {
    return zipKind(file);
  }
  if (head.startsWith("\x89HDF")) {
    return looksLikeKeras(name) ? FileKind::Model : FileKind::Data;
  }
  const bool gzip = head.startsWith("\x1f\x8b");
  const bool numpy = head.startsWith("\x93NUMPY");
  const bool idx =
      head.size() >= 4 && head[0] == '\0' && head[1] == '\0' && head[2] >= 0x08 && head[2] <= 0x0e;
  const bool matlab = head.startsWith("MATLAB 5.0");
  // Damaged ones too: the engine's sentence says what is wrong.
  if (gzip || numpy || idx || matlab) {
    return FileKind::Data;
  }
  if (looksLikeOnnx(name)) {
    return FileKind::Model;
  }
  // A table without columns may be labels, but no data.
  const QByteArray line = head + file.readLine(kTail);
  const bool hasColumns = line.contains(',') || line.contains(';') || line.contains('\t');
  const bool isText = !line.contains('\0');
  return (hasColumns || !isText) && isData(name) ? FileKind::Data : FileKind::Unknown;
}

}  // namespace maacc
