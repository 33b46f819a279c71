package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.StashBuffer;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.intercept.Interceptor;
import io.aether.actor.pattern.Pool;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.actor.pattern.ServiceKey;
import io.aether.actor.pattern.StateMachine;
import io.aether.actor.pattern.Step;
import io.aether.actor.pattern.Topic;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// An ask ends at once when its request can no longer be answered, for every possible reason.
///
/// Longer than most because each reason is a test of its own.
class FailedRequestTest {

  private static final int SEEDS = Rounds.of(10, 300);
  private static final Duration HOUR = Duration.ofHours(1);

  record Question(String text, ActorRef<String> replyTo) {}

  static final class Mishap extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /// The actor that is asked, and the expected end of the ask.
  private record Case(Behavior<Object> behavior, Class<? extends AskException> end) {}

  private static Behavior<Object> resuming(Behavior<Object> behavior) {
    return Behaviors.supervise(SupervisorStrategy.resume(), behavior);
  }

  private static Behavior<Object> failing() {
    return (_, message) -> {
      if (message instanceof Question) {
        throw new Mishap();
      }
      return Behaviors.same();
    };
  }

  /// Stashes its first message, and becomes `next` with it at the second.
  private static Behavior<Object> stashing(Behavior<Object> next) {
    return Behaviors.withStash(
        5,
        stash ->
            (context, message) -> {
              if (message instanceof Question) {
                stash.stash(message);
                context.self().tell("go on");
                return Behaviors.same();
              }
              return stash.unstashAll(next);
            });
  }

  /// Makes a stash for its first message, stashes it, and becomes `next` before its second one.
  private static Behavior<Object> stashingTheFirst(Behavior<Object> next) {
    return (context, first) ->
        Behaviors.withStash(
            5,
            stash -> {
              stash.stash(first);
              context.self().tell("go on");
              return next;
            });
  }

  private static <M> Interceptor<M> throwing(boolean after) {
    return new Interceptor<>() {
      @Override
      public Behavior<M> aroundMessage(
          ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
        if (after) {
          target.handle(context, message);
        }
        throw new Mishap();
      }
    };
  }

  private record Wrapping() implements Interceptor<Object> {
    @Override
    public Behavior<Object> aroundMessage(
        ActorContext<Object> context, Object message, Behaviors.MessageHandler<Object> target)
        throws Exception {
      return target.handle(context, message instanceof Question ? List.of(message) : message);
    }
  }

