package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aether.actor.Rounds;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Runner;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tests the lead without a monitor, which would hide lost activations.
@Timeout(600)
class LeadTest {

  private final WorkerDispatcher dispatcher = new WorkerDispatcher();
  private final AtomicBoolean over = new AtomicBoolean();

  @AfterEach
  void endAllWork() {
    over.set(true);
  }

  @Test
  void onlyTheLeadGoesOn() {
    Set<Worker> runners = ConcurrentHashMap.newKeySet();
    List<AtomicInteger> turns = startBusy(100, runners);
    Worker first = awaitOne(runners);

    dispatcher.letLead(first);

    await().until(() -> isAlone(first, runners, turns));
    assertThat(dispatcher.lead()).isSameAs(first);
  }

  @Test
  void allGoOnAfterwards() {
    Set<Worker> runners = ConcurrentHashMap.newKeySet();
    List<AtomicInteger> turns = startBusy(100, runners);
    Worker first = awaitOne(runners);
    dispatcher.letLead(first);
    await().until(() -> isAlone(first, runners, turns));

    dispatcher.letAllGoOn();

    await()
        .until(() -> {
          runners.clear();
          awaitTurnOfEach(turns);
          return runners.size() > 1 || new Carriers(0).count() == 1;
        });
  }

  @Test
  void leadGivesItUpBeforeItParks() throws InterruptedException {
    var ran = new CountDownLatch(1);
    var worker = new AtomicReference<Worker>();
    dispatcher.execute(runner -> {
      worker.set((Worker) runner);
      dispatcher.letLead((Worker) runner);
      return false;
    });
    await().until(() -> worker.get() != null && worker.get().state() == Worker.State.PARKED);
    await().until(() -> dispatcher.lead() == null);

    dispatcher.execute(running(ran));

    assertThat(ran.await(10, SECONDS)).as("the next one ran").isTrue();
  }

  @Test
  void aParkedWorkerDoesNotLead() {
    var worker = new AtomicReference<Worker>();
    dispatcher.execute(runner -> {
      worker.set((Worker) runner);
      return false;
    });
    await().until(() -> worker.get() != null && worker.get().state() == Worker.State.PARKED);

    dispatcher.letLead(worker.get());

    assertThat(dispatcher.lead()).isNull();
  }

  @Test
  void pressureHoldsTheLeadBackAndEndsItsLead() {
    Set<Worker> runners = ConcurrentHashMap.newKeySet();
    startBusy(100, runners);
    Worker first = awaitOne(runners);
    dispatcher.letLead(first);

    dispatcher.raisePressure();

    assertThat(dispatcher.lead()).isNull();
    assertThat(dispatcher.holdsBack(first)).isTrue();
  }

  @Test
  void nobodyLeadsWhileThereIsPressureAndNoLeadThatParksEndsIt() {
    Set<Worker> runners = ConcurrentHashMap.newKeySet();
    List<AtomicInteger> turns = startBusy(100, runners);
    Worker first = awaitOne(runners);
    dispatcher.raisePressure();

    dispatcher.letLead(first);
    dispatcher.leaveQueue(first);
    dispatcher.letAllGoOn();

    assertThat(dispatcher.lead()).isNull();
    assertThat(dispatcher.isUnderPressure()).isTrue();
    await().until(() -> first.state() == Worker.State.PARKED);
    dispatcher.releasePressure(2);
    awaitTurnOfEach(turns);
  }

  @Test
  void aFormerLeadThatParksLeavesTheLeadToItsSuccessor() {
    Set<Worker> runners = ConcurrentHashMap.newKeySet();
    startBusy(100, runners);
    Worker first = awaitOne(runners);
    dispatcher.letLead(first);
    Worker second = new Worker(dispatcher, "second"); // a standby that has not started
    dispatcher.letLead(second);

    dispatcher.leaveQueue(first);

    assertThat(dispatcher.lead()).isSameAs(second);
    dispatcher.letAllGoOn();
  }

  @Test
  void leadThatWaitsInTheLibraryHoldsNobodyUp() throws InterruptedException {
    CountDownLatch ended = startLeadThatWaitsForOthers(Runner::beforeWait);

    assertThat(ended.await(10, SECONDS)).as("the others ran, without any tick").isTrue();
  }

  @Test
  void leadThatIsBlockedHoldsNobodyUpForLong() throws InterruptedException {
    var blocked = new CountDownLatch(1);
    CountDownLatch ended = startLeadThatWaitsForOthers(_ -> blocked.countDown());
    waitFor(blocked);

    for (int tick = 0; tick < 3; tick++) {
      dispatcher.monitor().tick();
    }

    assertThat(ended.await(10, SECONDS)).as("the others ran after three ticks").isTrue();
  }

