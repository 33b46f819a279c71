package io.aether.testkit.persistence;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.SafeText;
import io.aether.persistence.EventSourced;
import io.aether.persistence.Persistence;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.PersistenceSettings;
import io.aether.persistence.RecoveryException;
import io.aether.persistence.StoredTypes;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.JournalException;
import io.aether.persistence.spi.StoredValue;
import io.aether.testkit.environment.CallerEnvironment;
import io.aether.testkit.report.Difference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Runs the rules of an event-sourced actor command by command, with the real engine, on the
/// calling thread and without real time passing.
///
/// ```java
/// var kit = EventSourcedTestKit.create(new Account(), Account.TYPES);
/// var result = kit.runAsk(Account.Deposit::new);
/// assertThat(result.event()).isEqualTo(new Deposited(10));
/// assertThat(result.reply()).isEqualTo(DONE);
/// kit.restart();
/// ```
///
/// Each event and each new state is read back from its stored bytes; a value that differs then
/// fails the test at once. A command whose id was applied before is answered as in production:
/// running the same [io.aether.persistence.IdempotentCommand] twice gives no events the second
/// time.
///
/// Not thread-safe: for the thread of one test.
///
/// @param <C> commands
/// @param <E> events
/// @param <S> state
@Experimental
public final class EventSourcedTestKit<C, E, S> {

  private static final PersistenceId ID = PersistenceId.of("test", "1");

  private final CallerEnvironment environment = new CallerEnvironment();
  private final ActorSystem system =
      ActorSystem.create("test", config -> config.withEnvironment(environment));
  private final StoredTypes types;
  private final PersistenceProbe probe;
  private final Persistence persistence;
  private final RecordedRules<C, E, S> rules;

  private @Nullable ActorRef<RecordedRules.Order<C>> actor;

  /// The actor's failure since the last call of [#throwFailure].
  private @Nullable Exception failure;

  private int lives;

  private EventSourcedTestKit(
      EventSourced<C, E, S> rules, StoredTypes types, UnaryOperator<PersistenceSettings> settings) {
    this.types = types;
    this.probe = PersistenceProbe.create(environment, types);
    this.persistence = probe.persistence().withSettings(settings);
    this.rules = new RecordedRules<>(rules);
  }

  /// Creates a kit for an entity without events.
  ///
  /// @param types the types of all events, and of the state if there are snapshots
  public static <C, E, S> EventSourcedTestKit<C, E, S> create(
      EventSourced<C, E, S> rules, StoredTypes types) {
    return create(rules, types, UnaryOperator.identity());
  }

  /// Creates a kit for an entity without events, with settings that are a function of the defaults.
  /// If snapshots are off, the state need not be a stored type.
  public static <C, E, S> EventSourcedTestKit<C, E, S> create(
      EventSourced<C, E, S> rules, StoredTypes types, UnaryOperator<PersistenceSettings> settings) {
    return new EventSourcedTestKit<>(rules, types, settings);
  }

  /// {@return the stores of the entity, to read them and to make them fail}
  public PersistenceProbe persistence() {
    return probe;
  }

  /// {@return the id of the entity in [#persistence]}
  public PersistenceId id() {
    return ID;
  }

  // ---- Commands ----

  /// Runs a command without a ref to reply to.
  ///
  /// @throws RuntimeException the failure of the actor, which has been restarted since
  /// @throws AssertionError if an event or the state differs after it is read back from its bytes
  public EventSourcedResult<C, E, S, Void> run(C command) {
    return run(command, List.of());
  }

  /// Runs a command with a ref to reply to.
  ///
  /// @param command creates the command from that ref, usually a constructor: `Read::new`. A lambda
  ///   needs the type of the replies: `(ActorRef<Long> replyTo) -> new Add(5, replyTo)`
  /// @throws RuntimeException the failure of the actor, which has been restarted since
  /// @throws AssertionError if an event or the state differs after it is read back from its bytes
  public <R> EventSourcedResult<C, E, S, R> runAsk(Function<ActorRef<R>, ? extends C> command) {
    List<R> replies = new ArrayList<>();
    ActorRef<R> replyTo =
        system.spawn(
            Behaviors.receiveMessage(reply -> {
              replies.add(reply);
              return Behaviors.same();
            }));
    var result = run(command.apply(replyTo), replies);
    system.stop(replyTo);
    return result;
  }

  private <R> EventSourcedResult<C, E, S, R> run(C command, List<R> replies) {
    ActorRef<RecordedRules.Order<C>> living = living();
    int before = probe.commits(ID).size();
    rules.forget();

    living.tell(RecordedRules.order(command));
    environment.runUntilIdle();

    throwFailure();
    List<E> stored = stored(before);
    requireSame("the events of " + SafeText.of(command), rules.decided(), stored);
    S state = rules.state();
    requireReadable(state);
    if (rules.hasStopped()) {
      actor = null;
    }
    return new EventSourcedResult<>(
        command,
        stored,
        state,
        List.copyOf(replies),
        rules.hasRepeated(),
        rules.wasUnhandled(),
        rules.hasStopped());
  }

