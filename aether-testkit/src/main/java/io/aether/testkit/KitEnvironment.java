package io.aether.testkit;

import io.aether.actor.Cancellable;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import io.aether.actor.spi.Scheduler;
import io.aether.testkit.environment.ObservedEnvironment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Another environment with the [FailureDiagnostics] of a kit as observer. It also records tasks
/// and timers, so that the kit can report those that outlive the actors. Thread-safe.
final class KitEnvironment extends ObservedEnvironment {

  private static final StackWalker CALLERS =
      StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

  /// Packages whose timers end on their own or with the actor they belong to.
  private static final List<String> RUNTIME =
      List.of("io.aether.actor.", "io.aether.persistence.", "io.aether.cluster.");

  private final Environment environment;
  private final FailureDiagnostics diagnostics;
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
    this(environment, new FailureDiagnostics(environment));
  }

  private KitEnvironment(Environment environment, FailureDiagnostics diagnostics) {
    super(environment, diagnostics);
    this.environment = environment;
    this.diagnostics = diagnostics;
  }

  FailureDiagnostics diagnostics() {
    return diagnostics;
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  /// A system under test does not hook into the end of the JVM.
  @Override
  public Cancellable onExit(Runnable task) {
    return () -> false;
  }

  /// A system under test does not keep the JVM alive.
  @Override
  public Cancellable keepAlive() {
    return () -> false;
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

  // ---- Tasks and timers that outlive the actors ----

  /// Waits for tasks to end. {@return a line for each task that does not end within `patience`}
  List<String> runningTasks(Duration patience) throws InterruptedException {
    long deadline = Nanos.deadline(scheduler.nanoTime(), patience);
    List<String> left = new ArrayList<>();
    for (Task task : tasks.keySet()) {
      Duration rest = Duration.ofNanos(Math.max(0, deadline - scheduler.nanoTime()));
      if (!environment.await(task.done, rest)) {
        Thread thread = task.thread.get();
        left.add(
            "task '%s', forked by %s, still runs:%s"
                .formatted(
                    task.name,
                    task.forkedBy,
                    thread == null ? " it has not started yet" : FailureDiagnostics.stack(thread)));
      }
    }
    return left.stream().sorted().toList();
  }

  /// {@return a line for each running timer that was not started through [io.aether.actor.Timers]}
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

  /// {@return the place in the code that starts the timer; null if the runtime starts it, whose
  /// timers end with the actor or the ask they belong to}
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
    return RUNTIME.stream().anyMatch(name::startsWith);
  }

  /// A forked task.
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

  /// Compared by identity, because two timers may have equal descriptions.
  private static final class PendingTimer {
    private final String words;

    private PendingTimer(String words) {
      this.words = words;
    }
  }
}
