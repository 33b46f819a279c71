package io.aether.actor.cell;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A set that usually has no element or one, at almost no cost: null, the element itself, or a
/// [Set]. It keeps insertion order. Not thread-safe.
///
/// @param <E> must not itself be a [Set]
final class Few<E> {

  /// Null, an `E`, or a `Set<E>` of at least one element.
  private @Nullable Object elements;

  boolean isEmpty() {
    return elements == null;
  }

  @SuppressWarnings("unchecked") // an E or a Set<E>
  void add(E element) {
    if (elements == null) {
      elements = element;
    } else if (elements instanceof Set<?> set) {
      ((Set<E>) set).add(element);
    } else if (!elements.equals(element)) {
      Set<E> set = new LinkedHashSet<>(4);
      set.add((E) elements);
      set.add(element);
      elements = set;
    }
  }

  /// {@return whether the element was present}
  boolean remove(E element) {
    if (elements instanceof Set<?> set) {
      boolean removed = set.remove(element);
      if (set.isEmpty()) {
        elements = null; // releases its capacity
      }
      return removed;
    }
    boolean removed = elements != null && elements.equals(element);
    if (removed) {
      elements = null;
    }
    return removed;
  }

  /// {@return a copy}
  @SuppressWarnings("unchecked") // an E or a Set<E>
  List<E> all() {
    return switch (elements) {
      case null -> List.of();
      case Set<?> set -> List.copyOf((Set<E>) set);
      case Object only -> List.of((E) only);
    };
  }
}
