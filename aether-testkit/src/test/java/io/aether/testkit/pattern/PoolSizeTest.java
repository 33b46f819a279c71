package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Mailbox;
import io.aether.actor.Props;
import io.aether.actor.pattern.Pool;
import io.aether.actor.pattern.Resizer;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

class PoolSizeTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration WORK = Duration.ofMillis(10);

  private sealed interface Job {
    record Work(String text) implements Job {}

    record Resize(int size) implements Job {}
  }

  private record Done(String routee, String text) {}

  /// Works for a while on each job.
  private static Behavior<Job> worker(Simulation sim, ActorRef<? super Done> probe) {
    return (context, job) -> {
      if (job instanceof Job.Work(var text)) {
        sim.sleep(WORK);
        probe.tell(new Done(context.self().path().name(), text));
      }
      return Behaviors.same();
    };
  }

  // @start region="resize"
  private static final Pool RESIZABLE =
      Pool.of(2).withResizeMessage(Job.Resize.class, Job.Resize::size);

  // @end

  private interface Body {
    void run(Simulation sim, ActorSystem system, TestProbe<Done> probe) throws Exception;
  }

  private static void explore(Body body) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("sizes");
          body.run(sim, system, sim.probe(system));
        });
  }

  private static List<String> routees(ActorSystem system, ActorRef<?> pool)
      throws InterruptedException {
    return system.inspect(pool).children().stream()
        .map(child -> child.path().name())
        .sorted()
        .toList();
  }

  @Test
  void aMessageChangesTheNumberOfRoutees() {
    explore((sim, system, probe) -> {
      ActorRef<Job> pool =
          system.spawn(Routers.pool(RESIZABLE, Routing.broadcast(), worker(sim, probe.ref())));
      pool.tell(new Job.Resize(4));
      pool.tell(new Job.Work("wide"));
      assertThat(probe.receiveMessages(4)).extracting(Done::text).containsOnly("wide");

      pool.tell(new Job.Resize(1));
      pool.tell(new Job.Work("narrow"));

      probe.expectMessage(new Done("routee-1", "narrow"));
      probe.expectNoMessage();
      assertThat(routees(system, pool)).containsExactly("routee-1");
      pool.tell(new Job.Resize(2));
      sim.awaitIdle();
      assertThat(routees(system, pool)).containsExactly("routee-1", "routee-5");
      assertThat(system.deadLetters().count()).isZero();
    });
  }

  /// Also with a mailbox that is full or ordered.
  @Test
  void routeesThatLeaveHandleWhatWasRoutedToThemBefore() {
    Mailbox bounded = Mailbox.bounded(5, Mailbox.Overflow.dropNew());
    Mailbox ordered = Mailbox.priority(Comparator.comparing(Job::toString));
    for (Mailbox mailbox : List.of(Mailbox.unbounded(), bounded, ordered)) {
      explore((sim, system, probe) -> {
        Pool pool = RESIZABLE.withRouteeProps(Props.defaults().withMailbox(mailbox));
        ActorRef<Job> router =
            system.spawn(Routers.pool(pool, Routing.roundRobin(), worker(sim, probe.ref())));
        for (int n = 0; n < 10; n++) {
          router.tell(new Job.Work("job " + n));
        }
        router.tell(new Job.Resize(1));
        for (int n = 0; n < 10; n++) {
          probe.receiveMessage();
        }
        sim.awaitIdle();

        assertThat(routees(system, router)).containsExactly("routee-1");
        assertThat(system.deadLetters().count()).isZero();
      });
    }
  }

  @Test
  void aSizeThatNoPoolCanHaveIsADeadLetterAndTheSizeStays() {
    explore((sim, system, probe) -> {
      ActorRef<Job> pool =
          system.spawn(Routers.pool(RESIZABLE, Routing.roundRobin(), worker(sim, probe.ref())));
      ActorRef<Job> broken =
          system.spawn(
              Routers.pool(
                  Pool.of(1)
                      .withResizeMessage(
                          Job.Resize.class,
                          _ -> {
                            throw new IllegalStateException("on purpose");
                          }),
                  Routing.roundRobin(),
                  worker(sim, probe.ref())));
      pool.tell(new Job.Resize(0));
      pool.tell(new Job.Resize(-1));
      broken.tell(new Job.Resize(3));
      pool.tell(new Job.Work("pool"));
      broken.tell(new Job.Work("broken"));

      assertThat(probe.receiveMessages(2))
          .extracting(Done::text)
          .containsExactlyInAnyOrder("pool", "broken");
      assertThat(routees(system, pool)).hasSize(2);
      assertThat(system.deadLetters().count(Reason.FAILED)).isEqualTo(3);
    });
  }

  @Test
  void aPoolGrowsUnderLoadAndShrinksWithoutWithinItsBounds() {
    explore((sim, system, probe) -> {
      // @start region="resizer"
      Pool adaptive = Pool.of(2).withResizer(Resizer.of(1, 8).withGrowth(0.5));
      // @end
      ActorRef<Job> pool =
          system.spawn(Routers.pool(adaptive, Routing.smallestMailbox(), worker(sim, probe.ref())));
      for (int n = 0; n < 200; n++) {
        pool.tell(new Job.Work("busy"));
      }
      probe.receiveMessages(20);
      assertThat(routees(system, pool)).hasSize(8);
      probe.receiveMessages(180);

      for (int n = 0; n < 200; n++) {
        pool.tell(new Job.Work("idle"));
        probe.receiveMessage();
      }
      sim.awaitIdle();

      assertThat(routees(system, pool)).hasSize(1);
      assertThat(system.deadLetters().count()).isZero();
    });
  }

  @Test
  void theSmallestMailboxGetsTheMessage() {
    explore((sim, system, probe) -> {
      List<ActorRef<Job>> routees =
          List.of(
              system.spawn(worker(sim, probe.ref()), "a"),
              system.spawn(worker(sim, probe.ref()), "b"),
              system.spawn(worker(sim, probe.ref()), "c"));
      sim.awaitIdle();
      for (int n = 0; n < 200; n++) {
        routees.getFirst().tell(new Job.Work("ballast"));
      }
      for (int n = 0; n < 3; n++) {
        routees.get(1).tell(new Job.Work("ballast"));
      }
      ActorRef<Job> router = Routers.direct(routees, Routing.smallestMailbox());
      router.tell(new Job.Work("routed 0"));
      router.tell(new Job.Work("routed 1"));

      List<Done> done = probe.receiveMessages(205);
      assertThat(done)
          .filteredOn(each -> each.text().startsWith("routed"))
          .extracting(Done::routee)
          .containsExactly("c", "c");
    });
  }

  @Test
  void routeesWithEquallyManyMessagesTakeTurns() {
    explore((sim, system, probe) -> {
      ActorRef<Job> pool =
          system.spawn(
              Routers.pool(Pool.of(3), Routing.smallestMailbox(), worker(sim, probe.ref())));
      for (int n = 0; n < 9; n++) {
        pool.tell(new Job.Work("x"));
        probe.receiveMessage();
      }
      for (int n = 0; n < 9; n++) {
        pool.tell(new Job.Work("y"));
      }

      List<Done> done = probe.receiveMessages(9);
      for (String routee : List.of("routee-1", "routee-2", "routee-3")) {
        assertThat(done)
            .as("some may have worked before the last message came")
            .filteredOn(each -> each.routee().equals(routee))
            .hasSizeBetween(2, 4);
      }
    });
  }
}
