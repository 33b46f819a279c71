package io.aether.actor.cell;

import io.aether.actor.ActorSystem;
import io.aether.actor.spi.Extension;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The extensions of one system: who asks first creates, who asks meanwhile waits. Thread-safe.
final class Extensions {

  /// What one extension comes to. The wait for it goes through the environment.
  private record Slot<T>(Thread creator, CompletableFuture<T> value) {}

  private final LocalActorSystem system;
  private final Map<Extension<?>, Function<ActorSystem, ?>> replacements;

  /// A creation that fails is taken out again. Any thread; never walked.
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
      slots.remove(key, slot); // before anybody hears of it: the next one who asks tries again
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
          key + " asks for itself while it is being created; create it without");
    }
    boolean interrupted = false;
    while (!slot.value.isDone()) {
      try {
        system.environment().await(slot.value);
      } catch (InterruptedException e) {
        interrupted = true; // whoever creates it goes on; let the caller know afterwards
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
