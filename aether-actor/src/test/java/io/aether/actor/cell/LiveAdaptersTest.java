package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class LiveAdaptersTest {

  private static final int MANY = 10_000;

  /// {@return an actor that creates `MANY` adapters and keeps those with the numbers below `kept`}
  private static Behavior<Object> adapting(ActorRef<?>[] kept) {
    return Behaviors.setup(context -> {
      for (int n = 0; n < MANY; n++) {
        int number = n;
        ActorRef<String> adapter = context.messageAdapter(text -> text + number);
        if (n < kept.length) {
          kept[n] = adapter;
        }
      }
      return Behaviors.ignore();
    });
  }

  private static LiveAdapters adaptersOf(ActorRef<?> actor) {
    CellExtension extension = Objects.requireNonNull(((ActorCell<?>) actor).extension);
    return Objects.requireNonNull(extension.adapters).made;
  }

  @Test
  void anIdleActorKeepsNoEntriesOfAdaptersThatHaveBeenCollected() {
    var kept = new ActorRef<?>[10];
    try (var system = ActorSystem.create("adapters")) {
      ActorRef<Object> actor = system.spawn(adapting(kept));

      await().until(() -> ((ActorCell<?>) actor).lifecycle == Lifecycle.RUNNING && kept[9] != null);
      await()
          .atMost(Duration.ofSeconds(60))
          .until(() -> {
            System.gc();
            return adaptersOf(actor).size() == kept.length;
          });
      assertThat(adaptersOf(actor).all()).hasSize(kept.length).contains((AdapterRef<?>) kept[0]);
    }
  }

  @Test
  void aUsedFunctionStaysAmongTheLatest() {
    var adapters = new Adapters();
    try (var system = ActorSystem.create("latest")) {
      var owner = (ActorCell<Object>) system.<Object>spawn(Behaviors.ignore());
      Function<String, String> often = text -> text;
      AdapterRef<String> first = adapters.of(owner, often);
      for (int n = 0; n < 20; n++) {
        int number = n;
        adapters.of(owner, (String text) -> text + number);
        assertThat(adapters.of(owner, often)).isSameAs(first);
      }
    }
  }
}
