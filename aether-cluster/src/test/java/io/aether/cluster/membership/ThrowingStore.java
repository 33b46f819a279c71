package io.aether.cluster.membership;

import io.aether.actor.Cancellable;
import io.aether.cluster.spi.ControlStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// A control store with a bug: while it is broken, every call throws an exception that its contract
/// does not have.
final class ThrowingStore implements ControlStore {

  private final ControlStore store;

  /// Written by the test, read by any thread.
  private volatile boolean broken;

  ThrowingStore(ControlStore store, boolean broken) {
    this.store = store;
    this.broken = broken;
  }

  void setBroken(boolean broken) {
    this.broken = broken;
  }

  private <T> T unlessBroken(Supplier<T> call) {
    if (broken) {
      throw new UnsupportedOperationException("a bug of the store");
    }
    return call.get();
  }

  @Override
  public Optional<Entry> read(String key) {
    return unlessBroken(() -> store.read(key));
  }

  @Override
  public List<Entry> list(String prefix) {
    return unlessBroken(() -> store.list(prefix));
  }

  @Override
  public Write compareAndSet(String key, long expectedRevision, byte[] value) {
    return unlessBroken(() -> store.compareAndSet(key, expectedRevision, value));
  }

  @Override
  public Cancellable watch(String prefix, Runnable hint) {
    return unlessBroken(() -> store.watch(prefix, hint));
  }

  @Override
  public void close() {
    store.close();
  }
}
