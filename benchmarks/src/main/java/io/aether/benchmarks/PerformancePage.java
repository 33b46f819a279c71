package io.aether.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The table in `docs/performance.md`. A run replaces the rows that it has measured and keeps the
/// others, so that each row comes from one run.
record PerformancePage(Path file) {

  private static final String BEGIN = "<!-- compare:begin -->";
  private static final String END = "<!-- compare:end -->";

  /// @param table the lines of the table; the first two are the head
  /// @param order the names of all metrics
  void write(List<String> table, List<String> order) throws IOException {
    String page = Files.readString(file);
    int begin = page.indexOf(BEGIN);
    int end = page.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IOException("Expected the lines '%s' and '%s' in %s".formatted(BEGIN, END, file));
    }
    begin += BEGIN.length();
    Map<String, String> rows = rows(page.substring(begin, end).strip().lines().toList());
    rows.putAll(rows(table));
    var lines = new StringBuilder("\n\n");
    table.subList(0, 2).forEach(line -> lines.append(line).append('\n'));
    for (String name : order) {
      if (rows.containsKey(name)) {
        lines.append(rows.get(name)).append('\n');
      }
    }
    Files.writeString(file, page.substring(0, begin) + lines + "\n" + page.substring(end));
  }

  private static Map<String, String> rows(List<String> table) {
    Map<String, String> rows = new LinkedHashMap<>();
    table.stream().skip(2).forEach(line -> rows.put(line.split("\\|")[1].strip(), line));
    return rows;
  }
}
