package io.aether.samples.flights;

import io.aether.actor.ActorRef;
import io.aether.cluster.EntityType;
import io.aether.cluster.MessageTypes;
import io.aether.persistence.Effect;
import io.aether.persistence.EventSourced;
import io.aether.persistence.IdempotentCommand;
import io.aether.persistence.StoredTypes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// The rules of an airport, which receives flights and keeps statistics about them, the books.
///
/// The commands have ids, so the persistence engine applies each one once, even if it is sent
/// several times.
///
/// @param node the node on which this airport runs; its replies contain it
record Airport(String node) implements EventSourced<Airport.Command, Airport.Event, Airport.State> {

  static final EntityType<Command> TYPE = EntityType.named("airport");

  static final StoredTypes STORED_TYPES =
      StoredTypes.of(types ->
          types
              .add("airport.departed", 1, Departed.class)
              .add("airport.arrived", 1, Arrived.class)
              .add("airport", 1, State.class));

  /// The messages between nodes.
  static final MessageTypes MESSAGE_TYPES =
      MessageTypes.of(types ->
          types
              .add(100, Depart.class)
              .add(101, Arrive.class)
              .add(102, Describe.class)
              .add(103, Done.class)
              .add(104, State.class));

  /// The commands that an airport accepts.
  sealed interface Command {}

  /// A command that changes the books.
  sealed interface Booking extends Command, IdempotentCommand {
    ActorRef<Done> replyTo();
  }

  /// A flight has departed from this airport.
  record Depart(String commandId, int hour, int delayMinutes, int miles, ActorRef<Done> replyTo)
      implements Booking {}

  /// A flight has arrived.
  record Arrive(String commandId, int hour, int delayMinutes, int miles, ActorRef<Done> replyTo)
      implements Booking {}

  /// Asks for the books.
  record Describe(ActorRef<State> replyTo) implements Command {}

  /// The command is in the books.
  ///
  /// @param node the node on which the airport ran when it replied
  record Done(String node) {}

  /// The events of an airport.
  sealed interface Event {}

  /// A flight has departed.
  record Departed(int hour, int delayMinutes, int miles) implements Event {}

  /// A flight has arrived.
  record Arrived(int hour, int delayMinutes, int miles) implements Event {}

  /// The state of an airport.
  ///
  /// @param totalDelayMinutes the sum of all delays; early flights count negative
  /// @param maxDelayMinutes the greatest delay of any flight; meaningless without flights
  /// @param flightsByHour 24 numbers: the flights in each hour of the day
  record State(
      int departures,
      int arrivals,
      long totalDelayMinutes,
      int maxDelayMinutes,
      long miles,
      List<Integer> flightsByHour) {

    static final State EMPTY = new State(0, 0, 0, Integer.MIN_VALUE, 0, Collections.nCopies(24, 0));

    State {
      flightsByHour = List.copyOf(flightsByHour);
    }

    int flights() {
      return departures + arrivals;
    }

    private State with(int departed, int arrived, int hour, int delayMinutes, int flownMiles) {
      List<Integer> byHour = new ArrayList<>(flightsByHour);
      byHour.set(hour, byHour.get(hour) + 1);
      return new State(
          departures + departed,
          arrivals + arrived,
          totalDelayMinutes + delayMinutes,
          Math.max(maxDelayMinutes, delayMinutes),
          miles + flownMiles,
          byHour);
    }
  }

  @Override
  public State initialState() {
    return State.EMPTY;
  }

  @Override
  public Effect<Event, State> onCommand(State state, Command command) {
    return switch (command) {
      case Depart(_, int hour, int delay, int miles, var replyTo) ->
          persist(new Departed(hour, delay, miles)).thenReply(replyTo, _ -> new Done(node));
      case Arrive(_, int hour, int delay, int miles, var replyTo) ->
          persist(new Arrived(hour, delay, miles)).thenReply(replyTo, _ -> new Done(node));
      case Describe(var replyTo) -> reply(replyTo, state);
    };
  }

  @Override
  public Effect<Event, State> onRepeated(State state, Command command) {
    return switch (command) {
      case Booking booking -> reply(booking.replyTo(), new Done(node));
      case Describe _ -> onCommand(state, command); // has no id, so it is never repeated
    };
  }

  @Override
  public State onEvent(State state, Event event) {
    return switch (event) {
      case Departed(int hour, int delay, int miles) -> state.with(1, 0, hour, delay, miles);
      case Arrived(int hour, int delay, int miles) -> state.with(0, 1, hour, delay, miles);
    };
  }
}
