package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.Simulation;

/// A lookup hands out the ref of a session, which ends before the request arrives: the request is
/// never answered. Right: the request goes through the lookup, which knows whether the session
/// lives.
final class LostRequest implements Exhibit {

  private sealed interface Command {
    record Find(ActorRef<ActorRef<Request>> replyTo) implements Command {}

    record Greet(ActorRef<String> replyTo) implements Command {}

    record End() implements Command {}
  }

  private sealed interface Request {
    record Hello(ActorRef<String> replyTo) implements Request {}

    record Leave() implements Request {}
  }

  private record Lookup(ActorRef<Request> session, boolean lives) implements Behavior<Command> {

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      return switch (command) {
        case Command.Find(var replyTo) -> {
          replyTo.tell(session);
          yield this;
        }
        case Command.Greet(var replyTo) when lives -> {
          session.tell(new Request.Hello(replyTo));
          yield this;
        }
        case Command.Greet(var replyTo) -> {
          replyTo.tell("it is over");
          yield this;
        }
        case Command.End() -> {
          session.tell(new Request.Leave()); // behind the messages sent before
          yield new Lookup(session, false);
        }
      };
    }
  }

  private static Behavior<Request> session() {
    return Behaviors.receiveMessage(request ->
        switch (request) {
          case Request.Hello(var replyTo) -> {
            replyTo.tell("hello");
            yield Behaviors.same();
          }
          case Request.Leave() -> Behaviors.stopped();
        });
  }

  private static void play(Simulation sim, boolean through) throws InterruptedException {
    ActorRef<Command> lookup =
        sim.system("site")
            .spawn(
                Behaviors.<Command>setup(
                    context -> new Lookup(context.spawn(session(), "session"), true)),
                "lookup");
    sim.environment().fork("operator", () -> lookup.tell(new Command.End()));

    String answer =
        through
            ? lookup.ask(Command.Greet::new, PATIENCE)
            : lookup
                .<ActorRef<Request>>ask(Command.Find::new, PATIENCE)
                .ask(Request.Hello::new, PATIENCE);

    assertThat(answer).isIn("hello", "it is over");
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* through= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* through= */ true);
  }
}
