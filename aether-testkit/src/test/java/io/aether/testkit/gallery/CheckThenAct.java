package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.Simulation;

/// Two customers ask whether a seat is free, hear that it is, and both book it. Right: one message
/// checks and books.
final class CheckThenAct implements Exhibit {

  private sealed interface Command {
    record IsFree(ActorRef<Boolean> replyTo) implements Command {}

    record Book() implements Command {}

    record BookIfFree(ActorRef<Boolean> replyTo) implements Command {}

    record Bookings(ActorRef<Integer> replyTo) implements Command {}
  }

  private record Seat(int bookings) implements Behavior<Command> {

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      return switch (command) {
        case Command.IsFree(var replyTo) -> {
          replyTo.tell(bookings == 0);
          yield this;
        }
        case Command.Book() -> new Seat(bookings + 1);
        case Command.BookIfFree(var replyTo) -> {
          replyTo.tell(bookings == 0);
          yield bookings == 0 ? new Seat(1) : this;
        }
        case Command.Bookings(var replyTo) -> {
          replyTo.tell(bookings);
          yield this;
        }
      };
    }
  }

  private static Behavior<String> customer(ActorRef<Command> seat, boolean inOneMessage) {
    return Behaviors.receiveMessage(_ -> {
      if (inOneMessage) {
        seat.ask(Command.BookIfFree::new, PATIENCE);
      } else if (seat.ask(Command.IsFree::new, PATIENCE)) {
        seat.tell(new Command.Book());
      }
      return Behaviors.same();
    });
  }

  private static void play(Simulation sim, boolean inOneMessage) throws InterruptedException {
    var system = sim.system("theatre");
    ActorRef<Command> seat = system.spawn(new Seat(0), "seat");
    system.spawn(customer(seat, inOneMessage), "customer-1").tell("go");
    system.spawn(customer(seat, inOneMessage), "customer-2").tell("go");
    sim.awaitIdle();

    assertThat(seat.ask(Command.Bookings::new, PATIENCE)).as("bookings").isEqualTo(1);
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* inOneMessage= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* inOneMessage= */ true);
  }
}
