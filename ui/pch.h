#pragma once

// Qt headers cost seconds per source file; the library and its tests share them precompiled.
#include <QtWidgets/QtWidgets>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>
