package io.aether.persistence.spi;

import io.aether.persistence.PersistenceId;

/// A store of logs, one a [PersistenceId]. Thread-safe.
///
/// The journal is the truth, and its fence: of two writers that believe in the same end of a log,
/// at most one succeeds, whatever clocks and leases say.
public interface Journal extends AutoCloseable {

  /// {@return a new view of the log of `id`; nothing is read or created yet}
  EventLog open(PersistenceId id);

  /// Releases what the journal holds. Appends under way have an unknown outcome.
  @Override
  void close();
}
