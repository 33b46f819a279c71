package io.aether.actor.runtime;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import io.aether.actor.spi.Activation;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/// The races of the queues that hand activations from thread to thread: each activation is taken
/// exactly once.
public final class QueueRaces {

  private static final WorkerDispatcher DISPATCHER = new WorkerDispatcher();

  private QueueRaces() {}

  private static final class Numbered implements Activation {
    private final int number;

    Numbered(int number) {
      this.number = number;
    }

    @Override
    public boolean run(io.aether.actor.spi.Runner runner) {
      return false;
    }
  }

  private static int number(@Nullable Activation activation) {
    return activation instanceof Numbered it ? it.number : 0;
  }

  /// A worker fills its slot, ends its turn and takes from the slot, while the monitor takes from
  /// it too.
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "one of the two has it")
  @State
  public static class WorkerAndMonitorTakeNextAfterTurn {
    private final Worker worker = new Worker(DISPATCHER, "stress");
    private final AtomicBoolean scheduled = new AtomicBoolean(true);

    @Actor
    public void worker(II_Result result) {
      worker.offerNext(new Numbered(1));
      worker.leaving();
      scheduled.compareAndSet(true, false);
      result.r1 = number(worker.takeNextAfterTurn());
    }

    @Actor
    public void monitor(II_Result result) {
      result.r2 = number(worker.takeNextFromOutside());
    }
  }

  /// The same race with a slot that the previous turn filled and emptied as well.
  @JCStressTest
  @Outcome(
      id = {"1, 2, 0", "0, 2, 1", "1, 0, 2"},
      expect = ACCEPTABLE,
      desc = "one of the two has it, each time")
  @State
  public static class WorkerAndMonitorTakeNextAfterTwoTurns {
    private final Worker worker = new Worker(DISPATCHER, "stress");
    private final AtomicBoolean scheduled = new AtomicBoolean(true);

    @Actor
    public void worker(III_Result result) {
      worker.offerNext(new Numbered(1));
      worker.leaving();
      scheduled.compareAndSet(true, false);
      result.r1 = number(worker.takeNextAfterTurn());
      worker.staying();
      worker.offerNext(new Numbered(2));
      worker.leaving();
      scheduled.compareAndSet(false, true);
      result.r2 = number(worker.takeNextAfterTurn());
    }

    @Actor
    public void monitor(III_Result result) {
      result.r3 = number(worker.takeNextFromOutside());
    }
  }

  /// A worker takes from its slot in the middle of a turn, while the monitor takes from it too.
  @JCStressTest
  @Outcome(
      id = {"1, 0", "0, 1"},
      expect = ACCEPTABLE,
      desc = "one of the two has it")
  @State
  public static class WorkerAndMonitorTakeNext {
    private final Worker worker = new Worker(DISPATCHER, "stress");

    @Actor
    public void worker(II_Result result) {
      worker.offerNext(new Numbered(1));
      result.r1 = number(worker.takeNext());
    }

    @Actor
    public void monitor(II_Result result) {
      result.r2 = number(worker.takeNextFromOutside());
    }
  }

  /// A worker fills its slot again while the monitor empties it.
  @JCStressTest
  @Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "refused, so the worker queues it")
  @Outcome(id = "1, 1, 2", expect = ACCEPTABLE, desc = "taken, and in the slot")
  @State
  public static class WorkerFillsNextAgain {
    private final Worker worker = new Worker(DISPATCHER, "stress");

    public WorkerFillsNextAgain() {
      worker.offerNext(new Numbered(1));
    }

    @Actor
    public void worker(III_Result result) {
      result.r2 = worker.offerNext(new Numbered(2)) ? 1 : 0;
    }

    @Actor
    public void monitor(III_Result result) {
      result.r1 = number(worker.takeNextFromOutside());
    }

    @Arbiter
    public void rest(III_Result result) {
      result.r3 = number(worker.takeNext());
    }
  }

  /// Two workers take from a queue that has spilled one of three activations.
  @JCStressTest
  @Outcome(
      id = {"1, 2, 3", "2, 1, 3"},
      expect = ACCEPTABLE,
      desc = "each once")
  @State
  public static class TwoPoll {
    private final RunQueue queue = new RunQueue(2);

    public TwoPoll() {
      queue.offer(new Numbered(1));
      queue.offer(new Numbered(2));
      queue.offer(new Numbered(3));
    }

    @Actor
    public void first(III_Result result) {
      result.r1 = number(queue.poll());
    }

    @Actor
    public void second(III_Result result) {
      result.r2 = number(queue.poll());
    }

    @Arbiter
    public void rest(III_Result result) {
      result.r3 = number(queue.poll());
    }
  }

  /// A worker polls while another thread offers more than the local queue holds. Activations
  /// offered earlier are found, and none of the others is lost or duplicated.
  @JCStressTest
  @Outcome(id = "1, 14", expect = ACCEPTABLE, desc = "the first, and the others later")
  @State
  public static class OfferAndPoll {
    private final RunQueue queue = new RunQueue(2);

    public OfferAndPoll() {
      queue.offer(new Numbered(1));
    }

    @Actor
    public void offers() {
      queue.offer(new Numbered(2));
      queue.offer(new Numbered(4));
      queue.offer(new Numbered(8));
    }

    @Actor
    public void polls(II_Result result) {
      result.r1 = number(queue.poll());
    }

    @Arbiter
    public void rest(II_Result result) {
      while (!queue.isEmpty()) {
        result.r2 += number(queue.poll());
      }
    }
  }
}
