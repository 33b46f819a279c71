package io.aether.persistence.spi;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.PersistenceId;

/// A store of logs, one for each [PersistenceId]. Thread-safe.
///
/// A journal fences writers: of two writers that expect the same end of a log, at most one
/// succeeds, independent of clocks and leases.
@Experimental
public interface Journal extends AutoCloseable {

  /// {@return a view of the log of `id` for one writer; nothing is read or created yet}
  EventLog open(PersistenceId id);

  /// Releases the resources of the journal. Appends in flight have an unknown outcome.
  @Override
  void close();
}
