package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Refs that are found by number, until their actor stops.
@Timeout(60)
class ExportTest {

  @Test
  void anActorThatStopsWhileItIsExportedIsNotFoundAnyMore() {
    List<Long> ids = new ArrayList<>();
    var system = ActorSystem.create("export", c -> c.withLoggedDeadLetters(0));
    for (int n = 0; n < 100_000; n++) {
      ActorRef<String> ref =
          system.spawn(Behaviors.<String>setup(_ -> Behaviors.stopped()), "short-lived-" + n);
      ids.add(system.spi().export(ref));
    }
    system.close();

    assertThat(ids).noneMatch(id -> system.spi().exported(id).isPresent());
  }

  @Test
  void anActorRemembersOnlyAdaptersThatOthersMayFind() {
    var system = ActorSystem.create("adapters");
    var adapters = new CompletableFuture<List<ActorRef<String>>>();
    ActorRef<String> actor =
        system.spawn(
            Behaviors.<String>setup(context -> {
              List<ActorRef<String>> made = new ArrayList<>();
              for (int n = 0; n < 10; n++) {
                made.add(context.messageAdapter((String it) -> it));
              }
              adapters.complete(made);
              return Behaviors.ignore();
            }));
    ActorRef<String> exported = adapters.join().getFirst();
    long id = system.spi().export(exported);
    assertThat(system.spi().exported(id)).contains(exported);

    system.close();

    assertThat(((ActorCell<?>) actor).extension).isNull();
    assertThat(system.spi().exported(id)).isEmpty();
  }
}
