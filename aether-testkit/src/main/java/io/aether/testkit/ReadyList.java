package io.aether.testkit;

import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What can run next in a simulation. It keeps no order: the draw makes one.
final class ReadyList {

  private @Nullable Object[] items = new Object[16];
  private int size;

  void add(Object item) {
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
    }
    items[size++] = item;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// Takes one of the items, which must exist; each is equally likely.
  Object draw(SplittableRandom choices) {
    int drawn = size == 1 ? 0 : choices.nextInt(size);
    Object item = items[drawn];
    items[drawn] = items[--size];
    items[size] = null;
    return Objects.requireNonNull(item);
  }
}
