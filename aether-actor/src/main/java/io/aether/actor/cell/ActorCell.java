package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Cancellable;
import io.aether.actor.Outcome;
import io.aether.actor.Props;
import io.aether.actor.StashBuffer;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.Timers;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.RestartController;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SpawnOptions;
import io.aether.actor.spi.SystemMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One actor: ref, context, mailbox, run-queue entry and lifecycle in one object, so that an idle
/// actor costs little more than its behavior. [MailboxCell] is responsible for scheduling,
/// [TreeCell] for parent and children, [LifecycleCell] for the lifecycle, [SupervisedCell] for
/// failures; this class is the part that a behavior sees. Rarely used state is in [CellExtension].
///
/// Longer than most files because it implements all of [ActorContext], including argument checks.
sealed class ActorCell<M> extends SupervisedCell<M> implements ActorContext<M>
    permits CustomizedCell {

  ActorCell(
      LocalActorSystem system,
      @Nullable TreeCell<?> parent,
      @Nullable String name,
      Behavior<M> behavior,
      @Nullable CellExtension extension) {
    super(system, parent, name, behavior, extension);
  }

  @Override
  ActorContext<M> context() {
    return this;
  }

  @Override
  public ActorRef<M> self() {
    AbstractRef<?> given = options().selfRef();
    if (given == null) {
      return this;
    }
    @SuppressWarnings("unchecked") // the caller that spawned the actor chose both
    var ref = (ActorRef<M>) given;
    return ref;
  }

  // ---- ActorContext, called by the behavior ----

  /// @param method the method of [ActorContext], or of another interface with its name as prefix
  final void requireRunning(String method) {
    Runner runner = Runner.current();
    if (runner == null || runner.running() != this) {
      throw new IllegalStateException(
          ("%s of %s was called by thread '%s' outside the actor;"
                  + " send the actor a message, or use pipeToSelf or async")
              .formatted(
                  method.indexOf('.') < 0 ? "ActorContext." + method : method,
                  path(),
                  Thread.currentThread().getName()));
    }
  }

  private void requireSpawning() {
    requireRunning("spawn");
    if (lifecycle != Lifecycle.RUNNING) {
      throw new IllegalStateException(
          path() + " is " + Lifecycle.name(lifecycle) + ", so it cannot spawn a child");
    }
  }

  @Override
  public <C> ActorRef<C> spawn(Behavior<C> child, String childName) {
    return spawn(child, childName, (CellExtension) null);
  }

  @Override
  public <C> ActorRef<C> spawn(Behavior<C> child) {
    requireSpawning();
    return start(system.cell(this, null, child, null));
  }

  @Override
  public <C> ActorRef<C> spawnUnique(Behavior<C> child, String prefix) {
    requireSpawning();
    String childName = ActorSystem.checkName(prefix) + "-$" + system.nextNumber();
    return start(system.cell(this, childName, child, null));
  }

  @Override
  public <C> ActorRef<C> spawn(Behavior<C> child, Props props) {
    requireSpawning();
    return start(system.cell(this, null, child, CellExtension.of(SpawnOptions.NONE, props)));
  }

  @Override
  public <C> ActorRef<C> spawn(Behavior<C> child, String childName, Props props) {
    return spawn(child, childName, CellExtension.of(SpawnOptions.NONE, props));
  }

  <C> ActorRef<C> spawn(Behavior<C> child, String childName, SpawnOptions options) {
    return spawn(child, childName, CellExtension.of(options, Props.defaults()));
  }

  private <C> ActorRef<C> spawn(Behavior<C> child, String childName, @Nullable CellExtension rare) {
    requireSpawning();
    var cell = system.cell(this, ActorSystem.checkName(childName), child, rare);
    if (!extension().childNames().add(childName, cell)) {
      throw LocalActorSystem.nameTaken(path(), childName);
    }
    return start(cell);
  }

  <C> ActorRef<C> spawnHeld(
      Behavior<C> child, String childName, RestartController restartController) {
    requireSpawning();
    var rare = new CellExtension();
    rare.externalSupervision = new ExternalSupervision(restartController);
    var cell = system.cell(this, ActorSystem.checkName(childName), child, rare);
    if (!extension().childNames().add(childName, cell)) {
      throw LocalActorSystem.nameTaken(path(), childName);
    }
    return start(cell);
  }

  private <C> ActorRef<C> start(ActorCell<C> child) {
    link(child);
    starting(child);
    child.dispatcher().execute(child);
    return child;
  }

  /// For guardians: spawns from any thread.
  <C> ActorRef<C> adopt(Behavior<C> child, String childName, Props props) {
    ActorCell<C> cell =
        system.cell(
            this,
            ActorSystem.checkName(childName),
            child,
            CellExtension.of(SpawnOptions.NONE, props));
    if (!extension().childNames().add(childName, cell)) {
      throw LocalActorSystem.nameTaken(path(), childName);
    }
    return adopt(cell);
  }

  /// For guardians: spawns from any thread, under a name that is unique in this system.
  <C> ActorRef<C> adoptUnnamed(Behavior<C> child, String generatedName, Props props) {
    return adopt(
        system.cell(this, generatedName, child, CellExtension.of(SpawnOptions.NONE, props)));
  }

  private <C> ActorRef<C> adopt(ActorCell<C> cell) {
    push(new Control.Adopt(cell)); // before the child can end
    starting(cell);
    cell.dispatcher().execute(cell);
    return cell;
  }

  /// Called for each child before it starts; [CustomizedCell] reports it.
  <C> void starting(ActorCell<C> child) {
    FlightEvents.spawned(child, child.behavior);
  }

  @Override
  void failed(Throwable failure, SupervisorStrategy decision) {
    FlightEvents.failed(this, failure, decision);
    extension().lastFailure =
        new ActorStatus.Failure(SafeText.of(failure), system.environment().clock().instant());
  }

  @Override
  void restarting() {
    FlightEvents.restarting(this);
    extension().restarts++;
  }

  @Override
  final Inspector.Answer seen(ActorPath path, Optional<ActorStatus.Busy> busy) {
    CellExtension rare = extension;
    int queued = peekMail(Integer.MAX_VALUE / 2).size();
    if (queued > 0 && !hasMailAhead() && busy.filter(it -> !it.stack().isEmpty()).isPresent()) {
      queued--; // the message that it is busy with
    }
    var status =
        new ActorStatus(
            path,
            nameOf(behavior),
            ActorStatus.Phase.valueOf(Lifecycle.name(lifecycle)),
            queued,
            rare == null || rare.putAside == null ? 0 : rare.putAside.count(),
            handled(),
            OptionalDouble.empty(),
            rare == null ? 0 : rare.restarts,
            rare == null ? Optional.empty() : Optional.ofNullable(rare.lastFailure),
            busy,
            List.of());
    return new Inspector.Answer(status, childCells());
  }

  /// {@return whether the mailbox has a bound or an order}
  boolean hasCustomMailbox() {
    return false;
  }

  /// {@return the number of handled messages, if it is counted}
  OptionalLong handled() {
    return OptionalLong.empty();
  }

  /// Another thread may read a child that is being unlinked, and then misses the children behind
  /// it.
  private List<ActorCell<?>> childCells() {
    List<ActorCell<?>> cells = new ArrayList<>();
    for (TreeCell<?> child = firstChild; child != null; child = child.nextSibling) {
      cells.add((ActorCell<?>) child);
    }
    return cells;
  }

  boolean isChild(ActorRef<?> ref) {
    return ref instanceof ActorCell<?> cell && cell.parent == this;
  }

  @Override
  public void stop(ActorRef<?> child) {
    requireRunning("stop");
    Objects.requireNonNull(child, "child");
    if (!isChild(child)) {
      throw new IllegalArgumentException(
          child.path()
              + " is not a child of "
              + path()
              + "; an actor stops itself by returning Behaviors.stopped()");
    }
    AbstractRef.of(child).send(new SystemMessage.Stop());
  }

  @Override
  public List<ActorRef<?>> children() {
    requireRunning("children");
    List<ActorRef<?>> all = new ArrayList<>();
    for (TreeCell<?> child = firstChild; child != null; child = child.nextSibling) {
      all.add(child);
    }
    return all;
  }

  @Override
  public Optional<ActorRef<?>> child(String childName) {
    requireRunning("child");
    Objects.requireNonNull(childName, "name");
    ChildNames names = extension == null ? null : extension.childNames;
    TreeCell<?> named = names == null ? null : names.get(childName);
    return Optional.ofNullable(named == null ? generated(childName) : named);
  }

  /// {@return the child that has this generated name, or null}
  ///
  /// Such children are in no map, because a map would cost each of them an entry. A name is
  /// generated when it is first read, so a name that a caller can look up has already been
  /// generated.
  private @Nullable TreeCell<?> generated(String childName) {
    if (childName.indexOf('$') < 0) {
      return null;
    }
    TreeCell<?> child = firstChild;
    while (child != null && !childName.equals(child.knownName())) {
      child = child.nextSibling;
    }
    return child;
  }

  @Override
  public void watch(ActorRef<?> other) {
    requireRunning("watch");
    watch(other, Watching.SIGNAL);
  }

  @Override
  public void watchWith(ActorRef<?> other, M message) {
    requireRunning("watchWith");
    watch(other, Objects.requireNonNull(message, "message"));
  }

  private void watch(ActorRef<?> other, Object notice) {
    Objects.requireNonNull(other, "other");
    if (other == self()) {
      throw new IllegalArgumentException(path() + " cannot watch itself");
    }
    Watching watching = extension().watching();
    Object before = watching.get(AbstractRef.of(other));
    if (before == null) {
      AbstractRef.of(other).send(new SystemMessage.Watch(this)); // may refuse
      watching.put(AbstractRef.of(other), notice);
    } else if (!before.equals(notice)) {
      throw new IllegalStateException(
          path() + " already watches " + other.path() + " with another notice; unwatch it first");
    }
  }

  @Override
  public void unwatch(ActorRef<?> other) {
    requireRunning("unwatch");
    Objects.requireNonNull(other, "other");
    Watching watching = extension == null ? null : extension.watching;
    if (watching != null && watching.remove(AbstractRef.of(other)) != null) {
      AbstractRef.of(other).send(new SystemMessage.Unwatch(this));
    }
  }

  @Override
  public Timers<M> timers() {
    requireRunning("timers");
    return new ContextTimers<>(cellTimers(), this::requireRunning);
  }

  @Override
  public void setReceiveTimeout(Duration timeout, M message) {
    requireRunning("setReceiveTimeout");
    ReceiveTimeout.check(timeout, message); // before the present one is cancelled
    cancelReceiveTimeout();
    extension().receiveTimeout =
        new ReceiveTimeout(this, system.environment().scheduler(), timeout, message);
  }

  @Override
  public void cancelReceiveTimeout() {
    requireRunning("cancelReceiveTimeout");
    if (extension != null && extension.receiveTimeout != null) {
      extension.receiveTimeout.cancel();
      extension.receiveTimeout = null;
    }
  }

  CellStash<M> stash(int capacity, StashBuffer.Overflow overflow) {
    requireRunning("withStash");
    return new CellStash<>(this, capacity, overflow);
  }

  @Override
  public <O> ActorRef<O> messageAdapter(Function<? super O, ? extends M> adapter) {
    requireRunning("messageAdapter");
    return extension().adapters().of(this, Objects.requireNonNull(adapter, "adapter"));
  }

  @Override
  public <R> void pipeToSelf(
      CompletableFuture<R> future, Function<Outcome<R>, ? extends M> toMessage) {
    requireRunning("pipeToSelf");
    Objects.requireNonNull(future, "future");
    Objects.requireNonNull(toMessage, "toMessage");
    // Not whenComplete: the future it returns would wrap the failure, which calls its toString.
    future.handle((value, failure) -> {
      enqueue(InBand.Adapted.own(toMessage, Outcome.of(value, failure), null));
      return null;
    });
  }

  @Override
  public <R> Cancellable async(Callable<R> task, Function<Outcome<R>, ? extends M> toMessage) {
    requireRunning("async");
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(toMessage, "toMessage");
    AsyncWork<R> work = new AsyncWork<>(this, task, toMessage);
    extension().works().add(work);
    fork(work);
    return work;
  }

  /// Runs one of the actor's own tasks in a thread of its own.
  void fork(Runnable work) {
    system.environment().fork(path() + "$async", () -> system.contextLoader().run(work));
  }

  @Override
  public Logger log() {
    requireRunning("log");
    String given = extension == null ? null : extension.loggerName;
    return LoggerFactory.getLogger(given == null ? nameOf(behavior) : given);
  }

  @Override
  public void setLoggerName(String name) {
    requireRunning("setLoggerName");
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("A logger needs a name, but was: '" + name + "'");
    }
    extension().loggerName = name;
  }

  /// {@return the class name by which users know the behavior: a lambda is named after the class
  /// that contains it, a directive after the behavior or factory that it contains}
  static String nameOf(Behavior<?> behavior) {
    return switch (behavior) {
      case Directive.Supervised<?>(var inner, var _) -> nameOf(inner);
      case Directive.Deferred<?>(Intercepted.Start<?>(var _, var inner)) -> nameOf(inner);
      case Directive.Deferred<?>(var factory) -> nameOf(factory.getClass());
      case Intercepted<?>(var _, var inner) -> nameOf(inner);
      case Handlers<?>(var handler, var _) -> nameOf(handler.getClass());
      case ContextFree<?>(var handler) -> nameOf(handler.getClass());
      default -> nameOf(behavior.getClass());
    };
  }

  private static String nameOf(Class<?> type) {
    String name = type.getName();
    int lambda = name.indexOf("$$Lambda");
    return lambda < 0 ? name : name.substring(0, lambda);
  }
}
