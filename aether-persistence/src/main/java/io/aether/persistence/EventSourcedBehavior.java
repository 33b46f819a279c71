package io.aether.persistence;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SafeText;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.SnapshotStore.Snapshot;
import io.aether.persistence.spi.StoredValue;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out [EventSourced] rules: command, effect, append, new state, follow-ups.
///
/// Calls of the journal block this actor only; meanwhile commands queue in the mailbox, so no stash
/// and no "persisting" state are needed. The ownership is checked when a command is taken, before
/// its events are stored, and before its follow-ups.
///
/// Owned by one actor; all fields are written and read by its activation.
final class EventSourcedBehavior<C, E, S> implements Behavior<C> {

  private static final Logger LOG = LoggerFactory.getLogger(EventSourcedBehavior.class);

  private final PersistenceId id;
  private final EventSourced<C, E, S> rules;
  private final Persistence persistence;
  private final Environment environment;
  private final Ownership ownership;
  private final String writerName;
  private final EventLog log;
  private final CommitWriter writer;
  private final RecentCommands recentCommands;

  private S state;

  /// The number of the last event in `state`; 0 before the first.
  private long version;

  /// The reason why `state` may differ from the journal; then it is not used any more.
  private @Nullable RuntimeException broken;

  private boolean toldAboutRepeated;

  private EventSourcedBehavior(
      ActorContext<C> context,
      PersistenceId id,
      EventSourced<C, E, S> rules,
      Persistence persistence) {
    PersistenceSettings settings = persistence.settings();
    this.id = id;
    this.rules = rules;
    this.persistence = persistence;
    this.environment = context.system().spi().environment();
    this.ownership = context.system().spi().ownership(context);
    this.writerName = context.system().name() + context.self().path();
    this.log = persistence.journal().open(id);
    this.writer = new CommitWriter(id, log, ownership, environment, settings.resolveTimeout());
    this.recentCommands = new RecentCommands(settings.rememberedCommands());
    this.state = rules.initialState();
  }

  // ---- Recovery ----

  /// @throws RecoveryException if the log has a gap or cannot be decoded
  static <C, E, S> Behavior<C> recover(
      ActorContext<C> context,
      PersistenceId id,
      EventSourced<C, E, S> rules,
      Persistence persistence) {
    var behavior = new EventSourcedBehavior<>(context, id, rules, persistence);
    behavior.restoreSnapshot();
    behavior.log.replay(behavior.version, behavior::replay);
    LOG.debug("{} is recovered at version {}", id, behavior.version);
    return behavior;
  }

  /// A snapshot only saves time, so recovery continues without it.
  private void restoreSnapshot() {
    try {
      persistence.snapshots().latest(id).ifPresent(this::restore);
    } catch (RuntimeException e) {
      LOG.warn(
          "{}: the snapshot cannot be used; all events are replayed", id, SafeText.printable(e));
    }
  }

  @SuppressWarnings("unchecked") // stored under the id of this entity, and so by its rules
  private void restore(Snapshot snapshot) {
    state = (S) persistence.types().decode(snapshot.state()); // throws before anything has changed
    version = snapshot.version();
    snapshot.recentCommands().forEach(recentCommands::add);
  }

  private void replay(Commit commit) {
    if (commit.firstVersion() > version + 1 || commit.lastVersion() <= version) {
      throw new RecoveryException(
          "%s: after version %d the journal replayed events %d to %d"
              .formatted(id, version, commit.firstVersion(), commit.lastVersion()),
          null);
    }
    for (long number = version + 1; number <= commit.lastVersion(); number++) {
      StoredValue event = commit.events().get((int) (number - commit.firstVersion()));
      try {
        @SuppressWarnings("unchecked") // likewise
        var decoded = (E) persistence.types().decode(event);
        state = evolve(state, decoded);
      } catch (RuntimeException e) {
        throw new RecoveryException(
            "%s cannot apply its event %d, a '%s' of schema version %d: %s"
                .formatted(id, number, event.type(), event.schema(), SafeText.message(e)),
            e);
      }
      version = number;
    }
    recentCommands.add(commit.commandId());
  }

  // ---- Commands ----

