#pragma once

// What every test of the window reads, precompiled once for all of them.
#include <QtTest/QtTest>
#include <QtWidgets/QtWidgets>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>
