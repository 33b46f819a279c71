package io.aether.actor.pattern;

import io.aether.actor.DeadLetter;

/// Messages from its children to a [Supervisor]. They are not logged as dead letters after the
/// supervisor has stopped.
sealed interface ChildNotice extends Supervisor.Command, DeadLetter.Suppressed {

  /// {@return the child that this notice is about}
  Child<?> child();

  /// The child waits for its start.
  record Held(Child<?> child) implements ChildNotice {}

  /// The behavior of the child has been created.
  record Started(Child<?> child) implements ChildNotice {}

  /// The child has failed, or stopped although it is permanent, and is about to be held.
  record Failed(Child<?> child, Throwable failure) implements ChildNotice {}

  /// The child takes longer to stop than its patience allows. Sent by the supervisor to itself.
  record Overdue(Child<?> child) implements ChildNotice {}
}
