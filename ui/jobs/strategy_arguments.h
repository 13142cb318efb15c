#pragma once

#include <QString>
#include <QStringList>

#include "core/reduction/reduction_settings.h"

namespace maacc {

// The options of `maacc run` that say which mutants are tested. Those that have their default value
// are left out.
QStringList strategyArguments(const ReductionSettings& settings);

// A strategy in one line, for people: "Neuron clusters, ward, 2 units per cluster".
QString strategyTitle(Strategy strategy);
QString strategyText(const ReductionSettings& settings);

}  // namespace maacc
