package io.aether.benchmarks.contender;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.ExtensibleBehavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.Signal;
import akka.actor.typed.TypedActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// Akka Typed 2.6, the last version under the Apache License, tuned like its successor in
/// [PekkoContender]: as many threads as cores, and 64 messages per turn.
final class AkkaContender implements Contender<ActorRef<Object>, TypedActorContext<Object>> {

  private final ActorSystem<Object> system;

  AkkaContender() {
    int cores = Runtime.getRuntime().availableProcessors();
    Config config =
        ConfigFactory.parseString(
                """
                akka.loglevel = ERROR
                akka.log-dead-letters = off
                akka.daemonic = on
                akka.coordinated-shutdown.run-by-jvm-shutdown-hook = off
                akka.actor.default-dispatcher.throughput = 64
                akka.actor.default-dispatcher.executor = fork-join-executor
                akka.actor.default-dispatcher.fork-join-executor {
                  parallelism-min = %1$d, parallelism-factor = 1, parallelism-max = %1$d
                }
                """
                    .formatted(cores))
            .withFallback(ConfigFactory.load());
    this.system = ActorSystem.create(new Guardian(), "benchmark", config);
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
    return false;
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
