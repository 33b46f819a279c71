package io.aether.testkit.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aether.nats.NatsOpenException;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.nats.JetStreamJournal;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import io.aether.persistence.spi.JournalException;
import io.aether.persistence.spi.StoredValue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class JetStreamCrashTest {

  private static final int WRITERS = 8;

  @AutoClose private final JetStreamFixture nats = new JetStreamFixture();

  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger unknown = new AtomicInteger();
  private final AtomicBoolean done = new AtomicBoolean();

  JetStreamCrashTest() throws Exception {}

  @Test
  void killedServerKeepsWhatItAcknowledgedAndTheRestIsFoundOut() throws Exception {
    JetStreamJournal journal = openImpatient();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        EventLog log = journal.open(PersistenceId.of("crash", "writer-" + i));
        String writer = "writer-" + i;
        writers.add(threads.submit(() -> write(log, writer)));
      }
      for (int crash = 0; crash < 3; crash++) {
        awaitMore(300);
        nats.server.kill();
        nats.server.restart();
      }
      awaitMore(300);
      done.set(true);

      for (int i = 0; i < WRITERS; i++) {
        List<String> written = writers.get(i).get();
        EventLog log = journal.open(PersistenceId.of("crash", "writer-" + i));
        assertThat(stored(log)).isEqualTo(written);
      }
    }
    assertThat(unknown).hasPositiveValue();
  }

  /// A lost request keeps its writer waiting for the time that a request may take.
  private JetStreamJournal openImpatient() {
    String namespace = JetStreamFixture.namespace();
    return await()
        .atMost(Duration.ofMinutes(1))
        .ignoreException(NatsOpenException.class)
        .until(
            () ->
                JetStreamJournal.open(
                    nats.system,
                    nats.settings,
                    namespace,
                    settings -> settings.withRequestTimeout(Duration.ofSeconds(1))),
            _ -> true);
  }

  /// {@return the ids of all stored commands} Repeats a replay that a busy server did not answer in
  /// time.
  private static List<String> stored(EventLog log) {
    return await()
        .atMost(Duration.ofMinutes(1))
        .ignoreException(JournalException.class)
        .until(
            () -> {
              List<String> stored = new ArrayList<>();
              log.replay(0, commit -> stored.add(commit.commitId()));
              return stored;
            },
            _ -> true);
  }

  private void awaitMore(int appends) {
    int before = acknowledged.get();
    await().atMost(Duration.ofMinutes(3)).until(() -> acknowledged.get() >= before + appends);
  }

  /// {@return the ids of the commands that are stored for certain, in order}
  private List<String> write(EventLog log, String writer) {
    List<String> stored = new ArrayList<>();
    while (!done.get()) {
      long version = 1L + stored.size();
      var event = new StoredValue("event", 1, new byte[100]);
      var commit =
          new Commit(
              writer + "-" + version, version, List.of(event), null, "a test", 0, Instant.EPOCH);
      storeForCertain(log, commit);
      stored.add(commit.commitId());
      acknowledged.incrementAndGet();
    }
    return stored;
  }

  private void storeForCertain(EventLog log, Commit commit) {
    while (true) {
      switch (log.append(commit)) {
        case Append.Stored() -> {
          return;
        }
        case Append.Unknown _ -> unknown.incrementAndGet();
        case Append.Conflict conflict -> throw new AssertionError("only one writer: " + conflict);
        case Append.Refused refused -> throw new AssertionError(refused.toString());
      }
      Optional<Head> head = head(log);
      if (head.map(Head::commitId).equals(Optional.of(commit.commitId()))) {
        return;
      }
      assertThat(head.map(Head::version).orElse(0L)).isEqualTo(commit.firstVersion() - 1);
    }
  }

  private static Optional<Head> head(EventLog log) {
    while (true) {
      try {
        return log.head();
      } catch (JournalException e) {
        // The server is down: each attempt waits for as long as a request may take.
      }
    }
  }
}
