package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.pattern.StateMachine;
import io.aether.actor.pattern.Step;
import io.aether.actor.spi.AbstractRef;
import io.aether.testkit.ActorTestKit;
import io.aether.testkit.BehaviorTestKit;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Behaviors that are written as state machines. Longer than most because each feature of a state
/// machine is tested alone and with the others.
class StateMachineTest {

  private static final int SEEDS = Rounds.of(50, 1_000);
  private static final Duration SECOND = Duration.ofSeconds(1);

  private sealed interface State {
    record Offline() implements State {}

    record Connecting(int attempts) implements State {}

    record Online(int sent) implements State {}
  }

  private sealed interface Message {
    record Send(String text) implements Message {}

    record Connect() implements Message {}

    record Connected() implements Message {}

    record TooLong() implements Message {}

    record Disconnect() implements Message {}

    record Quit() implements Message {}

    record Fail() implements Message {}
  }

  /// Keeps outgoing messages until it is online, and tells a probe what it does.
  private record Sender(ActorRef<Object> probe, Duration patience)
      implements StateMachine<State, Message> {

    @Override
    public Step<State> onMessage(ActorContext<Message> context, State state, Message message) {
      return switch (state) {
        case State.Offline() ->
            switch (message) {
              case Message.Send _ -> Step.postpone();
              case Message.Connect() -> Step.goTo(new State.Connecting(1));
              case Message.Quit() -> Step.stop();
              case Message.Fail() -> throw new IllegalStateException("on purpose");
              default -> Step.unhandled();
            };
        case State.Connecting(int attempts) ->
            switch (message) {
              case Message.Send _ -> Step.postpone();
              case Message.Connected() -> Step.goTo(new State.Online(0));
              case Message.TooLong() -> Step.goTo(new State.Connecting(attempts + 1));
              default -> Step.unhandled();
            };
        case State.Online(int sent) ->
            switch (message) {
              case Message.Send(var text) -> {
                probe.tell(text);
                yield Step.stay(new State.Online(sent + 1));
              }
              case Message.Disconnect() -> Step.goTo(new State.Offline());
              default -> Step.unhandled();
            };
      };
    }

    @Override
    public Step<State> onEnter(ActorContext<Message> context, State state) {
      probe.tell(state);
      return state instanceof State.Connecting(int attempts) && attempts > 2
          ? Step.goTo(new State.Offline())
          : Step.stay();
    }

    @Override
    public Optional<StateTimeout<Message>> timeout(State state) {
      return state instanceof State.Connecting
          ? Optional.of(new StateTimeout<>(new Message.TooLong(), patience))
          : Optional.empty();
    }

    @Override
    public void onTransition(ActorContext<Message> context, State from, State to) {
      probe.tell(from.getClass().getSimpleName() + " -> " + to.getClass().getSimpleName());
    }

    @Override
    public Step<State> onSignal(ActorContext<Message> context, State state, Signal signal) {
      probe.tell(signal);
      return Step.stay();
    }
  }

  private interface Body {
    void run(Simulation sim, ActorRef<Message> sender, TestProbe<Object> probe) throws Exception;
  }

