package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Outcome;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.Simulation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A till asks for a price, fails and restarts; the price comes back to the new life, which takes
/// it for that of its own, other item. Right: a reply names the request that it answers.
final class ReplyToRestarted implements Exhibit {

  private record PriceOf(String item, ActorRef<Integer> replyTo) {}

  private sealed interface Command {
    record Scan(String item) implements Command {}

    record Priced(String item, int price) implements Command {}

    record Total(ActorRef<Integer> replyTo) implements Command {}
  }

  private static final class Till implements Behavior<Command> {
    private final ActorRef<PriceOf> prices;
    private final boolean checksItem;
    private @Nullable String scanned;
    private int total;

    private Till(ActorRef<PriceOf> prices, boolean checksItem) {
      this.prices = prices;
      this.checksItem = checksItem;
    }

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      switch (command) {
        case Command.Scan(var item) -> {
          scanned = item;
          context.pipeToSelf(
              prices.<Integer>askAsync(replyTo -> new PriceOf(item, replyTo), PATIENCE),
              outcome ->
                  switch (outcome) {
                    case Outcome.Success<Integer>(var price) -> new Command.Priced(item, price);
                    case Outcome.Failure<Integer>(var cause) -> throw new AssertionError(cause);
                  });
        }
        case Command.Priced priced when scanned == null -> {}
        case Command.Priced priced -> {
          if (!checksItem || priced.item().equals(scanned)) {
            total += priced.price();
            scanned = null;
          }
        }
        case Command.Total(var replyTo) -> replyTo.tell(total);
      }
      return this;
    }
  }

  private static void play(Simulation sim, boolean checksItem) throws InterruptedException {
    var system = sim.system("shop");
    Map<String, Integer> list = Map.of("caviar", 90, "bread", 2);
    ActorRef<PriceOf> prices =
        system.spawn(
            Behaviors.receiveMessage(question -> {
              question.replyTo().tell(list.getOrDefault(question.item(), 0));
              return Behaviors.same();
            }),
            "prices");
    ActorRef<Command> till =
        system.spawn(
            Behaviors.supervise(
                SupervisorStrategy.restart(), Behaviors.setup(_ -> new Till(prices, checksItem))),
            "till");

    till.tell(new Command.Scan("caviar"));
    sim.environment()
        .fork(
            "next customer",
            () -> {
              sim.stepper().crash(till, new IllegalStateException("paper jam"));
              till.tell(new Command.Scan("bread"));
            });
    sim.awaitIdle();

    assertThat(till.ask(Command.Total::new, PATIENCE)).as("total of the new life").isEqualTo(2);
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* checksItem= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* checksItem= */ true);
  }
}
