package io.aether.actor;

import io.aether.actor.CellExtension.Supervision;
import io.aether.actor.spi.Custodian;
import org.jspecify.annotations.Nullable;

/// The custody of an actor: the outermost level of its supervision, which is asked last and
/// restarts it whenever the [Custodian] releases it. Owned by the actor's activation.
final class Custody {

  private final Custodian custodian;

  /// Set when the actor would start.
  private @Nullable Supervision level;

  Custody(Custodian custodian) {
    this.custodian = custodian;
  }

  Custodian custodian() {
    return custodian;
  }

  /// {@return the level at which the actor is held, after which `original` starts}
  Supervision level(Behavior<?> original) {
    if (level == null) {
      level = new Supervision(original, _ -> SupervisorStrategy.undecided(), null, false);
    }
    return level;
  }

  boolean isAt(@Nullable Supervision current) {
    return level != null && level == current;
  }

  /// Tells the custodian once nothing is left to wait for but the release.
  void tellIfHeld(@Nullable Supervision current) {
    if (isAt(current) && level != null && !level.awaitsChildren) {
      custodian.held();
    }
  }
}
