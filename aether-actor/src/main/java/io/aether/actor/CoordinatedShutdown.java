package io.aether.actor;

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

/// The orderly end of an actor system: what has to happen, phase by phase, until its actors have
/// stopped and after that.
///
/// ```java
/// system.coordinatedShutdown()
///     .addTask(ShutdownPhase.SERVICE_UNBIND, "close the door", server::stopAccepting);
/// ```
///
/// It runs once, for whichever comes first: [ActorSystem#close()], [ActorSystem#terminate()],
/// [#run] or, unless [ShutdownSettings#jvmHook()] says otherwise, the end of the JVM. The tasks of
/// a phase run at the same time, each on a thread of its own, where it may block; the next phase
/// begins when all of them have ended or the phase's timeout is over. A task that fails, or that
/// takes too long, is logged, and the rest goes on; it is not interrupted.
///
/// Thread-safe.
public final class CoordinatedShutdown {

  private static final Logger LOG = LoggerFactory.getLogger(CoordinatedShutdown.class);

  /// Bound while a task runs: which shutdown must not be waited for by it.
  private static final ScopedValue<CoordinatedShutdown> RUNNING = ScopedValue.newInstance();

  private final ActorSystem system;
  private final List<ShutdownPhase> phases;

  /// Completed when the last phase is over. The actors may be busy still.
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /// Completed when the actors have been told to stop.
  private final CompletableFuture<Void> stopping = new CompletableFuture<>();

  /// Written once, as the system starts; read by whoever ends the last phase.
  private volatile Cancellable jvmHook = () -> false;

  // ---- Guarded by this ----

  /// By phase, in the order of the phases; without those that have begun.
  private final Map<String, Set<Task>> waiting = new LinkedHashMap<>();

  private @Nullable String reason;

  CoordinatedShutdown(ActorSystem system, List<ShutdownPhase> phases) {
    this.system = system;
    this.phases = phases;
    phases.forEach(phase -> waiting.put(phase.name(), new LinkedHashSet<>()));
  }

  // ---- Tasks ----

  /// Has `task` run in a phase. It may block.
  ///
  /// @param name for the log; need not be unique
  /// @return takes the task out again, if it has not begun
  /// @throws IllegalArgumentException if there is no such phase
  /// @throws IllegalStateException if the phase has begun already
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

  /// Has `task` start in a phase, which ends when the future is complete; see [#addTask].
  public Cancellable addAsyncTask(
      String phase, String name, Supplier<? extends CompletableFuture<?>> task) {
    Objects.requireNonNull(task, "task");
    return add(phase, new Task(name, task::get));
  }

  /// Stops an actor in a phase and waits until it has stopped; see [#addTask].
  ///
  /// @throws IllegalArgumentException if `actor` is not a local one of this system
  public Cancellable addStop(String phase, ActorRef<?> actor) {
    TreeCell<?> cell = local(actor);
    return addAsyncTask(
        phase,
        "stop " + actor.path(),
        () -> {
          cell.stop(StopReason.SHUTDOWN);
          return EndNotice.about(cell);
        });
  }

  /// Sends an actor a message in a phase and waits until it has stopped, which the message should
  /// make it do; see [#addTask].
  ///
  /// @throws IllegalArgumentException if `actor` is not a local one of this system
  public <M> Cancellable addStop(String phase, ActorRef<M> actor, M message) {
    TreeCell<?> cell = local(actor);
    Objects.requireNonNull(message, "message");
    return addAsyncTask(
        phase,
        "stop " + actor.path() + " by " + SafeText.simpleName(message.getClass()),
        () -> {
          actor.tell(message);
          return EndNotice.about(cell);
        });
  }

  private TreeCell<?> local(ActorRef<?> actor) {
    Objects.requireNonNull(actor, "actor");
    if (actor instanceof TreeCell<?> cell && cell.system() == system) {
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
            "Task '%s' is too late: phase '%s' of '%s' has begun already"
                .formatted(task.name, phase, system.name()));
      }
      throw new IllegalArgumentException(
          "'%s' has no phase '%s', only %s".formatted(system.name(), phase, known));
    }
    tasks.add(task);
    return () -> {
      synchronized (this) {
        return waiting.containsKey(phase) && tasks.remove(task);
      }
    };
  }

  // ---- The run ----

  /// Begins, if it has not begun yet, and returns at once.
  ///
  /// @param why is logged and returned by [#reason()], if this call is the one that begins
  /// @return completed when all phases are over and all actors have stopped
  public CompletableFuture<Void> run(String why) {
    if (begin(Objects.requireNonNull(why, "why"))) {
      runFrom(0);
    }
    return CompletableFuture.allOf(done, system.stopped());
  }

  /// {@return why the system ends; empty as long as it does not}
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
            // Not whenComplete: the future it returns would wrap the failure by its toString.
            task.work.call().handle((_, failure) -> end(task, phase, failure, ended));
          } catch (Throwable failure) {
            end(task, phase, failure, ended);
          }
        };
    environment()
        .fork(
            system.name() + "-shutdown " + task.name,
            () -> ScopedValue.where(RUNNING, this).run(work));
    return ended;
  }

  private boolean end(
      Task task, ShutdownPhase phase, @Nullable Throwable failure, CompletableFuture<Void> ended) {
    if (failure != null) {
      FailureLog.error(
          LOG,
          "%s: shutdown task '%s' of phase '%s' failed; the rest goes on"
              .formatted(system.name(), task.name, phase.name()),
          failure);
    }
    return ended.complete(null);
  }

  /// {@return completed when the tasks are, or it is too late}
  private CompletableFuture<Void> await(ShutdownPhase phase, CompletableFuture<Void> tasks) {
    var over = new CompletableFuture<Void>();
    Cancellable timer =
        environment()
            .scheduler()
            .schedule(
                phase.timeout(),
                () -> {
                  if (over.complete(null)) {
                    LOG.warn(
                        "{}: shutdown phase '{}' is not over after {}; the rest goes on",
                        system.name(),
                        phase.name(),
                        phase.timeout());
                  }
                });
    tasks.whenComplete((_, _) -> {
      timer.cancel();
      over.complete(null);
    });
    return over;
  }

  /// On the JVM's own thread for its end, which waits for this.
  private void exit() {
    run("the JVM ends");
    try {
      environment().await(done); // not for an actor that has called System.exit: it waits for us
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

  /// {@return whether the calling thread runs one of the tasks, so that it must not wait for them}
  boolean isRunByCaller() {
    return RUNNING.isBound() && RUNNING.get() == this;
  }

  /// {@return completed when the actors have been told to stop; each phase before is bounded}
  CompletableFuture<Void> stopping() {
    return stopping;
  }

  /// What blocks until it is done.
  @FunctionalInterface
  public interface BlockingTask {

    /// @throws Exception any failure; it is logged
    void run() throws Exception;
  }

  /// Not a record: the same thing may be registered twice.
  private static final class Task {
    private final String name;
    private final Callable<? extends CompletableFuture<?>> work;

    private Task(String name, Callable<? extends CompletableFuture<?>> work) {
      this.name = Objects.requireNonNull(name, "name");
      this.work = work;
    }
  }

  /// Watches an actor for a thread that is none.
  private static final class EndNotice extends AbstractRef<Object> {

    private final ActorSystem system;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private EndNotice(ActorSystem system) {
      this.system = system;
    }

    static CompletableFuture<Void> about(TreeCell<?> actor) {
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
    public ActorSystem system() {
      return system;
    }
  }
}
