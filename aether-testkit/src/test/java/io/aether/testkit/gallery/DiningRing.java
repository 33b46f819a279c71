package io.aether.testkit.gallery;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.Simulation;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/// Philosophers take the fork on their left, then the one on their right. When all have their left
/// fork, none gets the right one. Right: each of them takes the fork of the lower number first.
final class DiningRing implements Exhibit {

  private static final int SEATS = 4;

  private sealed interface Command {
    record Take(ActorRef<String> replyTo) implements Command {}

    record PutBack() implements Command {}
  }

  /// Answers each taker once the fork is theirs.
  private static final class Fork implements Behavior<Command> {
    private final Queue<ActorRef<String>> waiting = new ArrayDeque<>();
    private boolean taken;

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      switch (command) {
        case Command.Take(var replyTo) -> {
          if (taken) {
            waiting.add(replyTo);
          } else {
            taken = true;
            replyTo.tell("yours");
          }
        }
        case Command.PutBack() -> {
          taken = !waiting.isEmpty();
          if (taken) {
            waiting.remove().tell("yours");
          }
        }
      }
      return this;
    }
  }

  private record Dine(ActorRef<String> replyTo) {}

  private static Behavior<Dine> philosopher(ActorRef<Command> first, ActorRef<Command> second) {
    return Behaviors.receiveMessage(dine -> {
      first.ask(Command.Take::new, PATIENCE);
      second.ask(Command.Take::new, PATIENCE);
      first.tell(new Command.PutBack());
      second.tell(new Command.PutBack());
      dine.replyTo().tell("sated");
      return Behaviors.same();
    });
  }

  private static void play(Simulation sim, boolean inOrder) throws InterruptedException {
    var system = sim.system("table");
    List<ActorRef<Command>> forks = new ArrayList<>();
    for (int i = 0; i < SEATS; i++) {
      forks.add(system.spawn(new Fork(), "fork-" + i));
    }
    List<CompletableFuture<String>> dinners = new ArrayList<>();
    for (int i = 0; i < SEATS; i++) {
      int left = i;
      int right = (i + 1) % SEATS;
      boolean swap = inOrder && right < left;
      ActorRef<Dine> philosopher =
          system.spawn(
              philosopher(forks.get(swap ? right : left), forks.get(swap ? left : right)),
              "philosopher-" + i);
      dinners.add(philosopher.askAsync(Dine::new, PATIENCE));
    }

    for (CompletableFuture<String> dinner : dinners) {
      sim.environment().await(dinner);
      dinner.join();
    }
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* inOrder= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* inOrder= */ true);
  }
}
