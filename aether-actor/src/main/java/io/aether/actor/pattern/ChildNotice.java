package io.aether.actor.pattern;

import io.aether.actor.DeadLetter;

/// What a [Supervisor] hears of its children; of no interest any more once it has stopped.
sealed interface ChildNotice extends Supervisor.Command, DeadLetter.Suppressed {

  /// {@return whom it is about}
  Child<?> child();

  /// It waits for its start.
  record Held(Child<?> child) implements ChildNotice {}

  /// It has become its behavior.
  record Started(Child<?> child) implements ChildNotice {}

  /// It has failed, or ended although it is permanent, and is about to be held.
  record Failed(Child<?> child, Throwable failure) implements ChildNotice {}

  /// It takes longer to stop than it may. From the supervisor to itself.
  record Overdue(Child<?> child) implements ChildNotice {}
}
