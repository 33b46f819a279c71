package io.aether.actor.pattern;

import org.jspecify.annotations.Nullable;

/// An immutable list without duplicates, in the order in which the elements were added; see
/// [PlacedList]. [#contains] takes logarithmic time.
final class UniqueList<E> extends PlacedList<E> {

  /// An element, and the other elements with the same hash code.
  private record Known<E>(E element, long place, @Nullable Known<E> next) {

    static <E> @Nullable Known<E> without(@Nullable Known<E> known, Object element) {
      if (known == null || known.element.equals(element)) {
        return known == null ? null : known.next;
      }
      return new Known<>(known.element, known.place, without(known.next, element));
    }
  }

  private final LongMap<Known<E>> byHash;
  private final long nextPlace;

  private UniqueList(LongMap<E> elements, LongMap<Known<E>> byHash, long nextPlace) {
    super(elements);
    this.byHash = byHash;
    this.nextPlace = nextPlace;
  }

  static <E> UniqueList<E> of() {
    return new UniqueList<>(LongMap.empty(), LongMap.empty(), 0);
  }

  /// {@return this with `element` at the end; this itself if the element is there already}
  UniqueList<E> with(E element) {
    if (contains(element)) {
      return this;
    }
    long hash = element.hashCode();
    return new UniqueList<>(
        elements.put(nextPlace, element),
        byHash.put(hash, new Known<>(element, nextPlace, byHash.get(hash))),
        nextPlace + 1);
  }

  /// {@return this without `element`; this itself if the element is not there}
  UniqueList<E> without(Object element) {
    long hash = element.hashCode();
    for (Known<E> each = byHash.get(hash); each != null; each = each.next) {
      if (each.element.equals(element)) {
        Known<E> others = Known.without(byHash.get(hash), element);
        return new UniqueList<>(
            elements.remove(each.place),
            others == null ? byHash.remove(hash) : byHash.put(hash, others),
            nextPlace);
      }
    }
    return this;
  }

  @Override
  public boolean contains(@Nullable Object element) {
    if (element == null) {
      return false;
    }
    for (Known<E> each = byHash.get(element.hashCode()); each != null; each = each.next) {
      if (each.element.equals(element)) {
        return true;
      }
    }
    return false;
  }
}
