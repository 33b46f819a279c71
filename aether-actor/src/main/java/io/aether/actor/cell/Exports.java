package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.AbstractRef;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The local refs that others may find by a number, until whom they address has stopped or been
/// answered. Thread-safe.
final class Exports {

  private final LocalActorSystem system;
  private final AtomicLong ids = new AtomicLong();

  // Both ways; never walked.

  private final Map<Long, AbstractRef<?>> refs = new ConcurrentHashMap<>();
  private final Map<AbstractRef<?>, Long> idByRef = new ConcurrentHashMap<>();

  Exports(LocalActorSystem system) {
    this.system = system;
  }

  /// {@return the number of `ref`, which it keeps}
  ///
  /// @throws IllegalArgumentException if it is not a local ref of the system
  long export(AbstractRef<?> ref) {
    if (ref.system() != system || !mark(ref)) {
      throw new IllegalArgumentException(ref + " is not a local ref of '" + system.name() + "'");
    }
    long id = idByRef.computeIfAbsent(ref, _ -> ids.incrementAndGet());
    refs.put(id, ref);
    switch (ref) {
      case AdapterRef<?> adapter -> adapter.owner().push(new Control.AdapterExported(adapter));
      case Promise<?> promise -> promise.whenOver(() -> remove(promise));
      case ActorCell<?> cell when cell.isTerminated() -> {
        // It may have ended before it was marked, or before it was put.
        idByRef.remove(ref, id);
        refs.remove(id);
      }
      default -> {}
    }
    return id;
  }

  /// {@return whether it is a ref of a kind that can be exported}
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

  /// Nobody finds `ref` any more.
  void remove(AbstractRef<?> ref) {
    Long id = idByRef.remove(ref);
    if (id != null) {
      refs.remove(id);
    }
  }
}
