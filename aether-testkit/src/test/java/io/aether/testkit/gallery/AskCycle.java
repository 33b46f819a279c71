package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Outcome;
import io.aether.testkit.Simulation;

/// Two accounts transfer to each other, and each waits inside its handler for the other to take the
/// money: neither can. Right: the handler does not wait; the answer comes back as a message.
final class AskCycle implements Exhibit {

  private sealed interface Command {
    record Transfer(int amount, ActorRef<Command> to, ActorRef<String> replyTo)
        implements Command {}

    record Deposit(int amount, ActorRef<String> replyTo) implements Command {}

    record Done(ActorRef<String> replyTo) implements Command {}
  }

  private record Account(int balance, boolean waits) implements Behavior<Command> {

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command)
        throws InterruptedException {
      return switch (command) {
        case Command.Transfer(var amount, var to, var replyTo) -> {
          if (waits) {
            to.<String>ask(answer -> new Command.Deposit(amount, answer), PATIENCE);
            replyTo.tell("done");
          } else {
            context.pipeToSelf(
                to.<String>askAsync(answer -> new Command.Deposit(amount, answer), PATIENCE),
                outcome ->
                    switch (outcome) {
                      case Outcome.Success<String> _ -> new Command.Done(replyTo);
                      case Outcome.Failure<String>(var cause) -> throw new AssertionError(cause);
                    });
          }
          yield new Account(balance - amount, waits);
        }
        case Command.Deposit(var amount, var replyTo) -> {
          replyTo.tell("deposited");
          yield new Account(balance + amount, waits);
        }
        case Command.Done(var replyTo) -> {
          replyTo.tell("done");
          yield this;
        }
      };
    }
  }

  private static void play(Simulation sim, boolean waits) throws InterruptedException {
    var system = sim.system("bank");
    ActorRef<String> ignored = system.spawn(Behaviors.ignore(), "ignored");
    ActorRef<Command> romeo = system.spawn(new Account(10, waits), "romeo");
    ActorRef<Command> juliet = system.spawn(new Account(10, waits), "juliet");

    sim.environment()
        .fork("juliet's hand", () -> juliet.tell(new Command.Transfer(2, romeo, ignored)));
    String done = romeo.ask(to -> new Command.Transfer(1, juliet, to), PATIENCE);
    sim.awaitIdle();

    assertThat(done).isEqualTo("done");
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* waits= */ true);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* waits= */ false);
  }
}
