package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.AbstractRef;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The local refs that others may find by a number, until the addressed actor has stopped, the
/// addressed ask has ended, or the message adapter is withdrawn. Thread-safe.
final class Exports {

  private final LocalActorSystem system;
  private final AtomicLong ids = new AtomicLong();

  // Both directions; never iterated.

  private final Map<Long, AbstractRef<?>> refs = new ConcurrentHashMap<>();
  private final Map<AbstractRef<?>, Long> idByRef = new ConcurrentHashMap<>();

  Exports(LocalActorSystem system) {
    this.system = system;
  }

  /// {@return the number of `ref`, which does not change}
  ///
  /// @throws IllegalArgumentException if it is not a local ref of the system
  long export(AbstractRef<?> ref) {
    if (ref.system() != system || !mark(ref)) {
      throw new IllegalArgumentException(ref + " is not a local ref of '" + system.name() + "'");
    }
    long id =
        idByRef.computeIfAbsent(
            ref,
            it -> { // in both directions at once, so that a concurrent removal leaves neither
              long next = ids.incrementAndGet();
              refs.put(next, it);
              return next;
            });
    switch (ref) {
      case AdapterRef<?> adapter -> adapter.owner().push(new Control.AdapterExported(adapter));
      case Promise<?> promise -> promise.whenOver(() -> remove(promise));
      case ActorCell<?> cell when cell.isTerminated() ->
          remove(ref); // it may have terminated before the mark or before the entry
      default -> {}
    }
    return id;
  }

  /// {@return whether the ref is of a kind that can be exported}
  private static boolean mark(AbstractRef<?> ref) {
    switch (ref) {
      case ActorCell<?> cell -> cell.exported = true;
      case Promise<?> _, AdapterRef<?> _, IgnoreRef _ -> {}
      default -> {
        return false;
      }
    }
    return true;
  }

  Optional<ActorRef<?>> find(long id) {
    return Optional.ofNullable(refs.get(id));
  }

  /// Removes `ref`, which can no longer be found afterwards.
  void remove(AbstractRef<?> ref) {
    Long id = idByRef.remove(ref);
    if (id != null) {
      refs.remove(id);
    }
  }
}
