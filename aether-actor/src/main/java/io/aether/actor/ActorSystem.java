package io.aether.actor;

import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Environment;
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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A tree of actors and the resources they share.
///
/// ```java
/// try (var system = ActorSystem.create("bank")) {
///   var teller = system.spawn(Teller.create(), "teller");
/// } // stops every actor, children before parents, and waits
/// ```
///
/// A system that is not closed keeps the JVM going when `main` is over, also if `main` has thrown
/// an exception, unless [ShutdownSettings#jvmKept()] says otherwise. So close it in a
/// try-with-resources statement, as above. A server that runs until SIGTERM waits inside of it, for
/// example for [#terminate()]'s future or its own end.
///
/// Thread-safe. Longer than most files because it is the whole face of a system, with its Javadoc.
public final class ActorSystem implements AutoCloseable {

  private static final long NEVER = Long.MIN_VALUE;

  static final ActorPath ASK_PATH = ActorPath.ROOT.child("ask");

  private final String name;
  private final ActorSystemConfig config;
  private final Environment environment;
  private final Dispatcher dispatcher;
  private final Dispatchers dispatchers;
  private final Observer observer;
  private final boolean plainHandling;
  private final DeadLetters deadLetters;
  private final Extensions extensions;
  private final long createdNanos;
  private final IgnoreRef ignoreRef = new IgnoreRef(this);
  private final ActorCell<Object> user;
  private final ActorCell<Object> system;
  private final CompletableFuture<Void> terminated = new CompletableFuture<>();
  private final CoordinatedShutdown shutdown;
  private final SystemServices services = new Services();

  /// Numbers for actors without a name. Any thread.
  private final AtomicLong names = new AtomicLong();

  private final Exports exports = new Exports(this);

  /// When a thread's stack was looked at last. Any thread.
  private final AtomicLong lastLookNanos = new AtomicLong(NEVER);

  /// Set when the actors are told to stop, read by any thread.
  private volatile boolean terminating;

  private ActorSystem(String name, ActorSystemConfig config) {
    this.name = name;
    this.config = config;
    this.environment = config.environment();
    this.createdNanos = environment.scheduler().nanoTime();
    this.dispatcher = environment.dispatcher();
    this.dispatchers = new Dispatchers(name, environment);
    this.observer = environment.observer();
    this.deadLetters =
        new DeadLetters(
            name,
            config.loggedDeadLetters(),
            config.deadLetterSilence(),
            environment.scheduler()::nanoTime);
    this.extensions = new Extensions(this, config.extensions());
    this.plainHandling = config.handling().isNone();
    this.user = guardian("user");
    this.system = guardian("system");
    this.shutdown = new CoordinatedShutdown(this, config.shutdown().phases());
    if (config.shutdown().jvmHook()) {
      shutdown.hookIntoJvm();
    }
    if (config.shutdown().jvmKept()) {
      shutdown.keepJvm();
    }
  }

  private ActorCell<Object> guardian(String guardianName) {
    var cell =
        cell(
            null,
            guardianName,
            Behaviors.empty(),
            CellExtension.ofGuardian(new ConcurrentHashMap<>()));
    dispatcher.execute(cell);
    return cell;
  }

  /// Starts a system with everything at its default.
  public static ActorSystem create(String name) {
    return create(name, UnaryOperator.identity());
  }

  /// Starts a system, configured by a function of the defaults.
  public static ActorSystem create(String name, UnaryOperator<ActorSystemConfig> configure) {
    Objects.requireNonNull(configure, "configure");
    ActorSystemConfig config = configure.apply(ActorSystemConfig.defaults());
    return new ActorSystem(
        checkName(name),
        Objects.requireNonNull(config, "configure returned null; return the configuration"));
  }

  /// Starts an actor under `/user`. May be called by any thread; actors start children through
  /// their context.
  ///
  /// @throws IllegalArgumentException if the name is empty, contains '/' or '-$' or starts with
  ///   '$', or if an actor of this name there has not stopped yet
  /// @throws IllegalStateException if the system is terminating
  public <M> ActorRef<M> spawn(Behavior<M> behavior, String actorName) {
    return spawn(user, behavior, actorName, Props.defaults());
  }