  private static Map<String, Case> cases() {
    Map<String, Case> all = new LinkedHashMap<>();
    var restart = SupervisorStrategy.restart();
    all.put("resumes", new Case(resuming(failing()), AskException.TargetFailed.class));
    all.put(
        "restarts",
        new Case(Behaviors.supervise(restart, failing()), AskException.TargetFailed.class));
    all.put(
        "restarts after a pause",
        new Case(
            Behaviors.supervise(restart.withBackoff(HOUR, HOUR), failing()),
            AskException.TargetFailed.class));
    all.put(
        "restarts when its child has stopped",
        new Case(
            Behaviors.supervise(
                restart,
                Behaviors.setup(context -> {
                  context.spawn(Behaviors.ignore());
                  return failing();
                })),
            AskException.TargetFailed.class));
    all.put("stops", new Case(failing(), AskException.TargetStopped.class));
    all.put(
        "stops when its child has stopped",
        new Case(
            Behaviors.setup(context -> {
              context.spawn(Behaviors.ignore());
              return failing();
            }),
            AskException.TargetStopped.class));
    all.put(
        "fails with the request unstashed",
        new Case(resuming(stashing(failing())), AskException.TargetFailed.class));
    all.put(
        "fails with the first request, unstashed from a stash that it made",
        new Case(
            resuming((_, first) ->
                Behaviors.withStash(
                    5,
                    stash -> {
                      stash.stash(first);
                      return stash.unstashAll(failing());
                    })),
            AskException.TargetFailed.class));
    all.put(
        "fails after it has put the first request into a stash that it made",
        new Case(
            resuming((_, first) ->
                Behaviors.withStash(
                    5,
                    stash -> {
                      stash.stash(first);
                      throw new Mishap();
                    })),
            AskException.TargetFailed.class));
    all.put(
        "stops with the first request in a stash that it made",
        new Case(stashingTheFirst(Behaviors.stopped()), AskException.TargetStopped.class));
    all.put(
        "fails later, with the first request in a stash that it made",
        new Case(
            stashingTheFirst((_, _) -> {
              throw new Mishap();
            }),
            AskException.TargetStopped.class));
    all.put(
        "has no room in its stash",
        new Case(
            resuming(
                Behaviors.withStash(
                    1,
                    stash -> {
                      stash.stash("full");
                      return (_, message) -> {
                        stash.stash(message);
                        return Behaviors.same();
                      };
                    })),
            AskException.TargetFailed.class));
    all.put(
        "drops what its stash has no room for",
        new Case(
            Behaviors.withStash(
                1,
                StashBuffer.Overflow.DROP_NEW,
                stash -> {
                  stash.stash("full");
                  return (_, message) -> {
                    stash.stash(message);
                    return Behaviors.same();
                  };
                }),
            AskException.Overflow.class));
    all.put(
        "has an interceptor that throws before",
        new Case(
            resuming(Behaviors.intercept(throwing(false), failing())),
            AskException.TargetFailed.class));
    all.put(
        "has an interceptor that throws after",
        new Case(
            resuming(Behaviors.intercept(throwing(true), Behaviors.ignore())),
            AskException.TargetFailed.class));
    all.put(
        "fails with what an interceptor makes of it, unstashed",
        new Case(
            resuming(
                Behaviors.intercept(
                    new Wrapping(),
                    Behaviors.withStash(
                        5,
                        stash ->
                            (_, message) -> {
                              stash.stash(message);
                              return stash.unstashAll((_, _) -> {
                                throw new Mishap();
                              });
                            }))),
            AskException.TargetFailed.class));
    all.put("does not handle it", new Case(Behaviors.empty(), AskException.Undelivered.class));
    all.put(
        "does not handle it when unstashed",
        new Case(stashing(Behaviors.empty()), AskException.Undelivered.class));
    all.put(
        "becomes a behavior that leaves it unhandled",
        new Case(
            (_, _) -> Behaviors.setup(_ -> Behaviors.unhandled()), AskException.Undelivered.class));
    all.put(
        "is a state machine that fails",
        new Case(
            resuming(
                StateMachine.create(
                    "first",
                    (_, _, _) -> {
                      throw new Mishap();
                    })),
            AskException.TargetFailed.class));
    all.put(
        "is a state machine that does not handle it",
        new Case(
            StateMachine.create("first", (_, _, _) -> Step.unhandled()),
            AskException.Undelivered.class));
    all.put(
        "is a group without routees",
        new Case(
            Routers.group(new ServiceKey<>(Object.class, "none")), AskException.Undelivered.class));
    all.put(
        "is a pool whose routee resumes",
        new Case(Routers.pool(2, resuming(failing())), AskException.TargetFailed.class));
    all.put(
        "is a pool whose routee stops",
        new Case(Routers.pool(2, failing()), AskException.TargetStopped.class));
    all.put(
        "is a pool whose routee does not handle it",
        new Case(
            Routers.pool(Pool.of(2), Routing.random(), Behaviors.empty()),
            AskException.Undelivered.class));
    all.put(
        "is a pool, by key, whose routee has no room",
        new Case(
            Routers.pool(
                Pool.of(1)
                    .withRouteeProps(
                        Props.defaults().withMailbox(Mailbox.bounded(1, Overflow.dropOldest()))),
                Routing.consistentHashing(_ -> "key"),
                Behaviors.setup(context -> {
                  context.self().tell("in its place");
                  context.self().tell("in its place, too");
                  return failing();
                })),
            AskException.class));
    return all;
  }

