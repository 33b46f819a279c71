package io.aether.actor.spi;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What whoever places an actor may fix about it. Immutable; each `with` returns a copy.
///
/// @param ownership whether the actor may still act for its name
/// @param undelivered takes what the actor leaves unprocessed when it stops, oldest first, on the
///   actor's own thread and before anyone hears of its end; without one it becomes dead letters
/// @param selfRef the ref the actor gives out as its own, if not its local one
public record SpawnOptions(
    Ownership ownership, @Nullable Consumer<Object> undelivered, @Nullable AbstractRef<?> selfRef) {

  public SpawnOptions {
    Objects.requireNonNull(ownership, "ownership");
  }

  /// Nothing out of the ordinary.
  public static final SpawnOptions NONE = new SpawnOptions(Ownership.UNCONTESTED, null, null);

  public SpawnOptions withOwnership(Ownership ownership) {
    return new SpawnOptions(ownership, undelivered, selfRef);
  }

  public SpawnOptions withUndelivered(Consumer<Object> undelivered) {
    return new SpawnOptions(ownership, Objects.requireNonNull(undelivered, "undelivered"), selfRef);
  }

  public SpawnOptions withSelfRef(AbstractRef<?> selfRef) {
    return new SpawnOptions(ownership, undelivered, Objects.requireNonNull(selfRef, "selfRef"));
  }
}
