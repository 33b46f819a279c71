package io.aether.testkit.core;

import static io.aether.actor.SupervisorStrategy.on;
import static io.aether.actor.SupervisorStrategy.restart;
import static io.aether.actor.SupervisorStrategy.resume;
import static io.aether.actor.SupervisorStrategy.undecided;
import static io.aether.actor.pattern.ChildSpec.Lifetime.PERMANENT;
import static io.aether.actor.pattern.ChildSpec.Lifetime.TRANSIENT;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.pattern.ChildSpec;
import io.aether.actor.pattern.StateMachine;
import io.aether.actor.pattern.Step;
import io.aether.actor.pattern.Supervisor;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The examples of `docs/guide/supervision.md`.
class SupervisionGuideTest {

  // @start region="reason"
  record Session(ActorRef<String> audit) implements Behavior<String> {

    @Override
    public Behavior<String> onMessage(ActorContext<String> context, String line) {
      return line.equals("bye") ? Behaviors.stopped() : this;
    }

    @Override
    public Behavior<String> onSignal(ActorContext<String> context, Signal signal) {
      if (signal instanceof Signal.PostStop(var reason)) {
        audit.tell(reason == StopReason.OWN_DECISION ? "signed off" : "cut off: " + reason);
      }
      return Behaviors.unhandled();
    }
  }

  // @end

  @Test
  void aSessionSaysHowItEnded() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("guide");
          TestProbe<String> audit = sim.probe(system);
          ActorRef<String> polite = system.spawn(new Session(audit.ref()));
          ActorRef<String> cut = system.spawn(new Session(audit.ref()));
          sim.awaitIdle();

          polite.tell("bye");
          audit.expectMessage("signed off");
          system.stop(cut);
          audit.expectMessage("cut off: BY_PARENT");
        });
  }

  private static final class Feed {
    // @start region="decide"
    static Behavior<String> supervised(Behavior<String> feed) {
      return Behaviors.supervise(
          failure ->
              switch (failure) {
                case IOException _ ->
                    restart().withBackoff(ofMillis(200), ofSeconds(10)).withJitter(0.2);
                case IllegalArgumentException _ -> resume();
                default -> undecided();
              },
          feed);
    }

    // @end

    // @start region="clauses"
    static Behavior<String> supervisedByClass(Behavior<String> feed) {
      return Behaviors.supervise(
          on(IOException.class, restart().withLimit(3, ofSeconds(10)))
              .on(IllegalArgumentException.class, resume()),
          feed);
    }
    // @end
  }

  @Test
  void bothWaysToDecideLetTheFeedGoOn() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("guide");
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> feed =
              Behaviors.receiveMessage(line -> {
                switch (line) {
                  case "io" -> throw new IOException();
                  case "bad" -> throw new IllegalArgumentException();
                  default -> probe.ref().tell(line);
                }
                return Behaviors.same();
              });
          for (var behavior :
              new Behavior<?>[] {Feed.supervised(feed), Feed.supervisedByClass(feed)}) {
            @SuppressWarnings("unchecked") // see above
            ActorRef<String> actor = system.spawn((Behavior<String>) behavior);
            actor.tell("io");
            actor.tell("bad");
            actor.tell("good");
            probe.expectMessage("good");
          }
        });
  }

  private static Behavior<String> telling(String name, ActorRef<String> to) {
    return Behaviors.setup(_ -> {
      to.tell(name + " starts");
      return Behaviors.receiveMessage(message -> {
        if (message.equals("fail")) {
          throw new IllegalStateException("on purpose");
        }
        to.tell(name + " got " + message);
        return Behaviors.same();
      });
    });
  }

  @Test
  void aShopIsSupervisedAsOne() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("guide");
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> stockBehavior = telling("stock", probe.ref());
          Behavior<String> importBehavior = telling("import", probe.ref());

          // @start region="supervisor"
          ChildSpec<String> stock = ChildSpec.of("stock", PERMANENT, stockBehavior);
          ChildSpec<String> till =
              ChildSpec.using(
                  "till",
                  PERMANENT,
                  siblings ->
                      Behaviors.receiveMessage(order -> {
                        siblings.ref(stock).tell(order);
                        return Behaviors.same();
                      }));
          ChildSpec<String> firstImport = ChildSpec.of("import", TRANSIENT, importBehavior);

          var shop =
              system.spawn(
                  Supervisor.restForOne(
                      new Supervisor.Intensity(3, ofSeconds(5)), stock, till, firstImport),
                  "shop");

          Optional<ActorRef<String>> tillRef =
              shop.ask(replyTo -> new Supervisor.Find<>(till, replyTo), ofSeconds(1));
          // @end

          tillRef.orElseThrow().tell("a book");
          assertThat(probe.receiveMessages(3))
              .containsExactlyInAnyOrder("stock starts", "import starts", "stock got a book");
          tillRef.orElseThrow().tell("fail");
          assertThat(probe.receiveMessages(2)).containsExactly("stock starts", "import starts");
        });
  }

  // @start region="machine"
  sealed interface Door {
    record Closed() implements Door {}

    record Open() implements Door {}
  }

  enum Hand {
    PUSH,
    PASS,
    NOBODY_COMES
  }

  record DoorMachine(ActorRef<String> guest) implements StateMachine<Door, Hand> {

    @Override
    public Step<Door> onMessage(ActorContext<Hand> context, Door door, Hand hand) {
      return switch (door) {
        case Door.Closed() ->
            switch (hand) {
              case PUSH -> Step.goTo(new Door.Open());
              case PASS -> Step.postpone(); // comes again once the door is open
              case NOBODY_COMES -> Step.unhandled();
            };
        case Door.Open() ->
            switch (hand) {
              case PUSH -> Step.stay();
              case PASS -> {
                guest.tell("come in");
                yield Step.stay();
              }
              case NOBODY_COMES -> Step.goTo(new Door.Closed());
            };
      };
    }

    @Override
    public Optional<StateTimeout<Hand>> timeout(Door door) {
      return door instanceof Door.Open
          ? Optional.of(new StateTimeout<>(Hand.NOBODY_COMES, Duration.ofSeconds(5)))
          : Optional.empty();
    }

    @Override
    public void onTransition(ActorContext<Hand> context, Door from, Door to) {
      guest.tell(from + " -> " + to);
    }
  }

  // @end

  @Test
  void aDoorClosesByItself() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("guide");
          TestProbe<String> guest = sim.probe(system);
          // @start region="machine-spawn"
          ActorRef<Hand> door =
              system.spawn(StateMachine.create(new Door.Closed(), new DoorMachine(guest.ref())));
          // @end
          door.tell(Hand.PASS);
          door.tell(Hand.PUSH);

          guest.expectMessages("Closed[] -> Open[]", "come in");
          guest.expectMessage("Open[] -> Closed[]", ofSeconds(6));
        });
  }
}
