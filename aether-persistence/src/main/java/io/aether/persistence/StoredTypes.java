package io.aether.persistence;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.spi.StoredValue;
import java.util.HashMap;
import java.util.Map;

/// The names under which events and states are stored, so that classes can be renamed and moved
/// while stored data stays readable for years.
///
/// ```java
/// static final StoredTypes TYPES =
///     StoredTypes.of(
///         types ->
///             types
///                 .add("flight.departed", 1, Departed.class)
///                 .add("flight.landed", 1, Landed.class)
///                 .add("flight", 1, Flight.class)); // the state, for snapshots
/// ```
///
/// Every class that an entity stores is registered under a name of its own: not a sealed interface,
/// but the records that implement it. A name and its meaning never change. The schema version
/// distinguishes the shapes of a type: increase it if older programs must not read the data that
/// this one writes.
///
/// Values are stored as JSON, by Jackson; records fit best. A component that is missing in stored
/// data becomes null, 0 or false, and one that the class does not have is ignored. So components
/// may be added and removed, and the compact constructor of a record may replace null by a default.
///
/// In a named module, a class that is not public, or whose package is not exported, must be open to
/// Jackson: `opens my.app.events to tools.jackson.databind;` in its `module-info.java`.
///
/// Immutable.
@Experimental
public final class StoredTypes {

  private record Registered(String name, int schema, Class<?> type, JsonCodec<?> codec) {}

  private final Map<String, Registered> byName;
  private final Map<Class<?>, Registered> byClass;

  private StoredTypes(Map<String, Registered> byName, Map<Class<?>, Registered> byClass) {
    this.byName = Map.copyOf(byName);
    this.byClass = Map.copyOf(byClass);
  }

  /// {@return the types that `registration` adds}
  ///
  /// @throws IllegalArgumentException if a name or a class is added twice
  public static StoredTypes of(Registration registration) {
    var types = new Collected();
    registration.register(types);
    return new StoredTypes(types.byName, types.byClass);
  }

  /// See [#of].
  @FunctionalInterface
  public interface Registration {
    void register(Registry types);
  }

  /// Takes registrations; see [#of].
  public interface Registry {

    /// Registers a class.
    ///
    /// @param name the name under which its values are stored; never changes
    /// @param schema the version of its shape, from 1; values with a higher version are not read
    /// @throws IllegalArgumentException if the name or the class is registered already, or Jackson
    ///   may not use the class
    Registry add(String name, int schema, Class<?> type);
  }

  private static final class Collected implements Registry {

    private final Map<String, Registered> byName = new HashMap<>();
    private final Map<Class<?>, Registered> byClass = new HashMap<>();

    @Override
    public Registry add(String name, int schema, Class<?> type) {
      if (name.isEmpty() || schema < 1) {
        throw new IllegalArgumentException(
            "A stored type needs a name and a schema version from 1, but %s was added as '%s', %d"
                .formatted(type.getName(), name, schema));
      }
      StorableText.check("The name of a stored type", name);
      if (type.isInterface()) {
        throw new IllegalArgumentException(
            "A stored type must be a class, but '%s' is the interface %s; add its implementations"
                .formatted(name, type.getName()));
      }
      var added = new Registered(name, schema, type, JsonCodec.of(type));
      Registered sameName = byName.putIfAbsent(name, added);
      if (sameName != null) {
        throw new IllegalArgumentException(
            "The stored type '%s' was added twice: for %s and for %s"
                .formatted(name, sameName.type.getName(), type.getName()));
      }
      Registered sameClass = byClass.putIfAbsent(type, added);
      if (sameClass != null) {
        throw new IllegalArgumentException(
            "%s was added twice: as '%s' and as '%s'"
                .formatted(type.getName(), sameClass.name, name));
      }
      return this;
    }
  }

  // ---- For the engine, and for programs that read a journal without it ----

  /// {@return `value`, encoded}
  ///
  /// @throws IllegalArgumentException if the value's class is not registered or Jackson cannot
  ///   write it
  public StoredValue encode(Object value) {
    Registered known = byClass.get(value.getClass());
    if (known == null) {
      throw new IllegalArgumentException(
          "%s is not a stored type; add it to the StoredTypes under a name that never changes"
              .formatted(value.getClass().getName()));
    }
    return new StoredValue(known.name, known.schema, known.codec.encode(value));
  }

  /// {@return the decoded value}
  ///
  /// @throws IllegalArgumentException if there is no such type, its schema is newer than the one
  ///   registered, or Jackson cannot read it
  public Object decode(StoredValue value) {
    Registered known = byName.get(value.type());
    if (known == null) {
      throw new IllegalArgumentException(
          "the type '%s' is not among the StoredTypes; add its class".formatted(value.type()));
    }
    if (value.schema() > known.schema) {
      throw new IllegalArgumentException(
          ("the type '%s' has schema version %d, but this program knows versions up to %d;"
                  + " run a newer program")
              .formatted(value.type(), value.schema(), known.schema));
    }
    return known.codec.decode(value.bytes());
  }
}
