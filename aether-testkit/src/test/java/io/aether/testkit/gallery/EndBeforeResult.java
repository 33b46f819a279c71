package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.testkit.Simulation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A worker sends its result by way of an auditor and stops. Its end overtakes the result, and its
/// watcher takes the job for failed. Right: the result is sent directly, since an actor's end stays
/// behind the messages that it has sent itself.
final class EndBeforeResult implements Exhibit {

  private sealed interface Command {
    record Start(ActorRef<String> replyTo) implements Command {}

    record Result(int value) implements Command {}
  }

  private record Client(
      ActorRef<Command.Result> auditor, @Nullable ActorRef<String> asker, boolean straight)
      implements Behavior<Command> {

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      return switch (command) {
        case Command.Start(var replyTo) -> {
          ActorRef<Command> self = context.self();
          ActorRef<String> worker =
              context.spawn(
                  Behaviors.receiveMessage(order -> {
                    if (order.equals("leave")) {
                      return Behaviors.stopped();
                    }
                    Command.Result result = new Command.Result(42);
                    if (straight) {
                      self.tell(result);
                    } else {
                      auditor.tell(result);
                    }
                    return Behaviors.same();
                  }));
          context.watch(worker);
          worker.tell("work");
          worker.tell("leave");
          yield new Client(auditor, replyTo, straight);
        }
        case Command.Result(var value) -> {
          Objects.requireNonNull(asker).tell("result " + value);
          yield this;
        }
      };
    }

    @Override
    public Behavior<Command> onSignal(ActorContext<Command> context, Signal signal) {
      if (signal instanceof Signal.Terminated) {
        Objects.requireNonNull(asker).tell("failed");
      }
      return this;
    }
  }

  private static void play(Simulation sim, boolean straight) throws InterruptedException {
    var system = sim.system("office");
    ActorRef<Command> client =
        system.spawn(
            Behaviors.setup(context -> {
              ActorRef<Command> self = context.self();
              ActorRef<Command.Result> auditor =
                  context.spawn(
                      Behaviors.receiveMessage(result -> {
                        self.tell(result);
                        return Behaviors.same();
                      }),
                      "auditor");
              return new Client(auditor, null, straight);
            }),
            "client");

    assertThat(client.ask(Command.Start::new, PATIENCE)).isEqualTo("result 42");
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* straight= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* straight= */ true);
  }
}
