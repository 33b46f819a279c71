package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.Simulation;

/// A writer with a lease is so slow that the lease has gone to another writer meanwhile, which
/// writes first; then the slow one overwrites it. The failure needs one actor that pauses while
/// others take thirty steps. Right: a lease has a number, and the store refuses a lower number than
/// it has seen.
final class StaleLease implements Exhibit {

  private static final int BEATS = 30;

  private record Write(int lease) {}

  private sealed interface Command {
    record Put(int lease) implements Command {}

    record LastLease(ActorRef<Integer> replyTo) implements Command {}
  }

  private record Store(int lastLease, boolean fences) implements Behavior<Command> {

    @Override
    public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
      return switch (command) {
        case Command.Put(var lease) ->
            fences && lease < lastLease ? this : new Store(lease, fences);
        case Command.LastLease(var replyTo) -> {
          replyTo.tell(lastLease);
          yield this;
        }
      };
    }
  }

  private static Behavior<Write> writer(ActorRef<Command> store) {
    return Behaviors.receiveMessage(write -> {
      store.tell(new Command.Put(write.lease()));
      return Behaviors.same();
    });
  }

  /// Gives the lease to `second` after `BEATS` heartbeats, one in each turn.
  private static Behavior<Integer> lessor(ActorRef<Write> first, ActorRef<Write> second) {
    return Behaviors.setup(context -> {
      ActorRef<Object> heart =
          context.spawn(
              Behaviors.receiveMessage(beat -> {
                context.self().tell((Integer) beat + 1);
                return Behaviors.same();
              }),
              "heart");
      first.tell(new Write(1));
      return Behaviors.receiveMessage(beat -> {
        if (beat == BEATS) {
          second.tell(new Write(2));
        } else {
          heart.tell(beat);
        }
        return Behaviors.same();
      });
    });
  }

  private static void play(Simulation sim, boolean fences) throws InterruptedException {
    var system = sim.system("storage");
    ActorRef<Command> store = system.spawn(new Store(0, fences), "store");
    ActorRef<Write> first = system.spawn(writer(store), "first");
    ActorRef<Write> second = system.spawn(writer(store), "second");
    system.spawn(lessor(first, second), "lessor").tell(0);
    sim.awaitIdle();

    assertThat(store.ask(Command.LastLease::new, PATIENCE)).as("last lease").isEqualTo(2);
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* fences= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* fences= */ true);
  }
}
