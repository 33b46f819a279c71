package io.aether.benchmarks;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Metric;
import io.aether.benchmarks.workload.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/// All samples of a run.
final class Results {

  private record Key(String metric, Contenders contender) {}

  private final List<Metric> metrics;
  private final List<Contenders> contenders;
  private final Map<Key, List<Double>> samples = new LinkedHashMap<>();

  Results(List<Workload> workloads, List<Contenders> contenders) {
    this.metrics = workloads.stream().flatMap(each -> each.metrics().stream()).toList();
    this.contenders = contenders;
  }

  void add(Workload workload, Contenders contender, List<double[]> iterations) {
    for (double[] costs : iterations) {
      for (int i = 0; i < costs.length; i++) {
        var key = new Key(workload.metrics().get(i).name(), contender);
        samples.computeIfAbsent(key, _ -> new ArrayList<>()).add(costs[i]);
      }
    }
  }

  List<Metric> metrics() {
    return metrics;
  }

  List<Contenders> contenders() {
    return contenders;
  }

  /// {@return the result of a contender; empty if it failed}
  Optional<Figure> figure(String metric, Contenders contender) {
    return Optional.ofNullable(samples.get(new Key(metric, contender)))
        .map(all -> Figure.of(all.stream().mapToDouble(Double::doubleValue).toArray()));
  }

  /// {@return the costs of the best peer, as a multiple of the costs of Aether}
  Optional<Double> peerToAether(String metric, ToDoubleFunction<Figure> part) {
    Optional<Double> peer =
        contenders.stream()
            .filter(Contenders::isPeer)
            .flatMap(each -> figure(metric, each).stream())
            .map(part::applyAsDouble)
            .min(Comparator.naturalOrder());
    Optional<Double> aether = figure(metric, Contenders.AETHER).map(part::applyAsDouble);
    return aether.flatMap(ours -> peer.map(theirs -> theirs / ours));
  }
}