  /// Like [#spawn(Behavior, String)], run and known as `props` say.
  public <M> ActorRef<M> spawn(Behavior<M> behavior, String actorName, Props props) {
    return spawn(user, behavior, actorName, props);
  }

  /// Starts an actor under `/user` and a name of the system's choice.
  ///
  /// @throws IllegalStateException if the system is terminating
  public <M> ActorRef<M> spawn(Behavior<M> behavior) {
    return spawn(behavior, Props.defaults());
  }

  /// Like [#spawn(Behavior)], run and known as `props` say.
  public <M> ActorRef<M> spawn(Behavior<M> behavior, Props props) {
    return started(user.adoptUnnamed(behavior, nextName(), props));
  }

  /// `terminating` is set before the guardian is stopped and read after the child has been
  /// announced to it: of two racing calls at least one sees the other, and a stopping guardian
  /// stops whom it adopts.
  private <M> ActorRef<M> spawn(
      ActorCell<?> guardian, Behavior<M> behavior, String actorName, Props props) {
    ActorRef<M> ref = guardian.adopt(behavior, actorName, props);
    return guardian == user ? started(ref) : ref;
  }

  private <M> ActorRef<M> started(ActorRef<M> ref) {
    if (terminating) {
      AbstractRef.of(ref).send(new SystemMessage.Stop());
      throw new IllegalStateException("Actor system '" + name + "' is terminating");
    }
    return ref;
  }

  /// Asks a top-level actor to stop after its current message.
  ///
  /// @throws IllegalArgumentException if the ref is not one returned by [#spawn] of this system
  public void stop(ActorRef<?> ref) {
    Objects.requireNonNull(ref, "ref");
    if (!user.isChild(ref)) {
      throw new IllegalArgumentException(
          ref.path() + " is not a top-level actor of '" + name + "'; only its parent stops it");
    }
    AbstractRef.of(ref).send(new SystemMessage.Stop());
  }

  /// {@return the name this system was created with}
  public String name() {
    return name;
  }

  /// {@return how long ago this system was created}
  public Duration uptime() {
    return Duration.ofNanos(environment.scheduler().nanoTime() - createdNanos);
  }

  /// {@return a ref that takes every message and does nothing with it, for a request whose reply is
  /// of no interest; nobody hears of its end}
  @SuppressWarnings("unchecked") // it takes anything
  public <M> ActorRef<M> ignoreRef() {
    return (ActorRef<M>) ignoreRef;
  }

  /// {@return where messages go that reach no behavior}
  public DeadLetters deadLetters() {
    return deadLetters;
  }

  /// {@return what `key` names, of which there is one in this system} The first call creates it, in
  /// place; a call by another thread meanwhile waits for that.
  ///
  /// @throws IllegalStateException if it is being created by this very thread, or by another one
  ///   that failed; what its factory throws goes to the caller for whom it was called. The next
  ///   call tries again.
  public <T> T extension(Extension<T> key) {
    Objects.requireNonNull(key, "key");
    return extensions.extension(key);
  }

  /// {@return what else has to happen when this system ends}
  public CoordinatedShutdown coordinatedShutdown() {
    return shutdown;
  }

  /// Looks at all actors: where they are in their lives, what waits for them, how they failed last,
  /// and what keeps those busy that do not come to the end of a message within 200 milliseconds.
  ///
  /// Costs each actor as much as a message, and nothing while nobody looks. Blocks the caller until
  /// the actors have answered, or the time is over; an actor that calls it finds itself busy.
  ///
  /// @throws InterruptedException if the caller is interrupted while waiting
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

  /// Looks at one actor and those below it, like [#inspect()].
  ///
  /// @throws IllegalArgumentException if `ref` is not a local actor of this system
  /// @throws InterruptedException if the caller is interrupted while waiting
  public ActorStatus inspect(ActorRef<?> ref) throws InterruptedException {
    Objects.requireNonNull(ref, "ref");
    if (!(ref instanceof ActorCell<?> cell) || cell.system() != this) {
      throw new IllegalArgumentException(
          ref + " is not a local actor of '" + name + "'; look at it where it lives");
    }
    return Inspector.inspect(cell, environment);
  }

