package io.aether.actor.redeployment;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Outcome;
import io.aether.actor.Props;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.shutdown.ShutdownPhase;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.MDC;

/// An application that the program of a test loads with a class loader of its own. It runs code in
/// every place where a system runs code, and returns for each place whether the thread's context
/// class loader found its resources there.
public final class Application implements Callable<Map<String, Boolean>> {

  private static final Duration LONG = Duration.ofSeconds(20);

  /// Objects that libraries leave on threads.
  private static final ThreadLocal<Application> LOCAL = new ThreadLocal<>();

  private static final InheritableThreadLocal<Application> INHERITABLE =
      new InheritableThreadLocal<>();

  private final Map<String, Boolean> found = new ConcurrentHashMap<>();
  private final Semaphore looks = new Semaphore(0);

  /// The number of lives that the actor with a supervisor has begun.
  private final AtomicInteger lives = new AtomicInteger();

  @Override
  public Map<String, Boolean> call() throws Exception {
    INHERITABLE.set(this);
    var system =
        ActorSystem.create(
            "application",
            config ->
                config.withHandling(handling ->
                    handling
                        .withActorInMdc(true)
                        .withOutgoing((_, _, message) -> {
                          if (message.equals("1")) {
                            look("interceptor");
                          }
                          return Optional.of(message);
                        })));
    system.deadLetters().listen(_ -> look("dead letter listener"));
    system
        .coordinatedShutdown()
        .addTask(ShutdownPhase.BEFORE_SERVICE_UNBIND, "look", () -> look("shutdown task"));

    awaitLooks(7, () -> everywhere(system)); // up to the second life's setup
    for (DispatcherSelector dispatcher :
        new DispatcherSelector[] {
          DispatcherSelector.workers(),
          DispatcherSelector.pinned(),
          DispatcherSelector.pinnedVirtual(),
          DispatcherSelector.pool("pool", 1),
          DispatcherSelector.callers()
        }) {
      var actor = system.spawn(spoiling(dispatcher), Props.defaults().withDispatcher(dispatcher));
      awaitLooks(3, () -> tellFromElsewhere(actor, 2)); // one look is the interceptor's
    }
    var stopped = system.spawn(Behaviors.<String>receiveMessage(_ -> Behaviors.stopped()));
    awaitLooks(2, () -> tellFromElsewhere(stopped, 2)); // the second one is a dead letter
    ActorRef<ActorRef<String>> silent = system.spawn(Behaviors.ignore());
    silent.<String>askAsync(replyTo -> replyTo, Duration.ofDays(1)); // never answered
    elsewhere(system::close);
    look("the own thread");
    return new TreeMap<>(found);
  }

  private void everywhere(ActorSystem system) {
    system.spawn(
        Behaviors.supervise(
            failure -> {
              look("decider");
              return SupervisorStrategy.restart();
            },
            Behaviors.<Object>setup(context -> {
              if (lives.incrementAndGet() == 1) {
                context.timers().startSingle("tick", Duration.ofMillis(1));
              } else { // only the first life fails, so that no look of it comes later
                leaveWaiting(context);
              }
              look("setup");
              return Behaviors.receive(
                  this::onMessage,
                  (_, signal) -> {
                    look(signal.getClass().getSimpleName());
                    return Behaviors.same();
                  });
            })),
        "all");
  }

  private Behavior<Object> onMessage(ActorContext<Object> context, Object message) {
    LOCAL.set(this);
    MDC.put("application", "mine");
    leaveWaiting(context);
    if (message.equals("tick")) {
      look("message of a timer");
      context.async(
          () -> {
            look("task");
            return "done";
          },
          (Outcome<String> it) -> {
            look("translation of an outcome");
            throw new IllegalStateException("on purpose");
          });
    } else {
      look("message");
    }
    return Behaviors.same();
  }

  /// Leaves a timer and a future behind that outlast the system.
  private static void leaveWaiting(ActorContext<Object> context) {
    context.timers().startSingle("longer than anything", Duration.ofDays(1));
    context.pipeToSelf(new CompletableFuture<>(), (Outcome<Object> it) -> it); // never done
  }

  /// Leaves another context class loader behind.
  private Behavior<String> spoiling(DispatcherSelector dispatcher) {
    return Behaviors.receiveMessage(message -> {
      LOCAL.set(this);
      look(dispatcher + ", message " + message);
      Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
      return Behaviors.same();
    });
  }

  private static void tellFromElsewhere(ActorRef<String> actor, int count) {
    elsewhere(() -> {
      for (int n = 0; n < count; n++) {
        actor.tell("" + n);
      }
    });
  }

  /// Makes the call on a thread with another context class loader.
  private static void elsewhere(Runnable call) {
    Thread thread = Thread.ofPlatform().unstarted(call);
    thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void awaitLooks(int count, Runnable action) throws InterruptedException {
    looks.drainPermits();
    action.run();
    if (!looks.tryAcquire(count, LONG.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("Only these came: " + found);
    }
  }

  private void look(String place) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    boolean isFound = loader != null && loader.getResource("application.txt") != null;
    found.merge(place, isFound, Boolean::logicalAnd);
    looks.release();
  }
}
