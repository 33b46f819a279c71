package io.aether.actor.pattern;

import java.util.AbstractList;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Consumer;

/// An immutable list of elements that have places, in the order of the places. A change of one
/// element takes logarithmic time and returns a new list, which shares nearly all of its memory
/// with the old one. So a new list can be published after each of many changes.
class PlacedList<E> extends AbstractList<E> {

  final LongMap<E> elements;

  PlacedList(LongMap<E> elements) {
    this.elements = elements;
  }

  static <E> PlacedList<E> empty() {
    return new PlacedList<>(LongMap.empty());
  }

  /// Compares two lists. For two versions of a placed list, the number of steps is about the number
  /// of changes between them; for other lists, it is the number of elements.
  static <E> void compare(
      List<E> before, List<E> after, Consumer<? super E> gone, Consumer<? super E> come) {
    if (before instanceof PlacedList<E> old && after instanceof PlacedList<E> now) {
      LongMap.compare(old.elements, now.elements, gone, come);
    } else {
      before.forEach(gone);
      after.forEach(come);
    }
  }

  /// {@return this with `element` at `place`}
  PlacedList<E> put(long place, E element) {
    return new PlacedList<>(elements.put(place, element));
  }

  /// {@return this without the element at `place`}
  PlacedList<E> remove(long place) {
    return new PlacedList<>(elements.remove(place));
  }

  @Override
  public final int size() {
    return elements.size();
  }

  @Override
  public final E get(int index) {
    return elements.nth(Objects.checkIndex(index, size()));
  }

  @Override
  public final void forEach(Consumer<? super E> action) {
    elements.forEach(Objects.requireNonNull(action, "action"));
  }

  @Override
  public final Iterator<E> iterator() {
    return new Walk<>(elements);
  }

  /// Iterates from the smallest place to the largest. Confined to one thread.
  private static final class Walk<E> implements Iterator<E> {

    /// The remaining parts of the map, the next one first.
    private final Deque<LongMap<E>> rest = new ArrayDeque<>();

    Walk(LongMap<E> all) {
      rest.push(all);
    }

    @Override
    public boolean hasNext() {
      return !rest.isEmpty() && !(rest.peek() instanceof LongMap.Empty<E>);
    }

    @Override
    public E next() {
      if (!hasNext()) {
        throw new NoSuchElementException("the list has no more elements");
      }
      LongMap<E> at = rest.pop();
      while (at instanceof LongMap.Branch<E> branch) {
        rest.push(branch.high());
        at = branch.low();
      }
      return ((LongMap.Leaf<E>) at).value();
    }
  }
}
