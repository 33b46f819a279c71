package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.inspect.Inspection;
import io.aether.testkit.Simulation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A tree of actors may be deeper than the stack of any thread.
@Timeout(120)
class DeepTreeTest {

  private static final int DEPTH = 50_000;

  /// Has one child, which has one child, and so on; the last one completes `leaf`.
  private static Behavior<String> chain(int depth, CompletableFuture<ActorRef<String>> leaf) {
    return Behaviors.setup(context -> {
      if (depth == 1) {
        leaf.complete(context.self());
      } else {
        context.spawn(chain(depth - 1, leaf), "n");
      }
      return Behaviors.ignore();
    });
  }

  private static ActorRef<String> leaf(ActorSystem system) throws Exception {
    var leaf = new CompletableFuture<ActorRef<String>>();
    system.spawn(chain(DEPTH, leaf), "n");
    return leaf.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aPathIsOfAnyLength() throws Exception {
    try (var system = ActorSystem.create("deep")) {
      ActorPath path = leaf(system).path();

      assertThat(path.value()).isEqualTo("/user" + "/n".repeat(DEPTH));
      assertThat(path).isEqualTo(new ActorPath(path.value())).hasToString(path.value());
      assertThat(path).hasSameHashCodeAs(new ActorPath(path.value()));
      assertThat(path.child("x")).isEqualTo(new ActorPath(path.value() + "/x"));
      assertThat(path.child("x")).isNotEqualTo(path.child("y")).isNotEqualTo(path);
      assertThat(path.name()).isEqualTo("n");
    }
  }

  @Test
  void aDeepTreeIsInspectedAndWritten() throws Exception {
    try (var system = ActorSystem.create("deep")) {
      ActorRef<String> leaf = leaf(system);

      Inspection first = system.inspect();
      Inspection second = system.inspect();
      Inspection rated = second.since(first);

      assertThat(first.all().filter(actor -> actor.path().name().equals("n"))).hasSize(DEPTH);
      assertThat(first.all()).allMatch(actor -> actor.busy() == null);
      assertThat(first.at(leaf.path())).map(ActorStatus::children).hasValue(List.of());
      assertThat(rated.user().all()).hasSize(DEPTH + 1);
      assertThat(first.user().equals(second.user())).isTrue();
      assertThat(first.user()).hasSameHashCodeAs(second.user());
      assertThat(first.toString()).contains("(depth 50001) n");
      assertThat(first.user().toString()).contains("(depth 50001) n");
      assertThat(first.toJson()).contains("\"path\":\"/user/n/n\"").endsWith("]}");
      assertThat(first.user().toJson()).startsWith("{\"path\":\"/user\"");
    }
  }

  @Test
  void aSimulationInspectsADeepTree() {
    Simulation.run(
        1,
        options -> options.withStepLimit(10_000_000),
        sim -> {
          var system = sim.system("deep");
          system.spawn(chain(DEPTH / 10, new CompletableFuture<>()), "n");
          sim.awaitIdle();
          assertThat(system.inspect().all()).hasSize(DEPTH / 10 + 2);
        });
  }

  @Test
  void pathsAreEqualHoweverTheyWereMade() {
    ActorPath user = new ActorPath("/user");
    assertThat(new ActorPath("/").child("user")).isEqualTo(user).hasSameHashCodeAs(user);
    assertThat(user.child("a/b")).isEqualTo(new ActorPath("/user/a/b"));
    assertThat(user.child("a").child("b")).isEqualTo(new ActorPath("/user/a/b"));
    assertThat(new ActorPath("/user/")).isNotEqualTo(user).hasToString("/user/");
    assertThat(new ActorPath("//x").name()).isEqualTo("x");
    assertThat(new ActorPath("//x")).hasToString("//x");
    assertThat(new ActorPath("/a/bc")).isNotEqualTo(new ActorPath("/ab/c"));
  }
}
