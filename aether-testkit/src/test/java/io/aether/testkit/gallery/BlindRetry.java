package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.testkit.MessageRule.Fate;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/// A payment is requested again because no answer arrived; but only the answer was lost, and the
/// money is paid twice. Right: the request carries an id, and a known id is answered but not paid.
final class BlindRetry implements Exhibit {

  private record Paid(int balance) {}

  private sealed interface Command {
    record Pay(int id, ActorRef<Paid> replyTo) implements Command {}

    record Balance(ActorRef<Integer> replyTo) implements Command {}
  }

  private static final class Account implements Behavior<Command> {
    private final boolean remembers;
    private final Set<Integer> paid = new HashSet<>();
    private int balance = 100;

    private Account(boolean remembers) {
      this.remembers = remembers;
    }

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      switch (command) {
        case Command.Pay(var id, var replyTo) -> {
          if (paid.add(id) || !remembers) {
            balance -= 10;
          }
          replyTo.tell(new Paid(balance));
        }
        case Command.Balance(var replyTo) -> replyTo.tell(balance);
      }
      return this;
    }
  }

  private static void pay(ActorRef<Command> account, int id) throws InterruptedException {
    while (true) {
      try {
        account.<Paid>ask(replyTo -> new Command.Pay(id, replyTo), Duration.ofSeconds(1));
        return;
      } catch (AskException.TimedOut lost) {
        // one retry
      }
    }
  }

  /// One answer in ten is lost.
  private static void play(Simulation sim, boolean remembers) throws InterruptedException {
    ActorRef<Command> account = sim.system("bank").spawn(new Account(remembers), "account");
    sim.stepper()
        .intercept((_, message) ->
            message instanceof Paid && sim.random().nextInt(10) == 0
                ? Fate.drop()
                : Fate.deliver());

    pay(account, 1);
    pay(account, 2);

    assertThat(account.ask(Command.Balance::new, PATIENCE)).isEqualTo(80);
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* remembers= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* remembers= */ true);
  }
}
