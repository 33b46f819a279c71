package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.testkit.Simulation;
import java.time.Duration;

/// A session ends by a message that was scheduled when it began. Another user logs in at the
/// instant in which it ends, and the message of the previous session ends the new one. Right: the
/// actor's own timer, whose message never arrives once another timer has replaced it.
final class FormerTimer implements Exhibit {

  private static final Duration SESSION = Duration.ofMinutes(10);

  private sealed interface Command {
    record Login() implements Command {}

    record Expire() implements Command {}

    record IsOpen(ActorRef<Boolean> replyTo) implements Command {}
  }

  private record Session(boolean open, boolean usesTimers) implements Behavior<Command> {

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      return switch (command) {
        case Command.Login() -> {
          if (usesTimers) {
            context.timers().startSingle("expiry", new Command.Expire(), SESSION);
          } else {
            ActorRef<Command> self = context.self();
            context
                .system()
                .spi()
                .environment()
                .scheduler()
                .schedule(SESSION, () -> self.tell(new Command.Expire()));
          }
          yield new Session(true, usesTimers);
        }
        case Command.Expire() -> new Session(false, usesTimers);
        case Command.IsOpen(var replyTo) -> {
          replyTo.tell(open);
          yield this;
        }
      };
    }
  }

  private static void play(Simulation sim, boolean usesTimers) throws InterruptedException {
    ActorRef<Command> session = sim.system("site").spawn(new Session(false, usesTimers), "session");
    session.tell(new Command.Login());
    sim.awaitIdle();
    sim.sleep(SESSION);

    session.tell(new Command.Login());
    sim.awaitIdle();

    assertThat(session.ask(Command.IsOpen::new, PATIENCE)).as("the new session is open").isTrue();
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* usesTimers= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* usesTimers= */ true);
  }
}
