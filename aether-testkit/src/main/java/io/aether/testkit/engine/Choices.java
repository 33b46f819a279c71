package io.aether.testkit.engine;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// Makes the choices of one simulation: by its strategy and, after the limit, by plain order.
/// Confined to the holder of the baton.
final class Choices {

  private static final int MAX_TURN = 8;

  private final SplittableRandom random;
  private final long limit;
  private final String description;

  /// Null while the choice is uniform.
  private @Nullable Ranks ranks;

  private long made;

  /// @param limit how many choices are random
  Choices(SplittableRandom random, Choosing strategy, long limit) {
    this.random = random;
    this.limit = limit;
    this.ranks =
        switch (strategy) {
          case Choosing.Uniform() -> null;
          case Choosing.Priorities(var changePoints) -> new Ranks(changePoints);
          case Choosing.Mixed() -> random.nextBoolean() ? null : new Ranks(1 + random.nextInt(3));
        };
    this.description = ranks == null ? "uniform choices" : ranks.toString();
  }

  /// {@return how many messages the next turn may handle}
  int turn() {
    return made++ < limit ? 1 + random.nextInt(MAX_TURN) : MAX_TURN;
  }

  /// {@return the index of the next item to run, of the first `size` items}
  ///
  /// @param arrivals for each item, when it became ready
  int pick(@Nullable Object[] items, long[] arrivals, int size) {
    if (made >= limit) {
      return oldest(arrivals, size);
    }
    if (ranks != null) {
      made++;
      int first = ranks.pick(items, size);
      if (ranks.isOver()) {
        ranks = null;
      }
      return first;
    }
    if (size == 1) {
      return 0;
    }
    made++;
    return random.nextInt(size);
  }

  private static int oldest(long[] arrivals, int size) {
    int oldest = 0;
    for (int i = 1; i < size; i++) {
      if (arrivals[i] < arrivals[oldest]) {
        oldest = i;
      }
    }
    return oldest;
  }

  /// {@return how many choices were made, at random or not}
  long made() {
    return made;
  }

  @Override
  public String toString() {
    return description;
  }

  /// The priorities of items; see [Choosing.Priorities].
  private final class Ranks {

    /// A rank is random and positive at first; at a change point it drops below all others.
    private final IdentityHashMap<Object, Long> ranks = new IdentityHashMap<>();

    private final long[] changes;
    private final long horizon;
    private int changed;
    private long steps;

    private Ranks(int changePoints) {
      horizon = 1L << (5 + random.nextInt(9)); // 32 to 8,192
      changes = new long[changePoints];
      Arrays.setAll(changes, _ -> 1 + random.nextLong(horizon));
      Arrays.sort(changes);
    }

    private int pick(@Nullable Object[] items, int size) {
      steps++;
      int first = first(items, size);
      while (changed < changes.length && changes[changed] <= steps) {
        changed++;
        ranks.put(subject(items[first]), (long) -changed);
        first = first(items, size);
      }
      return first;
    }

    private int first(@Nullable Object[] items, int size) {
      int first = 0;
      long highest = Long.MIN_VALUE;
      for (int i = 0; i < size; i++) {
        long rank = ranks.computeIfAbsent(subject(items[i]), _ -> random.nextLong() >>> 1);
        if (rank > highest) {
          highest = rank;
          first = i;
        }
      }
      return first;
    }

    private static Object subject(@Nullable Object item) {
      return ReadyList.subject(Objects.requireNonNull(item));
    }

    private boolean isOver() {
      return steps >= horizon;
    }

    @Override
    public String toString() {
      return "priorities, %d change points within %d steps".formatted(changes.length, horizon);
    }
  }
}
