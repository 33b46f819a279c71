package io.aether.testkit.pattern;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.pattern.After;
import io.aether.actor.pattern.ChildSpec;
import io.aether.actor.pattern.ChildSpec.Lifetime;
import io.aether.actor.pattern.CircuitBreaker;
import io.aether.actor.pattern.CircuitBreakerSettings;
import io.aether.actor.pattern.EventStream;
import io.aether.actor.pattern.Pool;
import io.aether.actor.pattern.Receptionist;
import io.aether.actor.pattern.Receptionist.Deregistered;
import io.aether.actor.pattern.Receptionist.Listing;
import io.aether.actor.pattern.Receptionist.Registered;
import io.aether.actor.pattern.Resizer;
import io.aether.actor.pattern.Retry;
import io.aether.actor.pattern.Routers;
import io.aether.actor.pattern.Routing;
import io.aether.actor.pattern.ServiceKey;
import io.aether.actor.pattern.SpawnProtocol;
import io.aether.actor.pattern.StateMachine;
import io.aether.actor.pattern.Step;
import io.aether.actor.pattern.Supervisor;
import io.aether.actor.pattern.Topic;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Bad arguments are refused at the call, and never reach an actor.
@SuppressWarnings({"DataFlowIssue", "NullAway", "unused"}) // the tests are about the refusal
class ArgumentsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ServiceKey<String> KEY = new ServiceKey<>(String.class, "key");
  private static final Supervisor.Intensity USUAL = Supervisor.Intensity.USUAL;
  private static final Routing<String> TURNS = Routing.roundRobin();

  @SuppressWarnings("TypeParameterUnusedInFormals") // null is of every type
  private static <T> T no() {
    return null;
  }

  private static void refusedNulls(ThrowingCallable... calls) {
    for (int n = 0; n < calls.length; n++) {
      assertThatThrownBy(calls[n])
          .as("call " + n)
          .isInstanceOf(NullPointerException.class)
          .hasMessageContaining("must not be null");
    }
  }

  private static void refusedValues(ThrowingCallable... calls) {
    for (int n = 0; n < calls.length; n++) {
      assertThatThrownBy(calls[n])
          .as("call " + n)
          .isInstanceOf(IllegalArgumentException.class)
          .message()
          .isNotBlank();
    }
  }

  private interface Body {
    void run(ActorSystem system, ActorRef<Object> ref) throws Exception;
  }

  private static void run(Body body) {
    Simulation.run(
        1,
        sim -> {
          var system = sim.system("arguments");
          body.run(system, system.spawn(Behaviors.ignore()));
        });
  }

  private static <M> ActorRef<M> as(ActorRef<?> ref) {
    @SuppressWarnings("unchecked") // nothing is sent to it
    var typed = (ActorRef<M>) ref;
    return typed;
  }

  @Test
  void messagesOfTheLibrarysActorsHaveNoNulls() {
    run((_, ref) -> {
      ActorRef<String> text = as(ref);
      var spec = ChildSpec.of("a", Lifetime.PERMANENT, Behaviors.<String>ignore());
      refusedNulls(
          () -> new Topic.Publish<>(no()),
          () -> new Topic.Subscribe<>(no()),
          () -> new Topic.Unsubscribe<>(no()),
          () -> new Topic.GetStats<>(no()),
          () -> new SpawnProtocol.Spawn<String>(no(), as(ref)),
          () -> new SpawnProtocol.Spawn<String>(Behaviors.ignore(), no()),
          () -> new SpawnProtocol.Spawn<String>(Behaviors.ignore(), "name", no()),
          () -> new Supervisor.Find<>(no(), as(ref)),
          () -> new Supervisor.Find<>(spec, no()),
          () -> new Registered<>(no(), text),
          () -> new Registered<>(KEY, no()),
          () -> new Deregistered<>(no(), text),
          () -> new Deregistered<>(KEY, no()),
          () -> new Listing<String>(no(), List.of()),
          () -> new Listing<>(KEY, no()),
          () -> new ServiceKey<>(no(), "key"),
          () -> new ServiceKey<>(String.class, no()),
          () -> Step.goTo(no()),
          () -> Step.stay(no()),
          () -> new StateMachine.StateTimeout<>("late", no()),
          () -> new StateMachine.StateTimeout<>(no(), SECOND));
      refusedValues(
          () -> new ServiceKey<>(String.class, ""),
          () -> new StateMachine.StateTimeout<>("late", Duration.ofNanos(-1)));
    });
  }

  @Test
  void aBehaviorThatNoActorCanStartAsIsRefusedWhereItIsGiven() {
    run((_, ref) -> {
      for (Behavior<String> none :
          List.of(Behaviors.<String>same(), Behaviors.<String>unhandled())) {
        refusedValues(
            () -> new SpawnProtocol.Spawn<>(none, as(ref)),
            () -> new SpawnProtocol.Spawn<>(none, "name", as(ref)),
            () -> ChildSpec.of("a", Lifetime.PERMANENT, none),
            () -> Routers.pool(3, none),
            () -> Routers.pool(Pool.of(3), TURNS, none));
      }
    });
  }

  @Test
  void receptionistAndEventStreamTakeNoNulls() {
    run((system, ref) -> {
      Receptionist receptionist = Receptionist.of(system);
      EventStream events = EventStream.of(system);
      ActorRef<String> text = as(ref);
      refusedNulls(
          () -> receptionist.register(no(), text),
          () -> receptionist.register(KEY, no()),
          () -> receptionist.register(KEY, text, no()),
          () -> receptionist.deregister(no(), text),
          () -> receptionist.deregister(KEY, no()),
          () -> receptionist.deregister(KEY, text, no()),
          () -> receptionist.find(no(), ref),
          () -> receptionist.find(KEY, ArgumentsTest.<ActorRef<Listing<String>>>no()),
          () -> receptionist.find(no(), SECOND),
          () -> receptionist.find(KEY, ArgumentsTest.<Duration>no()),
          () -> receptionist.subscribe(no(), ref),
          () -> receptionist.subscribe(KEY, no()),
          () -> receptionist.unsubscribe(no(), ref),
          () -> receptionist.unsubscribe(KEY, no()),
          () -> events.publish(no()),
          () -> events.subscribe(no(), ref),
          () -> events.subscribe(String.class, no()),
          () -> events.unsubscribe(no(), ref),
          () -> events.unsubscribe(String.class, no()),
          () -> events.unsubscribe(no()));
      refusedValues(
          () -> receptionist.find(KEY, Duration.ZERO),
          () -> receptionist.find(KEY, Duration.ofSeconds(-1)));
    });
  }

  @Test
  void routersRefuseNullsAndNumbersOutOfRange() {
    run((system, ref) -> {
      Receptionist receptionist = Receptionist.of(system);
      List<ActorRef<String>> routees = new ArrayList<>(Arrays.asList(as(ref), null));
      Function<String, ActorRef<String>> replyTo = _ -> as(ref);
      BiFunction<String, ActorRef<String>, String> copy = (request, _) -> request;
      refusedNulls(
          () -> Routers.pool(no(), TURNS, Behaviors.ignore()),
          () -> Routers.pool(Pool.of(1), no(), Behaviors.ignore()),
          () -> Routers.pool(Pool.of(1), TURNS, no()),
          () -> Routers.group(no()),
          () -> Routers.group(KEY, no()),
          () -> Routers.group(no(), KEY, TURNS, 1),
          () -> Routers.group(receptionist, no(), TURNS, 1),
          () -> Routers.group(receptionist, KEY, no(), 1),
          () -> Routers.direct(no(), TURNS),
          () -> Routers.direct(routees, TURNS),
          () -> Routers.direct(List.of(ref), no()),
          () -> Routing.consistentHashing(no()),
          () -> Routing.broadcastIf(no(), TURNS),
          () -> Routing.broadcastIf(_ -> true, no()),
          () -> Routing.scatterGather(no(), copy, SECOND),
          () -> Routing.scatterGather(replyTo, no(), SECOND),
          () -> Routing.scatterGather(replyTo, copy, no()),
          () -> Routing.tailChopping(replyTo, copy, no(), SECOND),
          () -> Pool.of(1).withReplacements(1, no()),
          () -> Pool.of(1).withRouteeProps(no()),
          () -> Pool.of(1).withResizeMessage(no(), _ -> 1),
          () -> Pool.of(1).withResizeMessage(String.class, no()),
          () -> Pool.of(1).withResizer(no()));
      refusedValues(
          () -> Pool.of(0),
          () -> Pool.of(-1),
          () -> Pool.of(1).withReplacements(-1, SECOND),
          () -> Pool.of(1).withReplacements(1, Duration.ZERO),
          () -> Routers.pool(0, Behaviors.<String>ignore()),
          () -> Routers.group(receptionist, KEY, TURNS, 0),
          () -> Routers.direct(List.<ActorRef<String>>of(), TURNS),
          () -> Routing.<String>consistentHashing(0, text -> text),
          () -> Routing.scatterGather(replyTo, copy, Duration.ZERO),
          () -> Routing.tailChopping(replyTo, copy, Duration.ZERO, SECOND),
          () -> Routing.tailChopping(replyTo, copy, SECOND, SECOND.negated()),
          () -> Resizer.of(0, 1),
          () -> Resizer.of(2, 1),
          () -> Resizer.of(1, 2).withPressure(0),
          () -> Resizer.of(1, 2).withGrowth(-0.1),
          () -> Resizer.of(1, 2).withGrowth(Double.NaN),
          () -> Resizer.of(1, 2).withShrinkage(1.1, 0.1),
          () -> Resizer.of(1, 2).withShrinkage(0.1, 1.1),
          () -> Resizer.of(1, 2).withMessages(0));
    });
  }

  @Test
  void supervisorsAndMachinesRefuseNullsAndNumbersOutOfRange() {
    Behavior<String> child = Behaviors.ignore();
    StateMachine<String, String> machine = (_, _, _) -> Step.stay();
    refusedNulls(
        () -> Supervisor.oneForOne(no()),
        () -> Supervisor.oneForOne(USUAL, (ChildSpec<?>) no()),
        () -> Supervisor.allForOne(USUAL, (ChildSpec<?>[]) no()),
        () -> new Supervisor.Intensity(1, no()),
        () -> ChildSpec.of(no(), Lifetime.PERMANENT, child),
        () -> ChildSpec.of("a", no(), child),
        () -> ChildSpec.of("a", Lifetime.PERMANENT, no()),
        () -> ChildSpec.using("a", Lifetime.PERMANENT, no()),
        () -> ChildSpec.of("a", Lifetime.PERMANENT, child).withPatience(no()),
        () -> StateMachine.create(no(), machine),
        () -> StateMachine.create("first", no()));
    refusedValues(
        () -> new Supervisor.Intensity(-1, SECOND),
        () -> new Supervisor.Intensity(1, Duration.ZERO),
        () -> ChildSpec.of("", Lifetime.PERMANENT, child),
        () -> ChildSpec.of("a/b", Lifetime.PERMANENT, child),
        () -> ChildSpec.of("$a", Lifetime.PERMANENT, child),
        () -> ChildSpec.of("a", Lifetime.PERMANENT, child).withPatience(Duration.ZERO),
        () -> ChildSpec.of("a", Lifetime.PERMANENT, child).asSignificant(),
        () -> StateMachine.create("first", 0, machine));
  }

  @Test
  void delaysRetriesAndBreakersRefuseNullsAndNumbersOutOfRange() {
    run((system, _) -> {
      Retry retry = Retry.of(3);
      var settings = CircuitBreakerSettings.of(1, SECOND, SECOND);
      CircuitBreaker breaker = CircuitBreaker.create(system, "name", settings);
      refusedNulls(
          () -> After.after(no(), CompletableFuture::new, SECOND),
          () -> After.after(system, CompletableFuture::new, no()),
          () -> After.after(system, no(), SECOND),
          () -> After.failure(system, no(), SECOND),
          () -> retry.withBackoff(no(), SECOND),
          () -> retry.withBackoff(SECOND, no()),
          () -> retry.withRetried(no()),
          () -> retry.call(no(), () -> 1),
          () -> retry.call(system, no()),
          () -> retry.callAsync(no(), CompletableFuture::new),
          () -> retry.callAsync(system, no()),
          () -> CircuitBreakerSettings.of(1, no(), SECOND),
          () -> CircuitBreakerSettings.of(1, SECOND, no()),
          () -> settings.withBackoff(2, no()),
          () -> settings.withCounted(no()),
          () -> CircuitBreaker.create(no(), "name", settings),
          () -> CircuitBreaker.create(system, no(), settings),
          () -> CircuitBreaker.create(system, "name", no()),
          () -> breaker.call(no()),
          () -> breaker.callAsync(no()),
          () -> breaker.fail(no()),
          () -> breaker.onChange(no()));
      refusedValues(
          () -> After.value(system, "early", Duration.ofNanos(-1)),
          () -> Retry.of(0),
          () -> retry.withBackoff(SECOND.negated(), SECOND),
          () -> retry.withBackoff(SECOND, Duration.ZERO),
          () -> retry.withJitter(-0.1),
          () -> retry.withJitter(1.1),
          () -> CircuitBreakerSettings.of(0, SECOND, SECOND),
          () -> CircuitBreakerSettings.of(1, Duration.ZERO, SECOND),
          () -> CircuitBreakerSettings.of(1, SECOND, Duration.ZERO),
          () -> settings.withBackoff(0.5, SECOND),
          () -> settings.withBackoff(2, Duration.ofMillis(1)),
          () -> settings.withJitter(2));
    });
  }
}
