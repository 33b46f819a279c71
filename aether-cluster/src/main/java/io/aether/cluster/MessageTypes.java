package io.aether.cluster;

import io.aether.actor.Outcome;
import io.aether.actor.annotation.Experimental;
import java.lang.reflect.RecordComponent;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The types of messages that may be sent to other nodes, besides refs, outcomes, numbers, strings,
/// times and collections: records and enums, each with a number that is part of the wire format.
/// Immutable.
///
/// ```java
/// MessageTypes.of(types -> types.add(100, Deposit.class).add(101, Balance.class));
/// ```
///
/// All nodes of a cluster have the same types. The types of the components of a record are
/// registered, too.
@Experimental
public final class MessageTypes {

  /// Smaller ids belong to Aether.
  public static final int FIRST_ID = 100;

  private static final MessageTypes NONE = new MessageTypes(Collections.emptySortedMap());

  private final SortedMap<Integer, Class<?>> byId;

  private MessageTypes(SortedMap<Integer, Class<?>> byId) {
    this.byId = byId;
  }

  /// The types that `add` adds to none.
  public static MessageTypes of(UnaryOperator<MessageTypes> add) {
    return add.apply(NONE);
  }

  /// {@return these types and one more}
  ///
  /// @param id at least [#FIRST_ID], and never used again for another type
  /// @param type a record or an enum
  /// @throws IllegalArgumentException if the id or the type is taken, or the type is something else
  public MessageTypes add(int id, Class<?> type) {
    check(id, type);
    var more = new TreeMap<>(byId);
    more.put(id, type);
    return new MessageTypes(Collections.unmodifiableSortedMap(more));
  }

  private void check(int id, Class<?> type) {
    if (id < FIRST_ID) {
      throw new IllegalArgumentException(
          "Ids of messages start at %d, but %s was given %d"
              .formatted(FIRST_ID, type.getName(), id));
    }
    if (byId.containsKey(id)) {
      throw new IllegalArgumentException(
          "Id %d belongs to %s and cannot be given to %s as well"
              .formatted(id, byId.get(id).getName(), type.getName()));
    }
    if (byId.containsValue(type)) {
      throw new IllegalArgumentException(
          type.getName() + " is registered already, before id " + id);
    }
    if (Outcome.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          type.getName() + " can cross the wire already; register only the type of its value");
    }
    if (type.isInterface()) {
      throw new IllegalArgumentException(
          type.getName() + " is an interface; register each record that implements it");
    }
    if (type.isHidden() || type.isSynthetic()) {
      throw new IllegalArgumentException(
          type.getName() + " is a lambda; code cannot cross the wire, only records and enums can");
    }
    if (!type.isRecord() && !type.isEnum()) {
      throw new IllegalArgumentException(
          "Only records and enums can cross the wire, but %s is neither; make it a record"
              .formatted(type.getName()));
    }
  }

  /// {@return the types by their ids, in the order of the ids; unmodifiable}
  public SortedMap<Integer, Class<?>> byId() {
    return byId;
  }

  /// {@return a hash that is equal for equal types in every JVM, and almost certainly different if
  /// an id, a name, the components of a record or the constants of an enum differ}
  public long fingerprint() {
    var text = new StringBuilder();
    byId.forEach((id, type) -> describe(id, type, text));
    long hash = 0xcbf29ce484222325L; // FNV-1a, 64 bits, over UTF-16 units
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }

  private static void describe(int id, Class<?> type, StringBuilder text) {
    text.append(id).append(' ').append(type.getName());
    if (type.isRecord()) {
      for (RecordComponent each : type.getRecordComponents()) {
        text.append(' ').append(each.getName()).append(':').append(each.getType().getName());
      }
    } else {
      for (Object each : type.getEnumConstants()) {
        text.append(' ').append(((Enum<?>) each).name());
      }
    }
    text.append('\n');
  }

  @Override
  public String toString() {
    return "MessageTypes" + byId;
  }
}
