package io.aether.testkit.persistence;

import io.aether.persistence.Effect;
import io.aether.persistence.EventSourced;
import io.aether.persistence.IdempotentCommand;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Rules that record the outcome of the last command. Confined to the kit's thread.
final class RecordedRules<C, E, S> implements EventSourced<RecordedRules.Order<C>, E, S> {

  /// A message from the kit to the actor.
  sealed interface Order<C> {}

  private record Plain<C>(C command) implements Order<C> {}

  /// A command that has an id.
  private record Known<C>(String commandId, C command) implements Order<C>, IdempotentCommand {}

  /// Reads the state and changes nothing.
  record Look<C>() implements Order<C> {}

  private final EventSourced<C, E, S> rules;
  private List<E> decided = List.of();
  private @Nullable S state;
  private boolean repeated;
  private boolean unhandled;
  private boolean stopped;

  RecordedRules(EventSourced<C, E, S> rules) {
    this.rules = rules;
  }

  static <C> Order<C> order(C command) {
    return command instanceof IdempotentCommand identified
        ? new Known<>(identified.commandId(), command)
        : new Plain<>(command);
  }

  // ---- Outcome of the last command ----

  void forget() {
    decided = List.of();
    state = null;
    repeated = false;
    unhandled = false;
    stopped = false;
  }

  List<E> decided() {
    return decided;
  }

  /// {@return the state after it}
  S state() {
    return Objects.requireNonNull(
        state, "an Error ended the actor before it had handled the command");
  }

  boolean hasRepeated() {
    return repeated;
  }

  boolean wasUnhandled() {
    return unhandled;
  }

  boolean hasStopped() {
    return stopped;
  }

  // ---- The rules ----

  @Override
  public S initialState() {
    return rules.initialState();
  }

  @Override
  public Effect<E, S> onCommand(S before, Order<C> order) throws Exception {
    return switch (order) {
      case Plain<C>(var command) -> recorded(rules.onCommand(before, command));
      case Known<C>(var _, var command) -> recorded(rules.onCommand(before, command));
      case Look<C> _ -> recorded(none());
    };
  }

  @Override
  public Effect<E, S> onRepeated(S now, Order<C> order) throws Exception {
    repeated = true;
    return switch (order) {
      case Known<C>(var _, var command) -> recorded(rules.onRepeated(now, command));
      case Plain<C> _, Look<C> _ -> throw new IllegalStateException("has no id: " + order);
    };
  }

  @Override
  public S onEvent(S before, E event) {
    return rules.onEvent(before, event);
  }

  private Effect<E, S> recorded(Effect<E, S> effect) {
    Objects.requireNonNull(effect, "the rules returned null; return none() to do nothing");
    decided = effect.events();
    unhandled = effect.unhandled();
    stopped = effect.stops();
    return effect.thenRun(after -> state = after);
  }
}
