package io.aether.actor.pattern;

/// What the children of a [Supervisor] tell it.
sealed interface ChildNotice extends Supervisor.Command {

  /// {@return whom it is about}
  Child<?> child();

  /// It waits for its start.
  record Held(Child<?> child) implements ChildNotice {}

  /// It has become its behavior.
  record Started(Child<?> child) implements ChildNotice {}

  /// It has failed, or ended although it is permanent, and is about to be held.
  record Failed(Child<?> child, Throwable failure) implements ChildNotice {}
}
