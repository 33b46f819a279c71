package io.aether.testkit.core;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;

/// An actor that tells a probe about everything that happens to it, and obeys each [Order].
record Journaling(String name, ActorRef<Object> probe) implements Behavior<Journaling.Order> {

  sealed interface Order {
    record Note(Object what) implements Order {}

    record Fail(Exception how) implements Order {}

    record Crash(Error how) implements Order {}

    record Stop() implements Order {}

    record SpawnChild(Behavior<Order> child, String name, ActorRef<Object> replyTo)
        implements Order {}

    record Tell(Order order) implements Order {}
  }

  record Started(String name) {}

  record Heard(String name, Signal signal) {}

  static Behavior<Order> create(String name, ActorRef<Object> probe) {
    return Behaviors.setup(context -> {
      probe.tell(new Started(name));
      return new Journaling(name, probe);
    });
  }

  @Override
  public Behavior<Order> onMessage(ActorContext<Order> context, Order order) throws Exception {
    return switch (order) {
      case Order.Note(var what) -> {
        probe.tell(what);
        yield this;
      }
      case Order.Fail(var how) -> throw how;
      case Order.Crash(var how) -> throw how;
      case Order.Stop() -> Behaviors.stopped();
      case Order.SpawnChild(var child, var childName, var replyTo) -> {
        ActorRef<Order> ref = context.spawn(child, childName);
        context.watch(ref);
        replyTo.tell(ref);
        yield this;
      }
      case Order.Tell(var inner) -> {
        context.self().tell(inner);
        yield this;
      }
    };
  }

  @Override
  public Behavior<Order> onSignal(ActorContext<Order> context, Signal signal) {
    probe.tell(new Heard(name, signal));
    return this;
  }
}
