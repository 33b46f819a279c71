package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter;
import io.aether.actor.Props;
import io.aether.actor.StopReason;
import io.aether.actor.config.HandlingSettings;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.inspect.Inspection;
import io.aether.actor.intercept.Interceptor;
import io.aether.actor.shutdown.CoordinatedShutdown;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Completions;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Extension;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.RestartController;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SpawnOptions;
import io.aether.actor.spi.SystemMessage;
import io.aether.actor.spi.SystemServices;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The actors of one JVM, or of one simulated node, under two guardians; see [ActorSystem].
///
/// Longer than most files because the API of a system and the services for its cells share the
/// state of one object.
final class LocalActorSystem implements ActorSystem {

  static final ActorPath ASK_PATH = ActorPath.ROOT.child("ask");

  private final String name;
  private final ActorSystemConfig config;
  private final ContextLoader contextLoader = ContextLoader.ofCaller();

  /// For the cells, which read both fields in each turn.
  final @Nullable ClassLoader contextClassLoader = contextLoader.loader();

  final int throughput;
  private final Environment environment;
  private final Dispatcher dispatcher;
  private final Dispatchers dispatchers;
  private final Observer observer;
  private final boolean plainHandling;
  private final LocalDeadLetters deadLetters;
  private final Extensions extensions;
  private final long createdNanos;
  private final IgnoreRef ignoreRef = new IgnoreRef(this);
  private final ActorCell<Object> user;
  private final ActorCell<Object> system;
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();
  private final PhasedShutdown shutdown;
  private final Completions completions;
  private final Explanations explanations;
  private final SystemServices services = new Services();

  /// Numbers for actors without a name. Accessed by any thread.
  private final AtomicLong names = new AtomicLong();

  private final Exports exports = new Exports(this);

  /// Set when the actors are stopped; read by any thread.
  private volatile boolean terminating;

  LocalActorSystem(String name, ActorSystemConfig config) {
    this.name = name;
    this.config = config;
    this.throughput = config.throughput();
    this.environment = config.environment();
    this.createdNanos = environment.scheduler().nanoTime();
    this.dispatcher = environment.dispatcher();
    this.dispatchers = new Dispatchers(name, environment);
    this.completions = new Completions(name, dispatcher);
    this.explanations = new Explanations(environment.scheduler()::nanoTime);
    this.observer = environment.observer();
    this.deadLetters =
        new LocalDeadLetters(
            name,
            contextLoader,
            config.loggedDeadLetters(),
            config.deadLetterSilence(),
            environment.scheduler()::nanoTime);
    this.extensions = new Extensions(this, config.extensions());
    this.plainHandling = config.handling().isNone();
    this.user = guardian("user");
    this.system = guardian("system");
    this.shutdown = new PhasedShutdown(this, config.shutdown().phases());
    if (config.shutdown().jvmHook()) {
      shutdown.hookIntoJvm();
    }
    if (config.shutdown().jvmKept()) {
      shutdown.keepJvm();
    }
  }

  private ActorCell<Object> guardian(String guardianName) {
    var cell = cell(null, guardianName, Behaviors.empty(), CellExtension.ofGuardian());
    dispatcher.execute(cell);
    return cell;
  }

  @Override
  public <M> ActorRef<M> spawn(Behavior<M> behavior, String actorName) {
    return spawn(user, behavior, actorName, Props.defaults());
  }

  @Override
  public <M> ActorRef<M> spawn(Behavior<M> behavior, String actorName, Props props) {
    return spawn(user, behavior, actorName, props);
  }

  @Override
  public <M> ActorRef<M> spawn(Behavior<M> behavior) {
    return spawn(behavior, Props.defaults());
  }

  @Override
  public <M> ActorRef<M> spawn(Behavior<M> behavior, Props props) {
    return started(Children.adoptUnnamed(user, behavior, nextName(), props));
  }

