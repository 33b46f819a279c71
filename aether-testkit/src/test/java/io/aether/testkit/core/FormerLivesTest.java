package io.aether.testkit.core;

import static io.aether.actor.pattern.ChildSpec.Lifetime.PERMANENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.delivery.ConsumerController;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.Producer;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.pattern.ChildSpec;
import io.aether.actor.pattern.Supervisor;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Leftovers of the life before the last restart do not affect the new life.
class FormerLivesTest {

  private static final int SEEDS = Rounds.of(100, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Behavior<String> fragile() {
    return Behaviors.receiveMessage(text -> {
      throw new IllegalStateException(text);
    });
  }

  private static <M> Optional<ActorRef<M>> find(
      ActorRef<Supervisor.Command> supervisor, ChildSpec<M> spec) throws InterruptedException {
    return supervisor.ask(replyTo -> new Supervisor.Find<>(spec, replyTo), SECOND);
  }

  @Test
  void aSupervisorThatStartsAnewDoesNotCountTheFailuresOfItsFormerChildren() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("former");
          var a = ChildSpec.of("a", PERMANENT, fragile());
          var b = ChildSpec.of("b", PERMANENT, fragile());
          var never = new Supervisor.Intensity(0, SECOND);
          var supervisor =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart().withLimit(1, Duration.ofHours(1)),
                      Supervisor.oneForOne(never, a, b)),
                  "s");
          var firstA = find(supervisor, a).orElseThrow();
          var firstB = find(supervisor, b).orElseThrow();

          firstA.tell("both fail");
          firstB.tell("at the same time");
          sim.awaitIdle();

          assertThat(find(supervisor, a)).isPresent();
        });
  }

  @Test
  void aConsumerControllerThatHasRestartedOutlivesItsFormerConsumer() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("consumer");
          var orders = system.spawn(ProducerController.<String>pointToPoint());
          var controller =
              system.spawn(
                  Behaviors.supervise(
                      SupervisorStrategy.restart(), ConsumerController.create(orders)));
          var handled = new ArrayList<String>();
          Behavior<Delivery<String>> confirming =
              Behaviors.receiveMessage(delivery -> {
                handled.add(delivery.message());
                delivery.confirm();
                return Behaviors.same();
              });
          var former = system.spawn(confirming);
          controller.tell(new ConsumerController.Start<>(former));
          sim.awaitIdle();
          failOnce(controller);
          controller.tell(new ConsumerController.Start<>(system.spawn(confirming)));
          sim.awaitIdle();

          system.stop(former);
          sim.awaitIdle();
          new Producer<>(orders).sendAndAwait("one", Duration.ofMinutes(1));

          assertThat(handled).containsExactly("one");
        });
  }

  /// No message that it accepts makes it fail, so it receives one that it does not accept.
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static void failOnce(ActorRef<?> actor) {
    ((ActorRef) actor).tell("not its protocol");
  }
}
