package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.intercept.Interceptor;
import io.aether.actor.intercept.OutgoingInterceptor;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Longer than most because interceptors are tested in each of the places where they can be.
class InterceptorTest {

  private static final int SEEDS = Rounds.of(50, 1_000);

  /// Tells a probe the messages that pass, under a name.
  // @start region="interceptor"
  record Spy<M>(String name, ActorRef<String> probe) implements Interceptor<M> {

    @Override
    public Behavior<M> aroundStart(ActorContext<M> context, Behaviors.Setup<M> target)
        throws Exception {
      probe.tell(name + " start");
      return target.create(context);
    }

    @Override
    public Behavior<M> aroundMessage(
        ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
      probe.tell(name + " before " + message);
      Behavior<M> next = target.handle(context, message);
      probe.tell(name + " after " + message);
      return next;
    }

    @Override
    public Behavior<M> aroundSignal(
        ActorContext<M> context, Signal signal, Behaviors.SignalHandler<M> target)
        throws Exception {
      probe.tell(name + " signal " + signal.getClass().getSimpleName());
      return target.handle(context, signal);
    }
  }

  // @end

  /// Becomes another echo at each message; stops and fails on demand.
  private static Behavior<String> echo(int n, ActorRef<String> probe) {
    return Behaviors.receiveMessage(message -> {
      return switch (message) {
        case "stop" -> Behaviors.stopped();
        case "fail" -> throw new IllegalStateException("on purpose");
        default -> {
          probe.tell(n + " " + message);
          yield echo(n + 1, probe);
        }
      };
    });
  }

  private static Behavior<String> started(ActorRef<String> probe) {
    return Behaviors.setup(_ -> {
      probe.tell("setup");
      return echo(1, probe);
    });
  }

  private static void expect(TestProbe<String> probe, String... messages) {
    for (String message : messages) {
      probe.expectMessage(message);
    }
  }

  @Test
  void anInterceptorStandsAroundStartMessagesSignalsAndEachNextBehavior() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("around");
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> behavior =
              Behaviors.intercept(
                  new Spy<>("outer", probe.ref()),
                  Behaviors.intercept(new Spy<>("inner", probe.ref()), started(probe.ref())));
          ActorRef<String> actor = system.spawn(behavior);
          actor.tell("a");
          actor.tell("b");
          actor.tell("stop");

