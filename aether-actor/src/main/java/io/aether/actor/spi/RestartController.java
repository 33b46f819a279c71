package io.aether.actor.spi;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Decides over the lives of an actor in place of the actor itself, and says when each begins: what
/// a supervisor of several children needs. See [SystemServices#spawnHeld].
///
/// An actor under external supervision keeps its ref, its mail, its watchers and its place in the tree from one life
/// to the next:
///
///     HELD --release--> lives --fails or ends, and is kept; hold--> HELD
///
/// Called by the actor's activation; must neither block nor throw.
public interface RestartController {

  /// The actor fails, and nothing else supervises it, or it is about to stop by its own decision.
  ///
  /// @param failure null for its own decision
  /// @return true to hold it instead of letting it stop
  boolean keeps(@Nullable Throwable failure);

  /// The actor is held: nothing is left of its last life, if it had one.
  void held();

  /// The actor has become its behavior.
  void started();

  /// {@return how long it may take to stop before its older siblings are stopped, too}
  Duration patience();
}
