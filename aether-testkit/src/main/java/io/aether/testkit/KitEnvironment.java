package io.aether.testkit;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.OwnedDispatcher;
import io.aether.actor.spi.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Another environment, watched: a kit's [FailureDiagnostics] hears what actors do, and what
/// outlives them is known by name. Thread-safe.
final class KitEnvironment implements Environment {

  private static final StackWalker CALLERS =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /// Packages whose timers end by themselves or with the actor they belong to.
  private static final List<String> RUNTIME =
      List.of("io.aether.actor.", "io.aether.persistence.", "io.aether.cluster.");

  private final Environment environment;
  private final FailureDiagnostics diagnostics;
  private final Observer observer;
  private final Map<Task, Boolean> tasks = new ConcurrentHashMap<>();
  private final Map<PendingTimer, Boolean> timers = new ConcurrentHashMap<>();
  private final Scheduler scheduler =
      new Scheduler() {
        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
          return watched(delay, task);
        }

        @Override
        public long nanoTime() {
          return environment.scheduler().nanoTime();
        }
      };

  KitEnvironment(Environment environment) {
    this.environment = environment;
    this.diagnostics = new FailureDiagnostics(environment);
    Observer others = environment.observer();
    this.observer = others == Observer.NONE ? diagnostics : new BothObservers(others, diagnostics);
  }

  FailureDiagnostics diagnostics() {
    return diagnostics;
  }

  @Override
  public Dispatcher dispatcher() {
    return environment.dispatcher();
  }

  @Override
  public Dispatcher callers() {
    return environment.callers();
  }

  @Override
  public OwnedDispatcher threads(String name, int count, boolean platform) {
    return environment.threads(name, count, platform);
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public InstantSource clock() {
    return environment.clock();
  }

  @Override
  public RandomGenerator random() {
    return environment.random();
  }

  @Override
  public void await(CompletableFuture<?> future) throws InterruptedException {
    environment.await(future);
  }

  @Override
  public boolean mayWait() {
    return environment.mayWait();
  }

  @Override
  public void fork(String name, Runnable work) {
    Task task = new Task(name, FailureDiagnostics.sender());
    tasks.put(task, true);
    environment.fork(
        name,
        () -> {
          task.thread.set(Thread.currentThread());
          try {
            work.run();
          } finally {
            tasks.remove(task);
            task.done.complete(null);
          }
        });
  }

  @Override
  public Observer observer() {
    return observer;
  }

  // ---- What outlives the actors ----

  /// Waits for tasks to end. {@return a line for each that does not within `patience`}
  List<String> runningTasks(Duration patience) throws InterruptedException {
    long deadline = Nanos.deadline(scheduler.nanoTime(), patience);
    List<String> left = new ArrayList<>();
    for (Task task : tasks.keySet()) {
      CompletableFuture<Void> over = task.done.copy();
      Duration rest = Duration.ofNanos(Math.max(0, deadline - scheduler.nanoTime()));
      Cancellable timer = environment.scheduler().schedule(rest, () -> over.complete(null));
      environment.await(over);
      timer.cancel();
      if (!task.done.isDone()) {
        Thread thread = task.thread.get();
        left.add(
            "task '%s', forked by %s, still runs:%s"
                .formatted(
                    task.name,
                    task.forkedBy,
                    thread == null ? " it has not begun" : FailureDiagnostics.stack(thread)));
      }
    }
    return left.stream().sorted().toList();
  }

  /// {@return a line for each timer that was started past [io.aether.actor.Timers] and still runs}
  List<String> runningTimers() {
    return timers.keySet().stream().map(timer -> timer.words).sorted().toList();
  }

  private Cancellable watched(Duration delay, Runnable task) {
    @Nullable String place = foreignCaller();
    if (place == null) {
      return environment.scheduler().schedule(delay, task);
    }
    String words =
        "a timer of %s, started by %s at %s".formatted(delay, FailureDiagnostics.sender(), place);
    PendingTimer pending = new PendingTimer(words);
    timers.put(pending, true);
    Cancellable timer =
        environment
            .scheduler()
            .schedule(
                delay,
                () -> {
                  timers.remove(pending);
                  task.run();
                });
    return () -> {
      timers.remove(pending);
      return timer.cancel();
    };
  }

  /// {@return where the timer is started, or null if the runtime does it: its timers end with the
  /// actor or the ask they belong to}
  private static @Nullable String foreignCaller() {
    return CALLERS.walk(frames ->
        frames
            .filter(frame -> frame.getDeclaringClass().getNestHost() != KitEnvironment.class)
            .findFirst()
            .filter(frame -> !ofRuntime(frame.getDeclaringClass()))
            .map(frame -> frame.toStackTraceElement().toString())
            .orElse(null));
  }

  private static boolean ofRuntime(Class<?> caller) {
    String name = caller.getName();
    return RUNTIME.stream().anyMatch(name::startsWith)
        || caller.getNestHost() == ProbeClock.class
        || caller.getNestHost() == ProbeInbox.class;
  }

  /// Work on a thread of its own.
  private static final class Task {
    private final String name;
    private final String forkedBy;
    private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    private Task(String name, String forkedBy) {
      this.name = name;
      this.forkedBy = forkedBy;
    }
  }

  /// Compared by identity: two may read the same.
  private static final class PendingTimer {
    private final String words;

    private PendingTimer(String words) {
      this.words = words;
    }
  }
}
