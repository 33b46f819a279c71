package io.aether.cluster.spi;

import io.aether.actor.Cancellable;
import java.util.List;
import java.util.Optional;

/// A small store that all nodes share: who is a member, who leads, who owns what. Thread-safe;
/// reads and writes block, through the environment's waits.
///
/// Each key is linearizable: a read sees every write that was acknowledged before it began.
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

  /// Calls `hint` soon after something under `prefix` has changed. A hint may come late, twice, for
  /// nothing, or not at all; it must not block.
  Cancellable watch(String prefix, Runnable hint);

  @Override
  void close();

  /// @param key letters, digits, '-', '_', '.' and '/'
  /// @param revision greater than that of any earlier value of this key
  /// @param value not to be modified
  record Entry(String key, long revision, byte[] value) {}

  /// What became of a write.
  sealed interface Write {

    /// It happened; the entry now has `revision`.
    record Written(long revision) implements Write {}

    /// It did not happen: the entry has another revision.
    record Conflict() implements Write {}

    /// Nobody knows; reading tells, if the value says who wrote it.
    record Unknown(Throwable cause) implements Write {}
  }
}
