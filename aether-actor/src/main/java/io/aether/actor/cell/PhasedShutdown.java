package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter;
import io.aether.actor.StopReason;
import io.aether.actor.shutdown.CoordinatedShutdown;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SystemMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the phases of one system; see [CoordinatedShutdown]. Thread-safe.
final class PhasedShutdown implements CoordinatedShutdown {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatedShutdown.class);

  /// Bound while a task runs, to the shutdown for which the task must not wait.
  private static final ScopedValue<PhasedShutdown> RUNNING = ScopedValue.newInstance();

  private final LocalActorSystem system;
  private final List<ShutdownPhase> phases;

  /// Completed when the last phase is over. The actors may still be busy.
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /// Completed when the stop of the actors has been requested.
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();

  /// Written once, when the system starts; read by the thread that ends the last phase.
  private volatile Cancellable jvmHook = () -> false;

  // ---- Guarded by this ----

  /// The tasks for each phase, in the order of the phases, without phases that have begun.
  private final Map<String, Set<Task>> waiting = new LinkedHashMap<>();

  private @Nullable String reason;

  PhasedShutdown(LocalActorSystem system, List<ShutdownPhase> phases) {
    this.system = system;
    this.phases = phases;
    phases.forEach(phase -> waiting.put(phase.name(), new LinkedHashSet<>()));
  }

  // ---- Tasks ----

  @Override
  public Cancellable addTask(String phase, String name, BlockingTask task) {
    Objects.requireNonNull(task, "task");
    return add(
        phase,
        new Task(
            name,
            () -> {
              task.run();
              return CompletableFuture.completedFuture(null);
            }));
  }

  @Override
  public Cancellable addAsyncTask(
      String phase, String name, Supplier<? extends CompletableFuture<?>> task) {
    Objects.requireNonNull(task, "task");
    return add(phase, new Task(name, task::get));
  }

  @Override
  public Cancellable addStop(String phase, ActorRef<?> actor) {
    ActorCell<?> cell = local(actor);
    return addAsyncTask(
        phase,
        "stop " + actor.path(),
        () -> {
          cell.stop(StopReason.SHUTDOWN);
          return EndNotice.about(cell);
        });
  }

  @Override
  public <M> Cancellable addStop(String phase, ActorRef<M> actor, M message) {
    ActorCell<?> cell = local(actor);
    Objects.requireNonNull(message, "message");
    return addAsyncTask(
        phase,
        "stop " + actor.path() + " by " + SafeText.simpleName(message.getClass()),
        () -> {
          actor.tell(message);
          return EndNotice.about(cell);
        });
  }

  private ActorCell<?> local(ActorRef<?> actor) {
    Objects.requireNonNull(actor, "actor");
    if (actor instanceof ActorCell<?> cell && cell.system() == system) {
      return cell;
    }
    throw new IllegalArgumentException(
        actor + " is not a local actor of '" + system.name() + "', so it cannot be stopped here");
  }

  private synchronized Cancellable add(String phase, Task task) {
    Objects.requireNonNull(phase, "phase");
    Set<Task> tasks = waiting.get(phase);
    if (tasks == null) {
      List<String> known = phases.stream().map(ShutdownPhase::name).toList();
      if (known.contains(phase)) {
        throw new IllegalStateException(
            "Task '%s' is too late: phase '%s' of '%s' has already begun"
                .formatted(task.name, phase, system.name()));
      }
      throw new IllegalArgumentException(
          "'%s' has no phase '%s', but only %s".formatted(system.name(), phase, known));
    }
    tasks.add(task);
    return () -> {
      synchronized (this) {
        return waiting.containsKey(phase) && tasks.remove(task);
      }
    };
  }

  // ---- The run ----

  @Override
  public CompletableFuture<Void> run(String why) {
    if (begin(Objects.requireNonNull(why, "why"))) {
      runFrom(0);
    }
    return CompletableFuture.allOf(done, system.stopped());
  }

  @Override
  public synchronized Optional<String> reason() {
    return Optional.ofNullable(reason);
  }

  private synchronized boolean begin(String why) {
    if (reason != null) {
      return false;
    }
    reason = why;
    if (waiting.values().stream().anyMatch(tasks -> !tasks.isEmpty())) {
      LOG.debug("{} shuts down: {}", system.name(), why);
    }
    return true;
  }

  private void runFrom(int first) {
    for (int n = first; n < phases.size(); n++) {
      ShutdownPhase phase = phases.get(n);
      List<CompletableFuture<?>> running = new ArrayList<>();
      for (Task task : take(phase)) {
        running.add(start(task, phase));
      }
      if (phase.name().equals(ShutdownPhase.ACTOR_SYSTEM_TERMINATE)) {
        system.stopActors();
        stopping.complete(null);
        running.add(system.stopped());
      }
      if (!running.isEmpty()) {
        int next = n + 1;
        await(phase, CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)))
            .whenComplete((_, _) -> runFrom(next));
        return;
      }
    }
    jvmHook.cancel();
    done.complete(null);
  }

  private synchronized Set<Task> take(ShutdownPhase phase) {
    return Objects.requireNonNull(waiting.remove(phase.name()));
  }

  private CompletableFuture<Void> start(Task task, ShutdownPhase phase) {
    var ended = new CompletableFuture<Void>();
    Runnable work =
        () -> {
          try {
            // Not whenComplete: the future it returns would wrap the failure and call its toString.
            task.work.call().handle((_, failure) -> end(task, phase, failure, ended));
          } catch (Throwable failure) {
            end(task, phase, failure, ended);
          }
        };
    environment()
        .fork(
            system.name() + "-shutdown " + task.name,
            () -> ScopedValue.where(RUNNING, this).run(() -> system.contextLoader().run(work)));
    return ended;
  }

  private boolean end(
      Task task, ShutdownPhase phase, @Nullable Throwable failure, CompletableFuture<Void> ended) {
    if (failure != null) {
      FailureLog.error(
          LOG,
          "%s: shutdown task '%s' of phase '%s' failed; the shutdown continues"
              .formatted(system.name(), task.name, phase.name()),
          failure);
    }
    return ended.complete(null);
  }

  /// {@return completed when the tasks are completed or the timeout of the phase is over}
  private CompletableFuture<Void> await(ShutdownPhase phase, CompletableFuture<Void> tasks) {
    var over = new CompletableFuture<Void>();
    Cancellable timer =
        environment()
            .scheduler()
            .schedule(
                phase.timeout(),
                () ->
                    environment()
                        .fork(
                            system.name() + "-shutdown",
                            () -> system.contextLoader().run(() -> endLate(phase, over))));
    tasks.whenComplete((_, _) -> {
      timer.cancel();
      over.complete(null);
    });
    return over;
  }

  /// On a thread of its own: the log may block, and the next phase begins here.
  private void endLate(ShutdownPhase phase, CompletableFuture<Void> over) {
    if (!over.isDone()) {
      LOG.warn(
          "{}: shutdown phase '{}' is not over after {}; the shutdown continues",
          system.name(),
          phase.name(),
          phase.timeout());
      over.complete(null);
    }
  }

  /// Called on the JVM's shutdown thread, which waits for this.
  private void exit() {
    run("the JVM ends");
    try {
      environment().await(done); // not for the actors: a caller of System.exit waits for this
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Environment environment() {
    return system.environment();
  }

  // ---- For the system ----

  void hookIntoJvm() {
    jvmHook = environment().onExit(this::exit);
  }

  void keepJvm() {
    Cancellable keeper = environment().keepAlive();
    CompletableFuture.allOf(done, system.stopped()).whenComplete((_, _) -> keeper.cancel());
  }

  /// {@return whether the calling thread runs one of the tasks, and so must not wait for them}
  boolean isRunByCaller() {
    return RUNNING.isBound() && RUNNING.get() == this;
  }

  /// {@return completed when the stop of the actors has been requested; each phase before is
  /// bounded}
  CompletableFuture<Void> stopping() {
    return stopping;
  }

  /// Not a record: the same task may be added twice.
  private static final class Task {
    private final String name;
    private final Callable<? extends CompletableFuture<?>> work;

    private Task(String name, Callable<? extends CompletableFuture<?>> work) {
      this.name = Objects.requireNonNull(name, "name");
      this.work = work;
    }
  }

  /// Watches an actor for a thread that is not an actor.
  private static final class EndNotice extends AbstractRef<Object> {

    private final LocalActorSystem system;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private EndNotice(LocalActorSystem system) {
      this.system = system;
    }

    static CompletableFuture<Void> about(ActorCell<?> actor) {
      var notice = new EndNotice(actor.system());
      actor.send(new SystemMessage.Watch(notice));
      return notice.ended;
    }

    @Override
    public void send(SystemMessage message) {
      if (message instanceof SystemMessage.Notify) {
        ended.complete(null);
      }
    }

    @Override
    public void tell(Object message) {
      system.deadLetters().publish(message, path(), DeadLetter.Reason.UNHANDLED);
    }

    @Override
    public ActorPath path() {
      return ActorPath.ROOT.child("shutdown");
    }

    @Override
    public LocalActorSystem system() {
      return system;
    }
  }
}
