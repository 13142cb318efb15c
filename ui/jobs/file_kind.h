#pragma once

#include <QString>

namespace maacc {

// What a file is, by its content. Unknown files are offered to the engine as models: its sentence
// says what is wrong.
enum class FileKind { Run, Model, Data, Unknown, Missing };

// Reads headers, and of text its first lines. Folders are data, or an unpacked Keras model.
FileKind sniffFile(const QString& path);

}  // namespace maacc
