package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.Props;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names that the system generates are unique.
class GeneratedNamesTest {

  private static List<String> namesOf(ActorSystem system, TestProbe<String> probe) {
    List<ActorRef<?>> refs = new ArrayList<>();
    refs.add(system.spawn(Behaviors.ignore()));
    refs.add(system.spawn(Behaviors.ignore(), Props.defaults().withTags("tag")));
    refs.add(probe.ref());
    refs.add(TestProbe.create(system).ref());
    List<String> names = new ArrayList<>(refs.stream().map(it -> it.path().name()).toList());
    system.spawn(
        Behaviors.setup(context -> {
          probe.ref().tell(context.spawn(Behaviors.ignore()).path().name());
          probe.ref().tell(context.spawnUnique(Behaviors.ignore(), "w").path().name());
          return Behaviors.ignore();
        }));
    names.addAll(probe.receiveMessages(2));
    return names;
  }

  @Test
  void noUserCanGiveAGeneratedName() {
    try (var kit = ActorTestKit.create()) {
      ActorSystem system = kit.system();
      for (String name : namesOf(system, kit.createTestProbe(String.class))) {
        assertThatThrownBy(() -> kit.spawn(Behaviors.ignore(), name))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("'" + name + "'");
        assertThatThrownBy(() -> ActorSystem.checkName(name))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"anonymous-1", "anonymous-2", "probe-1", "probe-2", "w-1", "w-2", "$w"})
  void namesOfUsersDoNotClash(String name) {
    try (var kit = ActorTestKit.create()) {
      if (!name.startsWith("$")) {
        kit.spawn(Behaviors.ignore(), name);
      }
      assertThat(namesOf(kit.system(), kit.createTestProbe(String.class))).doesNotHaveDuplicates();
    }
  }

  @Test
  void theyAreTheSameInEveryRunOfASeed() {
    List<List<String>> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      Simulation.run(
          7,
          sim -> {
            ActorSystem system = sim.system("names");
            runs.add(namesOf(system, sim.probe(system)));
          });
    }

    assertThat(runs.getFirst()).isEqualTo(runs.getLast()).doesNotHaveDuplicates();
  }

  // ---- Found by name ----

  private static void inAnActor(Function<ActorContext<Object>, Object> check, Object expected) {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("children");
          TestProbe<Object> probe = sim.probe(system);
          system.spawn(
              Behaviors.setup(context -> {
                probe.ref().tell(check.apply(context));
                return Behaviors.ignore();
              }));
          probe.expectMessage(expected);
        });
  }

  @Test
  void aChildIsFoundByItsGeneratedName() {
    inAnActor(
        context -> {
          context.spawn(Behaviors.ignore(), "given");
          ActorRef<Object> one = context.spawn(Behaviors.ignore());
          ActorRef<Object> two = context.spawnUnique(Behaviors.ignore(), "w");
          context.spawn(Behaviors.ignore()); // the name is never read
          return List.of(
              context.child(one.path().name()).orElseThrow() == one,
              context.child(two.path().name()).orElseThrow() == two,
              context.child("$0").isEmpty(),
              context.child("w-$0").isEmpty(),
              context.child("given").isPresent());
        },
        List.of(true, true, true, true, true));
  }

  @Test
  void aStoppedChildIsNotFoundByItsGeneratedName() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("stopped");
          TestProbe<Object> probe = sim.probe(system);
          system.spawn(
              Behaviors.setup(context -> {
                ActorRef<Object> child = context.spawn(Behaviors.ignore());
                String name = child.path().name();
                context.watch(child);
                context.stop(child);
                return Behaviors.receiveSignal((_, _) -> {
                  probe.ref().tell(context.child(name).isEmpty());
                  return Behaviors.same();
                });
              }));

          probe.expectMessage(true);
        });
  }
}
