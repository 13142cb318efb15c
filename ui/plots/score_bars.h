#pragma once

#include <QRectF>

#include "core/report/report_document.h"
#include "ui/plots/chart_style.h"

class QPainter;

namespace maacc {

// Horizontal bars from 0 to 1 with their names, values and intervals, as the HTML report has them.
double scoreBarsHeight(const ReportChart& chart, const ChartStyle& style);
void paintScoreBars(QPainter& painter,
                    const QRectF& area,
                    const ReportChart& chart,
                    const ChartStyle& style);

}  // namespace maacc
