package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;

/// A worker hands its open jobs over to a successor, and then also finishes the one it had begun:
/// that job is done twice. Right: a job that has begun stays with its worker.
final class DoubleProcessing implements Exhibit {

  private sealed interface Command {
    record Work(int job) implements Command {}

    record Finished(int job) implements Command {}

    record HandOver(ActorRef<Command> successor) implements Command {}
  }

  /// Starts one job after the other; jobs that have begun or wait are open.
  private record Worker(ActorRef<Integer> done, List<Integer> open, boolean keepsBegun)
      implements Behavior<Command> {

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      switch (command) {
        case Command.Work(var job) -> {
          open.add(job);
          if (open.size() == 1) {
            begin(context, job);
          }
        }
        case Command.Finished(var job) -> {
          done.tell(job);
          open.remove((Object) job);
          if (!open.isEmpty()) {
            begin(context, open.getFirst());
          }
        }
        case Command.HandOver(var successor) -> {
          List<Integer> handedOver =
              keepsBegun && !open.isEmpty() ? open.subList(1, open.size()) : open;
          handedOver.forEach(job -> successor.tell(new Command.Work(job)));
          handedOver.clear();
        }
      }
      return this;
    }

    private static void begin(ActorContext<Command> context, int job) {
      context.async(() -> job, _ -> new Command.Finished(job));
    }
  }

  private static void play(Simulation sim, boolean keepsBegun) throws InterruptedException {
    var system = sim.system("works");
    List<Integer> finished = new ArrayList<>();
    ActorRef<Integer> done =
        system.spawn(
            Behaviors.receiveMessage(job -> {
              finished.add(job);
              return Behaviors.same();
            }),
            "done");
    ActorRef<Command> old = system.spawn(new Worker(done, new ArrayList<>(), keepsBegun), "old");
    ActorRef<Command> successor =
        system.spawn(new Worker(done, new ArrayList<>(), keepsBegun), "successor");

    List.of(1, 2, 3).forEach(job -> old.tell(new Command.Work(job)));
    sim.environment().fork("operator", () -> old.tell(new Command.HandOver(successor)));
    sim.awaitIdle();

    assertThat(finished).containsExactlyInAnyOrder(1, 2, 3);
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* keepsBegun= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* keepsBegun= */ true);
  }
}