  /// Begins the [CoordinatedShutdown], in the course of which all actors stop, children before
  /// parents, and returns at once.
  ///
  /// @return completed when its last phase is over and all actors have stopped
  public CompletableFuture<Void> terminate() {
    return shutdown.run("terminate() was called");
  }

  /// Runs the [CoordinatedShutdown], in the course of which all actors stop, children before
  /// parents, and waits until it is over. Idempotent. A task of the shutdown does not wait, since
  /// it is what is waited for.
  ///
  /// @throws IllegalStateException if called by one of this system's own actors, or if actors are
  ///   still busy [ActorSystemConfig#closeTimeout()] after they were told to stop; they stop when
  ///   they are done
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
    boolean interrupted = awaitUninterrupted(shutdown.stopping());
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
    interrupted |= awaitUninterrupted(done);
    timer.cancel();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (done.isCompletedExceptionally()) {
      throw (IllegalStateException) done.exceptionNow();
    }
  }

  /// {@return whether the caller was interrupted: the shutdown is finished first}
  private boolean awaitUninterrupted(CompletableFuture<Void> future) {
    boolean interrupted = false;
    while (!future.isDone()) {
      try {
        environment.await(future);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    return interrupted;
  }

  /// {@return what modules that build on actors use; applications need none of it}
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

  Dispatchers dispatchers() {
    return dispatchers;
  }

  Observer observer() {
    return observer;
  }

  ActorSystemConfig config() {
    return config;
  }

  /// {@return whether a thread's stack may be looked at: once a millisecond, as it keeps timers
  /// waiting}
  boolean mayLookAtStack() {
    long now = environment.scheduler().nanoTime();
    long last = lastLookNanos.get();
    return (last == NEVER || now - last >= 1_000_000) && lastLookNanos.compareAndSet(last, now);
  }

  /// {@return what surrounds the handling of messages}
  HandlingSettings handling() {
    return config.handling();
  }

  /// {@return a new actor, of a class that knows of things out of the ordinary only if there are
  /// any}
  <M> ActorCell<M> cell(
      @Nullable TreeCell<?> parent,
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

  /// Tells all actors to stop.
  void stopActors() {
    terminating = true;
    deadLetters.systemTerminates();
    user.stop(StopReason.SHUTDOWN);
  }

  /// {@return completed when all actors have stopped}
  CompletableFuture<Void> stopped() {
    return terminated;
  }

  /// Nobody finds `ref` by its number any more.
  void unexport(AbstractRef<?> ref) {
    exports.remove(ref);
  }

  /// {@return whether `actor` does what the system needs, and nothing of users}
  boolean isOwn(TreeCell<?> actor) {
    return actor.parent == system;
  }

  void guardianStopped(TreeCell<?> guardian) {
    if (guardian == user) {
      system.stop(StopReason.SHUTDOWN);
    } else {
      dispatchers.close();
      terminated.complete(null);
    }
  }

  /// {@return `name`, which an actor can have}
  ///
  /// Names that start with `$` or contain `-$` are those that the system makes itself, so they
  /// never clash with others.
  ///
  /// @throws IllegalArgumentException if it is empty, contains '/' or '-$', or starts with '$'
  public static String checkName(String name) {
    Objects.requireNonNull(name, "name");
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.startsWith("$") || name.contains("-$")) {
      throw new IllegalArgumentException(
          "A name must not be empty, contain '/' or '-$', or start with '$', but was: '"
              + name
              + "'");
    }
    return name;
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
      String generated = "$" + checkName(word) + "-" + nextNumber();
      return started(user.adoptUnnamed(behavior, generated, Props.defaults()));
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
    public Optional<ActorRef<?>> exported(long id) {
      return exports.find(id);
    }

    @Override
    public <M> void passOn(M message, ActorRef<? super M> recipient) {
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(recipient, "recipient");
      try {
        recipient.tell(message);
      } catch (MailboxFullException full) {
        deadLetters.publish(message, recipient.path(), DeadLetter.Reason.OVERFLOW);
      }
    }

    @Override
    public void deadLetter(Object message, ActorPath recipient, DeadLetter.Reason reason) {
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(recipient, "recipient");
      Objects.requireNonNull(reason, "reason");
      deadLetters.publish(message, recipient, reason);
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
