package io.aether.benchmarks.workload;

import com.sun.management.OperatingSystemMXBean;
import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A hundred thousand timers that fire within one second, a hundred for each actor: how late they
/// fire, and their total processor time.
final class TimerLoad {

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private TimerLoad() {}

  private record Schedule(List<Duration> delays) {}

  private record Due(long atNanos) {}

  static <R, C> double[] timers(Contender<R, C> host, Size size) throws InterruptedException {
    int actors = size.of(1000, 1000, 10);
    int each = size.of(100, 100, 5);
    int spreadMillis = size.of(1000, 1000, 10);
    var fired = new CountDownLatch(actors * each);
    var lateness = new Histogram();
    try (var group =
        host.start(context -> {
          List<R> refs = new ArrayList<>();
          for (int i = 0; i < actors; i++) {
            refs.add(host.spawn(context, new Timed<>(host, lateness, fired)));
          }
          return refs;
        })) {
      List<Schedule> schedules = schedules(actors, each, spreadMillis);
      List<R> refs = group.made();

      long cpu = PROCESS.getProcessCpuTime();
      for (int i = 0; i < actors; i++) {
        host.tell(refs.get(i), schedules.get(i));
      }
      Waiting.await(fired);
      cpu = PROCESS.getProcessCpuTime() - cpu;
      return new double[] {
        lateness.microsAt(0.5), lateness.microsAt(0.99), (double) cpu / (actors * each)
      };
    }
  }

  private static List<Schedule> schedules(int actors, int each, int spreadMillis) {
    List<Schedule> schedules = new ArrayList<>();
    for (int i = 0; i < actors; i++) {
      List<Duration> delays = new ArrayList<>();
      for (int k = 0; k < each; k++) {
        int spread = (i * each + k) * 7919 % spreadMillis;
        delays.add(Duration.ofMillis(spreadMillis + Math.floorMod(spread, spreadMillis)));
      }
      schedules.add(new Schedule(delays));
    }
    return schedules;
  }

  private record Timed<R, C>(Contender<R, C> host, Histogram lateness, CountDownLatch fired)
      implements Actor<C> {
    @Override
    public Then onMessage(C context, Object message) {
      long now = System.nanoTime();
      if (message instanceof Due(long atNanos)) {
        lateness.add(now - atNanos);
        fired.countDown();
      } else {
        Integer key = 0;
        for (Duration delay : ((Schedule) message).delays()) {
          var due = new Due(System.nanoTime() + delay.toNanos());
          host.schedule(context, key, delay, due);
          key++;
        }
      }
      return Then.GO_ON;
    }
  }
}