  /// {@return a latch that is counted down when the others have run, and the lead with them}
  private CountDownLatch startLeadThatWaitsForOthers(Consumer<Runner> beforeWait) {
    var othersRan = new CountDownLatch(10);
    var ended = new CountDownLatch(1);
    dispatcher.execute(runner -> {
      dispatcher.letLead((Worker) runner);
      for (int i = 0; i < 10; i++) {
        dispatcher.execute(running(othersRan));
      }
      beforeWait.accept(runner);
      waitFor(othersRan);
      ended.countDown();
      return false;
    });
    return ended;
  }

  @Test
  void nothingIsLostWhileTheLeadChanges() throws InterruptedException {
    int hops = Rounds.of(3_000_000, 100_000_000);
    var left = new AtomicInteger(hops);
    var ended = new CountDownLatch(40);
    var current = new AtomicReference<Worker>();
    List<Tally> ring = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int next = (i * 7 + 1) % 1000;
      ring.add(
          new Tally(
              dispatcher,
              () -> {
                if (Runner.current() instanceof Worker worker) {
                  current.setOpaque(worker);
                }
                if (left.decrementAndGet() >= 0) {
                  ring.get(next).tell();
                } else {
                  ended.countDown();
                }
              }));
    }
    Thread.ofPlatform().start(() -> changeLeads(current));

    for (int token = 0; token < 40; token++) {
      ring.get(token * 25).tell();
    }

    assertThat(ended.await(300, SECONDS)).as("all tokens arrived").isTrue();
    assertThat(ring).allSatisfy(tally -> assertThat(tally.breach()).isNull());
    assertThat(ring.stream().mapToInt(Tally::steps).sum()).isEqualTo(hops + 40);
  }

  @Test
  void anActorToldWhileTheLeadChangesAlwaysRuns() throws InterruptedException {
    int tells = Rounds.of(50_000, 2_000_000);
    var current = new AtomicReference<Worker>();
    var done = new Semaphore(0);
    var tally =
        new Tally(
            dispatcher,
            () -> {
              if (Runner.current() instanceof Worker worker) {
                current.setOpaque(worker);
              }
              done.release();
            });
    Thread.ofPlatform().start(() -> changeLeads(current));

    for (int i = 0; i < tells; i++) {
      tally.tell();
      assertThat(done.tryAcquire(10, SECONDS)).as("tell %d was processed", i).isTrue();
    }
  }

  /// Gives the lead away and takes it back, at random moments, without a monitor: a lost activation
  /// stays lost.
  private void changeLeads(AtomicReference<Worker> current) {
    var random = new Random(42);
    while (!over.get()) {
      Worker worker = current.getOpaque();
      if (worker != null) {
        dispatcher.letLead(worker);
      }
      for (int i = random.nextInt(2_000); i > 0; i--) {
        Thread.onSpinWait();
      }
      if (random.nextInt(3) > 0) {
        dispatcher.letAllGoOn();
      }
    }
    dispatcher.letAllGoOn();
  }

  // ---- Work ----

  private static Activation running(CountDownLatch ran) {
    return _ -> {
      ran.countDown();
      return false;
    };
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// Activations that always have work, and record which workers run them.
  private List<AtomicInteger> startBusy(int count, Set<Worker> runners) {
    List<AtomicInteger> turns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var its = new AtomicInteger();
      turns.add(its);
      dispatcher.execute(runner -> {
        runners.add((Worker) runner);
        its.getAndIncrement();
        return !over.get();
      });
    }
    return turns;
  }

  private static Worker awaitOne(Set<Worker> runners) {
    await().until(() -> !runners.isEmpty());
    return runners.iterator().next();
  }

  /// {@return whether all have had a turn and no other worker has run them}
  private static boolean isAlone(Worker worker, Set<Worker> runners, List<AtomicInteger> turns) {
    runners.clear();
    awaitTurnOfEach(turns);
    return runners.equals(Set.of(worker));
  }

  private static void awaitTurnOfEach(List<AtomicInteger> turns) {
    List<Integer> before = turns.stream().map(AtomicInteger::get).toList();
    await()
        .until(() -> {
          for (int i = 0; i < before.size(); i++) {
            if (turns.get(i).get() == before.get(i)) {
              return false;
            }
          }
          return true;
        });
  }
}
