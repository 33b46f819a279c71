package io.aether.testkit.persistence;

import io.aether.persistence.memory.InMemoryJournal;
import io.aether.persistence.spi.Journal;
import io.aether.testkit.contract.JournalContract;

class InMemoryJournalTest extends JournalContract {

  @Override
  protected Journal emptyJournal() {
    return new InMemoryJournal();
  }
}
