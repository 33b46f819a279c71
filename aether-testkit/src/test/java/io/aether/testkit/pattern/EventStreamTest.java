package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.pattern.EventStream;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import org.junit.jupiter.api.Test;

class EventStreamTest {

  private static final int SEEDS = Rounds.of(50, 1_000);

  private interface Alarm {}

  private record Fire(int floor) implements Alarm {}

  private record Flood() implements Alarm {}

  private record Lunch() {}

  @Test
  void anEventGoesToThoseOfItsClassAndOfWhatThatExtends() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("classes");
          EventStream stream = EventStream.of(system);
          TestProbe<Alarm> alarms = sim.probe(system);
          TestProbe<Fire> fires = sim.probe(system);
          TestProbe<Object> all = sim.probe(system);
          stream.subscribe(Alarm.class, alarms.ref());
          stream.subscribe(Fire.class, fires.ref());
          stream.subscribe(Record.class, all.ref());
          for (Object event : new Object[] {new Fire(1), new Flood(), new Lunch(), "no record"}) {
            stream.publish(event);
          }

          alarms.expectMessages(new Fire(1), new Flood());
          fires.expectMessage(new Fire(1));
          all.expectMessages(new Fire(1), new Flood(), new Lunch());
          alarms.expectNoMessage();
          fires.expectNoMessage();
          all.expectNoMessage();
        });
  }

  @Test
  void aSubscriberGetsAnEventOnceHoweverManySubscriptionsFit() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("once");
          EventStream stream = EventStream.of(system);
          TestProbe<Object> probe = sim.probe(system);
          stream.subscribe(Alarm.class, probe.ref());
          stream.subscribe(Fire.class, probe.ref());
          stream.subscribe(Fire.class, probe.ref());

          stream.publish(new Fire(1));

          probe.expectMessage(new Fire(1));
          probe.expectNoMessage();
        });
  }

  @Test
  void anUnsubscribedActorReceivesNothingMore() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("left");
          EventStream stream = EventStream.of(system);
          TestProbe<Object> probe = sim.probe(system);
          stream.subscribe(Fire.class, probe.ref());
          stream.subscribe(Flood.class, probe.ref());

          stream.unsubscribe(Fire.class, probe.ref());
          stream.publish(new Fire(1));
          stream.publish(new Flood());
          stream.unsubscribe(probe.ref());
          stream.publish(new Flood());

          probe.expectMessage(new Flood());
          probe.expectNoMessage();
        });
  }

  @Test
  void aSubscriberThatEndsLeavesByItselfEvenIfItCameBack() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("ended");
          EventStream stream = EventStream.of(system);
          Behavior<Alarm> mortal = Behaviors.receiveMessage(_ -> Behaviors.stopped());
          ActorRef<Alarm> subscriber = system.spawn(mortal);
          stream.subscribe(Alarm.class, subscriber);
          stream.unsubscribe(subscriber);
          stream.subscribe(Alarm.class, subscriber);

          stream.publish(new Flood());
          sim.awaitIdle();
          stream.publish(new Flood());
          sim.awaitIdle();

          assertThat(system.deadLetters().count()).isZero();
        });
  }

  @Test
  void aSubscriberThatHadEndedBeforeLeavesToo() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("late");
          EventStream stream = EventStream.of(system);
          ActorRef<Object> dead = system.spawn(Behaviors.stopped());
          stream.subscribe(DeadLetter.class, dead);
          stream.subscribe(Flood.class, dead);
          stream.publish(new Flood()); // a dead letter of a dead letter is not published
          sim.awaitIdle();
          long before = system.deadLetters().count();

          stream.publish(new Flood());
          sim.awaitIdle();

          assertThat(system.deadLetters().count()).isEqualTo(before).isLessThanOrEqualTo(2);
        });
  }

  @Test
  void deadLettersAreEventsOnRealThreads() {
    try (ActorTestKit kit = ActorTestKit.create()) {
      kit.allowDeadLetters(DeadLetter.Reason.UNHANDLED);
      TestProbe<DeadLetter> auditor = kit.createTestProbe();
      ActorRef<String> picky = kit.spawn(Behaviors.empty(), "picky");

      // @start region="event-stream"
      EventStream.of(kit.system()).subscribe(DeadLetter.class, auditor.ref());
      // @end
      picky.tell("unwanted");

      assertThat(auditor.receiveMessage())
          .isEqualTo(new DeadLetter("unwanted", picky.path(), DeadLetter.Reason.UNHANDLED));
    }
  }
}