  @Override
  public Behavior<C> onMessage(ActorContext<C> context, C command) throws Exception {
    if (broken != null) {
      throw broken;
    }
    if (!ownership.isHeld()) {
      return fenced(context, command, "before it was decided");
    }
    String commandId =
        command instanceof IdempotentCommand identified ? identified.commandId() : null;
    Effect<E, S> effect =
        commandId != null && recentCommands.contains(commandId)
            ? repeat(command, commandId)
            : decide(command);
    if (!effect.events().isEmpty() && !store(effect.events(), commandId)) {
      return fenced(context, command, "before its events were known to be stored");
    }
    if (!ownership.isHeld()) {
      return fenced(context, command, "before it was answered");
    }
    if (effect.unhandled()) {
      deadLetter(context, command, DeadLetter.Reason.UNHANDLED);
    }
    for (Effect.Action<? super S> followUp : effect.followUps()) {
      followUp.run(state);
    }
    return effect.stops() ? Behaviors.stopped() : Behaviors.same();
  }

  private Effect<E, S> decide(C command) throws Exception {
    return Objects.requireNonNull(
        rules.onCommand(state, command), "onCommand returned null; return none() to store nothing");
  }

  private Effect<E, S> repeat(C command, String commandId) throws Exception {
    Effect<E, S> effect =
        Objects.requireNonNull(
            rules.onRepeated(state, command),
            "onRepeated returned null; return none() to do nothing");
    if (!effect.events().isEmpty()) {
      throw new IllegalStateException(
          "onRepeated of %s must store nothing, but for the command id '%s' it returned %s"
              .formatted(id, commandId, SafeText.of(effect.events())));
    }
    if (effect.unhandled() && !toldAboutRepeated) {
      toldAboutRepeated = true;
      LOG.warn(
          "{}: the command with the id '{}' was applied before, and its sender gets no reply;"
              + " override EventSourced.onRepeated to answer repeated commands",
          id,
          commandId);
    }
    return effect;
  }

  /// @return false if the ownership was lost, so the events are not known to be stored
  private boolean store(List<E> events, @Nullable String commandId) {
    S next = state;
    for (E event : events) {
      next = evolve(next, event);
    }
    var commit =
        new Commit(
            newCommitId(),
            version + 1,
            encode(events, commandId),
            commandId,
            writerName,
            ownership.epoch(),
            environment.clock().instant());
    if (!ownership.isHeld()) {
      return false;
    }
    try {
      if (writer.write(commit) == CommitWriter.Result.FENCED) {
        return false;
      }
    } catch (VersionConflictException | UnknownOutcomeException e) {
      broken = e;
      throw e;
    }
    long before = version;
    state = next;
    version = commit.lastVersion();
    recentCommands.add(commandId);
    saveSnapshotIfDue(before);
    return true;
  }

  private S evolve(S before, E event) {
    return Objects.requireNonNull(
        rules.onEvent(before, event), "onEvent returned null; a state is never null");
  }

  private List<StoredValue> encode(List<E> events, @Nullable String commandId) {
    try {
      if (commandId != null) {
        StorableText.check("A command id", commandId);
      }
      return events.stream().map(persistence.types()::encode).toList();
    } catch (IllegalArgumentException e) {
      throw new EventRejectedException(
          id,
          version + 1,
          Objects.requireNonNullElse(SafeText.message(e), "it cannot be encoded"),
          e);
    }
  }

  private String newCommitId() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(environment.random().nextLong())
        + hex.toHexDigits(environment.random().nextLong());
  }

  private void saveSnapshotIfDue(long before) {
    int every = persistence.settings().snapshotEvery();
    if (every == 0 || before / every == version / every) {
      return;
    }
    try {
      persistence
          .snapshots()
          .save(
              id,
              new Snapshot(
                  version,
                  persistence.types().encode(state),
                  recentCommands.toList(),
                  environment.clock().instant()));
    } catch (RuntimeException e) {
      LOG.warn("{}: the snapshot at version {} was not saved", id, version, SafeText.printable(e));
    }
  }

  private Behavior<C> fenced(ActorContext<C> context, C command, String when) {
    LOG.warn("{}: {} lost the ownership of a command {} and stops", id, writerName, when);
    deadLetter(context, command, DeadLetter.Reason.FENCED);
    return Behaviors.stopped();
  }

  private static <C> void deadLetter(ActorContext<C> context, C command, DeadLetter.Reason reason) {
    context.system().spi().deadLetter(command, context.self().path(), reason);
  }
}
