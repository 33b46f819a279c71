package io.aether.actor.pattern;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A persistent map with `long` keys, in the order of the keys as unsigned numbers: a change
/// returns a new map, which shares all but one path with the old one. Immutable and therefore
/// thread-safe.
///
/// A big-endian Patricia tree (Okasaki and Gill, "Fast mergeable integer maps", 1998) whose
/// branches know their size. A lookup or a change takes at most 64 steps, and usually a number that
/// is logarithmic in the size.
sealed interface LongMap<V> {

  /// The map without entries.
  record Empty<V>() implements LongMap<V> {
    private static final Empty<?> INSTANCE = new Empty<>();
  }

  /// One entry.
  record Leaf<V>(long key, V value) implements LongMap<V> {}

  /// At least two entries.
  ///
  /// @param prefix the bits above `bit`, which all keys share
  /// @param bit the highest bit in which keys differ
  /// @param low the keys in which that bit is 0
  /// @param high the keys in which that bit is 1
  record Branch<V>(long prefix, long bit, LongMap<V> low, LongMap<V> high, int size)
      implements LongMap<V> {

    private boolean covers(long key) {
      return above(key, bit) == prefix;
    }

    private boolean isLow(long key) {
      return (key & bit) == 0;
    }
  }

  @SuppressWarnings("unchecked") // it has no value
  static <V> LongMap<V> empty() {
    return (LongMap<V>) Empty.INSTANCE;
  }

  default int size() {
    return switch (this) {
      case Empty<V> _ -> 0;
      case Leaf<V> _ -> 1;
      case Branch<V> branch -> branch.size;
    };
  }

  /// {@return the value of `key`, or null}
  default @Nullable V get(long key) {
    LongMap<V> at = this;
    while (at instanceof Branch<V> branch) {
      at = branch.isLow(key) ? branch.low : branch.high;
    }
    return at instanceof Leaf<V>(long its, V value) && its == key ? value : null;
  }

  /// {@return the value with the `index`-th smallest key}
  default V nth(int index) {
    LongMap<V> at = this;
    int rest = index;
    while (at instanceof Branch<V> branch) {
      int smaller = branch.low.size();
      boolean isLow = rest < smaller;
      at = isLow ? branch.low : branch.high;
      rest -= isLow ? 0 : smaller;
    }
    return ((Leaf<V>) at).value;
  }

  /// {@return the value with the smallest key that is at least `key`, or null}
  default @Nullable V ceiling(long key) {
    return switch (this) {
      case Empty<V> _ -> null;
      case Leaf<V>(long its, V value) -> Long.compareUnsigned(its, key) >= 0 ? value : null;
      case Branch<V> branch when !branch.covers(key) ->
          Long.compareUnsigned(branch.prefix, key) > 0 ? branch.nth(0) : null;
      case Branch<V> branch when branch.isLow(key) -> {
        V found = branch.low.ceiling(key);
        yield found == null ? branch.high.nth(0) : found;
      }
      case Branch<V> branch -> branch.high.ceiling(key);
    };
  }

  /// {@return a map with `value` under `key`, in place of the previous value, if any}
  default LongMap<V> put(long key, V value) {
    return switch (this) {
      case Empty<V> _ -> new Leaf<>(key, value);
      case Leaf<V> leaf when leaf.key == key -> new Leaf<>(key, value);
      case Leaf<V> leaf -> join(key, new Leaf<>(key, value), leaf.key, leaf);
      case Branch<V> branch when !branch.covers(key) ->
          join(key, new Leaf<>(key, value), branch.prefix, branch);
      case Branch<V> branch when branch.isLow(key) ->
          branch(branch, branch.low.put(key, value), branch.high);
      case Branch<V> branch -> branch(branch, branch.low, branch.high.put(key, value));
    };
  }

  /// {@return a map without `key`; this map if it does not contain the key}
  default LongMap<V> remove(long key) {
    return switch (this) {
      case Empty<V> _ -> this;
      case Leaf<V> leaf -> leaf.key == key ? empty() : this;
      case Branch<V> branch when !branch.covers(key) -> this;
      case Branch<V> branch when branch.isLow(key) ->
          branch(branch, branch.low.remove(key), branch.high);
      case Branch<V> branch -> branch(branch, branch.low, branch.high.remove(key));
    };
  }

  /// Calls `action` with each value, in order.
  default void forEach(Consumer<? super V> action) {
    switch (this) {
      case Empty<V> _ -> {}
      case Leaf<V>(_, V value) -> action.accept(value);
      case Branch<V> branch -> {
        branch.low.forEach(action);
        branch.high.forEach(action);
      }
    }
  }

  /// Compares two versions of a map, in steps about proportional to the number of changes, since
  /// shared parts are skipped.
  ///
  /// @param gone called with each value of `before` that `after` does not have under the same key
  /// @param come called with each value of `after` that `before` does not have under the same key
  static <V> void compare(
      LongMap<V> before, LongMap<V> after, Consumer<? super V> gone, Consumer<? super V> come) {
    if (before == after) {
      return;
    }
    if (before instanceof Leaf<V>(long oldKey, V oldValue)
        && after instanceof Leaf<V>(long newKey, V newValue)
        && oldKey == newKey
        && oldValue == newValue) {
      return;
    }
    if (before instanceof Branch<V> old && within(after, old)) {
      boolean same = after instanceof Branch<V> now && now.bit == old.bit;
      LongMap<V> low = same ? ((Branch<V>) after).low : old.isLow(key(after)) ? after : empty();
      LongMap<V> high = same ? ((Branch<V>) after).high : old.isLow(key(after)) ? empty() : after;
      compare(old.low, low, gone, come);
      compare(old.high, high, gone, come);
    } else if (after instanceof Branch<V> now && within(before, now)) {
      compare(now.isLow(key(before)) ? before : empty(), now.low, gone, come);
      compare(now.isLow(key(before)) ? empty() : before, now.high, gone, come);
    } else {
      before.forEach(gone);
      after.forEach(come);
    }
  }

  /// {@return whether all keys of `map`, which is not empty, share the prefix of `branch`}
  private static <V> boolean within(LongMap<V> map, Branch<V> branch) {
    return switch (map) {
      case Empty<V> _ -> false;
      case Leaf<V> leaf -> branch.covers(leaf.key);
      case Branch<V> other ->
          Long.compareUnsigned(other.bit, branch.bit) <= 0 && branch.covers(other.prefix);
    };
  }

  /// {@return some key of a map, or the bits that all its keys share}
  private static long key(LongMap<?> map) {
    return switch (map) {
      case Empty<?> _ -> 0;
      case Leaf<?> leaf -> leaf.key;
      case Branch<?> branch -> branch.prefix;
    };
  }

  private static <V> LongMap<V> join(long key, LongMap<V> map, long otherKey, LongMap<V> other) {
    long bit = Long.highestOneBit(key ^ otherKey);
    boolean isLow = (key & bit) == 0;
    return new Branch<>(
        above(key, bit), bit, isLow ? map : other, isLow ? other : map, map.size() + other.size());
  }

  private static <V> LongMap<V> branch(Branch<V> old, LongMap<V> low, LongMap<V> high) {
    if (low == old.low && high == old.high) {
      return old;
    }
    if (low instanceof Empty<V>) {
      return high;
    }
    return high instanceof Empty<V>
        ? low
        : new Branch<>(old.prefix, old.bit, low, high, low.size() + high.size());
  }

  /// {@return the bits of `key` above `bit`}
  private static long above(long key, long bit) {
    return key & -(bit << 1);
  }
}
