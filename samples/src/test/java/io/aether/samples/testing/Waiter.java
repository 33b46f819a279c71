package io.aether.samples.testing;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

// @start region="waiter"
/// Takes orders to the kitchen, and apologizes when that takes too long.
final class Waiter implements Behavior<Waiter.Message> {

  sealed interface Message {}

  record Order(String dish, ActorRef<Answer> guest) implements Message {}

  record Ready(String dish) implements Message {}

  private record TooLong(String dish) implements Message {}

  /// A message to the kitchen.
  record Cook(String dish, ActorRef<Message> replyTo) {}

  /// A message to a guest.
  record Answer(String dish, int cents) {}

  private final ActorRef<Cook> kitchen;
  private final Map<String, ActorRef<Answer>> guests = new HashMap<>();

  private Waiter(ActorRef<Cook> kitchen) {
    this.kitchen = kitchen;
  }

  static Behavior<Message> create(ActorRef<Cook> kitchen) {
    return Behaviors.setup(_ -> new Waiter(kitchen));
  }

  @Override
  public Behavior<Message> onMessage(ActorContext<Message> context, Message message) {
    switch (message) {
      case Order(var dish, var guest) -> {
        guests.put(dish, guest);
        kitchen.tell(new Cook(dish, context.self()));
        context.timers().startSingle(dish, new TooLong(dish), Duration.ofMinutes(30));
      }
      case Ready(var dish) -> {
        context.timers().cancel(dish);
        guests.remove(dish).tell(new Answer(dish, 1200));
      }
      case TooLong(var dish) -> {
        context.log().warn("no {} after half an hour", dish);
        guests.remove(dish).tell(new Answer(dish, 0));
      }
    }
    return this;
  }
}
// @end
