package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequentialFoldTest {

  private static final List<Flight> FLIGHTS =
      List.of(
          new Flight(2, LocalDateTime.of(2001, 1, 1, 7, 0), "ORD", "SFO", -20, 1846),
          new Flight(3, LocalDateTime.of(2001, 1, 1, 7, 59), "SFO", "ORD", -5, 1846),
          new Flight(4, LocalDateTime.of(2001, 1, 2, 23, 1), "ORD", "ORD", -7, 0));

  @Test
  void aFlightCountsOnceAtItsOriginAndOnceAtItsDestination() {
    var states = SequentialFold.of(FLIGHTS);

    assertThat(states).containsOnlyKeys("ORD", "SFO");
    assertThat(states.get("ORD")).isEqualTo(new Airport.State(2, 2, -39, -5, 3692, byHour(2, 2)));
    assertThat(states.get("SFO")).isEqualTo(new Airport.State(1, 1, -25, -5, 3692, byHour(2, 0)));
  }

  @Test
  void anAirportComesToTheSameByItsEvents() {
    var rules = new Airport("here");
    var state = rules.initialState();
    state = rules.onEvent(state, new Airport.Departed(7, -20, 1846));
    state = rules.onEvent(state, new Airport.Arrived(7, -5, 1846));
    state = rules.onEvent(state, new Airport.Departed(23, -7, 0));
    state = rules.onEvent(state, new Airport.Arrived(23, -7, 0));

    assertThat(state).isEqualTo(SequentialFold.of(FLIGHTS).get("ORD"));
  }

  private static List<Integer> byHour(int atSeven, int atTwentyThree) {
    var hours = new ArrayList<>(Collections.nCopies(24, 0));
    hours.set(7, atSeven);
    hours.set(23, atTwentyThree);
    return hours;
  }
}
