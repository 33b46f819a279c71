package io.aether.actor.spi;

import io.aether.actor.annotation.Experimental;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The options for a module that places an actor. Immutable; each `with` returns a copy.
///
/// @param ownership whether the actor may still act for its name
/// @param undelivered receives the messages that the actor leaves unprocessed when it stops, oldest
///   first, on the actor's own thread and before any notice of its end; without it, these messages
///   become dead letters
/// @param selfRef the ref that the actor uses as its own, if that is not its local one
@Experimental
public record SpawnOptions(
    Ownership ownership, @Nullable Consumer<Object> undelivered, @Nullable AbstractRef<?> selfRef) {

  public SpawnOptions {
    Objects.requireNonNull(ownership, "ownership");
  }

  /// The options of an ordinary actor.
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
