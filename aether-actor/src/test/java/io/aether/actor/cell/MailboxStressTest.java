package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Rounds;
import io.aether.actor.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The races between senders, stops and watches, on real threads.
@Timeout(60)
class MailboxStressTest {

  private final ActorSystem system = ActorSystem.create("stress", c -> c.withLoggedDeadLetters(0));

  @AfterEach
  void close() {
    system.close();
  }

  record Numbered(int sender, int number) {}

  @Test
  void eachSendersMessagesArriveInOrderAndOnce() throws Exception {
    int senders = 128; // half of them virtual threads
    int each = Rounds.of(5_000, 100_000);
    var done = new CountDownLatch(1);
    var disorder = new AtomicInteger();
    ActorRef<Numbered> receiver =
        system.spawn(
            new Behavior<>() {
              private final int[] next = new int[senders];
              private int received;

              @Override
              public Behavior<Numbered> onMessage(ActorContext<Numbered> context, Numbered it) {
                if (next[it.sender()]++ != it.number()) {
                  disorder.incrementAndGet();
                }
                if (++received == senders * each) {
                  done.countDown();
                }
                return this;
              }
            });

    List<Thread> threads = new ArrayList<>();
    for (int s = 0; s < senders; s++) {
      int sender = s;
      Runnable work =
          () -> {
            for (int n = 0; n < each; n++) {
              receiver.tell(new Numbered(sender, n));
            }
          };
      threads.add(s % 2 == 0 ? Thread.ofVirtual().start(work) : Thread.ofPlatform().start(work));
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(done.await(50, TimeUnit.SECONDS)).isTrue();
    assertThat(disorder).hasValue(0);
  }

  @Test
  void noWakeUpIsLostWhenMessagesComeOneAtATime() throws Exception {
    ActorRef<ActorRef<Integer>> echo =
        system.spawn(
            Behaviors.receiveMessage(replyTo -> {
              replyTo.tell(1);
              return Behaviors.same();
            }));

    int sum = 0;
    for (int n = 0; n < 20_000; n++) {
      int reply = echo.<Integer>ask(replyTo -> replyTo, Duration.ofSeconds(10));
      sum += reply;
    }

    assertThat(sum).isEqualTo(20_000);
  }

  @Test
  void everyMessageToAStoppingActorIsHandledOrADeadLetter() throws Exception {
    for (int round = 0; round < 300; round++) {
      var handled = new AtomicLong();
      long lettersBefore = system.deadLetters().count();
      ActorRef<String> victim =
          system.spawn(
              Behaviors.receiveMessage(message -> {
                handled.incrementAndGet();
                return message.equals("stop") ? Behaviors.stopped() : Behaviors.same();
              }));
      var senders = new ArrayList<Thread>();
      for (int s = 0; s < 4; s++) {
        boolean stops = s == 3;
        senders.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int n = 0; n < 100; n++) {
                    victim.tell(stops && n == 50 ? "stop" : "go");
                  }
                }));
      }
      for (Thread sender : senders) {
        sender.join();
      }
      long expected = 400;
      org.awaitility.Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(1))
          .until(() -> handled.get() + system.deadLetters().count() - lettersBefore == expected);
    }
  }

  @Test
  void aStopOvertakesAMillionQueuedMessages() throws Exception {
    var handled = new AtomicLong();
    var begun = new CountDownLatch(1);
    var blocked = new CountDownLatch(1);
    ActorRef<Integer> busy =
        system.spawn(
            (_, _) -> {
              begun.countDown();
              blocked.await();
              handled.incrementAndGet();
              return Behaviors.same();
            },
            "busy");
    for (int n = 0; n < 1_000_000; n++) {
      busy.tell(n);
    }
    begun.await(); // otherwise the stop may overtake the first message as well

    system.stop(busy);
    blocked.countDown();

    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> handled.get() + system.deadLetters().count() == 1_000_000);
    assertThat(handled).hasValue(1);
  }

  @Test
  void everyWatcherIsToldOnceHoweverTheStopRaces() throws Exception {
    int rounds = 500;
    var told = new AtomicInteger();
    for (int round = 0; round < rounds; round++) {
      ActorRef<String> watched = system.spawn(Behaviors.receiveMessage(_ -> Behaviors.stopped()));
      system.spawn(
          Behaviors.<String>setup(context -> {
            context.watch(watched);
            return Behaviors.receive(
                (_, _) -> Behaviors.same(),
                (_, signal) -> {
                  if (signal instanceof Signal.Terminated) {
                    told.incrementAndGet();
                    return Behaviors.stopped();
                  }
                  return Behaviors.same();
                });
          }));
      watched.tell("stop");
    }

    org.awaitility.Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(told).hasValue(rounds));
  }
}
