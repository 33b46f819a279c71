package io.aether.actor.runtime;

import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.OwnedDispatcher;
import io.aether.actor.spi.Runner;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A fixed number of threads that share one queue. The threads start with the first activation.
///
///     NEW --first execute--> OPEN --close, and all queued before it has run--> over
///
/// No activation is lost at the end: an activation behind [#END] goes to another dispatcher. A
/// thread that adds to the queue checks afterwards whether this dispatcher is closed; [#close] sets
/// `closed` before it adds END.
final class ThreadDispatcher implements OwnedDispatcher {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadDispatcher.class);

  private static final long TURN_NANOS = 100_000;

  /// The last entry of the queue; each thread that ends leaves it to the next one.
  private static final Activation END = _ -> false;

  private final String name;
  private final int count;
  private final boolean platform;
  private final Dispatcher afterwards;
  private final Monitor monitor;
  private final LinkedBlockingQueue<Activation> queue = new LinkedBlockingQueue<>();
  private final AtomicBoolean started = new AtomicBoolean();

  /// Set once, by the thread that closes this; read by any thread.
  private volatile boolean closed;

  /// @param afterwards runs activations that are executed after this is closed
  /// @param monitor tracks virtual threads that run actors
  ThreadDispatcher(
      String name, int count, boolean platform, Dispatcher afterwards, Monitor monitor) {
    this.name = name;
    this.count = count;
    this.platform = platform;
    this.afterwards = afterwards;
    this.monitor = monitor;
  }

  // ---- Any thread ----

  @Override
  public void execute(Activation activation) {
    if (closed) {
      afterwards.execute(activation);
      return;
    }
    queue.add(activation);
    if (!started.get() && started.compareAndSet(false, true)) {
      start();
    }
    if (closed) {
      passOn();
    }
  }

  /// Starts the threads. If the JVM has no thread left, the activations are passed on, so that
  /// actors without a thread of their own run nevertheless.
  private void start() {
    int running = 0;
    try {
      while (running < count) {
        start(running + 1);
        running++;
      }
    } catch (Throwable failure) {
      LOG.error("Of the {} threads of {}, only {} could be started", count, name, running, failure);
      if (running == 0) {
        close();
      }
    }
  }

  private void start(int n) {
    String itsName = count == 1 ? name : name + "-" + n;
    Lane lane = new Lane();
    Thread thread =
        platform
            ? LibraryThreads.daemon(itsName, lane::live)
            : LibraryThreads.virtual(itsName, lane::live);
    thread.start();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      queue.add(END);
    }
  }

  /// Passes on activations that may have no thread left to run them.
  private void passOn() {
    boolean ended = false;
    for (Activation each; (each = queue.poll()) != null; ) {
      if (each == END) {
        ended = true;
      } else {
        afterwards.execute(each);
      }
    }
    if (ended) {
      queue.add(END);
    }
  }

  // ---- The threads ----

  private final class Lane extends Runner {

    /// Set for a virtual thread, whose handlers may keep a carrier thread.
    private final @Nullable Guest guest = platform ? null : new Guest(null, /* active= */ false);

    /// The clock at the beginning of the turn. Confined to this thread.
    private long turnStart;

    private void live() {
      bind();
      if (guest != null) {
        guest.setThread(Thread.currentThread());
        monitor.enter(guest);
      }
      try {
        while (work()) {}
      } finally {
        if (guest != null) {
          monitor.leave(guest);
        }
        unbind();
      }
      queue.add(END);
    }

    /// Runs queued activations, but returns now and then, for the reason described in [Worker].
    ///
    /// @return false at the end
    private boolean work() {
      for (int i = 0; i < Worker.TURNS_BEFORE_RETURN; i++) {
        Activation next = take();
        if (next == END) {
          return false;
        }
        turn(next);
      }
      return true;
    }

    private Activation take() {
      while (true) {
        try {
          return queue.take();
        } catch (InterruptedException e) {
          // The interrupt can only have been meant for an actor's handler, and its turn is over.
        }
      }
    }

    private void turn(Activation activation) {
      boolean more;
      int runs = 0;
      if (guest != null) {
        guest.setActive(true);
        monitor.wakeForGuest();
      }
      try {
        do {
          turnStart = System.nanoTime();
          more = run(activation);
        } while (more && ++runs < Worker.RUNS_BEFORE_RETURN && queue.isEmpty());
      } catch (Throwable failure) {
        Thread.interrupted(); // it may not have cleared the interrupt
        GuardedLog.threw(LOG, activation, failure);
        more = false;
      } finally {
        if (guest != null) {
          guest.setActive(false);
        }
      }
      if (more) {
        execute(activation);
      }
    }

    @Override
    public void spin(int round) {
      Spins.once(round);
    }

    @Override
    public int throughput(int configured) {
      return configured;
    }

    @Override
    public boolean shouldYield() {
      return !queue.isEmpty() && System.nanoTime() - turnStart >= TURN_NANOS;
    }
  }
}
