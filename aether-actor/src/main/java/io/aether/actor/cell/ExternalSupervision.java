package io.aether.actor.cell;

import io.aether.actor.Behavior;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.cell.CellExtension.Supervision;
import io.aether.actor.spi.RestartController;
import org.jspecify.annotations.Nullable;

/// The external supervision of an actor: the outermost level of its supervision, which is asked
/// last and restarts the actor when the [RestartController] releases it. Owned by the actor's
/// activation.
final class ExternalSupervision {

  private final RestartController restartController;

  /// Set when the actor is first held.
  private @Nullable Supervision level;

  ExternalSupervision(RestartController restartController) {
    this.restartController = restartController;
  }

  RestartController restartController() {
    return restartController;
  }

  /// {@return the level at which the actor is held; after its release `original` starts}
  Supervision level(Behavior<?> original) {
    if (level == null) {
      level = new Supervision(original, _ -> SupervisorStrategy.undecided(), null, false);
    }
    return level;
  }

  boolean isAt(@Nullable Supervision current) {
    return level != null && level == current;
  }

  /// Notifies the restart controller once the release is the only remaining condition.
  void tellIfHeld(@Nullable Supervision current) {
    if (isAt(current) && level != null && !level.awaitsChildren) {
      restartController.held();
    }
  }
}
