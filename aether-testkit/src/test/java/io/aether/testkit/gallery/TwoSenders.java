package io.aether.testkit.gallery;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.testkit.Simulation;

/// One actor writes the lines, another one writes the end mark. They receive their messages in this
/// order, so the file looks complete when the end mark arrives; but order holds only between one
/// sender and one recipient. Right: the end mark is sent once the writer has confirmed that it is
/// done.
final class TwoSenders implements Exhibit {

  private sealed interface Entry {
    record Line() implements Entry {}

    record End() implements Entry {}

    record LinesBeforeEnd(ActorRef<Integer> replyTo) implements Entry {}
  }

  private record Write(int lines, ActorRef<String> replyTo) {}

  private record File(int lines, boolean ended) implements Behavior<Entry> {

    @Override
    public Behavior<Entry> onMessage(ActorContext<Entry> context, Entry entry) {
      return switch (entry) {
        case Entry.Line() -> ended ? this : new File(lines + 1, false);
        case Entry.End() -> new File(lines, true);
        case Entry.LinesBeforeEnd(var replyTo) -> {
          replyTo.tell(lines);
          yield this;
        }
      };
    }
  }

  private static void play(Simulation sim, boolean waitsForWriter) throws InterruptedException {
    var system = sim.system("archive");
    ActorRef<Entry> file = system.spawn(new File(0, false), "file");
    ActorRef<Write> writer =
        system.spawn(
            Behaviors.receiveMessage(write -> {
              for (int i = 0; i < write.lines(); i++) {
                file.tell(new Entry.Line());
              }
              write.replyTo().tell("written");
              return Behaviors.same();
            }),
            "writer");
    ActorRef<String> closer =
        system.spawn(
            Behaviors.receiveMessage(_ -> {
              file.tell(new Entry.End());
              return Behaviors.same();
            }),
            "closer");

    var written = writer.<String>askAsync(replyTo -> new Write(3, replyTo), PATIENCE);
    if (waitsForWriter) {
      sim.environment().await(written);
    }
    closer.tell("close");
    sim.awaitIdle();

    assertThat(file.ask(Entry.LinesBeforeEnd::new, PATIENCE)).isEqualTo(3);
  }

  @Override
  public void broken(Simulation sim) throws InterruptedException {
    play(sim, /* waitsForWriter= */ false);
  }

  @Override
  public void fixed(Simulation sim) throws InterruptedException {
    play(sim, /* waitsForWriter= */ true);
  }
}
