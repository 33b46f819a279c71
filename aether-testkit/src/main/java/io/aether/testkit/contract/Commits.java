package io.aether.testkit.contract;

import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import io.aether.persistence.spi.StoredValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Creates, stores and reads commits in the way an event-sourced actor does.
final class Commits {

  static final Instant TIME = Instant.parse("2026-03-04T05:06:07.123456789Z");

  private Commits() {}

  /// {@return a commit of one event that contains its writer}
  static Commit commit(String writer, long version) {
    return commit(writer, version, 1);
  }

  static Commit commit(String writer, long firstVersion, int events) {
    List<StoredValue> values = new ArrayList<>();
    for (int i = 0; i < events; i++) {
      values.add(value(writer + " wrote " + (firstVersion + i)));
    }
    return new Commit(
        writer + "-" + firstVersion, firstVersion, values, "command of " + writer, writer, 3, TIME);
  }

  static StoredValue value(String content) {
    return new StoredValue("event", 1, content.getBytes(StandardCharsets.UTF_8));
  }

  /// Appends a commit. If the outcome is unknown, reads the head to find it out, and appends again
  /// if the log still ends where it did.
  ///
  /// @return whether the commit is stored
  static boolean store(EventLog log, Commit commit) {
    Append answer = log.append(commit);
    for (int round = 0; round < 1_000; round++) {
      switch (answer) {
        case Append.Stored() -> {
          return true;
        }
        case Append.Conflict(var head) -> {
          return isOf(commit, Optional.ofNullable(head));
        }
        case Append.Refused(String reason) -> throw new AssertionError("refused: " + reason);
        case Append.Unknown _ -> {
          Optional<Head> head = log.head();
          if (isOf(commit, head)) {
            return true;
          }
          if (head.map(Head::version).orElse(0L) != commit.firstVersion() - 1) {
            return false;
          }
          answer = log.append(commit);
        }
      }
    }
    throw new AssertionError("The outcome of " + commit + " stays unknown");
  }

  static boolean isOf(Commit commit, Optional<Head> head) {
    return head.isPresent() && head.get().commitId().equals(commit.commitId());
  }

  static List<Commit> replay(EventLog log, long version) {
    List<Commit> commits = new ArrayList<>();
    log.replay(version, commits::add);
    return commits;
  }

  /// {@return the contents of all events}
  static List<String> contents(List<Commit> commits) {
    return commits.stream()
        .flatMap(commit -> commit.events().stream())
        .map(event -> new String(event.bytes(), StandardCharsets.UTF_8))
        .toList();
  }
}
