package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Controls the lives of an actor in place of the actor itself, and decides when each begins. A
/// supervisor of several children uses it. See [SystemServices#spawnHeld].
///
/// An actor under external supervision keeps its ref, its messages, its watchers and its place in
/// the tree from one life to the next:
///
///     HELD --release--> lives --fails or ends, and is kept; hold--> HELD
///
/// Called by the actor's activation; must neither block nor throw.
@Experimental
public interface RestartController {

  /// Called if the actor fails and nothing else supervises it, or if it is about to stop by its own
  /// decision.
  ///
  /// @param failure the failure, or null if the actor stops by its own decision
  /// @return true to hold the actor instead of letting it stop
  boolean keeps(@Nullable Throwable failure);

  /// The actor is held: its previous life, if it had one, has ended completely.
  void held();

  /// The actor has become its behavior.
  void started();

  /// {@return the time that the actor may take to stop before its older siblings are stopped, too}
  Duration patience();
}
