package io.aether.testkit.bank;

import io.aether.actor.ActorRef;
import io.aether.cluster.EntityType;
import io.aether.cluster.MessageTypes;
import io.aether.persistence.Effect;
import io.aether.persistence.EventSourced;
import io.aether.persistence.IdempotentCommand;
import io.aether.persistence.StoredTypes;

/// An account that is never overdrawn. A transfer is a withdrawal here and a deposit there, each a
/// command of its own under the transfer's id.
public record Account(long opening)
    implements EventSourced<Account.Command, Account.Event, Account.State> {

  static final EntityType<Command> TYPE = EntityType.named("account");

  static final MessageTypes MESSAGES =
      MessageTypes.of(types ->
          types
              .add(100, Withdraw.class)
              .add(101, Deposit.class)
              .add(102, Read.class)
              .add(103, Reply.class)
              .add(104, State.class));

  static final StoredTypes TYPES =
      StoredTypes.of(types ->
          types
              .add("withdrawn", 1, Withdrawn.class)
              .add("deposited", 1, Deposited.class)
              .add("account", 1, State.class));

  public sealed interface Command {}

  public record Withdraw(String commandId, long amount, ActorRef<Reply> replyTo)
      implements Command, IdempotentCommand {}

  public record Deposit(String commandId, long amount, ActorRef<Reply> replyTo)
      implements Command, IdempotentCommand {}

  public record Read(ActorRef<State> replyTo) implements Command {}

  public enum Reply {
    DONE,
    REFUSED
  }

  public sealed interface Event {
    String transfer();
  }

  public record Withdrawn(String transfer, long amount) implements Event {}

  public record Deposited(String transfer, long amount) implements Event {}

  /// @param changes the number of events
  public record State(long balance, int changes) {}

  @Override
  public State initialState() {
    return new State(opening, 0);
  }

  @Override
  public Effect<Event, State> onCommand(State state, Command command) {
    return switch (command) {
      case Withdraw(var _, var amount, var replyTo) when amount > state.balance() ->
          reply(replyTo, Reply.REFUSED);
      case Withdraw(var id, var amount, var replyTo) ->
          persist(new Withdrawn(id, amount)).thenReply(replyTo, _ -> Reply.DONE);
      case Deposit(var id, var amount, var replyTo) ->
          persist(new Deposited(id, amount)).thenReply(replyTo, _ -> Reply.DONE);
      case Read(var replyTo) -> reply(replyTo, state);
    };
  }

  @Override
  public Effect<Event, State> onRepeated(State state, Command command) {
    return switch (command) {
      case Withdraw(var _, var _, var replyTo) -> reply(replyTo, Reply.DONE);
      case Deposit(var _, var _, var replyTo) -> reply(replyTo, Reply.DONE);
      case Read(var replyTo) -> reply(replyTo, state);
    };
  }

  @Override
  public State onEvent(State state, Event event) {
    return switch (event) {
      case Withdrawn(var _, var amount) -> new State(state.balance() - amount, state.changes() + 1);
      case Deposited(var _, var amount) -> new State(state.balance() + amount, state.changes() + 1);
    };
  }
}