  private static void explore(Body body) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("machine");
          TestProbe<Object> probe = sim.probe(system);
          var machine = StateMachine.create(new State.Offline(), new Sender(probe.ref(), SECOND));
          body.run(
              sim, system.spawn(Behaviors.supervise(SupervisorStrategy.restart(), machine)), probe);
        });
  }

  private static void goOnline(ActorRef<Message> sender, TestProbe<Object> probe) {
    probe.expectMessage(new State.Offline());
    sender.tell(new Message.Connect());
    probe.expectMessage("Offline -> Connecting");
    probe.expectMessage(new State.Connecting(1));
    sender.tell(new Message.Connected());
    probe.expectMessage("Connecting -> Online");
    probe.expectMessage(new State.Online(0));
  }

  @Test
  void postponedMessagesComeBackInOrderWhenTheStateChanges() {
    explore((_, sender, probe) -> {
      sender.tell(new Message.Send("1"));
      sender.tell(new Message.Send("2"));

      goOnline(sender, probe);
      sender.tell(new Message.Send("3"));

      probe.expectMessages("1", "2", "3");
    });
  }

  @Test
  void aMachineWorksOnRealThreadsToo() {
    try (var kit = ActorTestKit.create()) {
      TestProbe<Object> probe = kit.createTestProbe();
      ActorRef<Message> sender =
          kit.spawn(
              StateMachine.create(
                  new State.Offline(), new Sender(probe.ref(), Duration.ofMinutes(1))));
      sender.tell(new Message.Send("1"));

      goOnline(sender, probe);

      probe.expectMessage("1");
    }
  }

  @Test
  void theTimeoutOfAStateComesAgainWhenItIsEnteredAgain() {
    explore((sim, sender, probe) -> {
      probe.expectMessage(new State.Offline());
      sender.tell(new Message.Connect());
      probe.expectMessage("Offline -> Connecting");
      probe.expectMessage(new State.Connecting(1));
      Duration before = sim.now();

      probe.expectMessage("Connecting -> Connecting");
      probe.expectMessage(new State.Connecting(2));
      probe.expectMessage("Connecting -> Connecting");

      assertThat(sim.now().minus(before)).isEqualTo(Duration.ofSeconds(2));
      probe.expectMessage(new State.Connecting(3));
      probe.expectMessage("Connecting -> Offline");
      probe.expectMessage(new State.Offline());
    });
  }

  @Test
  void theTimeoutOfAStateEndsWithIt() {
    explore((_, sender, probe) -> {
      goOnline(sender, probe);

      probe.expectNoMessage(Duration.ofSeconds(10));
      assertThat(deadLetters(sender, DeadLetter.Reason.UNHANDLED)).isZero();
    });
  }

  @Test
  void stayingWithOtherDataIsNoTransition() {
    explore((_, sender, probe) -> {
      goOnline(sender, probe);

      sender.tell(new Message.Send("1"));
      sender.tell(new Message.Disconnect());

      probe.expectMessages("1", "Online -> Offline", new State.Offline());
    });
  }

  @Test
  void aStopMakesDeadLettersOfWhatIsPostponed() {
    explore((sim, sender, probe) -> {
      sender.tell(new Message.Send("1"));
      sender.tell(new Message.Quit());

      assertThat(probe.expectTerminated(sender)).isEqualTo(StopReason.OWN_DECISION);
      sim.awaitIdle();
      assertThat(deadLetters(sender, DeadLetter.Reason.STOPPED)).isEqualTo(1);
    });
  }

  @Test
  void aRestartBeginsInTheFirstStateAndKeepsWhatWasPostponed() {
    explore((_, sender, probe) -> {
      sender.tell(new Message.Send("1"));
      sender.tell(new Message.Fail());
      probe.expectMessage(new State.Offline());
      probe.expectMessage(new Signal.PreRestart());

      goOnline(sender, probe);

      probe.expectMessage("1");
    });
  }

  @Test
  void aMessageThatAStateDoesNotHandleIsADeadLetter() {
    explore((sim, sender, _) -> {
      sender.tell(new Message.Connected());
      sim.awaitIdle();

      assertThat(deadLetters(sender, DeadLetter.Reason.UNHANDLED)).isEqualTo(1);
    });
  }

  /// Fails once in one of the methods that a transition calls.
  private record Stumbling(String where, boolean[] hasFailed)
      implements StateMachine<String, String> {

    private void perhapsFail(String here) {
      if (here.equals(where) && !hasFailed[0]) {
        hasFailed[0] = true;
        throw new IllegalStateException("on purpose");
      }
    }

    @Override
    public Step<String> onMessage(ActorContext<String> context, String state, String message) {
      if (message.equals("go")) {
        return Step.goTo("second");
      }
      return message.equals("early") && state.equals("first")
          ? Step.postpone()
          : Step.goTo(state + " " + message);
    }

    @Override
    public Step<String> onEnter(ActorContext<String> context, String state) {
      if (state.equals("second")) {
        perhapsFail("onEnter");
      }
      return Step.stay();
    }

    @Override
    public void onTransition(ActorContext<String> context, String from, String to) {
      perhapsFail("onTransition");
    }

    @Override
    public Optional<StateTimeout<String>> timeout(String state) {
      if (state.equals("second")) {
        perhapsFail("timeout");
      }
      return Optional.of(new StateTimeout<>("late", SECOND));
    }
  }

  private static String stateAfter(String where, String... messages) {
    BehaviorTestKit<String> kit =
        BehaviorTestKit.create(
            Behaviors.supervise(
                SupervisorStrategy.resume(),
                StateMachine.create("first", new Stumbling(where, new boolean[1]))));
    for (String message : messages) {
      kit.run(message);
    }
    kit.advance(SECOND);
    return kit.currentBehavior().toString();
  }

  @Test
  void aMachineThatFailsOnItsWayToAStateAndResumesIsStillInThePreviousOneWithItsTimeout() {
    for (String where : new String[] {"onTransition", "timeout"}) {
      assertThat(stateAfter(where, "go")).isEqualTo("StateMachine[first late]");
      assertThat(stateAfter(where, "early", "go", "go"))
          .isEqualTo("StateMachine[second early late]");
    }
  }

  @Test
  void aMachineThatFailsInItsEntryActionAndResumesHasEnteredTheState() {
    assertThat(stateAfter("onEnter", "go")).isEqualTo("StateMachine[second late]");
    assertThat(stateAfter("onEnter", "early", "go")).isEqualTo("StateMachine[second early late]");
  }

  private static long deadLetters(ActorRef<?> ref, DeadLetter.Reason reason) {
    return AbstractRef.of(ref).system().deadLetters().count(reason);
  }

  @Test
  void aLambdaIsAMachineAndCanBeRunStepByStep() {
    BehaviorTestKit<String> kit =
        BehaviorTestKit.create(
            StateMachine.create(
                0,
                (_, count, message) ->
                    message.equals("stop") ? Step.stop() : Step.goTo(count + 1)));

    kit.run("once");
    kit.run("twice");
    assertThat(kit.currentBehavior()).hasToString("StateMachine[2]");
    kit.run("stop");

    assertThat(kit.isAlive()).isFalse();
  }

  /// Goes on from state to state by its entry actions, until it has come to the last one.
  private record Counting(int last) implements StateMachine<Integer, String> {

    @Override
    public Step<Integer> onMessage(ActorContext<String> context, Integer state, String message) {
      return message.equals("early") && state < last ? Step.postpone() : Step.goTo(0);
    }

    @Override
    public Step<Integer> onEnter(ActorContext<String> context, Integer state) {
      return state < last ? Step.goTo(state + 1) : Step.stay();
    }
  }

  @Test
  void aChainOfEntryActionsMayBeOfAnyLength() {
    BehaviorTestKit<String> kit =
        BehaviorTestKit.create(StateMachine.create(0, new Counting(200_000)));
    assertThat(kit.currentBehavior()).hasToString("StateMachine[200000]");

    kit.run("again");

    assertThat(kit.currentBehavior()).hasToString("StateMachine[200000]");
  }

  @Test
  void aChainOfEntryActionsMayEndWithAStop() {
    StateMachine<Integer, String> machine =
        new StateMachine<>() {
          @Override
          public Step<Integer> onMessage(
              ActorContext<String> context, Integer state, String message) {
            return Step.goTo(state + 1);
          }

          @Override
          public Step<Integer> onEnter(ActorContext<String> context, Integer state) {
            return state == 0 ? Step.stay() : state < 1_000 ? Step.goTo(state + 1) : Step.stop();
          }
        };
    BehaviorTestKit<String> kit = BehaviorTestKit.create(StateMachine.create(0, machine));

    kit.run("go");

    assertThat(kit.isAlive()).isFalse();
  }

  @Test
  @SuppressWarnings({"DataFlowIssue", "NullAway"}) // the test is about the refusal
  void aMachineThatReturnsNullSaysSoAndTheActorsSupervisionDecides() {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("null");
          TestProbe<Object> probe = sim.probe(system);
          StateMachine<String, String> machine =
              (_, state, message) -> message.equals("null") ? null : Step.goTo(message);
          ActorRef<String> actor =
              system.spawn(
                  Behaviors.supervise(
                      failure -> {
                        probe.ref().tell(String.valueOf(failure.getMessage()));
                        return SupervisorStrategy.resume();
                      },
                      StateMachine.create("first", machine)));

          actor.tell("second");
          actor.tell("null");

          assertThat((String) probe.receiveMessage())
              .contains("must return a Step, but returned null in state second");
        });
  }
}
