#pragma once

#include <QColor>
#include <QIcon>
#include <QPalette>
#include <QString>

#include "ui/verdict.h"

namespace maacc {

enum class Appearance { System, Light, Dark };

// Sets the palette of the whole program; System is what the desktop says.
void applyAppearance(Appearance appearance);
bool isDark(const QPalette& palette);

// Colours that colour-blind people can tell apart (Okabe and Ito 2008), in a shade that reads on
// the palette's base.
QColor verdictColor(Verdict verdict, const QPalette& palette);
QIcon verdictIcon(Verdict verdict);

enum class Tone { Good, Warning, Bad, Neutral };
QColor toneColor(Tone tone, const QPalette& palette);

// A small drawing in the palette's text colour; follows changes of the palette. Names: model, data,
// run, pause, stop, results, add, search, resume, home, clusters, plan, compare, report. An unknown
// name is a bug.
QIcon glyph(const QString& name);

// The program's own icon, as resources/icons/maacc-studio.svg has it for the desktop.
QIcon programIcon();

}  // namespace maacc
