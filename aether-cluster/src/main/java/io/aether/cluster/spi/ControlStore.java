package io.aether.cluster.spi;

import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Experimental;
import java.util.List;
import java.util.Optional;

/// A small store that all nodes share, for membership, leadership and the ownership of shards.
/// Thread-safe; reads and writes block, through the environment.
///
/// Each key is linearizable: a read sees every write that was acknowledged before it began.
@Experimental
public interface ControlStore extends AutoCloseable {

  /// {@return the entry under `key`, if there is one}
  ///
  /// @throws ControlStoreException if the store cannot be reached
  Optional<Entry> read(String key);

  /// {@return all entries whose key starts with `prefix`, in the order of their keys; each is as
  /// fresh as by [#read], but they need not belong to one moment}
  ///
  /// @throws ControlStoreException if the store cannot be reached
  List<Entry> list(String prefix);

  /// Writes `value` if and only if the entry's revision is still `expectedRevision` (0: no entry).
  Write compareAndSet(String key, long expectedRevision, byte[] value);

  /// Calls `hint` soon after a key under `prefix` has changed. A hint may come late, twice, without
  /// a change, or not at all; it must not block.
  Cancellable watch(String prefix, Runnable hint);

  @Override
  void close();

  /// @param key letters, digits, '-', '_', '.' and '/'
  /// @param revision greater than that of any earlier value of this key
  /// @param value not to be modified
  record Entry(String key, long revision, byte[] value) {}

  /// The outcome of a write.
  sealed interface Write {

    /// The write happened; the entry now has `revision`.
    record Written(long revision) implements Write {}

    /// The write did not happen: the entry has another revision.
    record Conflict() implements Write {}

    /// The outcome is unknown. Reading resolves it, if the value names its writer.
    record Unknown(Throwable cause) implements Write {}
  }
}
