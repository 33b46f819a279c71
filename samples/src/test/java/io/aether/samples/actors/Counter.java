package io.aether.samples.actors;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

// @start region="blocking"
/// Sells loaves. It may block, and it may ask.
record Counter(Path priceList, ActorRef<Bakery.Order> bakery) implements Behavior<Counter.Command> {

  sealed interface Command {}

  record GetPrice(String loaf, ActorRef<String> replyTo) implements Command {}

  record Buy(String loaf, ActorRef<String> replyTo) implements Command {}

  private record Sold(Outcome<Oven.Baked> baked, ActorRef<String> replyTo) implements Command {}

  @Override
  public Behavior<Command> onMessage(ActorContext<Command> context, Command command)
      throws IOException {
    switch (command) {
      case GetPrice(String loaf, ActorRef<String> replyTo) -> {
        try (var lines = Files.lines(priceList)) { // blocks this actor only
          replyTo.tell(lines.filter(line -> line.startsWith(loaf)).findFirst().orElse("no price"));
        }
      }
      case Buy(String loaf, ActorRef<String> replyTo) -> // goes on with the next message meanwhile
          context.pipeToSelf(
              bakery.<Oven.Baked>askAsync(
                  customer -> new Bakery.Order(loaf, customer), Duration.ofHours(1)),
              baked -> new Sold(baked, replyTo));
      case Sold(Outcome<Oven.Baked> baked, ActorRef<String> replyTo) ->
          replyTo.tell(
              switch (baked) {
                case Outcome.Success<Oven.Baked>(Oven.Baked(String loaf)) -> "a fresh " + loaf;
                case Outcome.Failure<Oven.Baked> _ -> "sold out";
              });
    }
    return this;
  }
}
// @end
