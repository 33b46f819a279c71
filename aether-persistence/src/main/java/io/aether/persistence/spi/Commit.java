package io.aether.persistence.spi;

import io.aether.actor.annotation.Experimental;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The events of one effect: stored together or not at all.
///
/// @param commitId unique to this commit; identifies it when the outcome of an append is unknown
/// @param firstVersion the number of the first event; the log's first event has number 1
/// @param events at least one, in order
/// @param commandId the id of the command that caused it, if it had one
/// @param writer the name of its writer, for people
/// @param epoch the writer's tenure; see [io.aether.actor.spi.Ownership#epoch()]
/// @param timestamp when it was decided, by the writer's wall clock
@Experimental
public record Commit(
    String commitId,
    long firstVersion,
    List<StoredValue> events,
    @Nullable String commandId,
    String writer,
    long epoch,
    Instant timestamp) {

  public Commit {
    events = List.copyOf(events);
    if (events.isEmpty() || firstVersion < 1) {
      throw new IllegalArgumentException(
          "A commit needs events and a first version from 1, but had %d events from version %d"
              .formatted(events.size(), firstVersion));
    }
  }

  /// {@return the number of the last event}
  public long lastVersion() {
    return firstVersion + events.size() - 1;
  }

  /// {@return the end of a log whose last commit is this one}
  public Head head() {
    return new Head(lastVersion(), commitId, writer, epoch);
  }
}
