package io.aether.testkit.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The items that can run next in a simulation; their order is that of the draws. Confined to the
/// holder of the baton.
final class ReadyList {

  private final Choices choices;
  private @Nullable Object[] items = new Object[16];

  /// For each item, how many items were added before it.
  private long[] arrivals = new long[16];

  private int size;
  private long added;

  /// The actors that get no turns.
  private final Set<Object> suspended = Collections.newSetFromMap(new IdentityHashMap<>());

  /// Items of suspended actors, which would be ready otherwise.
  private final List<Object> aside = new ArrayList<>();

  ReadyList(Choices choices) {
    this.choices = choices;
  }

  void add(Object item) {
    if (!suspended.isEmpty() && suspended.contains(subject(item))) {
      aside.add(item);
      return;
    }
    if (size == items.length) {
      items = Arrays.copyOf(items, 2 * size);
      arrivals = Arrays.copyOf(arrivals, 2 * size);
    }
    items[size] = item;
    arrivals[size++] = added++;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /// Removes and returns one of the items; the list must not be empty.
  Object draw() {
    return remove(choices.pick(items, arrivals, size));
  }

  private Object remove(int place) {
    Object item = items[place];
    items[place] = items[--size];
    arrivals[place] = arrivals[size];
    items[size] = null;
    return Objects.requireNonNull(item);
  }

  // ---- Suspension ----

  /// Items of `subject` are not drawn until [#resume].
  void suspend(Object subject) {
    suspended.add(subject);
    for (int i = size - 1; i >= 0; i--) {
      if (subject(Objects.requireNonNull(items[i])) == subject) {
        aside.add(remove(i));
      }
    }
  }

  void resume(Object subject) {
    if (suspended.remove(subject)) {
      List<Object> waited = List.copyOf(aside);
      aside.clear();
      waited.forEach(this::add);
    }
  }

  void resumeAll() {
    List.copyOf(suspended).forEach(this::resume);
  }

  boolean isSuspended(Object subject) {
    return suspended.contains(subject);
  }

  /// {@return the subject of an item: for a strand that waits, the item that waits in it}
  static Object subject(Object item) {
    return item instanceof Strand strand ? strand.subject() : item;
  }
}
