package io.aether.testkit.wire;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Environment;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStoreException;
import java.util.List;
import java.util.Optional;

/// One node's connection to the control store, which a test can cut. Thread-safe.
///
/// While it is cut, reads fail, hints are lost, and the outcome of writes is unknown: whether a
/// write happens is random.
public final class StoreLink implements ControlStore {

  private final ControlStore store;
  private final Environment environment;

  /// Any thread.
  private volatile boolean cut;

  public StoreLink(ControlStore store, Environment environment) {
    this.store = store;
    this.environment = environment;
  }

  public void cut() {
    cut = true;
  }

  public void mend() {
    cut = false;
  }

  @Override
  public Optional<Entry> read(String key) {
    requireWhole();
    return store.read(key);
  }

  @Override
  public List<Entry> list(String prefix) {
    requireWhole();
    return store.list(prefix);
  }

  @Override
  public Write compareAndSet(String key, long expectedRevision, byte[] value) {
    if (!cut) {
      return store.compareAndSet(key, expectedRevision, value);
    }
    if (environment.random().nextBoolean()) {
      store.compareAndSet(key, expectedRevision, value);
    }
    return new Write.Unknown(unreachable());
  }

  @Override
  public Cancellable watch(String prefix, Runnable hint) {
    return store.watch(
        prefix,
        () -> {
          if (!cut) {
            hint.run();
          }
        });
  }

  @Override
  public void close() {
    store.close();
  }

  private void requireWhole() {
    if (cut) {
      throw unreachable();
    }
  }

  private static ControlStoreException unreachable() {
    return new ControlStoreException("The test has cut this node's connection to the store", null);
  }
}
