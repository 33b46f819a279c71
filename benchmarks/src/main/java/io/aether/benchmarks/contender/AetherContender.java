package io.aether.benchmarks.contender;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.config.HandlingSettings;
import io.aether.actor.intercept.TravellingContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Aether with default settings, or with a travelling context.
final class AetherContender implements Contender<ActorRef<Object>, ActorContext<Object>> {

  private static final Function<ActorRef<Object>, Object> REQUEST = Request::new;

  private static final TravellingContext CONTEXT =
      TravellingContext.empty().with(TravellingContext.key("trace", String.class), "4711");

  private final ActorSystem system;
  private final boolean carries;

  AetherContender() {
    this(UnaryOperator.identity(), /* carries= */ false);
  }

  private AetherContender(UnaryOperator<HandlingSettings> handling, boolean carries) {
    this.carries = carries;
    this.system =
        ActorSystem.create(
            "benchmark", config -> config.withLoggedDeadLetters(0).withHandling(handling));
  }

  @Override
  public Contender<ActorRef<Object>, ActorContext<Object>> carrying() {
    return new AetherContender(HandlingSettings::withTravellingContext, /* carries= */ true);
  }

  @Override
  public void inContext(Runnable sends) {
    if (carries) {
      CONTEXT.run(sends);
    } else {
      sends.run();
    }
  }

  @Override
  public void tell(ActorRef<Object> ref, Object message) {
    ref.tell(message);
  }

  @Override
  public ActorRef<Object> self(ActorContext<Object> context) {
    return context.self();
  }

  @Override
  public ActorRef<Object> spawn(ActorContext<Object> context, Actor<ActorContext<Object>> actor) {
    return context.spawn(new Hosted(actor));
  }

  @Override
  public void schedule(ActorContext<Object> context, Object key, Duration delay, Object message) {
    context.timers().startSingle(key, message, delay);
  }

  @Override
  public CompletableFuture<Object> ask(ActorRef<Object> ref) {
    return ref.askAsync(REQUEST, ASK_TIMEOUT);
  }

  @Override
  public Object askAndWait(ActorRef<Object> ref) throws InterruptedException {
    return ref.ask(REQUEST, ASK_TIMEOUT);
  }

  @Override
  public <T> Group<T> start(Function<ActorContext<Object>, T> make) {
    var top = new GroupTop<>(make);
    ActorRef<Object> ref = system.spawn(new Top(top));
    ref.tell(GroupTop.MAKE);
    return top.group(() -> ref.tell(GroupTop.STOP));
  }

  @Override
  public void close() {
    system.close();
  }

  private record Hosted(Actor<ActorContext<Object>> actor) implements Behavior<Object> {
    @Override
    public Behavior<Object> onMessage(ActorContext<Object> context, Object message) {
      return switch (actor.onMessage(context, message)) {
        case GO_ON -> this;
        case STOP -> Behaviors.stopped();
      };
    }
  }

  private record Top(GroupTop<ActorContext<Object>, ?> top) implements Behavior<Object> {
    @Override
    public Behavior<Object> onMessage(ActorContext<Object> context, Object message) {
      if (message == GroupTop.STOP) {
        return Behaviors.stopped();
      }
      top.make(context);
      return this;
    }

    @Override
    public Behavior<Object> onSignal(ActorContext<Object> context, Signal signal) {
      if (signal instanceof Signal.PostStop) {
        top.end();
      }
      return Behaviors.unhandled();
    }
  }
}
