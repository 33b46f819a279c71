package io.aether.samples.counter;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.persistence.Effect;
import io.aether.persistence.EventSourced;
import io.aether.persistence.Persistence;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.StoredTypes;
import java.time.Duration;

/// A number that outlives its actor. Its events are stored, not its value.
public record Counter() implements EventSourced<Counter.Command, Counter.Increased, Counter.Total> {

  static final StoredTypes STORED_TYPES =
      StoredTypes.of(types ->
          types.add("counter.increased", 1, Increased.class).add("counter", 1, Total.class));

  /// The commands that a counter accepts.
  public sealed interface Command {}

  /// Adds `by` and replies with the new total.
  public record Increase(int by, ActorRef<Total> replyTo) implements Command {}

  /// Replies with the total.
  public record Read(ActorRef<Total> replyTo) implements Command {}

  /// The event: the counter was increased.
  public record Increased(int by) {}

  /// The state: the sum of all increases.
  public record Total(long value) {}

  @Override
  public Total initialState() {
    return new Total(0);
  }

  @Override
  public Effect<Increased, Total> onCommand(Total total, Command command) {
    return switch (command) {
      case Increase(int by, var replyTo) ->
          persist(new Increased(by)).thenReply(replyTo, now -> now);
      case Read(var replyTo) -> reply(replyTo, total);
    };
  }

  @Override
  public Total onEvent(Total total, Increased event) {
    return new Total(total.value() + event.by());
  }

  /// Counts to 42 in one system, and reads the result in another one.
  public static void main(String[] arguments) throws InterruptedException {
    var patience = Duration.ofSeconds(3);
    var persistence = Persistence.inMemory(STORED_TYPES);
    var id = PersistenceId.of("counter", "visitors");

    try (var system = ActorSystem.create("before")) {
      var counter = system.spawn(EventSourced.behavior(id, new Counter(), persistence));
      counter.<Total>ask(replyTo -> new Increase(40, replyTo), patience);
      counter.<Total>ask(replyTo -> new Increase(2, replyTo), patience);
    }

    try (var system = ActorSystem.create("after")) {
      var counter = system.spawn(EventSourced.behavior(id, new Counter(), persistence));
      Total total = counter.ask(Read::new, patience);
      System.out.println("The counter stands at " + total.value());
    }
  }
}
