#include "tests/ui/response_watch.h"

#include <QMetaEnum>
#include <QTest>
#include <chrono>
#include <ctime>

namespace maacc::test {
namespace {

constexpr int kPatienceMs = 300000;
constexpr int kQuietMs = 60;  // timers of the window are shorter than that or do not matter here

double cpuMs() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e3 * static_cast<double>(now.tv_sec) + 1e-6 * static_cast<double>(now.tv_nsec);
}

double wallMs() {
  return std::chrono::duration<double, std::milli>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

QString eventName(QEvent::Type type) {
  const char* name = QMetaEnum::fromType<QEvent::Type>().valueToKey(type);
  return name != nullptr ? QString::fromLatin1(name) : QString::number(type);
}

// A stretch without a look at the events.
class Stretch {
 public:
  Blocking end(const QString& where) const { return {wallMs() - wall_, cpuMs() - cpu_, where}; }
  double cpu() const { return cpuMs() - cpu_; }

 private:
  double wall_ = wallMs();
  double cpu_ = cpuMs();
};

}  // namespace

bool WatchedApplication::notify(QObject* receiver, QEvent* event) {
  if (depth_ > 0) {
    return QApplication::notify(receiver, event);
  }
  // Afterwards the receiver may be gone.
  const char* kind = receiver->metaObject()->className();
  const QEvent::Type type = event->type();
  ++depth_;
  const Stretch stretch;
  const bool taken = QApplication::notify(receiver, event);
  --depth_;
  if (stretch.cpu() > longest_.cpuMs) {
    longest_ = stretch.end(QStringLiteral("%1 of %2").arg(eventName(type), kind));
  }
  return taken;
}

bool respond(const char* action,
             const std::function<void()>& act,
             const std::function<bool()>& done) {
  auto& app = static_cast<WatchedApplication&>(*qApp);
  app.forget();
  const double began = wallMs();
  const Stretch stretch;
  act();
  const Blocking call = stretch.end(QStringLiteral("the call itself"));
  const bool settled = QTest::qWaitFor(done, kPatienceMs);
  const double took = wallMs() - began;
  QTest::qWait(kQuietMs);
  const Blocking& longest = app.longest().cpuMs > call.cpuMs ? app.longest() : call;
  qInfo("%-44s blocks %7.1f ms (wall %7.1f), done after %7.0f ms: %s", action, longest.cpuMs,
        longest.wallMs, took, qPrintable(longest.where));
  return settled;
}

int responseScale() {
  const int scale = qEnvironmentVariableIntValue("MAACC_RESPONSE_SCALE");
  return scale > 0 ? scale : 1;
}

}  // namespace maacc::test
