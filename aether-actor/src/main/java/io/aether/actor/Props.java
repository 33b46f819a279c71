package io.aether.actor;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/// How an actor is run and known, apart from what it does. Immutable; each `with` returns a copy.
///
/// ```java
/// context.spawn(Worker.create(), "worker", Props.defaults().withTags("io"));
/// ```
///
/// @param tags words by which people and tools group actors; in no way unique
/// @param mailbox how its mail waits
/// @param dispatcher which threads run it
public record Props(Set<String> tags, Mailbox mailbox, DispatcherSelector dispatcher) {

  private static final Props DEFAULTS =
      new Props(Set.of(), Mailbox.unbounded(), DispatcherSelector.workers());

  public Props {
    tags = Collections.unmodifiableSet(new TreeSet<>(tags)); // in an order that does not vary
  }

  /// {@return no tags, an unbounded mailbox, and the workers that all actors share}
  public static Props defaults() {
    return DEFAULTS;
  }

  public Props withTags(String... tags) {
    return new Props(Set.of(tags), mailbox, dispatcher);
  }

  public Props withMailbox(Mailbox mailbox) {
    return new Props(tags, mailbox, dispatcher);
  }

  public Props withDispatcher(DispatcherSelector dispatcher) {
    return new Props(tags, mailbox, dispatcher);
  }
}
