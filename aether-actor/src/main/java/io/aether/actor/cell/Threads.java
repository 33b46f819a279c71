package io.aether.actor.cell;

import io.aether.actor.DispatcherSelector;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The implementation of [DispatcherSelector], which the cells read.
///
/// @param kind the kind of threads
/// @param pool the pool if `kind` is [Kind#POOL], otherwise null
/// @param throughput the number of messages in one turn; null for that of the system, or of the
///   parent if `kind` is [Kind#SAME_AS_PARENT]
public record Threads(Kind kind, @Nullable Pool pool, @Nullable Integer throughput)
    implements DispatcherSelector {

  /// The kinds of threads, named after the factories of [DispatcherSelector].
  public enum Kind {
    WORKERS,
    PINNED,
    PINNED_VIRTUAL,
    POOL,
    CALLERS,
    SAME_AS_PARENT
  }

  /// A named pool of platform threads.
  public record Pool(String name, int threads) {

    public Pool {
      if (Objects.requireNonNull(name, "name").isBlank()) {
        throw new IllegalArgumentException(
            "The name of a pool must not be blank, but was: '" + name + "'");
      }
      if (threads < 1) {
        throw new IllegalArgumentException(
            "Pool '" + name + "' must have at least 1 thread, but was given: " + threads);
      }
    }
  }

  static Threads of(Kind kind) {
    return new Threads(kind, null, null);
  }

  @Override
  public Threads withThroughput(int throughput) {
    if (throughput < 1) {
      throw new IllegalArgumentException(
          "throughput must be at least 1 message, but was: " + throughput);
    }
    return new Threads(kind, pool, throughput);
  }

  /// {@return the calls that make this selector}
  @Override
  public String toString() {
    String threads =
        switch (kind) {
          case WORKERS -> "workers()";
          case PINNED -> "pinned()";
          case PINNED_VIRTUAL -> "pinnedVirtual()";
          case POOL -> "pool(" + Objects.requireNonNull(pool).name() + ", " + pool.threads() + ")";
          case CALLERS -> "callers()";
          case SAME_AS_PARENT -> "sameAsParent()";
        };
    return throughput == null ? threads : threads + ".withThroughput(" + throughput + ")";
  }
}
