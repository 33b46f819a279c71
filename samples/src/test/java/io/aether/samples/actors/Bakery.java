package io.aether.samples.actors;

import static io.aether.actor.SupervisorStrategy.restart;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import java.time.Duration;

// @start region="bakery"
/// Passes orders on to its oven, and closes when the oven is beyond repair.
final class Bakery implements Behavior<Bakery.Order> {

  record Order(String loaf, ActorRef<Oven.Baked> customer) {}

  private final ActorRef<Oven.Command> oven;

  private Bakery(ActorContext<Order> context, Behavior<Oven.Command> oven) {
    this.oven =
        context.spawn(
            Behaviors.supervise(restart().withLimit(3, Duration.ofMinutes(1)), oven), "oven");
    context.watch(this.oven);
  }

  static Behavior<Order> create(Behavior<Oven.Command> oven) {
    return Behaviors.setup(context -> new Bakery(context, oven));
  }

  @Override
  public Behavior<Order> onMessage(ActorContext<Order> context, Order order) {
    oven.tell(new Oven.Bake(order.loaf(), order.customer()));
    return this;
  }

  @Override
  public Behavior<Order> onSignal(ActorContext<Order> context, Signal signal) {
    return switch (signal) {
      case Signal.ChildFailed(ActorRef<?> child, Throwable cause) -> {
        context.log().error("{} is beyond repair", child.path(), cause);
        yield Behaviors.stopped();
      }
      case Signal.Terminated _ -> Behaviors.stopped();
      case Signal.PreRestart _, Signal.PostStop _ -> Behaviors.same();
    };
  }
}
// @end
