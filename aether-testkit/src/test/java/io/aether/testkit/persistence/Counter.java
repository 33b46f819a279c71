package io.aether.testkit.persistence;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.persistence.Effect;
import io.aether.persistence.EventSourced;
import io.aether.persistence.IdempotentCommand;
import io.aether.persistence.Persistence;
import io.aether.persistence.PersistenceId;
import io.aether.persistence.StoredTypes;

/// A persistent sum.
public record Counter() implements EventSourced<Counter.Add, Counter.Added, Counter.Sum> {

  static final StoredTypes TYPES =
      StoredTypes.of(types -> types.add("added", 1, Added.class).add("sum", 1, Sum.class));

  public record Add(String commandId, long amount, ActorRef<Long> replyTo)
      implements IdempotentCommand {}

  public record Added(long amount) {}

  public record Sum(long value) {}

  static Behavior<Add> behavior(String id, Persistence persistence) {
    return EventSourced.behavior(PersistenceId.of("counter", id), new Counter(), persistence);
  }

  @Override
  public Sum initialState() {
    return new Sum(0);
  }

  @Override
  public Effect<Added, Sum> onCommand(Sum sum, Add command) {
    return persist(new Added(command.amount())).thenReply(command.replyTo(), Sum::value);
  }

  @Override
  public Effect<Added, Sum> onRepeated(Sum sum, Add command) {
    return reply(command.replyTo(), sum.value());
  }

  @Override
  public Sum onEvent(Sum sum, Added event) {
    return new Sum(sum.value() + event.amount());
  }
}
