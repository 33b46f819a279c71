package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Outcome;
import io.aether.testkit.Simulation;

/// A cache reloads from its source while it is written to: the reply, asked for before the write,
/// arrives after it and puts the old value back. Right: a reply counts only if nothing was written
/// since it was asked for.
final class LateReply implements Exhibit {

  private record Read(ActorRef<Integer> replyTo) {}

  private sealed interface Command {
    record Reload() implements Command {}

    record Loaded(int value, int version) implements Command {}

    record Write(int value) implements Command {}

    record Current(ActorRef<Integer> replyTo) implements Command {}
  }

  private record Cache(ActorRef<Read> source, int value, int version, boolean checksVersion)
      implements Behavior<Command> {

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      return switch (command) {
        case Command.Reload() -> {
          context.pipeToSelf(
              source.askAsync(Read::new, PATIENCE),
              outcome ->
                  switch (outcome) {
                    case Outcome.Success<Integer>(var read) -> new Command.Loaded(read, version);
                    case Outcome.Failure<Integer>(var cause) -> throw new AssertionError(cause);
                  });
          yield this;
        }
        case Command.Loaded loaded when checksVersion && loaded.version() != version -> this;
        case Command.Loaded loaded -> with(loaded.value());
        case Command.Write(var written) -> with(written);
        case Command.Current(var replyTo) -> {
          replyTo.tell(value);
          yield this;
        }
      };
    }

    private Cache with(int newValue) {
      return new Cache(source, newValue, version + 1, checksVersion);
    }
  }

  private static void play(Simulation sim, boolean checksVersion) throws InterruptedException {
    var system = sim.system("cache");
    ActorRef<Read> source =
        system.spawn(
            Behaviors.receiveMessage(read -> {
              read.replyTo().tell(1);
              return Behaviors.same();
            }),
            "source");
    ActorRef<Command> cache = system.spawn(new Cache(source, 0, 0, checksVersion), "cache");
    cache.tell(new Command.Reload());
    sim.environment().fork("writer", () -> cache.tell(new Command.Write(2)));
    sim.awaitIdle();

    assertThat(cache.ask(Command.Current::new, PATIENCE)).as("written last").isEqualTo(2);
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* checksVersion= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* checksVersion= */ true);
  }
}