  static Stream<String> names() {
    return cases().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void anAskEndsAtOnceWhenItsTarget(String does) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          Case tried = Objects.requireNonNull(cases().get(does), does);
          ActorRef<Object> actor = sim.system("asked").spawn(tried.behavior);

          var failure = catchThrowableOfType(AskException.class, () -> ask(actor));

          assertThat(failure).isInstanceOf(tried.end);
          assertThat(sim.now()).isZero();
        });
  }

  @ParameterizedTest
  @MethodSource("names")
  void anAskThroughAnAdapterEndsAtOnceWhenItsTarget(String does) {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          Case tried = Objects.requireNonNull(cases().get(does), does);
          var adapter = new CompletableFuture<ActorRef<Object>>();
          sim.system("adapted")
              .<Object>spawn(
                  Behaviors.setup(context -> {
                    adapter.complete(context.messageAdapter(message -> message));
                    return tried.behavior;
                  }));
          sim.awaitIdle();
          ActorRef<Object> ref = adapter.resultNow();

          var failure = catchThrowableOfType(AskException.class, () -> ask(ref));

          assertThat(failure).isInstanceOf(tried.end);
          assertThat(sim.now()).isZero();
        });
  }

  private static String ask(ActorRef<Object> actor) throws InterruptedException {
    return actor.<String>ask(replyTo -> new Question("how", replyTo), HOUR);
  }

  @Test
  void theFailureIsTheCauseAndALateReplyIsADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("late");
          List<ActorRef<String>> passedOn = new ArrayList<>();
          ActorRef<Object> actor =
              system.spawn(
                  resuming((_, message) -> {
                    passedOn.add(((Question) message).replyTo());
                    throw new Mishap();
                  }));

          var failure = catchThrowableOfType(AskException.TargetFailed.class, () -> ask(actor));
          passedOn.getFirst().tell("after all");
          sim.awaitIdle();

          assertThat(failure).hasCauseInstanceOf(Mishap.class).hasMessageContaining("Question");
          assertThat(failure.target()).isEqualTo(actor.path());
          assertThat(system.deadLetters().count(Reason.LATE_REPLY)).isEqualTo(1);
        });
  }

  @Test
  void aRequestThatIsAnsweredBeforeTheFailureOrByPreRestartHasItsAnswer() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> answering =
              sim.system("answering")
                  .spawn(
                      resuming((_, message) -> {
                        ((Question) message).replyTo().tell("well");
                        throw new Mishap();
                      }));
          ActorRef<Object> restarting =
              sim.system("restarting")
                  .spawn(Behaviors.supervise(SupervisorStrategy.restart(), parting()));

          assertThat(ask(answering)).isEqualTo("well");
          assertThat(ask(restarting)).isEqualTo("parting");
        });
  }

  /// Answers in PreRestart the request that it failed to handle.
  private static Behavior<Object> parting() {
    return Behaviors.setup(_ -> {
      List<Question> open = new ArrayList<>();
      return Behaviors.receive(
          (_, message) -> {
            open.add((Question) message);
            throw new Mishap();
          },
          (_, signal) -> {
            if (signal instanceof Signal.PreRestart) {
              open.forEach(each -> each.replyTo().tell("parting"));
            }
            return Behaviors.same();
          });
    });
  }

  @Test
  void aRequestThatIsStashedBeforeTheFailureIsAnsweredLater() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> actor =
              sim.system("stashed")
                  .spawn(
                      resuming(
                          Behaviors.withStash(
                              5,
                              stash ->
                                  (context, message) -> {
                                    if (message instanceof Question) {
                                      stash.stash(message);
                                      context.self().tell("go on");
                                      throw new Mishap();
                                    }
                                    return stash.unstashAll((_, again) -> {
                                      ((Question) again).replyTo().tell("well");
                                      return Behaviors.same();
                                    });
                                  })));

          assertThat(ask(actor)).isEqualTo("well");
        });
  }

  @Test
  void theFirstRequestExpiresInTheStashThatItsHandlerMakes() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          var system = sim.system("first");
          List<Object> handled = new ArrayList<>();
          Behavior<Object> waking =
              (_, message) -> {
                handled.add(message);
                return Behaviors.same();
              };
          ActorRef<Object> actor =
              system.spawn((_, first) ->
                  Behaviors.withStash(
                      5,
                      stash -> {
                        stash.stash(first);
                        return (_, _) -> stash.unstashAll(waking);
                      }));
          CompletableFuture<String> reply =
              actor.askAsync(replyTo -> new Question("how", replyTo), HOUR);
          sim.awaitIdle();
          reply.cancel(false);

          actor.tell("unstash");
          sim.awaitIdle();

          assertThat(handled).isEmpty();
          assertThat(system.deadLetters().count(Reason.EXPIRED)).isEqualTo(1);
        });
  }

  @Test
  void aRequestClearedFromAStashEndsItsAskAtOnceAndALateReplyIsADeadLetter() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          List<Question> copied = new ArrayList<>();
          ActorSystem system = sim.system("cleared");
          ActorRef<Object> actor =
              system.spawn(
                  Behaviors.withStash(
                      5,
                      stash ->
                          (_, message) -> {
                            if (message instanceof Question) {
                              stash.stash(message);
                            } else {
                              stash.forEach(each -> copied.add((Question) each));
                              stash.clear();
                            }
                            return Behaviors.same();
                          }));
          CompletableFuture<String> ask =
              actor.askAsync(replyTo -> new Question("how", replyTo), HOUR);
          actor.tell("clear");
          sim.awaitIdle();

          copied.getFirst().replyTo().tell("well");

          assertThat(ask)
              .isCompletedExceptionally()
              .failsWithin(Duration.ZERO)
              .withThrowableOfType(ExecutionException.class)
              .withCauseInstanceOf(AskException.Dropped.class);
          assertThat(system.deadLetters().count(DeadLetter.Reason.LATE_REPLY)).isEqualTo(1);
        });
  }

  @Test
  void anAskThatAnInterceptorHoldsBackOrThatATopicHasNobodyForEndsAtOnce() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          UnaryOperator<ActorSystemConfig> holdingBack =
              config ->
                  config.withHandling(it ->
                      it.withOutgoing((_, _, message) ->
                          message instanceof Question ? Optional.empty() : Optional.of(message)));
          ActorRef<Object> held = sim.system("held", holdingBack).spawn(Behaviors.ignore());
          ActorRef<Topic.Command<Object>> topic = sim.system("topic").spawn(Topic.create());

          var intercepted = catchThrowableOfType(AskException.Undelivered.class, () -> ask(held));
          var unheard =
              catchThrowableOfType(
                  AskException.Undelivered.class,
                  () ->
                      topic.<String>ask(
                          replyTo -> new Topic.Publish<>(new Question("how", replyTo)), HOUR));

          assertThat(intercepted.reason()).isEqualTo(Reason.INTERCEPTED);
          assertThat(unheard.reason()).isEqualTo(Reason.NO_SUBSCRIBER);
          assertThat(sim.now()).isZero();
        });
  }

  @Test
  void anAskOfADirectRouterEndsWithItsRoutee() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          ActorRef<Object> routee = sim.system("direct").spawn(resuming(failing()));
          ActorRef<Object> router = Routers.direct(List.of(routee), Routing.roundRobin());

          var failure = catchThrowableOfType(AskException.TargetFailed.class, () -> ask(router));

          assertThat(failure.target()).isEqualTo(routee.path());
        });
  }

  @Test
  void aMessageThatCannotBeSortedFailsItsAsk() {
    Simulation.explore(
        0,
        SEEDS,
        sim -> {
          Props props =
              Props.defaults()
                  .withMailbox(
                      Mailbox.priority((_, _) -> {
                        throw new Mishap();
                      }));
          ActorRef<Object> actor =
              sim.system("sorted").spawn(resuming(Behaviors.ignore()), "sorted", props);
          actor.tell("one");
          actor.tell("two");

          var failure = catchThrowableOfType(AskException.class, () -> ask(actor));

          assertThat(failure).isInstanceOf(AskException.TargetFailed.class);
        });
  }
}
