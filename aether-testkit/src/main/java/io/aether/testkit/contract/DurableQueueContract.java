package io.aether.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.annotation.Experimental;
import io.aether.actor.delivery.DurableQueue;
import io.aether.actor.delivery.DurableQueue.Entry;
import io.aether.actor.delivery.DurableQueue.Session;
import io.aether.actor.delivery.DurableQueue.State;
import io.aether.actor.delivery.QueueTakenOverException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The contract of a [DurableQueue], as tests. Extend this class to test an implementation.
@Experimental
public abstract class DurableQueueContract {

  private DurableQueue<String> queue;

  /// For implementations.
  @SuppressWarnings("NullAway.Init") // before each test
  protected DurableQueueContract() {}

  /// {@return a queue that is empty; called before each test}
  ///
  /// @throws Exception any failure, which fails the test
  protected abstract DurableQueue<String> emptyQueue() throws Exception;

  @BeforeEach
  public final void openQueue() throws Exception {
    queue = emptyQueue();
  }

  private static Entry<String> entry(long number) {
    return new Entry<>(number, "message " + number);
  }

  private static List<Entry<String>> entries(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(DurableQueueContract::entry).toList();
  }

  private State<String> reopened() throws Exception {
    return queue.open().load();
  }

  // ---- Storing and reading ----

  @Test
  public void emptyQueueHasNoMessages() throws Exception {
    assertThat(reopened()).isEqualTo(new State<String>(0, List.of()));
  }

  @Test
  public void messagesComeBackInOrderWithTheirNumbers() throws Exception {
    Session<String> session = queue.open();
    var odd = List.of(new Entry<>(4, ""), new Entry<>(5, "ä\n\0 日本語 😀"));
    session.store(entries(1, 3));
    session.store(odd);

    assertThat(session.load().unconfirmed()).hasSize(5).startsWith(entry(1), entry(2), entry(3));
    assertThat(reopened().unconfirmed()).hasSize(5).endsWith(odd.get(0), odd.get(1));
    assertThat(reopened().highestNumber()).isEqualTo(5);
  }

  @Test
  public void largeMessageComesBack() throws Exception {
    var large = new Entry<>(1, "0123456789abcdef".repeat(4_096));
    queue.open().store(List.of(large));

    assertThat(reopened().unconfirmed()).containsExactly(large);
  }

  @Test
  public void thousandMessagesComeBackInOrder() throws Exception {
    Session<String> session = queue.open();
    for (long first = 1; first <= 991; first += 10) {
      session.store(entries(first, first + 9));
    }

    assertThat(reopened()).isEqualTo(new State<>(1_000, entries(1, 1_000)));
  }

  @Test
  public void changeOfTheGivenListAfterTheCallHasNoEffect() throws Exception {
    var given = new ArrayList<>(entries(1, 2));
    Session<String> session = queue.open();
    session.store(given);
    given.clear();

    assertThat(session.load().unconfirmed()).isEqualTo(entries(1, 2));
  }

  // ---- Confirming ----

  @Test
  public void confirmedMessagesAreRemovedInAnyOrder() throws Exception {
    Session<String> session = queue.open();
    session.store(entries(1, 5));
    session.confirm(List.of(4L, 2L));

    assertThat(session.load().unconfirmed()).containsExactly(entry(1), entry(3), entry(5));
    session.confirm(Set.of(1L));
    assertThat(reopened().unconfirmed()).containsExactly(entry(3), entry(5));
  }

  @Test
  public void highestNumberStaysKnownWhenAllIsConfirmed() throws Exception {
    Session<String> session = queue.open();
    session.store(entries(1, 3));
    session.confirm(List.of(1L, 2L, 3L));

    assertThat(reopened()).isEqualTo(new State<String>(3, List.of()));
    Session<String> next = queue.open();
    next.store(entries(4, 4));
    assertThat(reopened()).isEqualTo(new State<>(4, entries(4, 4)));
  }

  @Test
  public void confirmingAgainHasNoEffect() throws Exception {
    Session<String> session = queue.open();
    session.store(entries(1, 3));
    session.confirm(List.of(2L));
    session.confirm(List.of(2L));
    session.confirm(List.of(2L, 3L));

    assertThat(reopened()).isEqualTo(new State<>(3, entries(1, 1)));
  }

  @Test
  public void numberThatWasNeverStoredCannotBeConfirmed() throws Exception {
    Session<String> session = queue.open();
    session.store(entries(1, 2));

    for (long wrong : new long[] {-1, 0, 3}) {
      assertThatThrownBy(() -> session.confirm(List.of(1L, wrong)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(reopened()).isEqualTo(new State<>(2, entries(1, 2)));
  }

  // ---- Repeated calls ----

  @Test
  public void messagesStoredAgainAreStoredOnce() throws Exception {
    Session<String> session = queue.open();
    session.store(entries(1, 2));
    session.store(entries(1, 2));
    session.store(entries(2, 4));

    assertThat(reopened()).isEqualTo(new State<>(4, entries(1, 4)));
  }

  @Test
  public void storingAgainDoesNotBringBackConfirmedMessages() throws Exception {
    Session<String> session = queue.open();
    session.store(entries(1, 3));
    session.confirm(List.of(2L, 3L));
    session.store(entries(1, 3));

    assertThat(reopened()).isEqualTo(new State<>(3, entries(1, 1)));
  }

  @Test
  public void gapStoresNothing() throws Exception {
    Session<String> session = queue.open();
    session.store(entries(1, 1));

    assertThatThrownBy(() -> session.store(entries(3, 3)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> session.store(List.of(entry(2), entry(4))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(reopened()).isEqualTo(new State<>(1, entries(1, 1)));
  }

  // ---- One controller at a time ----

  @Test
  public void sessionIsOverWhenTheQueueIsOpenedAgain() throws Exception {
    Session<String> former = queue.open();
    former.store(entries(1, 2));
    Session<String> present = queue.open();

    assertThatThrownBy(() -> former.store(entries(3, 3)))
        .isInstanceOf(QueueTakenOverException.class);
    assertThatThrownBy(() -> former.confirm(List.of(1L)))
        .isInstanceOf(QueueTakenOverException.class);
    assertThatThrownBy(former::load).isInstanceOf(QueueTakenOverException.class);
    assertThat(present.load()).isEqualTo(new State<>(2, entries(1, 2)));
    present.store(List.of(new Entry<>(3, "of the present session")));
    assertThat(present.load().unconfirmed().getLast().message())
        .isEqualTo("of the present session");
  }

  @Test
  public void ofManySessionsAtOnceTheMessagesOfOneAreStored() throws Exception {
    int writers = 8;
    List<Future<Boolean>> stored = new ArrayList<>();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread::new)) {
      for (int n = 0; n < writers; n++) {
        String mine = "writer " + n;
        stored.add(
            threads.submit(() -> {
              Session<String> session = queue.open();
              try {
                session.store(List.of(new Entry<>(1, mine)));
                return true;
              } catch (QueueTakenOverException e) {
                return false;
              }
            }));
      }
    }

    int successes = 0;
    for (Future<Boolean> each : stored) {
      successes += each.get() ? 1 : 0;
    }
    assertThat(successes).isPositive(); // those behind the first one stored what was there already
    assertThat(reopened().highestNumber()).isEqualTo(1);
    assertThat(reopened().unconfirmed()).hasSize(1);
  }
}
