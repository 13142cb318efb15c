#pragma once

// Precompiled: a source that includes CLI11 takes ten seconds otherwise.
#include <CLI/CLI.hpp>
#include <iostream>
#include <nlohmann/json.hpp>
