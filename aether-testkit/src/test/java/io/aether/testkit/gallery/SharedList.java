package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.Simulation;
import java.util.ArrayList;
import java.util.List;

/// An actor publishes its list of members after each change, and changes the list again while the
/// message is in flight. Right: it publishes a copy.
final class SharedList implements Exhibit {

  private record Members(List<String> names) {}

  private record Club(List<String> names, ActorRef<Members> newspaper, boolean copies)
      implements Behavior<String> {

    @Override
    public Behavior<String> onMessage(ActorContext<String> context, String name) {
      names.add(name);
      newspaper.tell(new Members(copies ? List.copyOf(names) : names));
      return this;
    }
  }

  private static void play(Simulation sim, boolean copies) throws InterruptedException {
    var system = sim.system("town");
    List<Integer> printed = new ArrayList<>();
    ActorRef<Members> newspaper =
        system.spawn(
            Behaviors.receiveMessage(members -> {
              printed.add(members.names().size());
              return Behaviors.same();
            }),
            "newspaper");
    ActorRef<String> club = system.spawn(new Club(new ArrayList<>(), newspaper, copies), "club");

    club.tell("Ada");
    club.tell("Grace");
    sim.awaitIdle();

    assertThat(printed).containsExactly(1, 2);
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* copies= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* copies= */ true);
  }
}
