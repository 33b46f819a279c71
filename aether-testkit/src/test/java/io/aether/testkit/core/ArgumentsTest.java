package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Mailbox;
import io.aether.actor.Outcome;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.StashBuffer;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.Timers;
import io.aether.actor.config.HandlingSettings;
import io.aether.actor.config.Settings;
import io.aether.actor.intercept.TravellingContext;
import io.aether.actor.shutdown.ShutdownPhase;
import io.aether.actor.shutdown.ShutdownSettings;
import io.aether.actor.spi.Extension;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.SpawnOptions;
import io.aether.actor.spi.SystemMessage;
import io.aether.testkit.BehaviorTestKit;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.event.Level;

/// Arguments out of range are refused at the call, with a message.
///
/// Longer than most because every public entry of the core is tested.
@NullUnmarked // passes arguments that the signatures forbid
class ArgumentsTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration LESS = SECOND.negated();
  private static final Duration ENDLESS = Duration.ofSeconds(Long.MAX_VALUE, 999_999_999);
  private static final Behavior<Object> IGNORE = Behaviors.ignore();
  private static final ActorSystemConfig CONFIG = ActorSystemConfig.defaults();
  private static final HandlingSettings HANDLING = HandlingSettings.none();
  private static final ShutdownSettings SHUTDOWN = ShutdownSettings.defaults();
  private static final TravellingContext CONTEXT = TravellingContext.empty();
  private static final SupervisorStrategy.Restart RESTART = SupervisorStrategy.restart();
  private static final ActorPath PATH = new ActorPath("/user/a");
  private static final String PHASE = ShutdownPhase.SERVICE_STOP;

  /// The objects that a test of arguments needs inside an actor.
  record World(ActorContext<Object> context, StashBuffer<Object> stash) {
    ActorSystem system() {
      return context.system();
    }

    ActorRef<Object> self() {
      return context.self();
    }

    Timers<Object> timers() {
      return context.timers();
    }
  }

  interface Call {
    void on(World world) throws Exception;
  }

  private static final Map<String, Call> REFUSED = new LinkedHashMap<>();

  private static void refused(String name, Call call) {
    assertThat(REFUSED.put(name, call)).isNull();
  }

  static {
    // ---- ActorRef ----
    refused("tell null", it -> it.self().tell(null));
    refused("offer null", it -> it.self().offer(null));
    refused("tell null to ignoreRef", it -> it.system().ignoreRef().tell(null));
    refused("tell null to adapter", it -> it.context.messageAdapter(m -> m).tell(null));
    refused("ask null", it -> it.self().ask(null, SECOND));
    refused("ask of null", it -> it.self().ask(_ -> null, SECOND));
    refused("ask for null", it -> it.self().ask(_ -> "x", null));
    refused("ask for 0", it -> it.self().ask(_ -> "x", Duration.ZERO));
    refused("ask for less", it -> it.self().ask(_ -> "x", LESS));
    refused("askAsync null", it -> it.self().askAsync(null, SECOND));
    refused("askAsync of null", it -> it.self().askAsync(_ -> null, SECOND));
    refused("askAsync for null", it -> it.self().askAsync(_ -> "x", null));
    refused("askAsync for 0", it -> it.self().askAsync(_ -> "x", Duration.ZERO));
    refused("askOutcome for 0", it -> it.self().askOutcome(_ -> "x", Duration.ZERO));
    refused(
        "reply null",
        it ->
            it.self()
                .askAsync(
                    r -> {
                      r.tell(null);
                      return "x";
                    },
                    SECOND));
    refused("offer reply null", it -> it.self().askAsync(r -> "" + r.offer(null), SECOND));

    // ---- ActorPath, names ----
    refused("path null", _ -> new ActorPath(null));
    refused("path empty", _ -> new ActorPath(""));
    refused("path relative", _ -> new ActorPath("user"));
    refused("path child null", _ -> PATH.child(null));
    refused("path child empty", _ -> PATH.child(""));
    for (String name : new String[] {null, "", "a/b", "$a", "a-$1"}) {
      refused("spawn named " + name, it -> it.context.spawn(IGNORE, name));
      refused("spawn with props named " + name, it -> it.context.spawn(IGNORE, name, props()));
      refused("spawnUnique " + name, it -> it.context.spawnUnique(IGNORE, name));
      refused("system spawn named " + name, it -> it.system().spawn(IGNORE, name));
      refused("system spawn with props " + name, it -> it.system().spawn(IGNORE, name, props()));
      refused("create named " + name, _ -> ActorSystem.create(name));
      refused("checkName " + name, _ -> ActorSystem.checkName(name));
      refused("spawnSystem " + name, it -> it.system().spi().spawnSystem(IGNORE, name));
      refused("spawnGenerated " + name, it -> it.system().spi().spawnGenerated(IGNORE, name));
    }

    // ---- ActorContext ----
    refused("spawn null", it -> it.context.spawn(null));
    refused("spawn same", it -> it.context.spawn(Behaviors.same()));
    refused("spawn null named", it -> it.context.spawn(null, "a"));
    refused("spawnUnique null behavior", it -> it.context.spawnUnique(null, "a"));
    refused("spawn null props", it -> it.context.spawn(IGNORE, (Props) null));
    refused("spawn named with null props", it -> it.context.spawn(IGNORE, "a", null));
    refused("stop null", it -> it.context.stop(null));
    refused("stop self", it -> it.context.stop(it.self()));
    refused("child null", it -> it.context.child(null));
    refused("watch null", it -> it.context.watch(null));
    refused("watch self", it -> it.context.watch(it.self()));
    refused("watchWith null", it -> it.context.watchWith(null, "x"));
    refused("watchWith null message", it -> it.context.watchWith(other(it), null));
    refused("unwatch null", it -> it.context.unwatch(null));
    refused("receive timeout null", it -> it.context.setReceiveTimeout("x", null));
    refused("receive timeout 0", it -> it.context.setReceiveTimeout("x", Duration.ZERO));
    refused("receive timeout less", it -> it.context.setReceiveTimeout("x", LESS));
    refused("receive timeout null message", it -> it.context.setReceiveTimeout(null, SECOND));
    refused("adapter null", it -> it.context.messageAdapter(null));
    refused("pipe null", it -> it.context.pipeToSelf(null, m -> m));
    refused("pipe to null", it -> it.context.pipeToSelf(new CompletableFuture<>(), null));
    refused("async null", it -> it.context.async(null, m -> m));
    refused("async to null", it -> it.context.async(() -> 1, null));
    refused("logger null", it -> it.context.setLoggerName(null));
    refused("logger empty", it -> it.context.setLoggerName(""));

    // ---- Timers ----
    refused("timer null", it -> it.timers().startSingle(null, SECOND));
    refused("timer null key", it -> it.timers().startSingle(null, "x", SECOND));
    refused("timer null message", it -> it.timers().startSingle("k", null, SECOND));
    refused("timer null delay", it -> it.timers().startSingle("k", "x", null));
    refused("timer less", it -> it.timers().startSingle("k", "x", LESS));
    for (Duration bad : new Duration[] {null, Duration.ZERO, LESS}) {
      refused("fixed delay " + bad, it -> it.timers().startWithFixedDelay("k", "x", bad));
      refused("fixed rate " + bad, it -> it.timers().startAtFixedRate("k", "x", bad));
      refused("delayed " + bad, it -> it.timers().startWithFixedDelay("k", "x", SECOND, bad));
      refused("delayed rate " + bad, it -> it.timers().startAtFixedRate("k", "x", SECOND, bad));
    }
    for (Duration bad : new Duration[] {null, LESS}) {
      refused("initial delay " + bad, it -> it.timers().startWithFixedDelay("k", "x", bad, SECOND));
      refused("initial rate " + bad, it -> it.timers().startAtFixedRate("k", "x", bad, SECOND));
    }
    refused("cancel null", it -> it.timers().cancel(null));
    refused("active null", it -> it.timers().isActive(null));

    // ---- StashBuffer ----
    refused("stash null", it -> it.stash.stash(null));
    refused("unstashAll null", it -> it.stash.unstashAll(null));
    refused("unstash null", it -> it.stash.unstash(null, 1, m -> m));
    refused("unstash less", it -> it.stash.unstash(IGNORE, -1, m -> m));
    refused("unstash least", it -> it.stash.unstash(IGNORE, Integer.MIN_VALUE, m -> m));
    refused("unstash null wrap", it -> it.stash.unstash(IGNORE, 1, null));
    refused("contains null", it -> it.stash.contains(null));
    refused("anyMatch null", it -> it.stash.anyMatch(null));
    refused("forEach null", it -> it.stash.forEach(null));
    for (int bad : new int[] {0, -1, Integer.MIN_VALUE}) {
      refused("withStash " + bad, _ -> Behaviors.withStash(bad, _ -> IGNORE));
      refused("mailbox " + bad, _ -> Mailbox.bounded(bad, Mailbox.Overflow.fail()));
      refused("capacity " + bad, _ -> Mailbox.unbounded().withCapacity(bad, dropNew()));
      refused("pool " + bad, _ -> DispatcherSelector.pool("p", bad));
      refused("threads " + bad, _ -> CONFIG.environment().threads("t", bad, true));
      refused("restart limit " + bad, _ -> RESTART.withLimit(bad, SECOND));
    }

    // ---- Behaviors ----
    refused("stopped null", _ -> Behaviors.stopped(null));
    refused("setup null", _ -> Behaviors.setup(null));
    refused("receive null", _ -> Behaviors.receive(null, (_, _) -> IGNORE));
    refused("receive null signal", _ -> Behaviors.receive((_, _) -> IGNORE, null));
    refused("receiveMessage null", _ -> Behaviors.receiveMessage(null));
    refused("receiveSignal null", _ -> Behaviors.receiveSignal(null));
    refused("withTimers null", _ -> Behaviors.withTimers(null));
    refused("withStash null", _ -> Behaviors.withStash(1, null));
    refused("withStash null overflow", _ -> Behaviors.withStash(1, null, _ -> IGNORE));
    refused("supervise null", _ -> Behaviors.supervise(RESTART, null));
    refused("supervise same", _ -> Behaviors.supervise(RESTART, Behaviors.same()));
    refused("supervise by null", _ -> Behaviors.supervise((SupervisorStrategy) null, IGNORE));
    refused(
        "decide null",
        _ -> Behaviors.supervise((Function<Exception, SupervisorStrategy>) null, IGNORE));
    refused("intercept null", _ -> Behaviors.intercept(null, IGNORE));
    refused("log null", _ -> Behaviors.logMessages(null));
    refused("log at null", _ -> Behaviors.logMessages(null, IGNORE));
    refused("log null at", _ -> Behaviors.logMessages(Level.INFO, null));
    refused("monitor null", _ -> Behaviors.monitor(null, IGNORE));
    refused("transform null", _ -> Behaviors.transformMessages(null, m -> m, IGNORE));
    refused("transform by null", _ -> Behaviors.transformMessages(String.class, null, IGNORE));
    refused(
        "transform null behavior", _ -> Behaviors.transformMessages(String.class, m -> m, null));
    refused("narrow null", _ -> Behaviors.narrow(null));
    refused("mdc null", _ -> Behaviors.withMdc((Map<String, String>) null, IGNORE));
    refused(
        "mdc null function",
        _ -> Behaviors.withMdc((Function<Object, Map<String, String>>) null, IGNORE));
    refused("mdc null behavior", _ -> Behaviors.withMdc(Map.of(), null));

    // ---- Supervision ----
    refused("on null", _ -> SupervisorStrategy.on(null, RESTART));
    refused("on with null", _ -> SupervisorStrategy.on(Exception.class, null));
    refused("backoff null", _ -> RESTART.withBackoff(null, SECOND));
    refused("backoff max null", _ -> RESTART.withBackoff(SECOND, null));
    refused("backoff less", _ -> RESTART.withBackoff(LESS, SECOND));
    refused("backoff swapped", _ -> RESTART.withBackoff(SECOND, Duration.ZERO));
    refused("limit window null", _ -> RESTART.withLimit(1, null));
    refused("limit window 0", _ -> RESTART.withLimit(1, Duration.ZERO));
    refused("limit window less", _ -> RESTART.withLimit(1, LESS));
    refused("reset null", _ -> RESTART.withResetAfter(null));
    refused("reset less", _ -> RESTART.withResetAfter(LESS));
    for (double bad :
        new double[] {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
      refused("jitter " + bad, _ -> RESTART.withJitter(bad));
    }

    // ---- Props ----
    refused("tags null", _ -> props().withTags((String) null));
    refused("tags empty", _ -> props().withTags(""));
    refused("mailbox null", _ -> props().withMailbox(null));
    refused("dispatcher null", _ -> props().withDispatcher(null));
    refused("props null", _ -> new Props(null, Mailbox.unbounded(), DispatcherSelector.workers()));
    refused("props null tag", _ -> new Props(null, null, null));
    refused("mailbox null overflow", _ -> Mailbox.bounded(1, null));
    refused("mailbox null order", _ -> Mailbox.priority(null));
    refused("mailbox null control", _ -> Mailbox.controlFirst(null));
    for (Duration bad : new Duration[] {null, Duration.ZERO, LESS}) {
      refused("block " + bad, _ -> Mailbox.Overflow.blockSender(bad));
      refused("close timeout " + bad, _ -> CONFIG.withCloseTimeout(bad));
      refused("phase timeout " + bad, _ -> new ShutdownPhase("p", bad));
    }
    refused("pool null", _ -> DispatcherSelector.pool(null, 1));
    refused("pool empty", _ -> DispatcherSelector.pool("", 1));

    // ---- ActorSystem ----
    refused("create null", _ -> ActorSystem.create("s", (UnaryOperator<ActorSystemConfig>) null));
    refused("create to null", _ -> ActorSystem.create("s", _ -> null));
    refused("system spawn null", it -> it.system().spawn(null));
    refused("system spawn null props", it -> it.system().spawn(IGNORE, (Props) null));
    refused("system stop null", it -> it.system().stop(null));
    refused("inspect null", it -> it.system().inspect(null));
    refused("extension null", it -> it.system().extension(null));
    refused("listen null", it -> it.system().deadLetters().listen(null));
    refused("extension of null", _ -> Extension.of(null, _ -> 1));
    refused("extension of null factory", _ -> Extension.of("e", null));

    // ---- Configuration ----
    refused("environment null", _ -> CONFIG.withEnvironment(null));
    refused("logged less", _ -> CONFIG.withLoggedDeadLetters(-1));
    refused("silence null", _ -> CONFIG.withDeadLetterSilence(null));
    refused("silence less", _ -> CONFIG.withDeadLetterSilence(LESS));
    refused("cycles null", _ -> CONFIG.withAskCycles(null));
    refused("with extension null", _ -> CONFIG.withExtension(null, _ -> 1));
    refused("with extension by null", _ -> CONFIG.withExtension(Extension.of("e", _ -> 1), null));
    refused("shutdown null", _ -> CONFIG.withShutdown(null));
    refused("shutdown to null", _ -> CONFIG.withShutdown(_ -> null));
    refused("handling null", _ -> CONFIG.withHandling(null));
    refused("handling to null", _ -> CONFIG.withHandling(_ -> null));
    refused("settings null", _ -> CONFIG.withSettings(null));
    refused("settings unknown", _ -> CONFIG.withSettings(Map.of("closeTimeuot", "1s")));
    refused("settings negative", _ -> CONFIG.withSettings(Map.of("closeTimeout", "PT-1S")));
    refused("overlay null", _ -> Settings.overlay(null, Map.of("a", "b")));
    refused("under null", _ -> Settings.under(null, new Properties()));
    refused("under null properties", _ -> Settings.under("a", null));
    refused("variables null", _ -> Settings.ofVariables(null, Map.of()));
    refused("variables null map", _ -> Settings.ofVariables("A", null));
    refused("incoming null", _ -> HANDLING.withIncoming(null));
    refused("outgoing null", _ -> HANDLING.withOutgoing(null));
    refused("context null", _ -> HANDLING.withTravellingContext((TravellingContext.Key<?>) null));

    // ---- TravellingContext ----
    refused("key null", _ -> TravellingContext.key(null, String.class));
    refused("key empty", _ -> TravellingContext.key("", String.class));
    refused("key null type", _ -> TravellingContext.key("k", null));
    refused("value null", _ -> CONTEXT.value(null));
    refused("with null", _ -> CONTEXT.with(null, "x"));
    refused("with null value", _ -> CONTEXT.with(TravellingContext.key("k", String.class), null));
    refused("without null", _ -> CONTEXT.without(null));
    refused("run null", _ -> CONTEXT.run(null));
    refused("call null", _ -> CONTEXT.call(null));

    // ---- Shutdown ----
    refused("phase null", _ -> new ShutdownPhase(null, SECOND));
    refused("phase blank", _ -> new ShutdownPhase(" ", SECOND));
    refused("phases null", _ -> SHUTDOWN.withPhases(null));
    refused("phases none", _ -> SHUTDOWN.withPhases(List.of()));
    refused("before null", _ -> SHUTDOWN.withPhaseBefore(PHASE, null));
    refused("before unknown", _ -> SHUTDOWN.withPhaseBefore("x", new ShutdownPhase("y", SECOND)));
    refused("replace null", _ -> SHUTDOWN.withPhase(null));
    refused("task null phase", it -> shutdown(it).addTask(null, "t", () -> {}));
    refused("task unknown phase", it -> shutdown(it).addTask("x", "t", () -> {}));
    refused("task null name", it -> shutdown(it).addTask(PHASE, null, () -> {}));
    refused("task null", it -> shutdown(it).addTask(PHASE, "t", null));
    refused("async task null", it -> shutdown(it).addAsyncTask(PHASE, "t", null));
    refused("stop task null", it -> shutdown(it).addStop(PHASE, null));
    refused("stop task null message", it -> shutdown(it).addStop(PHASE, it.self(), null));
    refused("shutdown for null", it -> shutdown(it).run(null));

    // ---- Data ----
    refused("failure null", _ -> new Outcome.Failure<>(null));
    refused("refusal null", _ -> Outcome.refusal(null));
    refused("refusal null code", _ -> Outcome.refusal(null, "x"));
    refused("refusal empty code", _ -> Outcome.refusal("", "x"));
    refused("refusal code null", _ -> Outcome.refusal("c", null));
    refused("failure of kind empty", _ -> Outcome.failure("", "x", null));
    refused("letter null", _ -> new DeadLetter(null, PATH, DeadLetter.Reason.STOPPED));
    refused("letter to null", _ -> new DeadLetter("x", null, DeadLetter.Reason.STOPPED));
    refused("letter for null", _ -> new DeadLetter("x", PATH, null));
    refused("terminated null", _ -> new Signal.Terminated(null, StopReason.FAILURE));
    refused("terminated for null", it -> new Signal.Terminated(it.self(), null));
    refused("failed null", it -> new Signal.ChildFailed(it.self(), null));
    refused("post stop null", _ -> new Signal.PostStop(null));

    // ---- SPI ----
    refused("ownership null", _ -> SpawnOptions.NONE.withOwnership(null));
    refused("undelivered null", _ -> SpawnOptions.NONE.withUndelivered(null));
    refused("self null", _ -> SpawnOptions.NONE.withSelfRef(null));
    refused("crash null", _ -> new Observer.Crash(null));
    refused("watch message null", _ -> new SystemMessage.Watch(null));
    refused("unwatch message null", _ -> new SystemMessage.Unwatch(null));
    refused("notify null", _ -> new SystemMessage.Notify(null));
    refused("export null", it -> it.system().spi().export(null));
    refused("hold null", it -> it.system().spi().hold(null));
    refused("release no actor", it -> it.system().spi().release(it.system().ignoreRef()));
    refused("pass on null", it -> it.system().spi().passOn(null, it.self()));
    refused("pass on to null", it -> it.system().spi().passOn("x", null));
    refused("dead letter null", it -> letter(it, null, PATH));
    refused("dead letter to null", it -> letter(it, "x", null));
    refused("ownership of null", it -> it.system().spi().ownership(null));
  }

  private static Props props() {
    return Props.defaults();
  }

  private static Mailbox.Overflow dropNew() {
    return Mailbox.Overflow.dropNew();
  }

  private static ActorRef<?> other(World world) {
    return world.system().ignoreRef();
  }

  private static io.aether.actor.shutdown.CoordinatedShutdown shutdown(World world) {
    return world.system().coordinatedShutdown();
  }

  private static void letter(World world, Object message, ActorPath to) {
    world.system().spi().deadLetter(message, to, DeadLetter.Reason.STOPPED);
  }

  static Stream<String> refused() {
    return REFUSED.keySet().stream();
  }

  /// Makes the call inside an actor and returns the exception, or "nothing".
  private static Object outcome(Call call) {
    Object[] thrown = {"not called"};
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("arguments");
          TestProbe<Object> probe = sim.probe(system);
          system.spawn(
              Behaviors.<Object>withStash(
                  3,
                  stash ->
                      Behaviors.setup(context -> {
                        try {
                          call.on(new World(context, stash));
                          probe.ref().tell("nothing");
                        } catch (Exception failure) {
                          probe.ref().tell(failure);
                        }
                        return Behaviors.ignore();
                      })));
          thrown[0] = probe.receiveMessage();
        });
    return thrown[0];
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(String name) {
    Object thrown = outcome(REFUSED.get(name));

    assertThat(thrown).isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class);
    assertThat(((Exception) thrown).getMessage()).isNotBlank();
  }

  @Test
  void aRefusedReceiveTimeoutLeavesThePresentOne() {
    Simulation.run(
        1,
        sim -> {
          ActorSystem system = sim.system("present");
          TestProbe<Object> probe = sim.probe(system);
          system.spawn(
              Behaviors.<Object>setup(context -> {
                context.setReceiveTimeout("idle", SECOND);
                assertThatCode(() -> context.setReceiveTimeout("other", Duration.ZERO))
                    .isInstanceOf(IllegalArgumentException.class);
                context.timers().startSingle("key", "single", SECOND);
                assertThatCode(() -> context.timers().startSingle("key", "other", LESS))
                    .isInstanceOf(IllegalArgumentException.class);
                return Behaviors.receiveMessage(message -> {
                  probe.ref().tell(message);
                  return Behaviors.same();
                });
              }));

          probe.expectMessagesInAnyOrder("idle", "single");
        });
  }

  @Test
  void timeDoesNotGoBackInABehaviorTestKit() {
    assertThatCode(() -> BehaviorTestKit.create(IGNORE).advance(LESS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PT-1S");
  }

  @Test
  void endlessDurationsAreTaken() {
    Object nothing =
        outcome(it -> {
          it.context.setReceiveTimeout("x", ENDLESS);
          it.timers().startSingle("a", "x", ENDLESS);
          it.timers().startWithFixedDelay("b", "x", ENDLESS);
          it.timers().startAtFixedRate("c", "x", ENDLESS);
          it.self().askAsync(_ -> "x", ENDLESS);
          RESTART.withBackoff(ENDLESS, ENDLESS).withLimit(1, ENDLESS).withResetAfter(ENDLESS);
          CONFIG.withCloseTimeout(ENDLESS).withDeadLetterSilence(ENDLESS);
          SHUTDOWN.withPhase(new ShutdownPhase(PHASE, ENDLESS));
          Mailbox.Overflow.blockSender(ENDLESS);
          TestProbe.create(it.system());
          assertThat(Set.of(props().withTags("a", "a").tags())).hasSize(1);
        });

    assertThat(nothing).isEqualTo("nothing");
    BehaviorTestKit.create(IGNORE).advance(ENDLESS);
  }
}
