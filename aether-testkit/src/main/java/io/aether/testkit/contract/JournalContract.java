package io.aether.testkit.contract;

import static io.aether.testkit.contract.Commits.commit;
import static io.aether.testkit.contract.Commits.contents;
import static io.aether.testkit.contract.Commits.replay;
import static io.aether.testkit.contract.Commits.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.annotation.Experimental;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.spi.Append;
import io.aether.persistence.spi.Commit;
import io.aether.persistence.spi.EventLog;
import io.aether.persistence.spi.Head;
import io.aether.persistence.spi.Journal;
import io.aether.persistence.spi.JournalException;
import io.aether.persistence.spi.StoredValue;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Tests that every implementation of [Journal] passes.
@Experimental
public abstract class JournalContract {

  private static final PersistenceId ID = PersistenceId.of("contract", "7");

  private Journal journal;

  /// For subclasses.
  @SuppressWarnings("NullAway.Init") // before each test
  protected JournalContract() {}

  /// {@return a journal with an empty store; called before each test}
  ///
  /// @throws Exception any failure, which fails the test
  protected abstract Journal emptyJournal() throws Exception;

  @BeforeEach
  public final void openJournal() throws Exception {
    journal = emptyJournal();
  }

  private EventLog open() {
    return journal.open(ID);
  }

  // ---- Storing and reading ----

  @Test
  public void emptyLogHasNoHeadAndNoCommits() {
    assertThat(open().head()).isEmpty();
    assertThat(replay(open(), 0)).isEmpty();
  }

  @Test
  public void commitsComeBackAsTheyWereStored() {
    var first =
        new Commit(
            "id-1",
            1,
            List.of(
                new StoredValue("flight.départ", 2, new byte[] {0, -1, 127, '\n', '{'}),
                new StoredValue("empty", 1, new byte[0])),
            null,
            "node-1/user/ä",
            Long.MAX_VALUE,
            Commits.TIME);
    Commit second = commit("me", 3);
    EventLog log = open();
    assertThat(log.append(first)).isEqualTo(new Append.Stored());
    assertThat(log.append(second)).isEqualTo(new Append.Stored());

    assertThat(replay(open(), 0))
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactly(first, second);
    assertThat(open().head()).contains(second.head());
  }

  @Test
  public void whatIsStoredIsReadAtOnceByEverybody() {
    EventLog log = open();
    for (int version = 1; version <= 200; version++) {
      Commit commit = commit("me", version);
      assertThat(store(log, commit)).isTrue();
      assertThat(open().head()).contains(commit.head());
      assertThat(replay(open(), version - 1))
          .extracting(Commit::commitId)
          .containsExactly(commit.commitId());
    }
  }

  @Test
  public void replayStartsBehindAVersionOrWithTheCommitThatSpansIt() {
    EventLog log = open();
    store(log, commit("a", 1, 3));
    store(log, commit("b", 4, 2));
    store(log, commit("c", 6));

    assertThat(replay(open(), 0)).extracting(Commit::firstVersion).containsExactly(1L, 4L, 6L);
    assertThat(replay(open(), 2)).extracting(Commit::firstVersion).containsExactly(1L, 4L, 6L);
    assertThat(replay(open(), 3)).extracting(Commit::firstVersion).containsExactly(4L, 6L);
    assertThat(replay(open(), 4)).extracting(Commit::firstVersion).containsExactly(4L, 6L);
    assertThat(replay(open(), 5)).extracting(Commit::firstVersion).containsExactly(6L);
    assertThat(replay(open(), 6)).isEmpty();
  }

  @Test
  public void replayFromBeyondTheEndFails() {
    assertThatThrownBy(() -> replay(open(), 1)).isInstanceOf(JournalException.class);
    store(open(), commit("me", 1, 2));

    assertThatThrownBy(() -> replay(open(), 3)).isInstanceOf(JournalException.class);
  }

  @Test
  public void appendFollowsAReplayFromAnyVersion() {
    store(open(), commit("a", 1, 3));
    for (long version : new long[] {0, 2, 3}) {
      EventLog log = open();
      replay(log, version);
      long end = open().head().orElseThrow().version();
      replay(log, Math.min(version, end));
      assertThat(log.append(commit("after-" + version, end + 1))).isEqualTo(new Append.Stored());
    }

    assertThat(replay(open(), 0)).hasSize(4);
  }

  @Test
  public void writerThatHasReadNothingMayAppendAtTheEnd() {
    store(open(), commit("a", 1, 3));

    assertThat(open().append(commit("b", 4))).isEqualTo(new Append.Stored());
    assertThat(contents(replay(open(), 0))).hasSize(4).endsWith("b wrote 4");
  }

  @Test
  public void thousandCommitsComeBackInOrder() {
    EventLog log = open();
    List<String> written = new ArrayList<>();
    long version = 0;
    for (int i = 0; i < 1_000; i++) {
      Commit commit = commit("me", version + 1, i % 7 == 0 ? 3 : 1);
      assertThat(store(log, commit)).isTrue();
      written.addAll(contents(List.of(commit)));
      version = commit.lastVersion();
    }

    assertThat(contents(replay(open(), 0))).isEqualTo(written);
    assertThat(replay(open(), version - 10).getLast().lastVersion()).isEqualTo(version);
    assertContiguous(replay(open(), version / 2), version / 2);
    assertContiguous(replay(open(), version - 150), version - 150);
  }

