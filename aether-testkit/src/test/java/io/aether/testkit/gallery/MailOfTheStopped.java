package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A worker stops itself when its job is done, while its parent has sent it another job, which is
/// lost. Right: the worker reports that it is idle, the parent stops it by a message behind all
/// jobs, and keeps later jobs for the next worker.
final class MailOfTheStopped implements Exhibit {

  private sealed interface Command {
    record Job(int number) implements Command {}

    record Idle() implements Command {}
  }

  private sealed interface Order {
    record Do(int job) implements Order {}

    record Leave() implements Order {}
  }

  private static final class Parent implements Behavior<Command> {
    private final ActorRef<Integer> done;
    private final boolean sendsAway;
    private final List<Command> kept = new ArrayList<>();
    private @Nullable ActorRef<Order> worker;
    private boolean leaving;

    private Parent(ActorRef<Integer> done, boolean sendsAway) {
      this.done = done;
      this.sendsAway = sendsAway;
    }

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      switch (command) {
        case Command.Job job when leaving -> kept.add(job);
        case Command.Job(var number) -> {
          if (worker == null) {
            worker = context.spawn(worker(context.self()));
            context.watch(worker);
          }
          worker.tell(new Order.Do(number));
        }
        case Command.Idle() -> {
          if (worker != null && !leaving) {
            leaving = true;
            worker.tell(new Order.Leave());
          }
        }
      }
      return this;
    }

    private Behavior<Order> worker(ActorRef<Command> parent) {
      return Behaviors.receiveMessage(order ->
          switch (order) {
            case Order.Do(var job) -> {
              done.tell(job);
              if (sendsAway) {
                parent.tell(new Command.Idle());
              }
              yield sendsAway ? Behaviors.same() : Behaviors.stopped();
            }
            case Order.Leave() -> Behaviors.stopped();
          });
    }

    @Override
    public Behavior<Command> onSignal(ActorContext<Command> context, Signal signal) {
      if (signal instanceof Signal.Terminated) {
        worker = null;
        leaving = false;
        kept.forEach(context.self()::tell);
        kept.clear();
      }
      return this;
    }
  }

  private static void play(Simulation sim, boolean sendsAway) throws InterruptedException {
    var system = sim.system("works");
    List<Integer> finished = new ArrayList<>();
    ActorRef<Integer> done =
        system.spawn(
            Behaviors.receiveMessage(job -> {
              finished.add(job);
              return Behaviors.same();
            }),
            "done");
    ActorRef<Command> parent = system.spawn(new Parent(done, sendsAway), "parent");

    for (int i = 0; i < 2; i++) {
      Command job = new Command.Job(i);
      sim.environment().fork("customer " + i, () -> parent.tell(job));
    }
    sim.awaitIdle();

    assertThat(finished).containsExactlyInAnyOrder(0, 1);
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* sendsAway= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* sendsAway= */ true);
  }
}
