package io.aether.samples.flights;

import io.aether.samples.flights.ClusterLog.History;
import io.aether.samples.flights.ClusterLog.Route;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The result of a run, for the user.
record Report(Driver.Ending.AllAnswered answered, History history, Verification.Verdict verdict) {

  private static final int BUSIEST = 10;
  private static final int SHOWN_DIFFERENCES = 10;

  void print(PrintStream out) {
    out.println();
    printBusiest(out);
    out.println();
    printMoves(out);
    out.println();
    double seconds = answered.took().toNanos() / 1e9;
    out.println(
        String.format(
            Locale.ROOT,
            "%d commands answered in %.1f s; %d asks were repeated",
            verdict.states().values().stream().mapToInt(Airport.State::flights).sum(),
            seconds,
            answered.repeated()));
    verdict.differences().stream().limit(SHOWN_DIFFERENCES).forEach(out::println);
    int more = verdict.differences().size() - SHOWN_DIFFERENCES;
    if (more > 0) {
      out.println("... and " + more + " more differences");
    }
    out.println(verdict);
  }

  private void printBusiest(PrintStream out) {
    out.println("Busiest airports   flights   mean delay   max delay");
    verdict.states().entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                    (Map.Entry<String, Airport.State> entry) -> -entry.getValue().flights())
                .thenComparing(Map.Entry::getKey))
        .limit(BUSIEST)
        .forEach(entry -> {
          Airport.State state = entry.getValue();
          out.println(
              String.format(
                  Locale.ROOT,
                  "  %-14s %9d %8.1f min %7d min",
                  entry.getKey(),
                  state.flights(),
                  (double) state.totalDelayMinutes() / Math.max(1, state.flights()),
                  state.maxDelayMinutes()));
        });
  }

  /// One line for each route: the shards according to the cluster, and the airports and gaps that
  /// the driver has observed.
  private void printMoves(PrintStream out) {
    Map<Route, List<Long>> gaps =
        answered.moves().stream()
            .collect(
                Collectors.groupingBy(
                    move -> new Route(move.from(), move.to()),
                    Collectors.mapping(Lane.Move::gapNanos, Collectors.toList())));
    Map<Route, Integer> routes =
        new TreeMap<>(Comparator.comparing(Route::from).thenComparing(Route::to));
    gaps.keySet().forEach(route -> routes.put(route, 0));
    routes.putAll(history.shards());
    out.println("Moved         shards   airports   median gap   longest gap");
    routes.forEach((route, shards) -> {
      List<Long> sorted = gaps.getOrDefault(route, List.of()).stream().sorted().toList();
      out.println(
          String.format(
              Locale.ROOT,
              "  %-12s %5s %10d %12s %13s",
              route.from() + " -> " + route.to(),
              shards == 0 ? "-" : shards,
              sorted.size(),
              sorted.isEmpty() ? "-" : millis(sorted.get(sorted.size() / 2)),
              sorted.isEmpty() ? "-" : millis(sorted.getLast())));
    });
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%,d ms", Math.round(nanos / 1e6));
  }
}
