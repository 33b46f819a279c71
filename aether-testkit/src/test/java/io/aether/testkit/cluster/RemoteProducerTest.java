package io.aether.testkit.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.Behaviors;
import io.aether.actor.delivery.ConsumerController;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.RequestNext;
import io.aether.cluster.EntityType;
import io.aether.cluster.MessageTypes;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A sharded entity on another node is the producer of a producer controller.
class RemoteProducerTest {

  private static final int SEEDS = Rounds.of(5, 200);
  private static final int COUNT = 100;
  private static final EntityType<RequestNext<Integer>> AUTHOR = EntityType.named("author");
  private static final MessageTypes MESSAGES =
      MessageTypes.of(types -> types.add(100, RequestNext.class));

  @Test
  void theRefsOfAnsweredRequestsAreNotKept() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var cluster = new SimulatedCluster(sim, MESSAGES, config -> config.withShards(1));
          var far = cluster.join("far");
          far.host(
              AUTHOR,
              _ ->
                  Behaviors.receiveMessage(request -> {
                    request.sendTo().tell(Math.toIntExact(request.number()));
                    return Behaviors.same();
                  }));
          var near = cluster.join("near");
          TestProbe<Delivery<Integer>> consumer = sim.probe(near.system());
          var controller = near.system().spawn(ProducerController.<Integer>pointToPoint());
          near.system()
              .spawn(ConsumerController.create(controller))
              .tell(new ConsumerController.Start<>(consumer.ref()));

          controller.tell(new ProducerController.Start<>(near.entity(AUTHOR, "a")));
          for (int n = 1; n <= COUNT; n++) {
            Delivery<Integer> delivery = consumer.receiveMessage();
            assertThat(delivery.message()).isEqualTo(n);
            delivery.confirm();
          }

          // Other exported refs belong to the cluster itself.
          assertThat(LongStream.rangeClosed(1, 2 * COUNT))
              .filteredOn(id -> near.system().spi().exported(id).isPresent())
              .hasSizeLessThan(10);
        });
  }
}
