package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Cancellable;
import io.aether.actor.Outcome;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.StashBuffer;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.Timers;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.RestartController;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SpawnOptions;
import io.aether.actor.spi.SystemMessage;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One actor: ref, context, mailbox, run-queue entry and lifecycle in one object, so that an idle
/// actor costs little more than its behavior. This class holds the actor's state and implements
/// [ActorContext]. The operations on the state are static methods of other classes:
/// [MessageHandling] for one message, [Lifecycle] for start and stop, [Failures] for supervision,
/// [Children] for the tree. [MailboxCell] is responsible for scheduling. Rarely used state is in
/// [CellExtension].
///
/// Longer than most files because it implements all of [ActorContext], including argument checks.
sealed class ActorCell<M> extends MailboxCell<M> implements ActorContext<M> permits CustomizedCell {

  private static final VarHandle NAME;

  static {
    try {
      NAME = MethodHandles.lookup().findVarHandle(ActorCell.class, "name", String.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final LocalActorSystem system;
  final @Nullable ActorCell<?> parent;

  /// Accessed by any thread. Set once: at creation if a name was given, otherwise when the name is
  /// first read.
  @SuppressWarnings("unused") // through NAME
  private volatile @Nullable String name;

  /// Accessed by any thread: whether other nodes may address this actor by a number; see [Exports].
  volatile boolean exported;

  /// Whether the actor has stopped and its mailbox is drained. Written by the activation, before
  /// the parent and the watchers are notified; read by any thread.
  volatile boolean terminated;

  // Owned by the activation.

  /// One of the states in [Lifecycle].
  byte lifecycle = Lifecycle.NEW;

  /// A [Directive.Ending] while the actor waits for its children to stop, and after it has stopped.
  Behavior<M> behavior;

  /// Null until it is needed. If given at creation, set before the cell starts.
  @Nullable CellExtension extension;

  // A doubly linked list of children; owned by the parent's activation. See Children.
  @Nullable ActorCell<?> firstChild;
  @Nullable ActorCell<?> previousSibling;
  @Nullable ActorCell<?> nextSibling;

  ActorCell(
      LocalActorSystem system,
      @Nullable ActorCell<?> parent,
      @Nullable String name,
      Behavior<M> behavior,
      @Nullable CellExtension extension) {
    this.system = system;
    this.parent = parent;
    this.behavior = Directive.requireInitial(behavior);
    this.extension = extension;
    NAME.set(this, name);
  }

  // ---- Any thread ----

  @Override
  public void send(SystemMessage message) {
    switch (message) {
      case SystemMessage.Stop() -> stop(StopReason.BY_PARENT);
      case SystemMessage.Watch(var watcher) ->
          push(new Control.Watch(new Watcher(AbstractRef.of(watcher), this)));
      case SystemMessage.Unwatch(var watcher) ->
          push(new Control.Unwatch(new Watcher(AbstractRef.of(watcher), this)));
      case SystemMessage.Notify(var signal) -> enqueue(new InBand.Signalled(signal));
    }
  }

  final void stop(StopReason reason) {
    push(new Control.Stop(reason));
  }

  @Override
  public final boolean offer(M message) {
    return offerMail(Objects.requireNonNull(message, "message"));
  }

  /// {@return whether the mailbox has accepted the entry}
  boolean offerMail(Object mail) {
    if (terminated) {
      return false;
    }
    enqueue(mail);
    return true;
  }

  /// {@return whether this actor has stopped and its mailbox is drained} Its parent and its
  /// watchers may not have been notified yet.
  final boolean isTerminated() {
    return terminated;
  }

  /// {@return the actor that the calling thread runs, or null}
  static @Nullable ActorCell<?> running() {
    Runner runner = Runner.current();
    return runner != null && runner.running() instanceof ActorCell<?> cell ? cell : null;
  }

  @Override
  public LocalActorSystem system() {
    return system;
  }

  @Override
  public ActorPath path() {
    Deque<ActorCell<?>> line = new ArrayDeque<>();
    for (ActorCell<?> each = this; each != null; each = each.parent) {
      line.push(each);
    }
    ActorPath path = ActorPath.ROOT;
    for (ActorCell<?> each : line) {
      path = path.child(each.name());
    }
    return path;
  }

  final String name() {
    String known = name;
    if (known == null) {
      NAME.compareAndSet(this, null, system.nextName());
      known = Objects.requireNonNull(name);
    }
    return known;
  }

  /// {@return the name, or null if it is still to be generated}
  final @Nullable String knownName() {
    return name;
  }

  /// {@return the ask for which this actor waits, or null} Read by other threads without ordering,
  /// to explain timeouts.
  final @Nullable Promise<?> awaited() {
    CellExtension rare = extension;
    Promise<?> promise = rare == null ? null : rare.awaited;
    return promise == null || promise.isDone() ? null : promise;
  }

  // ---- The activation: what the mailbox calls ----

  @Override
  final boolean takesMail() {
    byte now = lifecycle;
    return now != Lifecycle.SUSPENDED && now != Lifecycle.STOPPING;
  }

  @Override
  final @Nullable Object nextAhead() {
    return extension().putAside().nextAhead();
  }

  @Override
  void onMail(Object mail) {
    MessageHandling.on(this, mail);
  }

  /// Called when the messages that were sent before the stop are drained.
  @Override
  void notifyTermination() {
    Lifecycle.terminate(this);
  }

  @Override
  void onControl(Control message) {
    ControlHandling.on(this, message);
  }

  @Override
  Dispatcher dispatcher() {
    return system.dispatcher();
  }

  @Override
  final @Nullable ClassLoader contextClassLoader(@Nullable ClassLoader present) {
    return system.contextClassLoader;
  }

  @Override
  int throughput() {
    return system.throughput;
  }

  // ---- The activation: steps that CustomizedCell observes or changes ----

  /// See [MessageHandling#handleIfOwned].
  void handleIfOwned(Object message) {
    MessageHandling.handleIfOwned(this, message);
  }

  /// {@return the entry that this activation is processing, without its travelling context}
  @Nullable Object inHand() {
    return mailInHand();
  }

  /// {@return the entry for the message, which carries the current travelling context, if there is
  /// one}
  Object carry(Object message) {
    return message;
  }

  /// Called for each child before it starts.
  <C> void starting(ActorCell<C> child) {
    FlightEvents.spawned(child, child.behavior);
  }

  /// Called for each failure and the decision about it.
  void failed(Throwable failure, SupervisorStrategy decision) {
    FlightEvents.failed(this, failure, decision);
    extension().lastFailure =
        new ActorStatus.Failure(SafeText.of(failure), system.environment().clock().instant());
  }

  /// Called at each restart.
  void restarting() {
    FlightEvents.restarting(this);
    extension().restarts++;
  }

  void stopChildren(StopReason reason) {
    Children.stop(this, reason);
  }

  void signalQuietly(Signal signal) {
    Lifecycle.signalQuietly(this, signal);
  }

  /// {@return whether the mailbox has a bound or an order}
  boolean hasCustomMailbox() {
    return false;
  }

  /// {@return the number of handled messages, or null if it is not counted}
  @Nullable Long handled() {
    return null;
  }

  /// Runs one of the actor's own tasks in a thread of its own.
  void fork(Runnable work) {
    system.environment().fork(path() + "$async", () -> system.contextLoader().run(work));
  }

  // ---- The activation: its rarely used state ----

  final CellExtension extension() {
    if (extension == null) {
      extension = new CellExtension();
    }
    return extension;
  }

  final SpawnOptions options() {
    CellExtension rare = extension; // read once: the activation clears it at the end of the actor
    return rare == null ? SpawnOptions.NONE : rare.options;
  }

  /// {@return whether this actor still owns its name; see [SpawnOptions#ownership]}
  final boolean mayAct() {
    return extension == null || extension.options.ownership().isHeld();
  }

  final void countsForReceiveTimeout(Object message) {
    if (extension != null && extension.receiveTimeout != null) {
      extension.receiveTimeout.onMessage(message);
    }
  }

  final CellTimers cellTimers() {
    CellExtension rare = extension();
    if (rare.timers == null) {
      rare.timers = new CellTimers(this, system.environment().scheduler());
    }
    return rare.timers;
  }

  /// Cancels timers and tasks, so that no message of this life reaches the next one.
  final void endTimersAndWork() {
    if (extension != null) {
      extension.endTimersAndWork();
    }
  }

  final void putAhead(List<Object> mail) {
    extension().putAside().putAhead(mail);
    lookAhead();
  }

  /// Puts the messages that this life has stashed ahead of the mailbox. The next life handles them;
  /// if there is none, they become dead letters.
  final void putStashesAhead() {
    if (extension != null && extension.putAside != null && extension.putAside.endLife()) {
      lookAhead();
    }
  }

  /// {@return the failure that stopped this actor, or null if there is none or it was released}
  final @Nullable Throwable failure() {
    return extension == null ? null : extension.failure;
  }

  /// Publishes that the calling activation is about to wait for `promise`, or, if null, that it no
  /// longer waits.
  final void await(@Nullable Promise<?> promise) {
    extension().awaited = promise;
  }

  // ---- ActorContext, called by the behavior ----

  /// @param method the name of the method of [ActorContext], or `Type.method` for another interface
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

  private void requireSpawning() {
    requireRunning("spawn");
    if (lifecycle != Lifecycle.RUNNING) {
      throw new IllegalStateException(
          path() + " is " + Lifecycle.name(lifecycle) + ", so it cannot spawn a child");
    }
  }

  @Override
  public <C> ActorRef<C> spawn(Behavior<C> child, String childName) {
    requireSpawning();
    return Children.spawnNamed(this, child, childName, null);
  }

  @Override
  public <C> ActorRef<C> spawn(Behavior<C> child) {
    requireSpawning();
    return Children.spawn(this, child, null, null);
  }

  @Override
  public <C> ActorRef<C> spawnUnique(Behavior<C> child, String prefix) {
    requireSpawning();
    String childName = ActorSystem.checkName(prefix) + "-$" + system.nextNumber();
    return Children.spawn(this, child, childName, null);
  }

  @Override
  public <C> ActorRef<C> spawn(Behavior<C> child, Props props) {
    requireSpawning();
    return Children.spawn(this, child, null, CellExtension.of(SpawnOptions.NONE, props));
  }

  @Override
  public <C> ActorRef<C> spawn(Behavior<C> child, String childName, Props props) {
    requireSpawning();
    return Children.spawnNamed(this, child, childName, CellExtension.of(SpawnOptions.NONE, props));
  }

  final <C> ActorRef<C> spawn(Behavior<C> child, String childName, SpawnOptions options) {
    requireSpawning();
    return Children.spawnNamed(this, child, childName, CellExtension.of(options, Props.defaults()));
  }

  final <C> ActorRef<C> spawnHeld(
      Behavior<C> child, String childName, RestartController restartController) {
    requireSpawning();
    return Children.spawnHeld(this, child, childName, restartController);
  }

  @Override
  public List<ActorRef<?>> children() {
    requireRunning("children");
    return new ArrayList<>(Children.all(this));
  }

  @Override
  public Optional<ActorRef<?>> child(String childName) {
    requireRunning("child");
    return Optional.ofNullable(Children.named(this, Objects.requireNonNull(childName, "name")));
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
  public void watch(ActorRef<?> other) {
    requireRunning("watch");
    Watching.begin(this, other, Watching.SIGNAL);
  }

  @Override
  public void watchWith(ActorRef<?> other, M message) {
    requireRunning("watchWith");
    Watching.begin(this, other, Objects.requireNonNull(message, "message"));
  }

  @Override
  public void unwatch(ActorRef<?> other) {
    requireRunning("unwatch");
    Watching.end(this, Objects.requireNonNull(other, "other"));
  }

  @Override
  public Timers<M> timers() {
    requireRunning("timers");
    return new ContextTimers<>(cellTimers(), this::requireRunning);
  }

  @Override
  public void setReceiveTimeout(M message, Duration timeout) {
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
    // Not whenComplete: the future it returns would wrap the failure, and so call the failure's
    // toString.
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

  @Override
  public Logger log() {
    requireRunning("log");
    String given = extension == null ? null : extension.loggerName;
    return LoggerFactory.getLogger(given == null ? BehaviorName.of(behavior) : given);
  }

  @Override
  public void setLoggerName(String name) {
    requireRunning("setLoggerName");
    if (Objects.requireNonNull(name, "name").isBlank()) {
      throw new IllegalArgumentException("A logger needs a name, but was: '" + name + "'");
    }
    extension().loggerName = name;
  }
}
