package io.aether.samples.flights;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The expected books of all airports, computed sequentially from the records alone. The
/// computation shares only the type of the result with [Airport], so that it is independent of it.
final class SequentialFold {

  private int departures;
  private int arrivals;
  private long delay;
  private int maxDelay = Integer.MIN_VALUE;
  private long miles;
  private final Integer[] byHour = new Integer[24];

  private SequentialFold() {
    Arrays.fill(byHour, 0);
  }

  /// {@return the expected state of each airport, by its code}
  static SortedMap<String, Airport.State> of(List<Flight> flights) {
    Map<String, SequentialFold> airports = new TreeMap<>();
    for (Flight flight : flights) {
      SequentialFold origin = airports.computeIfAbsent(flight.origin(), _ -> new SequentialFold());
      origin.departures++;
      origin.count(flight);
      SequentialFold destination =
          airports.computeIfAbsent(flight.destination(), _ -> new SequentialFold());
      destination.arrivals++;
      destination.count(flight);
    }
    SortedMap<String, Airport.State> states = new TreeMap<>();
    airports.forEach((code, fold) -> states.put(code, fold.state()));
    return states;
  }

  private void count(Flight flight) {
    delay += flight.delayMinutes();
    if (flight.delayMinutes() > maxDelay) {
      maxDelay = flight.delayMinutes();
    }
    miles += flight.distanceMiles();
    byHour[flight.date().getHour()]++;
  }

  private Airport.State state() {
    return new Airport.State(departures, arrivals, delay, maxDelay, miles, List.of(byHour));
  }
}
