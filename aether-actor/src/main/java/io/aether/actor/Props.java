package io.aether.actor;

import io.aether.actor.annotation.Stable;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// The tags, the mailbox and the dispatcher of an actor. Immutable; each `with` returns a copy.
///
/// ```java
/// context.spawn(Worker.create(), "worker", Props.defaults().withTags("io"));
/// ```
///
/// @param tags words by which people and tools group actors; not unique
/// @param mailbox the order and the bound of its messages
/// @param dispatcher the threads that run it
@Stable
public record Props(Set<String> tags, Mailbox mailbox, DispatcherSelector dispatcher) {

  private static final Props DEFAULTS =
      new Props(Set.of(), Mailbox.unbounded(), DispatcherSelector.workers());

  public Props {
    Objects.requireNonNull(tags, "tags");
    Objects.requireNonNull(mailbox, "mailbox");
    Objects.requireNonNull(dispatcher, "dispatcher");
    for (String tag : tags) {
      if (Objects.requireNonNull(tag, "tag").isBlank()) {
        throw new IllegalArgumentException("A tag must not be blank, but was: '" + tag + "'");
      }
    }
    tags = Collections.unmodifiableSet(new TreeSet<>(tags)); // in a fixed order
  }

  /// {@return no tags, an unbounded mailbox, and the workers that all actors share}
  public static Props defaults() {
    return DEFAULTS;
  }

  public Props withTags(String... tags) {
    return new Props(new LinkedHashSet<>(Arrays.asList(tags)), mailbox, dispatcher);
  }

  public Props withMailbox(Mailbox mailbox) {
    return new Props(tags, mailbox, dispatcher);
  }

  public Props withDispatcher(DispatcherSelector dispatcher) {
    return new Props(tags, mailbox, dispatcher);
  }
}