          expect(probe, "outer start", "inner start", "setup");
          for (String message : new String[] {"a", "b"}) {
            expect(probe, "outer before " + message, "inner before " + message);
            probe.expectMessage((message.equals("a") ? "1 " : "2 ") + message);
            expect(probe, "inner after " + message, "outer after " + message);
          }
          expect(probe, "outer before stop", "inner before stop");
          expect(probe, "inner after stop", "outer after stop");
          expect(probe, "outer signal PostStop", "inner signal PostStop");
          probe.expectNoMessage();
        });
  }

  private static Behavior<String> again(int left, ActorRef<String> probe) {
    return Behaviors.intercept(
        new Spy<>("one", probe),
        Behaviors.intercept(
            new Spy<>("two", probe),
            Behaviors.receiveMessage(message -> {
              probe.tell(left + " " + message);
              return left == 0 ? Behaviors.same() : again(left - 1, probe);
            })));
  }

  @Test
  void anInterceptorThatIsPutAroundAgainAndAgainIsThereOnce() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("again");
          TestProbe<String> probe = sim.probe(system);
          ActorRef<String> actor = system.spawn(again(3, probe.ref()));
          for (int n = 0; n < 4; n++) {
            actor.tell("x");
          }
          sim.awaitIdle();
          drain(probe);
          actor.tell("y");

          expect(probe, "one before y", "two before y", "0 y", "two after y", "one after y");
          probe.expectNoMessage();
        });
  }

  @Test
  void supervisionAndInterceptionNestInEitherOrder() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("supervised");
          TestProbe<String> probe = sim.probe(system);
          var restart = SupervisorStrategy.restart();
          ActorRef<String> spyInside =
              system.spawn(
                  Behaviors.supervise(
                      restart,
                      Behaviors.intercept(new Spy<>("spy", probe.ref()), started(probe.ref()))));
          for (int n = 0; n < 2; n++) {
            spyInside.tell("fail");
            expect(probe, "spy start", "setup", "spy before fail", "spy signal PreRestart");
          }
          expect(probe, "spy start", "setup");
          ActorRef<String> spyOutside =
              system.spawn(
                  Behaviors.intercept(
                      new Spy<>("spy", probe.ref()),
                      Behaviors.supervise(restart, started(probe.ref()))));
          for (int n = 0; n < 2; n++) {
            spyOutside.tell("fail");
            expect(probe, "spy start", "setup", "spy before fail", "spy signal PreRestart");
          }
          expect(probe, "spy start", "setup");
          spyOutside.tell("a");
          expect(probe, "spy before a", "1 a", "spy after a");
        });
  }

  @Test
  void anInterceptorMayChangeHoldBackOrFail() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("guard");
          TestProbe<String> probe = sim.probe(system);
          Interceptor<String> guard =
              new Interceptor<>() {
                @Override
                public Behavior<String> aroundMessage(
                    ActorContext<String> context,
                    String message,
                    Behaviors.MessageHandler<String> target)
                    throws Exception {
                  return switch (message) {
                    case "forbidden" -> Behaviors.unhandled();
                    case "broken" -> throw new IllegalArgumentException("on purpose");
                    default -> target.handle(context, message.toUpperCase(Locale.ROOT));
                  };
                }
              };
          ActorRef<String> actor =
              system.spawn(Behaviors.intercept(guard, echo(1, probe.ref())), "guarded");
          for (String message : new String[] {"a", "forbidden", "b", "broken"}) {
            actor.tell(message);
          }

          expect(probe, "1 A", "2 B");
          probe.expectTerminated(actor);
          assertThat(system.deadLetters().count(DeadLetter.Reason.UNHANDLED)).isEqualTo(1);
        });
  }

  @Test
  void aMonitorSeesEachMessageFirst() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("monitor");
          TestProbe<Object> probe = sim.probe(system);
          ActorRef<String> actor =
              system.spawn(Behaviors.monitor(probe.ref(), echo(1, probe.ref().narrow())));
          actor.tell("a");
          actor.tell("b");

          for (String message : new String[] {"a", "1 a", "b", "2 b"}) {
            probe.expectMessage(message);
          }
        });
  }

  @Test
  void messagesAreTranslatedExceptThoseOfTheActorItself() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("translated");
          TestProbe<String> probe = sim.probe(system);
          Behavior<String> behavior =
              Behaviors.setup(context -> {
                context.self().tell("own");
                return echo(1, probe.ref());
              });
          ActorRef<Integer> actor =
              system.spawn(
                  Behaviors.transformMessages(Integer.class, number -> "#" + number, behavior));
          sim.awaitIdle();
          actor.tell(7);

          expect(probe, "1 own", "2 #7");
        });
  }

  @Test
  void aSystemsInterceptorsStandAroundAllActorsOfUsers() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          TestProbe<String> probe = sim.probe(sim.system("probe"));
          var system =
              sim.system(
                  "all",
                  config ->
                      config.withHandling(handling ->
                          handling
                              .withIncoming(new Spy<>("outer", probe.ref()))
                              .withIncoming(new Spy<>("inner", probe.ref()))));
          ActorRef<String> parent =
              system.spawn(
                  Behaviors.setup(context -> {
                    ActorRef<String> child = context.spawn(echo(1, probe.ref()));
                    return Behaviors.receiveMessage(_ -> {
                      child.tell("to child");
                      return Behaviors.same();
                    });
                  }));
          system.spi().spawnSystem(echo(1, probe.ref()), "internal").tell("unseen");
          expectAnyOrder(
              probe, "1 unseen", "outer start", "inner start", "outer start", "inner start");
          parent.tell("go");
          sim.awaitIdle();

          assertThat(drain(probe))
              .containsSubsequence("outer before go", "inner before go", "inner after go")
              .containsSubsequence("outer before to child", "inner before to child", "1 to child")
              .noneMatch(it -> it.contains("unseen"));
        });
  }

  private static void expectAnyOrder(TestProbe<String> probe, String... messages) {
    assertThat(probe.receiveMessages(messages.length)).containsExactlyInAnyOrder(messages);
  }

  private static List<String> drain(TestProbe<String> probe) {
    probe.ref().tell("END");
    List<String> all = new ArrayList<>();
    for (String next = probe.receiveMessage(); !next.equals("END"); ) {
      all.add(next);
      next = probe.receiveMessage();
    }
    return all;
  }

  @Test
  void outgoingMessagesAreSeenChangedAndHeldBack() {
    // @start region="outgoing"
    OutgoingInterceptor stamp =
        (sender, recipient, message) -> {
          if (message.equals("secret")) {
            return Optional.empty(); // becomes a dead letter
          }
          String from = sender == null ? "nobody" : sender.path().name();
          return Optional.of(message + " from " + from);
        };
    // @end
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          TestProbe<String> probe = sim.probe(sim.system("probe"));
          var system =
              sim.system(
                  "outgoing",
                  config -> config.withHandling(handling -> handling.withOutgoing(stamp)));
          ActorRef<String> target = system.spawn(echo(1, probe.ref()), "target");
          ActorRef<String> relay =
              system.spawn(
                  Behaviors.receiveMessage(message -> {
                    target.tell(message);
                    return Behaviors.same();
                  }),
                  "relay");
          target.tell("secret");
          target.tell("a");
          relay.tell("b");

          expect(probe, "1 a from nobody", "2 b from nobody from relay");
          assertThat(system.deadLetters().count(DeadLetter.Reason.INTERCEPTED)).isEqualTo(1);
        });
  }

  @Test
  void anOfferThatIsHeldBackIsNotTakenByAnyMailbox() {
    OutgoingInterceptor guard =
        (_, _, message) ->
            message.equals("secret") ? Optional.empty() : Optional.of(message + " seen");
    for (Mailbox mailbox : List.of(Mailbox.unbounded(), Mailbox.bounded(5, Overflow.fail()))) {
      Simulation.explore(
          0,
          SEEDS,
          sim -> {
            var system =
                sim.system(
                    "offers",
                    config -> config.withHandling(handling -> handling.withOutgoing(guard)));
            TestProbe<String> probe = sim.probe(sim.system("probe"));
            ActorRef<String> actor =
                system.spawn(echo(1, probe.ref()), Props.defaults().withMailbox(mailbox));

            assertThat(actor.offer("secret")).isFalse();
            assertThat(actor.offer("open")).isTrue();

            expect(probe, "1 open seen");
            assertThat(system.deadLetters().count()).isZero();
          });
    }
  }

  record Question(String text, ActorRef<String> replyTo) {}

  @Test
  void aRequestIsAnOutgoingMessageToo() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system =
              sim.system(
                  "asks",
                  config ->
                      config.withHandling(handling ->
                          handling.withOutgoing((_, _, message) ->
                              message instanceof Question(var text, var replyTo)
                                  ? Optional.of(new Question(text + "!", replyTo))
                                  : Optional.of(message))));
          ActorRef<Question> target =
              system.spawn(
                  Behaviors.receiveMessage(question -> {
                    question.replyTo().tell(question.text());
                    return Behaviors.same();
                  }));

          assertThat(target.<String>ask(it -> new Question("why", it), Duration.ofSeconds(1)))
              .isEqualTo("why!");
        });
  }

  @Test
  void anActorCannotStartAsAnInterceptedSame() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Behaviors.intercept(new Interceptor<>() {}, Behaviors.same()))
        .withMessageContaining("no actor can start as them");
  }

  @Test
  void inRealTimeAnInterceptorSeesAllInOrder() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<String> probe = kit.createTestProbe();
      ActorRef<String> actor =
          kit.spawn(Behaviors.intercept(new Spy<>("spy", probe.ref()), started(probe.ref())));
      actor.tell("a");

      expect(probe, "spy start", "setup", "spy before a", "1 a", "spy after a");
    }
  }
}
