package io.aether.samples.actors;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

// @start region="oven"
/// Bakes one loaf at a time, each for twenty minutes. The others wait.
final class Oven implements Behavior<Oven.Command> {

  sealed interface Command {}

  record Bake(String loaf, ActorRef<Baked> replyTo) implements Command {}

  private record Done() implements Command {}

  record Baked(String loaf) {}

  private final ActorContext<Command> context;
  private final Queue<Bake> waiting = new ArrayDeque<>();

  private Oven(ActorContext<Command> context) {
    this.context = context;
  }

  static Behavior<Command> create() {
    return Behaviors.setup(Oven::new);
  }

  @Override
  public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
    switch (command) {
      case Bake bake -> {
        waiting.add(bake);
        if (waiting.size() == 1) {
          begin();
        }
      }
      case Done() -> {
        Bake baked = waiting.remove();
        baked.replyTo().tell(new Baked(baked.loaf()));
        if (!waiting.isEmpty()) {
          begin();
        }
      }
    }
    return this;
  }

  private void begin() {
    context.timers().startSingle("loaf", new Done(), Duration.ofMinutes(20));
  }

  @Override
  public Behavior<Command> onSignal(ActorContext<Command> context, Signal signal) {
    if (signal instanceof Signal.PostStop) {
      context.log().info("{} loaves were not baked", waiting.size());
    }
    return this;
  }
}
// @end
