package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Contender;
import java.util.ArrayList;
import java.util.List;

/// A measured task with its metrics.
///
/// @param metrics the results of one iteration; the first one names the workload
/// @param inQuickRun whether a quick run includes it
/// @param body one iteration
public record Workload(List<Metric> metrics, boolean inQuickRun, Body body) {

  static Workload of(String name, String unit, Body body) {
    return new Workload(List.of(new Metric(name, unit)), /* inQuickRun= */ true, body);
  }

  Workload and(String name, String unit) {
    var more = new ArrayList<>(metrics);
    more.add(new Metric(name, unit));
    return new Workload(List.copyOf(more), inQuickRun, body);
  }

  Workload notInQuickRun() {
    return new Workload(metrics, /* inQuickRun= */ false, body);
  }

  public String name() {
    return metrics.getFirst().name();
  }

  public boolean yields(String metric) {
    return metrics.stream().anyMatch(each -> each.name().equals(metric));
  }

  /// One iteration.
  @FunctionalInterface
  public interface Body {

    /// Does the work once and checks the result.
    ///
    /// @return the cost, one value for each metric
    <R, C> double[] run(Contender<R, C> host, Size size) throws Exception;
  }
}