  @Test
  public void oddIdsAreKeptApart() {
    for (PersistenceId id : OddIds.all()) {
      assertThat(store(journal.open(id), commit(id.toString(), 1))).as(id.toString()).isTrue();
    }
    for (PersistenceId id : OddIds.all()) {
      assertThat(contents(replay(journal.open(id), 0)))
          .as(id.toString())
          .containsExactly(id + " wrote 1");
    }
  }

  // ---- Fencing ----

  @Test
  public void writerThatIsBehindStoresNothingAndLearnsWhoIsAhead() {
    EventLog loser = open();
    EventLog winner = open();
    replay(loser, 0);
    store(winner, commit("winner", 1));

    Append answer = loser.append(commit("loser", 1, 2));

    Head head = commit("winner", 1).head();
    assertThat(answer).isEqualTo(new Append.Conflict(head));
    assertThat(loser.append(commit("loser", 1))).isEqualTo(new Append.Conflict(head));
    assertThat(contents(replay(open(), 0))).containsExactly("winner wrote 1");
  }

  @Test
  public void conflictDoesNotMoveWhereAWriterBelievesTheEndToBe() {
    EventLog loser = open();
    replay(loser, 0);
    store(open(), commit("winner", 1));
    loser.append(commit("loser", 1));
    loser.head();

    assertThat(loser.append(commit("loser-again", 1))).isInstanceOf(Append.Conflict.class);
  }

  @Test
  public void commitThatWouldLeaveAGapIsAConflict() {
    assertThat(open().append(commit("me", 2))).isEqualTo(new Append.Conflict(null));
    store(open(), commit("me", 1));

    assertThat(open().append(commit("me", 3)))
        .isEqualTo(new Append.Conflict(commit("me", 1).head()));
  }

  @Test
  public void storedCommitThatIsAppendedAgainIsStoredOnce() {
    EventLog log = open();
    Commit first = commit("me", 1, 2);
    Commit second = commit("me", 3);
    store(log, first);
    store(log, second);

    assertThat(store(log, second)).isTrue();
    assertThat(store(open(), second)).isTrue();
    assertThat(open().append(first)).isEqualTo(new Append.Conflict(second.head()));
    assertThat(replay(open(), 0)).extracting(Commit::commitId).containsExactly("me-1", "me-3");
    assertThat(log.append(commit("me", 4))).isEqualTo(new Append.Stored());
  }

  @Test
  public void ofManyWritersOfOneVersionExactlyOneSucceeds() throws Exception {
    int writers = 8;
    int rounds = 100;
    var barrier = new CyclicBarrier(writers);
    List<List<String>> won =
        together(
            writers,
            writer -> {
              List<String> mine = new ArrayList<>();
              for (int version = 1; version <= rounds; version++) {
                EventLog log = open();
                replay(log, version - 1);
                barrier.await();
                Commit commit = commit("writer-" + writer, version);
                if (store(log, commit)) {
                  mine.add(commit.commitId());
                }
                barrier.await();
              }
              return mine;
            });

    List<Commit> stored = replay(open(), 0);
    assertContiguous(stored, 0);
    assertThat(stored).hasSize(rounds);
    assertThat(won.stream().flatMap(List::stream))
        .containsExactlyInAnyOrderElementsOf(stored.stream().map(Commit::commitId).toList());
  }

  @Test
  public void writersThatRecoverAndTryAgainLoseNothing() throws Exception {
    int writers = 4;
    int each = 50;
    together(
        writers,
        writer -> {
          EventLog log = open();
          for (int i = 0; i < each; i++) {
            while (true) {
              List<Commit> all = replay(log, 0);
              long next = all.isEmpty() ? 1 : all.getLast().lastVersion() + 1;
              if (store(log, commit("writer-%d-%d".formatted(writer, i), next))) {
                break;
              }
            }
          }
          return each;
        });

    List<Commit> stored = replay(open(), 0);
    assertContiguous(stored, 0);
    assertThat(stored).hasSize(writers * each);
    assertThat(stored).extracting(Commit::writer).doesNotHaveDuplicates();
  }

  private static void assertContiguous(List<Commit> commits, long version) {
    long last = version;
    for (Commit commit : commits) {
      assertThat(commit.firstVersion()).isLessThanOrEqualTo(last + 1);
      assertThat(commit.lastVersion()).isGreaterThan(last);
      if (last > version) {
        assertThat(commit.firstVersion()).isEqualTo(last + 1);
      }
      last = commit.lastVersion();
    }
  }

  /// The work of one of several threads.
  private interface Work<T> {
    T run(int writer) throws Exception;
  }

  private static <T> List<T> together(int writers, Work<T> work) throws Exception {
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      List<Future<T>> running = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        int writer = i;
        running.add(threads.submit(() -> work.run(writer)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> each : running) {
        results.add(each.get());
      }
      return results;
    }
  }
}
