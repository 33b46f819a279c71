package io.aether.testkit.persistence;

import io.aether.persistence.memory.InMemorySnapshotStore;
import io.aether.persistence.spi.SnapshotStore;
import io.aether.testkit.contract.SnapshotStoreContract;

class InMemorySnapshotStoreTest extends SnapshotStoreContract {

  @Override
  protected SnapshotStore emptyStore() {
    return new InMemorySnapshotStore();
  }
}