  /// `terminating` is set before the guardian is stopped, and read after the child has been pushed
  /// to the guardian. So of two racing calls at least one sees the other, and a stopping guardian
  /// stops every child that it adopts.
  private <M> ActorRef<M> spawn(
      ActorCell<?> guardian, Behavior<M> behavior, String actorName, Props props) {
    ActorRef<M> ref = Children.adopt(guardian, behavior, actorName, props);
    return guardian == user ? started(ref) : ref;
  }

  private <M> ActorRef<M> started(ActorRef<M> ref) {
    if (terminating) {
      AbstractRef.of(ref).send(new SystemMessage.Stop());
      throw new IllegalStateException("Actor system '" + name + "' is terminating");
    }
    return ref;
  }

  @Override
  public void stop(ActorRef<?> ref) {
    Objects.requireNonNull(ref, "ref");
    if (!user.isChild(ref)) {
      throw new IllegalArgumentException(
          ref.path() + " is not a top-level actor of '" + name + "'; only its parent can stop it");
    }
    AbstractRef.of(ref).send(new SystemMessage.Stop());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Duration uptime() {
    return Duration.ofNanos(environment.scheduler().nanoTime() - createdNanos);
  }

  @Override
  @SuppressWarnings("unchecked") // it accepts any message
  public <M> ActorRef<M> ignoreRef() {
    return (ActorRef<M>) ignoreRef;
  }

  @Override
  public LocalDeadLetters deadLetters() {
    return deadLetters;
  }

  @Override
  public <T> T extension(Extension<T> key) {
    Objects.requireNonNull(key, "key");
    return extensions.extension(key);
  }

  @Override
  public CoordinatedShutdown coordinatedShutdown() {
    return shutdown;
  }

  @Override
  public Inspection inspect() throws InterruptedException {
    Map<DeadLetter.Reason, Long> undelivered = new EnumMap<>(DeadLetter.Reason.class);
    for (DeadLetter.Reason reason : DeadLetter.Reason.values()) {
      if (deadLetters.count(reason) > 0) {
        undelivered.put(reason, deadLetters.count(reason));
      }
    }
    return new Inspection(
        name,
        environment.clock().instant(),
        Inspector.inspect(user, environment),
        Inspector.inspect(system, environment),
        undelivered);
  }

  @Override
  public ActorStatus inspect(ActorRef<?> ref) throws InterruptedException {
    Objects.requireNonNull(ref, "ref");
    if (!(ref instanceof ActorCell<?> cell) || cell.system() != this) {
      throw new IllegalArgumentException(
          ref + " is not a local actor of '" + name + "'; inspect it on its own node");
    }
    return Inspector.inspect(cell, environment);
  }

  @Override
  public CompletableFuture<Void> terminate() {
    return shutdown.run("terminate() was called");
  }

  @Override
  public void close() {
    Runner runner = Runner.current();
    if (runner != null && runner.running() instanceof ActorCell<?> cell && cell.system() == this) {
      throw new IllegalStateException(
          cell.path() + " called ActorSystem.close(), which waits for it; use terminate()");
    }
    CompletableFuture<Void> done = shutdown.run("close() was called");
    if (shutdown.isRunByCaller()) {
      return;
    }
    environment.awaitUninterrupted(shutdown.stopping());
    Cancellable timer =
        environment
            .scheduler()
            .schedule(
                config.closeTimeout(),
                () ->
                    done.completeExceptionally(
                        new IllegalStateException(
                            "Actors of '%s' are still busy after %s"
                                .formatted(name, config.closeTimeout()))));
    environment.awaitUninterrupted(done);
    timer.cancel();
    if (done.isCompletedExceptionally()) {
      throw (IllegalStateException) done.exceptionNow();
    }
  }

  @Override
  public SystemServices spi() {
    return services;
  }

  @Override
  public String toString() {
    return "ActorSystem[" + name + "]";
  }

  // ---- For the cells ----

  Environment environment() {
    return environment;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /// {@return the class loader with which code of this system runs outside the turns of actors}
  ContextLoader contextLoader() {
    return contextLoader;
  }

  Dispatchers dispatchers() {
    return dispatchers;
  }

  Observer observer() {
    return observer;
  }

  ActorSystemConfig config() {
    return config;
  }

  /// Runs `completion`, which may run code that users have chained to a future, on a turn of its
  /// own.
  void complete(Runnable completion) {
    completions.execute(() -> contextLoader.run(completion));
  }

  Explanations explanations() {
    return explanations;
  }

  /// {@return the settings for the handling of messages}
  HandlingSettings handling() {
    return config.handling();
  }

  /// {@return a new actor, of [CustomizedCell] only if it needs the features of that class}
  <M> ActorCell<M> cell(
      @Nullable ActorCell<?> parent,
      @Nullable String actorName,
      Behavior<M> behavior,
      @Nullable CellExtension extension) {
    boolean ordinary =
        plainHandling
            && observer == Observer.NONE
            && (extension == null || extension.props.equals(Props.defaults()));
    if (ordinary) {
      return new ActorCell<>(this, parent, actorName, behavior, extension);
    }
    HandlingSettings handling = config.handling();
    boolean isUsers =
        parent != null
            && (parent == user
                || (parent instanceof CustomizedCell<?> its && its.handling == handling)
                || (extension != null && extension.options.selfRef() != null));
    if (!isUsers) {
      handling = handling.ofSystemActors();
    }
    Behavior<M> intercepted = behavior;
    for (Interceptor<?> interceptor : handling.incoming().reversed()) {
      @SuppressWarnings("unchecked") // it takes all messages and sends none
      var its = (Interceptor<M>) interceptor;
      intercepted = Behaviors.intercept(its, intercepted);
    }
    return new CustomizedCell<>(this, parent, actorName, intercepted, extension, handling);
  }

  String nextName() {
    return "$" + nextNumber();
  }

  long nextNumber() {
    return names.incrementAndGet();
  }

  /// Stops all actors.
  void stopActors() {
    terminating = true;
    deadLetters.systemTerminates();
    user.stop(StopReason.SHUTDOWN);
  }

  /// {@return completed when all actors have stopped}
  CompletableFuture<Void> stopped() {
    return terminated;
  }

  /// Removes `ref`, which can no longer be found by its number afterwards.
  void unexport(AbstractRef<?> ref) {
    exports.remove(ref);
  }

  /// {@return whether `actor` works for the system only, and runs no user code}
  boolean isOwn(ActorCell<?> actor) {
    return actor.parent == system;
  }

  void guardianStopped(ActorCell<?> guardian) {
    if (guardian == user) {
      system.stop(StopReason.SHUTDOWN);
    } else {
      dispatchers.close();
      environment.systemTerminated();
      terminated.complete(null);
    }
  }

  static IllegalArgumentException nameTaken(ActorPath parent, String name) {
    return new IllegalArgumentException(
        parent + " already has a child named '" + name + "' that has not stopped yet");
  }

  private final class Services implements SystemServices {

    @Override
    public Environment environment() {
      return environment;
    }

    @Override
    public <M> ActorRef<M> spawnSystem(Behavior<M> behavior, String actorName) {
      return spawn(system, behavior, actorName, Props.defaults());
    }

    @Override
    public <M> ActorRef<M> spawnGenerated(Behavior<M> behavior, String word) {
      String generated = "$" + ActorSystem.checkName(word) + "-" + nextNumber();
      return started(Children.adoptUnnamed(user, behavior, generated, Props.defaults()));
    }

    @Override
    public <M> ActorRef<M> spawnChild(
        ActorContext<?> context, Behavior<M> behavior, String actorName, SpawnOptions options) {
      return cell(context).spawn(behavior, actorName, options);
    }

    @Override
    public <M> ActorRef<M> spawnHeld(
        ActorContext<?> context,
        Behavior<M> behavior,
        String actorName,
        RestartController restartController) {
      return cell(context).spawnHeld(behavior, actorName, restartController);
    }

    @Override
    public void hold(ActorRef<?> child) {
      local(child).push(new Control.Hold());
    }

    @Override
    public void release(ActorRef<?> child) {
      local(child).push(new Control.Release());
    }

    @Override
    public void stopChildrenInReverse(ActorContext<?> context) {
      ActorCell<?> cell = cell(context);
      cell.extension().reverseStop = new ReverseStop(cell);
    }

    @Override
    public Ownership ownership(ActorContext<?> context) {
      return cell(context).options().ownership();
    }

    @Override
    public long export(ActorRef<?> ref) {
      return exports.export(AbstractRef.of(Objects.requireNonNull(ref, "ref")));
    }

    @Override
    public void withdraw(ActorContext<?> context, ActorRef<?> adapter) {
      ActorCell<?> owner = cell(context);
      if (!(AbstractRef.of(Objects.requireNonNull(adapter, "adapter")) instanceof AdapterRef<?> own)
          || own.owner() != owner) {
        throw new IllegalArgumentException(adapter + " is not a message adapter of " + owner);
      }
      owner.extension().adapters().withdraw(own);
      exports.remove(own);
    }

    @Override
    public Optional<ActorRef<?>> exported(long id) {
      return exports.find(id);
    }

    @Override
    public <M> void passOn(M message, ActorRef<? super M> recipient) {
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(recipient, "recipient");
      Relay.passOn(message, recipient, deadLetters);
    }

    @Override
    public <M> boolean passOn(M message, ActorRef<? super M> recipient, Runnable taken) {
      return Relay.passOn(message, recipient, taken, deadLetters);
    }

    @Override
    public void sendLast(Object message, ActorRef<?> actor) {
      Relay.sendLast(message, actor);
    }

    @Override
    public <M> void forward(M message, ActorRef<? super M> recipient) {
      AbstractRef<? super M> to = AbstractRef.of(recipient);
      boolean local = to instanceof ActorCell<?> || to instanceof AdapterRef<?>;
      Promise<?> ask = local ? ask(message) : null;
      if (ask == null) {
        recipient.tell(message);
      } else {
        try {
          ask.send(to, message);
        } catch (Throwable failure) { // thrown by an outgoing interceptor
          ask.targetFailed(recipient, failure);
          throw failure;
        }
      }
    }

    @Override
    public void refuse(Object request, DeadLetter.Reason reason) {
      Promise<?> ask = ask(request);
      if (ask != null) {
        ask.undelivered(reason);
      }
    }

    @Override
    public int queued(ActorRef<?> actor, int limit) {
      return actor instanceof MailboxCell<?> cell ? cell.queued(limit) : -1;
    }

    @Override
    public void fork(String threadName, Runnable task) {
      environment.fork(threadName, () -> contextLoader.run(task));
    }

    @Override
    public void deadLetter(Object message, ActorPath recipient, DeadLetter.Reason reason) {
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(recipient, "recipient");
      Objects.requireNonNull(reason, "reason");
      deadLetters.publish(message, recipient, reason);
      switch (reason) {
        case UNHANDLED, FAILED, NO_ROUTEE, NO_SUBSCRIBER, SERIALIZATION, NODE_GONE ->
            refuse(message, reason);
        // OVERFLOW: only one of several recipients may lack room. FENCED: the actor stops.
        case STOPPED, LATE_REPLY, EXPIRED, OVERFLOW, FENCED, INTERCEPTED -> {}
      }
    }

    /// {@return the ask whose request the calling thread sends, or its actor handles; from here on
    /// the caller is responsible for it}
    private @Nullable Promise<?> ask(Object request) {
      Promise<?> sending = Sending.of(request);
      ActorCell<?> running = sending == null ? ActorCell.running() : null;
      return running == null ? sending : Requests.take(running, request);
    }

    private ActorCell<?> cell(ActorContext<?> context) {
      return (ActorCell<?>) Objects.requireNonNull(context, "context");
    }

    private ActorCell<?> local(ActorRef<?> ref) {
      if (Objects.requireNonNull(ref, "child") instanceof ActorCell<?> cell) {
        return cell;
      }
      throw new IllegalArgumentException(ref + " is not a local actor of '" + name + "'");
    }
  }
}
