package io.aether.testkit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.delivery.Chunking;
import io.aether.actor.delivery.ConsumerController;
import io.aether.actor.delivery.ConsumerController.Delivery;
import io.aether.actor.delivery.DeliveryException;
import io.aether.actor.delivery.DurableQueue;
import io.aether.actor.delivery.InMemoryDurableQueue;
import io.aether.actor.delivery.MessageCodec;
import io.aether.actor.delivery.Producer;
import io.aether.actor.delivery.ProducerController;
import io.aether.actor.delivery.ProducerController.RequestNext;
import io.aether.actor.stream.ActorFlow;
import io.aether.actor.stream.ActorSink;
import io.aether.actor.stream.ActorSource;
import io.aether.actor.stream.ActorSource.Overflow;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.TestProbe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The examples of the guide.
class DeliveryAndStreamsGuideTest {

  // @start region="consumer"
  static Behavior<Delivery<String>> printer(
      ActorRef<ProducerController.Command<String>> jobs, ActorRef<String> paper) {
    return Behaviors.setup(context -> {
      context
          .spawn(ConsumerController.create(jobs))
          .tell(new ConsumerController.Start<>(context.self()));
      return Behaviors.receiveMessage(delivery -> {
        paper.tell(delivery.message());
        delivery.confirm(); // handled; the next one, please
        return Behaviors.same();
      });
    });
  }

  // @end

  @Test
  void aThreadSendsReliably() throws InterruptedException {
    try (var system = ActorTestKit.create()) {
      TestProbe<String> paper = system.createTestProbe();
      // @start region="producer"
      var jobs = system.spawn(ProducerController.<String>workPulling(), "jobs");
      system.spawn(printer(jobs, paper.ref()), "printer-1");
      system.spawn(printer(jobs, paper.ref()), "printer-2");

      var producer = new Producer<>(jobs);
      producer.send("a page", Duration.ofSeconds(5)); // waits until there is demand
      producer.sendAndAwait("another", Duration.ofSeconds(5)); // waits until it is confirmed
      // @end

      paper.expectMessagesInAnyOrder("a page", "another");
    }
  }

  // @start region="actor-producer"
  static Behavior<RequestNext<String>> author(ActorRef<ProducerController.Command<String>> jobs) {
    return Behaviors.setup(context -> {
      jobs.tell(new ProducerController.Start<>(context.self()));
      return Behaviors.receiveMessage(request -> {
        request.sendTo().tell("page " + request.number());
        return request.number() < 3 ? Behaviors.same() : Behaviors.stopped();
      });
    });
  }

  // @end

  @Test
  void anActorIsAskedForEachMessage() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<String> paper = kit.createTestProbe();
      var jobs = kit.spawn(ProducerController.<String>pointToPoint());
      kit.spawn(author(jobs));
      kit.spawn(printer(jobs, paper.ref()));

      paper.expectMessages("page 1", "page 2", "page 3");
      kit.allowDeadLetters(); // the request for a fourth page
    }
  }

  // @start region="durable"
  static ActorRef<ProducerController.Command<String>> durableJobs(
      ActorSystem system, DurableQueue<String> queue) {
    Behavior<ProducerController.Command<String>> controller =
        ProducerController.workPulling(settings -> settings.withDurableQueue(queue));
    return system.spawn(Behaviors.supervise(SupervisorStrategy.restart(), controller), "jobs");
  }

  // @end

  @Test
  void aDurableQueueOutlivesItsController() throws InterruptedException {
    try (var kit = ActorTestKit.create()) {
      TestProbe<String> paper = kit.createTestProbe();
      var queue = new InMemoryDurableQueue<String>();
      // @start region="durable-use"
      var jobs = durableJobs(kit.system(), queue);
      kit.spawn(printer(jobs, paper.ref()), "printer");
      try {
        new Producer<>(jobs).send("a page", Duration.ofSeconds(5)); // waits until it is stored
      } catch (DeliveryException failed) {
        // the text says whether the page may be printed nevertheless
        throw failed;
      }
      // @end

      paper.expectMessage("a page");
    }
  }

  // @start region="chunks"
  static final MessageCodec<String> TEXT =
      MessageCodec.of(
          text -> text.getBytes(StandardCharsets.UTF_8),
          bytes -> new String(bytes, StandardCharsets.UTF_8));

  static Behavior<ProducerController.Command<String>> books() {
    return ProducerController.pointToPoint(
        settings -> settings.withChunking(new Chunking<>(TEXT, 64 * 1024)));
  }

  static Behavior<Delivery<String>> reader(
      ActorRef<ProducerController.Command<String>> books, ActorRef<Integer> lengths) {
    return Behaviors.setup(context -> {
      context
          .spawn(ConsumerController.create(books, settings -> settings.withCodec(TEXT)))
          .tell(new ConsumerController.Start<>(context.self()));
      return Behaviors.receiveMessage(delivery -> {
        lengths.tell(delivery.message().length()); // the whole book
        delivery.confirm();
        return Behaviors.same();
      });
    });
  }

  // @end

  @Test
  void aLargeMessageIsSentInChunks() throws InterruptedException {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Integer> lengths = kit.createTestProbe();
      ActorRef<ProducerController.Command<String>> books = kit.spawn(books());
      kit.spawn(reader(books, lengths.ref()));

      new Producer<>(books).send("x".repeat(1_000_000), Duration.ofSeconds(5));

      lengths.expectMessage(1_000_000);
    }
  }

  // @start region="protocol"
  record Query(String city, ActorRef<Integer> replyTo) {}

  sealed interface Chart {
    record Point(Integer degrees, ActorRef<ActorSink.Ack> replyTo) implements Chart {}

    record Done() implements Chart {}

    record Broken(Throwable cause) implements Chart {}
  }

  // @end

  static <M> ActorSource<String> flow(
      ActorContext<M> context, ActorRef<Query> weather, ActorRef<Chart> chart) {
    // @start region="stream"
    ActorSource<String> cities = ActorSource.create(context::spawn, 100, Overflow.FAIL);
    ActorFlow<String, Integer> degrees =
        ActorFlow.ask(context::spawn, 8, weather, Query::new, Duration.ofSeconds(3));
    ActorSink<Integer> points =
        ActorSink.create(
            context::spawn, chart, 16, Chart.Point::new, new Chart.Done(), Chart.Broken::new);

    cities.subscribe(degrees); // any Flow.Publisher, Processor and Subscriber will do
    degrees.subscribe(points);
    // @end
    return cities;
  }

  @Test
  void aStreamRunsThroughActors() throws InterruptedException {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Chart> chart = kit.createTestProbe();
      TestProbe<ActorSource<String>> started = kit.createTestProbe();
      ActorRef<Query> weather =
          kit.spawn(
              Behaviors.receiveMessage(query -> {
                query.replyTo().tell(query.city().length());
                return Behaviors.same();
              }));
      kit.spawn(
          Behaviors.<String>setup(context -> {
            started.ref().tell(flow(context, weather, chart.ref()));
            return Behaviors.ignore();
          }));
      ActorSource<String> cities = started.receiveMessage();
      // @start region="feeding"
      cities.offer("Oslo"); // false if there is no room
      cities.offer("Rome", Duration.ofSeconds(1)); // waits for room
      cities.ref().tell("Lima"); // if the buffer is full, the overflow policy decides
      // @end

      for (int n = 0; n < 3; n++) {
        var point = (Chart.Point) chart.receiveMessage();
        assertThat(point.degrees()).isEqualTo(4);
        point.replyTo().tell(new ActorSink.Ack());
      }
      cities.complete();
      chart.expectMessage(new Chart.Done());
    }
  }
}