  // ---- The entity ----

  /// {@return the entity's state} Recovers the entity if its actor does not run.
  public S state() {
    ActorRef<RecordedRules.Order<C>> living = living();
    rules.forget();
    living.tell(new RecordedRules.Look<>());
    environment.runUntilIdle();
    throwFailure();
    return rules.state();
  }

  /// Stores events as if the entity had stored them before, and lets it recover.
  ///
  /// @throws IllegalStateException if the events cannot be stored
  @SafeVarargs
  public final void initialize(E... events) {
    stop();
    List<StoredValue> values = new ArrayList<>();
    for (E event : events) {
      values.add(types.encode(event));
    }
    int commits = probe.commits(ID).size();
    var commit =
        new Commit(
            "initial-" + commits,
            stored(0).size() + 1,
            values,
            null,
            "test",
            0,
            environment.clock().instant());
    Append outcome = persistence.journal().open(ID).append(commit);
    if (!(outcome instanceof Append.Stored)) {
      throw new IllegalStateException("initialize could not store the events: " + outcome);
    }
    state();
  }

  /// Stops the actor and lets it recover.
  ///
  /// @throws AssertionError if the recovered state differs from the state before, or from the state
  ///   that results from applying all events
  public void restart() {
    S before = state();
    stop();
    S after = state();
    requireSame("the state after recovery", before, after);
    S folded = rules.initialState();
    for (E event : stored(0)) {
      folded = rules.onEvent(folded, event);
    }
    requireSame("the state that results from the events alone", before, folded);
  }

  private void stop() {
    if (actor != null) {
      system.stop(actor);
      environment.runUntilIdle();
      actor = null;
    }
  }

  private ActorRef<RecordedRules.Order<C>> living() {
    ActorRef<RecordedRules.Order<C>> living = actor;
    if (living == null) {
      living =
          system.spawn(
              Behaviors.supervise(this::decide, EventSourced.behavior(ID, rules, persistence)),
              "entity-" + ++lives);
      actor = living;
      environment.runUntilIdle();
      throwFailure();
    }
    return living;
  }

  /// An actor that cannot recover would fail again after every restart, so it is stopped.
  private SupervisorStrategy decide(Exception cause) {
    if (failure == null) {
      failure = cause;
    } else if (failure != cause) {
      failure.addSuppressed(cause);
    }
    if (cause instanceof RecoveryException || cause instanceof JournalException) {
      actor = null;
      return SupervisorStrategy.stop();
    }
    return SupervisorStrategy.restart();
  }

  private void throwFailure() {
    Exception thrown = failure;
    failure = null;
    switch (thrown) {
      case null -> {}
      case RuntimeException unchecked -> throw unchecked;
      case Exception checked -> throw new CompletionException(checked);
    }
  }

  // ---- Bytes ----

  /// {@return the events of all commits from index `from` on, read back from their bytes}
  @SuppressWarnings("unchecked") // stored by these rules
  private List<E> stored(int from) {
    List<Commit> commits = probe.commits(ID);
    return commits.subList(from, commits.size()).stream()
        .flatMap(commit -> commit.events().stream())
        .map(event -> (E) readBack(event))
        .toList();
  }

  private void requireReadable(S state) {
    if (persistence.settings().snapshotEvery() > 0) {
      StoredValue stored;
      try {
        stored = types.encode(state);
      } catch (IllegalArgumentException e) {
        throw new AssertionError(
            "The state cannot be stored in a snapshot: %s. To test without snapshots:"
                    .formatted(e.getMessage())
                + " EventSourcedTestKit.create(rules, types, it -> it.withSnapshotEvery(0))",
            e);
      }
      requireSame("the state", state, readBack(stored));
    }
  }

  private Object readBack(StoredValue stored) {
    try {
      return types.decode(stored);
    } catch (IllegalArgumentException e) {
      throw new AssertionError(
          "A '%s' was stored as %s and cannot be read back: %s"
              .formatted(
                  stored.type(),
                  new String(stored.bytes(), StandardCharsets.UTF_8),
                  e.getMessage()),
          e);
    }
  }

  private static void requireSame(String what, Object expected, Object actual) {
    if (!Difference.isNone(expected, actual)) {
      throw new AssertionError(
          "%s: was%n  %s%nbut is read back as%n  %s%n%s"
              .formatted(
                  what,
                  SafeText.of(expected),
                  SafeText.of(actual),
                  String.join("\n", Difference.between(expected, actual))));
    }
  }
}
