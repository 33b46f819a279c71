package io.aether.actor.cell;

import io.aether.actor.ActorSystem;
import io.aether.actor.spi.Extension;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The extensions of one system. The first caller creates an extension; other callers wait until it
/// is created. Thread-safe.
final class Extensions {

  /// The outcome of one extension. Threads wait for it through the environment.
  private record Slot<T>(Thread creator, CompletableFuture<T> value) {}

  private final LocalActorSystem system;
  private final Map<Extension<?>, Function<ActorSystem, ?>> replacements;

  /// A slot is removed if its creation fails. Accessed by any thread; never iterated.
  private final Map<Extension<?>, Slot<?>> slots = new ConcurrentHashMap<>();

  Extensions(LocalActorSystem system, Map<Extension<?>, Function<ActorSystem, ?>> replacements) {
    this.system = system;
    this.replacements = replacements;
  }

  <T> T extension(Extension<T> key) {
    var mine = new Slot<T>(Thread.currentThread(), new CompletableFuture<>());
    @SuppressWarnings("unchecked") // an extension is stored under its own key only
    var others = (Slot<T>) slots.putIfAbsent(key, mine);
    return others == null ? create(key, mine) : await(key, others);
  }

  private <T> T create(Extension<T> key, Slot<T> slot) {
    try {
      T value = Objects.requireNonNull(factory(key).apply(system), () -> key + " was created null");
      slot.value.complete(value);
      return value;
    } catch (Throwable failure) {
      slots.remove(key, slot); // before waiters see the failure: the next caller tries again
      slot.value.completeExceptionally(failure);
      throw failure;
    }
  }

  private <T> Function<? super ActorSystem, ? extends T> factory(Extension<T> key) {
    @SuppressWarnings("unchecked") // withExtension pairs them
    var replacement = (Function<ActorSystem, T>) replacements.get(key);
    return replacement == null ? key.factory() : replacement;
  }

  private <T> T await(Extension<T> key, Slot<T> slot) {
    if (!slot.value.isDone() && slot.creator == Thread.currentThread()) {
      throw new IllegalStateException(
          key + " asks for itself while it is being created; create it without itself");
    }
    boolean interrupted = false;
    while (!slot.value.isDone()) {
      try {
        system.environment().await(slot.value);
      } catch (InterruptedException e) {
        interrupted = true; // the creation goes on; restore the interrupt afterwards
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (slot.value.isCompletedExceptionally()) {
      throw new IllegalStateException(
          key + " could not be created by another thread", slot.value.exceptionNow());
    }
    return slot.value.resultNow();
  }
}
