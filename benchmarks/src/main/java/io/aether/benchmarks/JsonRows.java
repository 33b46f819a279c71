package io.aether.benchmarks;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Results for other programs: an array with one row for each metric and contender. No value in the
/// rows needs escaping.
final class JsonRows {

  private JsonRows() {}

  static String of(Results results) {
    List<String> rows = new ArrayList<>();
    for (Metric metric : results.metrics()) {
      for (Contenders contender : results.contenders()) {
        results
            .figure(metric.name(), contender)
            .ifPresent(figure -> rows.add(row(metric, contender, figure)));
      }
    }
    return rows.isEmpty() ? "[]\n" : "[\n  " + String.join(",\n  ", rows) + "\n]\n";
  }

  private static String row(Metric metric, Contenders contender, Figure figure) {
    return String.format(
        Locale.ROOT,
        "{\"workload\": \"%s\", \"contender\": \"%s\", \"unit\": \"%s\", \"median\": %.4f, \"best\": %.4f}",
        metric.name(),
        contender.id(),
        metric.unit(),
        figure.median(),
        figure.best());
  }
}
