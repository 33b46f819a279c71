package io.aether.benchmarks;

import io.aether.benchmarks.contender.Contenders;
import io.aether.benchmarks.workload.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Results as a Markdown table with one row for each metric.
final class Table {

  private static final int DIGITS = 3;

  private Table() {}

  /// {@return the lines, the first two of which are the head}
  static List<String> of(Results results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(head(results));
    for (Metric metric : results.metrics()) {
      rows.add(row(results, metric));
    }
    return aligned(rows);
  }

  private static List<String> head(Results results) {
    List<String> cells = new ArrayList<>(List.of("workload", "unit"));
    for (Contenders contender : results.contenders()) {
      cells.add(contender.id() + " best");
      cells.add("median");
    }
    boolean before = results.contenders().contains(Contenders.BEFORE);
    cells.addAll(List.of(before ? "before/Aether best" : "Pekko/Aether best", "median"));
    return cells;
  }

  private static List<String> row(Results results, Metric metric) {
    List<String> cells = new ArrayList<>(List.of(metric.name(), metric.unit()));
    for (Contenders contender : results.contenders()) {
      Optional<Figure> figure = results.figure(metric.name(), contender);
      cells.add(figure.map(Figure::best).map(Table::rounded).orElse("failed"));
      cells.add(figure.map(Figure::median).map(Table::rounded).orElse("failed"));
    }
    cells.add(ratio(results.peerToAether(metric.name(), Figure::best)));
    cells.add(ratio(results.peerToAether(metric.name(), Figure::median)));
    return cells;
  }

  private static String ratio(Optional<Double> ratio) {
    return ratio.map(value -> rounded(value) + "x").orElse("");
  }

  static String rounded(double value) {
    int magnitude = (int) Math.floor(Math.log10(Math.max(Math.abs(value), 1e-3)));
    int decimals = Math.clamp(DIGITS - 1L - magnitude, 0, DIGITS - 1);
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  private static List<String> aligned(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      var line = new StringBuilder("|");
      for (int i = 0; i < columns; i++) {
        String padding = " ".repeat(widths[i] - row.get(i).length());
        line.append(' ').append(i < 2 ? row.get(i) + padding : padding + row.get(i)).append(" |");
      }
      lines.add(line.toString());
    }
    var rule = new StringBuilder("|");
    for (int i = 0; i < columns; i++) {
      rule.append("-".repeat(widths[i] + 1)).append(i < 2 ? '-' : ':').append('|');
    }
    lines.add(1, rule.toString());
    return lines;
  }
}
