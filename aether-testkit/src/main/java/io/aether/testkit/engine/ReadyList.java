package io.aether.testkit.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What can run next in a simulation. The draw makes the order.
final class ReadyList {

  private final Choices choices;
  private @Nullable Object[] items = new Object[16];

  /// The manieth ever added each item was.
  private long[] arrivals = new long[16];

  private int size;
  private long added;

  /// Who gets no turns, and what could run if they did.
  private final Set<Object> suspended = Collections.newSetFromMap(new IdentityHashMap<>());

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

  /// Takes one of the items, which must exist.
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

  // ---- Standing still ----

  /// What belongs to `subject` is not drawn until [#resume].
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

  /// {@return to whom `item` belongs: a strand that waits, to what waits in it}
  static Object subject(Object item) {
    return item instanceof Strand strand ? strand.subject() : item;
  }
}
