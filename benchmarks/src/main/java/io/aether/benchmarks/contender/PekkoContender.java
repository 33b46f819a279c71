package io.aether.benchmarks.contender;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/// Apache Pekko Typed, tuned: as many threads as cores, or its executor of virtual threads, and 64
/// messages per turn. Its behaviors extend [ExtensibleBehavior] and return themselves, which is the
/// shortest path through its interpreter.
final class PekkoContender implements Contender<ActorRef<Object>, TypedActorContext<Object>> {

  private final ActorSystem<Object> system;
  private final boolean virtual;

  private PekkoContender(String executor, boolean virtual) {
    this.virtual = virtual;
    Config config =
        ConfigFactory.parseString(
                """
                pekko.loglevel = ERROR
                pekko.log-dead-letters = off
                pekko.daemonic = on
                pekko.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                pekko.actor.default-dispatcher.throughput = 64
                """
                    + executor)
            .withFallback(ConfigFactory.load());
    this.system = ActorSystem.create(new Guardian(), "benchmark", config);
  }

  static PekkoContender onForkJoinPool() {
    int cores = Runtime.getRuntime().availableProcessors();
    return new PekkoContender(
        """
        pekko.actor.default-dispatcher.executor = fork-join-executor
        pekko.actor.default-dispatcher.fork-join-executor {
          parallelism-min = %1$d, parallelism-factor = 1, parallelism-max = %1$d
        }
        """
            .formatted(cores),
        /* virtual= */ false);
  }

  static PekkoContender onVirtualThreads() {
    return new PekkoContender(
        "pekko.actor.default-dispatcher.executor = virtual-thread-executor", /* virtual= */ true);
  }

  @Override
  public void tell(ActorRef<Object> ref, Object message) {
    ref.tell(message);
  }

  @Override
  public ActorRef<Object> self(TypedActorContext<Object> context) {
    return context.asJava().getSelf();
  }

  @Override
  public ActorRef<Object> spawn(
      TypedActorContext<Object> context, Actor<TypedActorContext<Object>> actor) {
    return context.asJava().spawnAnonymous(new Hosted(actor));
  }

  @Override
  public void schedule(
      TypedActorContext<Object> context, Object key, Duration delay, Object message) {
    var java = context.asJava();
    java.scheduleOnce(delay, java.getSelf(), message); // cheaper than its timers with keys
  }

  @Override
  public CompletableFuture<Object> ask(ActorRef<Object> ref) {
    return AskPattern.<Object, Object>ask(ref, Request::new, ASK_TIMEOUT, system.scheduler())
        .toCompletableFuture();
  }

  @Override
  public <T> Group<T> start(Function<TypedActorContext<Object>, T> make) {
    var top = new GroupTop<>(make);
    var started = new CompletableFuture<ActorRef<Object>>();
    system.tell(new StartGroup(top, started));
    ActorRef<Object> ref = started.join();
    ref.tell(GroupTop.MAKE);
    return top.group(() -> ref.tell(GroupTop.STOP));
  }

  @Override
  public boolean actorsMayBlock() {
    return virtual;
  }

  @Override
  public void close() {
    system.terminate();
    system.getWhenTerminated().toCompletableFuture().join();
  }

  private record StartGroup(
      GroupTop<TypedActorContext<Object>, ?> top, CompletableFuture<ActorRef<Object>> started) {}

  private static final class Hosted extends ExtensibleBehavior<Object> {
    private final Actor<TypedActorContext<Object>> actor;

    Hosted(Actor<TypedActorContext<Object>> actor) {
      this.actor = actor;
    }

    @Override
    public Behavior<Object> receive(TypedActorContext<Object> context, Object message) {
      return switch (actor.onMessage(context, message)) {
        case GO_ON -> this;
        case STOP -> Behaviors.stopped();
      };
    }

    @Override
    public Behavior<Object> receiveSignal(TypedActorContext<Object> context, Signal signal) {
      return Behaviors.unhandled();
    }
  }

  private static final class Top extends ExtensibleBehavior<Object> {
    private final GroupTop<TypedActorContext<Object>, ?> top;

    Top(GroupTop<TypedActorContext<Object>, ?> top) {
      this.top = top;
    }

    @Override
    public Behavior<Object> receive(TypedActorContext<Object> context, Object message) {
      if (message == GroupTop.STOP) {
        return Behaviors.stopped();
      }
      top.make(context);
      return this;
    }

    @Override
    public Behavior<Object> receiveSignal(TypedActorContext<Object> context, Signal signal) {
      if (signal instanceof PostStop) {
        top.end();
      }
      return Behaviors.unhandled();
    }
  }

  private static final class Guardian extends ExtensibleBehavior<Object> {
    @Override
    public Behavior<Object> receive(TypedActorContext<Object> context, Object message) {
      var start = (StartGroup) message;
      start.started().complete(context.asJava().spawnAnonymous(new Top(start.top())));
      return this;
    }

    @Override
    public Behavior<Object> receiveSignal(TypedActorContext<Object> context, Signal signal) {
      return Behaviors.unhandled();
    }
  }
}
