package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Outcome;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.Simulation;
import java.util.ArrayDeque;
import java.util.Queue;

/// While it loads its state, an actor keeps requests in a queue of its own; loading fails, the
/// actor restarts, and the queue is gone with the behavior. Right: before it ends, it sends them to
/// itself again, since messages survive a restart.
final class ForgottenStash implements Exhibit {

  private record Load(ActorRef<Boolean> replyTo) {}

  private record Greeting(ActorRef<String> replyTo) {}

  private sealed interface Command {
    record Loaded(boolean successfully) implements Command {}

    record Greet(ActorRef<String> replyTo) implements Command {}
  }

  private static final class Greeter implements Behavior<Command> {
    private final Queue<Command> stash = new ArrayDeque<>();
    private final boolean keepsStash;
    private boolean loaded;

    private Greeter(ActorContext<Command> context, ActorRef<Load> store, boolean keepsStash) {
      this.keepsStash = keepsStash;
      context.pipeToSelf(
          store.askAsync(Load::new, PATIENCE),
          outcome -> new Command.Loaded(outcome instanceof Outcome.Success<Boolean>(var ok) && ok));
    }

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      switch (command) {
        case Command.Loaded(var successfully) -> {
          if (!successfully) {
            throw new IllegalStateException("the store is not ready");
          }
          loaded = true;
          stash.forEach(context.self()::tell);
          stash.clear();
        }
        case Command.Greet(var replyTo) -> {
          if (loaded) {
            replyTo.tell("hello");
          } else {
            stash.add(command);
          }
        }
      }
      return this;
    }

    @Override
    public Behavior<Command> onSignal(ActorContext<Command> context, Signal signal) {
      if (keepsStash && signal instanceof Signal.PreRestart) {
        stash.forEach(context.self()::tell);
      }
      return this;
    }
  }

  /// Succeeds from the second call on.
  private static Behavior<Load> store(boolean succeeds) {
    return Behaviors.receiveMessage(load -> {
      load.replyTo().tell(succeeds);
      return store(true);
    });
  }

  private static void play(Simulation sim, boolean keepsStash) throws InterruptedException {
    var system = sim.system("greetings");
    ActorRef<Load> store = system.spawn(store(false), "store");
    ActorRef<Command> greeter =
        system.spawn(
            Behaviors.supervise(
                SupervisorStrategy.restart(),
                Behaviors.setup(context -> new Greeter(context, store, keepsStash))),
            "greeter");

    ActorRef<Greeting> guest =
        system.spawn(
            Behaviors.receiveMessage(greeting -> {
              greeting.replyTo().tell(greeter.ask(Command.Greet::new, PATIENCE));
              return Behaviors.same();
            }),
            "guest");

    assertThat(guest.ask(Greeting::new, PATIENCE)).isEqualTo("hello");
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* keepsStash= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* keepsStash= */ true);
  }
}
