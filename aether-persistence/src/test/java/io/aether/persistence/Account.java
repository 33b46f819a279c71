package io.aether.persistence;

import io.aether.actor.ActorRef;
import java.util.List;

/// The rules that the tests of the engine run: an account that is never overdrawn.
record Account() implements EventSourced<Account.Command, Account.Event, Account.Balance> {

  static final StoredTypes TYPES =
      StoredTypes.of(types ->
          types
              .add("deposited", 1, Deposited.class)
              .add("withdrawn", 1, Withdrawn.class)
              .add("balance", 1, Balance.class));

  static final PersistenceId ID = PersistenceId.of("account", "7");

  sealed interface Command {}

  record Deposit(String id, long amount, ActorRef<Long> replyTo)
      implements Command, IdempotentCommand {
    @Override
    public String commandId() {
      return id;
    }
  }

  record Withdraw(long amount, ActorRef<Long> replyTo) implements Command {}

  /// Two events at once; the rules may reject the second one.
  record Move(long in, long out, ActorRef<Long> replyTo) implements Command {}

  record Read(ActorRef<Long> replyTo) implements Command {}

  record StoreNote(ActorRef<Long> replyTo) implements Command {}

  record Close(ActorRef<Long> replyTo) implements Command {}

  record Ignored() implements Command {}

  sealed interface Event {}

  record Deposited(long amount) implements Event {}

  record Withdrawn(long amount) implements Event {}

  record Noted() implements Event {} // not among TYPES

  record Balance(long amount) {}

  static final class Overdrawn extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  @Override
  public Balance initialState() {
    return new Balance(0);
  }

  @Override
  public Effect<Event, Balance> onCommand(Balance balance, Command command) {
    return switch (command) {
      case Deposit(_, long amount, var replyTo) ->
          persist(new Deposited(amount)).thenReply(replyTo, Balance::amount);
      case Withdraw(long amount, var replyTo) ->
          persist(new Withdrawn(amount)).thenReply(replyTo, Balance::amount);
      case Move(long in, long out, var replyTo) ->
          persistAll(List.of(new Deposited(in), new Withdrawn(out)))
              .thenReply(replyTo, Balance::amount);
      case Read(var replyTo) -> reply(replyTo, balance.amount());
      case StoreNote(var replyTo) -> persist(new Noted()).thenReply(replyTo, Balance::amount);
      case Close(var replyTo) -> reply(replyTo, balance.amount()).thenStop();
      case Ignored() -> unhandled();
    };
  }

  @Override
  public Effect<Event, Balance> onRepeated(Balance balance, Command command) {
    return command instanceof Deposit(_, _, var replyTo)
        ? reply(replyTo, balance.amount())
        : unhandled();
  }

  @Override
  public Balance onEvent(Balance balance, Event event) {
    return switch (event) {
      case Deposited(long amount) -> new Balance(balance.amount() + amount);
      case Withdrawn(long amount) when amount <= balance.amount() ->
          new Balance(balance.amount() - amount);
      case Withdrawn _ -> throw new Overdrawn();
      case Noted() -> balance;
    };
  }
}
