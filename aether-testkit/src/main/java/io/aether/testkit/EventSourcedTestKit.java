package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
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
/// var result = kit.run(Account.Deposit::new);
/// assertThat(result.event()).isEqualTo(new Deposited(10));
/// assertThat(result.reply()).isEqualTo(DONE);
/// kit.restart();
/// ```
///
/// Each event is read back from the bytes that were stored, and so is each new state; what comes
/// back different fails the test at once. A command whose id was applied before is answered as in
/// production: running the same [io.aether.persistence.IdempotentCommand] command twice gives no
/// events the second time.
///
/// Used by one thread.
///
/// @param <C> commands
/// @param <E> events
/// @param <S> state
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

  /// What the actor has failed with since the last look.
  private @Nullable Exception failure;

  private int lives;

  private EventSourcedTestKit(
      EventSourced<C, E, S> rules, StoredTypes types, UnaryOperator<PersistenceSettings> settings) {
    this.types = types;
    this.probe = PersistenceProbe.create(environment, types);
    this.persistence = probe.persistence().withSettings(settings);
    this.rules = new RecordedRules<>(rules);
  }

  /// A kit whose entity has no events yet.
  ///
  /// @param types all events, and the state if there are snapshots
  public static <C, E, S> EventSourcedTestKit<C, E, S> create(
      EventSourced<C, E, S> rules, StoredTypes types) {
    return create(rules, types, UnaryOperator.identity());
  }

  /// A kit whose entity has no events yet, with settings that are a function of the defaults.
  /// Without snapshots, the state need not be a stored type.
  public static <C, E, S> EventSourcedTestKit<C, E, S> create(
      EventSourced<C, E, S> rules, StoredTypes types, UnaryOperator<PersistenceSettings> settings) {
    return new EventSourcedTestKit<>(rules, types, settings);
  }

  /// {@return the stores, to let them fail and to look into them}
  public PersistenceProbe persistence() {
    return probe;
  }

  /// {@return the name under which [#persistence] knows the entity}
  public PersistenceId id() {
    return ID;
  }

  // ---- Commands ----

  /// Runs a command that nobody answers.
  ///
  /// @throws RuntimeException whatever made the actor fail; it has started again since
  /// @throws AssertionError if an event or the state comes back different from its bytes
  public EventSourcedResult<C, E, S, Void> run(C command) {
    return run(command, List.of());
  }

  /// Runs a command with a ref to reply to, usually given by a constructor: `Read::new`. A lambda
  /// needs the type of the replies: `(ActorRef<Long> replyTo) -> new Add(5, replyTo)`.
  ///
  /// @throws RuntimeException whatever made the actor fail; it has started again since
  /// @throws AssertionError if an event or the state comes back different from its bytes
  public <R> EventSourcedResult<C, E, S, R> run(Function<ActorRef<R>, ? extends C> command) {
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

  /// {@return the entity's state; recovered, if it was not running}
  public S state() {
    ActorRef<RecordedRules.Order<C>> living = living();
    rules.forget();
    living.tell(new RecordedRules.Look<>());
    environment.runUntilIdle();
    throwFailure();
    return rules.state();
  }

  /// Stores events as if the entity had done so before, and lets it recover.
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
      throw new IllegalStateException("The events were not stored: " + outcome);
    }
    state();
  }

  /// Stops the actor and lets it recover.
  ///
  /// @throws AssertionError if its state differs from the one before, or from what all its events
  ///   alone come to
  public void restart() {
    S before = state();
    stop();
    S after = state();
    requireSame("the state after recovery", before, after);
    S folded = rules.initialState();
    for (E event : stored(0)) {
      folded = rules.onEvent(folded, event);
    }
    requireSame("the state that the events alone come to", before, folded);
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

  /// What cannot recover would fail for ever.
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

  /// {@return the events of all commits from the `from`th on, read back from their bytes}
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
            "The state cannot be stored in a snapshot: %s. Without snapshots:"
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
          "%s: was%n  %s%nbut comes back as%n  %s%n%s"
              .formatted(
                  what,
                  SafeText.of(expected),
                  SafeText.of(actual),
                  String.join("\n", Difference.between(expected, actual))));
    }
  }
}
