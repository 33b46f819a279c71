package io.aether.actor.intercept;

import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SafeText;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Values that travel with messages without being part of them: a trace id, a tenant, a user.
///
/// In a system that [lets contexts travel][HandlingSettings#withTravellingContext], the context
/// that is bound when a message is sent is bound again while the message is handled, and so on from
/// actor to actor: `tell` and `ask`, adapters, `pipeToSelf` and `async` carry the current context,
/// a timer the context of its start, and a stash the context of each message. A restart loses no
/// context. If no context is bound, the empty one is current, and none is carried.
///
/// ```java
/// static final TravellingContext.Key<String> TRACE = TravellingContext.key("trace", String.class);
///
/// TravellingContext.current().with(TRACE, "4711").run(() -> bank.tell(new Transfer(...)));
/// ...
/// Optional<String> trace = TravellingContext.current().value(TRACE); // in a handler
/// ```
///
/// A context does not cross to other nodes: a message from another node arrives without a context.
/// Threads that a handler starts by itself do not see it either.
///
/// Immutable, as its values should be.
@Stable
public final class TravellingContext {

  private static final ScopedValue<TravellingContext> CURRENT = ScopedValue.newInstance();
  private static final TravellingContext EMPTY = new TravellingContext(Map.of());

  /// Never modified; in the order in which keys were added.
  private final Map<Key<?>, Object> values;

  /// Binds this context; created once, because every message that carries the context needs it.
  private final ScopedValue.Carrier binding = ScopedValue.where(CURRENT, this);

  private TravellingContext(Map<Key<?>, Object> values) {
    this.values = values;
  }

  /// The key of a value. Two keys of the same name and type are equal.
  ///
  /// @param name also the name in the MDC, for keys that are shown there
  public record Key<T>(String name, Class<T> type) {
    public Key {
      Objects.requireNonNull(type, "type");
      if (Objects.requireNonNull(name, "name").isBlank()) {
        throw new IllegalArgumentException(
            "The name of a key must not be blank, but was: '" + name + "'");
      }
    }
  }

  /// {@return a key for values of this type}
  public static <T> Key<T> key(String name, Class<T> type) {
    return new Key<>(name, type);
  }

  /// {@return the context without any value}
  public static TravellingContext empty() {
    return EMPTY;
  }

  /// {@return the context that is bound on the calling thread, or the empty one if none is bound}
  public static TravellingContext current() {
    return CURRENT.orElse(EMPTY);
  }

  public boolean isEmpty() {
    return values.isEmpty();
  }

  public <T> Optional<T> value(Key<T> key) {
    Objects.requireNonNull(key, "key");
    return Optional.ofNullable(key.type().cast(values.get(key)));
  }

  /// {@return this context with one more value, or with another value of the key}
  public <T> TravellingContext with(Key<T> key, T value) {
    Objects.requireNonNull(key, "key");
    Map<Key<?>, Object> all = new LinkedHashMap<>(values);
    all.put(key, key.type().cast(Objects.requireNonNull(value, "value")));
    return new TravellingContext(all);
  }

  /// {@return this context without a value of the key}
  public TravellingContext without(Key<?> key) {
    Objects.requireNonNull(key, "key");
    Map<Key<?>, Object> all = new LinkedHashMap<>(values);
    all.remove(key);
    return all.isEmpty() ? EMPTY : new TravellingContext(all);
  }

  /// Runs `action` with this context bound, in place of the present one.
  public void run(Runnable action) {
    binding.run(Objects.requireNonNull(action, "action"));
  }

  /// Calls `task` with this context bound, in place of the present one.
  ///
  /// @throws Exception what `task` throws
  public <R> R call(Callable<R> task) throws Exception {
    return binding.call(Objects.requireNonNull(task, "task")::call);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TravellingContext that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    var text = new StringBuilder("{");
    values.forEach((key, value) ->
        text.append(text.length() == 1 ? "" : ", ")
            .append(key.name())
            .append('=')
            .append(SafeText.of(value)));
    return text.append('}').toString();
  }
}
