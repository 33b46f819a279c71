package io.aether.actor.pattern;

import io.aether.actor.annotation.Stable;

/// The next step of a [StateMachine]. A step is a value: creating one has no effect.
///
/// @param <S> the states
@Stable
public sealed interface Step<S> {

  /// See [Step#goTo].
  record GoTo<S>(S next) implements Step<S> {
    public GoTo {
      Arguments.required(next, "the next state");
    }
  }

  /// See [Step#stay(Object)].
  record Update<S>(S data) implements Step<S> {
    public Update {
      Arguments.required(data, "the data of the present state");
    }
  }

  /// See [Step#stay()].
  record Stay<S>() implements Step<S> {}

  /// See [Step#postpone()].
  record Postpone<S>() implements Step<S> {}

  /// See [Step#unhandled()].
  record Unhandled<S>() implements Step<S> {}

  /// See [Step#stop()].
  record Stop<S>() implements Step<S> {}

  /// Enters `next`, even if it equals the present state: the timeout of the old state ends, the new
  /// state is [entered][StateMachine#onEnter], and postponed messages are handled again, before all
  /// others.
  static <S> Step<S> goTo(S next) {
    return new GoTo<>(next);
  }

  /// Stays in the present state and changes nothing.
  static <S> Step<S> stay() {
    return new Stay<>();
  }

  /// Stays in the present state with other data: no state is entered, the timeout continues and
  /// postponed messages keep waiting.
  static <S> Step<S> stay(S data) {
    return new Update<>(data);
  }

  /// Keeps the message until the state has changed. Only a message can be postponed.
  static <S> Step<S> postpone() {
    return new Postpone<>();
  }

  /// Stays in the present state and reports the message as unhandled, so that it becomes a dead
  /// letter.
  static <S> Step<S> unhandled() {
    return new Unhandled<>();
  }

  /// Stops the actor; postponed messages become dead letters.
  static <S> Step<S> stop() {
    return new Stop<>();
  }
}
