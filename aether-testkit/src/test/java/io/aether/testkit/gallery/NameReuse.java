package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.testkit.Simulation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A room is closed and opened again under its name, but its actor has not stopped yet when the new
/// one is spawned. Right: the new one is spawned when the old one is known to have stopped.
final class NameReuse implements Exhibit {

  private sealed interface Command {
    record Open(String room, ActorRef<String> replyTo) implements Command {}

    record Close(String room) implements Command {}
  }

  private static final class Building implements Behavior<Command> {
    private final boolean waitsForTheEnd;

    /// Rooms that are closing, and the requests that wait for their names.
    private final Map<String, List<Command.Open>> closing = new HashMap<>();

    private Building(boolean waitsForTheEnd) {
      this.waitsForTheEnd = waitsForTheEnd;
    }

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      switch (command) {
        case Command.Open open when closing.containsKey(open.room()) ->
            closing.get(open.room()).add(open);
        case Command.Open open -> open(context, open);
        case Command.Close(var room) -> {
          ActorRef<?> child = context.child(room).orElseThrow();
          if (waitsForTheEnd) {
            closing.put(room, new ArrayList<>());
            context.watch(child);
          }
          context.stop(child);
        }
      }
      return this;
    }

    private static void open(ActorContext<Command> context, Command.Open open) {
      context.spawn(Behaviors.ignore(), open.room());
      open.replyTo().tell("open");
    }

    @Override
    public Behavior<Command> onSignal(ActorContext<Command> context, Signal signal) {
      if (signal instanceof Signal.Terminated(var ref, var _)) {
        Objects.requireNonNull(closing.remove(ref.path().name()))
            .forEach(waiting -> open(context, waiting));
        return this;
      }
      return Behaviors.same();
    }
  }

  private static void play(Simulation sim, boolean waitsForTheEnd) throws InterruptedException {
    ActorRef<Command> building = sim.system("city").spawn(new Building(waitsForTheEnd), "building");
    building.<String>ask(to -> new Command.Open("101", to), PATIENCE);

    building.tell(new Command.Close("101"));
    String again = building.ask(to -> new Command.Open("101", to), PATIENCE);

    assertThat(again).isEqualTo("open");
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* waitsForTheEnd= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* waitsForTheEnd= */ true);
  }
}
