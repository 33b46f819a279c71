package io.aether.cluster.remote;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The protocol records of Aether's own packages, under the ids 50 to 99. Immutable.
public final class InternalTypes {

  public static final int FIRST_ID = 50;
  public static final int LAST_ID = 99;

  /// No types.
  public static final InternalTypes NONE = new InternalTypes(Collections.emptySortedMap());

  private final SortedMap<Integer, Class<?>> byId;

  private InternalTypes(SortedMap<Integer, Class<?>> byId) {
    this.byId = byId;
  }

  /// {@return these types and one more}
  ///
  /// @throws IllegalArgumentException if the id is out of range, or the id or the type is taken
  public InternalTypes registerInternal(int id, Class<?> type) {
    if (id < FIRST_ID || id > LAST_ID) {
      throw new IllegalArgumentException(
          "Internal ids go from %d to %d, but %s was given %d"
              .formatted(FIRST_ID, LAST_ID, type.getName(), id));
    }
    if (byId.containsKey(id) || byId.containsValue(type)) {
      throw new IllegalArgumentException(
          "Id %d or %s is registered already".formatted(id, type.getName()));
    }
    var more = new TreeMap<>(byId);
    more.put(id, type);
    return new InternalTypes(Collections.unmodifiableSortedMap(more));
  }

  SortedMap<Integer, Class<?>> byId() {
    return byId;
  }
}
