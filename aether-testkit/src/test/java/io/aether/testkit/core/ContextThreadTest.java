package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behaviors;
import io.aether.actor.Props;
import io.aether.actor.StashBuffer;
import io.aether.actor.Timers;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The methods of a context that only its own actor may call, while it is running.
class ContextThreadTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  /// The objects that a behavior could let escape.
  static final class Leak {
    @Nullable ActorContext<String> context;
    @Nullable Timers<String> timers;
    @Nullable StashBuffer<String> stash;

    ActorContext<String> context() {
      return Objects.requireNonNull(context);
    }

    Timers<String> timers() {
      return Objects.requireNonNull(timers);
    }

    StashBuffer<String> stash() {
      return Objects.requireNonNull(stash);
    }
  }

  interface Use {
    void of(Leak leak);
  }

  /// One constant for each method; see [#everyMethodOfAContextIsHere].
  @SuppressWarnings("ImmutableEnumChecker") // lambdas that hold nothing
  enum Method {
    SPAWN(leak -> leak.context().spawn(Behaviors.ignore())),
    SPAWN_NAMED(leak -> leak.context().spawn(Behaviors.ignore(), "name")),
    SPAWN_WITH_PROPS(leak -> leak.context().spawn(Behaviors.ignore(), Props.defaults())),
    SPAWN_BOTH(leak -> leak.context().spawn(Behaviors.ignore(), "name", Props.defaults())),
    SPAWN_UNIQUE(leak -> leak.context().spawnUnique(Behaviors.ignore(), "name")),
    STOP(leak -> leak.context().stop(leak.context().self())),
    CHILDREN(leak -> leak.context().children()),
    CHILD(leak -> leak.context().child("name")),
    WATCH(leak -> leak.context().watch(other(leak))),
    WATCH_WITH(leak -> leak.context().watchWith(other(leak), "its end")),
    UNWATCH(leak -> leak.context().unwatch(other(leak))),
    TIMERS(leak -> leak.context().timers()),
    SET_RECEIVE_TIMEOUT(leak -> leak.context().setReceiveTimeout("idle", SECOND)),
    CANCEL_RECEIVE_TIMEOUT(leak -> leak.context().cancelReceiveTimeout()),
    MESSAGE_ADAPTER(leak -> leak.context().<Integer>messageAdapter(n -> "" + n)),
    PIPE_TO_SELF(leak -> leak.context().pipeToSelf(new CompletableFuture<>(), _ -> "")),
    ASYNC(leak -> leak.context().async(() -> 1, _ -> "")),
    LOG(leak -> leak.context().log()),
    SET_LOGGER_NAME(leak -> leak.context().setLoggerName("name")),
    TIMER_SINGLE(leak -> leak.timers().startSingle("message", SECOND)),
    TIMER_DELAY(leak -> leak.timers().startWithFixedDelay("message", SECOND)),
    TIMER_RATE(leak -> leak.timers().startAtFixedRate("message", SECOND)),
    TIMER_ACTIVE(leak -> leak.timers().isActive("message")),
    TIMER_CANCEL(leak -> leak.timers().cancel("message")),
    TIMER_CANCEL_ALL(leak -> leak.timers().cancelAll()),
    STASH(leak -> leak.stash().stash("message")),
    STASH_CLEAR(leak -> leak.stash().clear()),
    STASH_HEAD(leak -> leak.stash().head()),
    STASH_FOR_EACH(leak -> leak.stash().forEach(_ -> {})),
    STASH_CONTAINS(leak -> leak.stash().contains("message")),
    STASH_ANY_MATCH(leak -> leak.stash().anyMatch(_ -> true)),
    STASH_SIZE(leak -> leak.stash().size()),
    STASH_IS_EMPTY(leak -> leak.stash().isEmpty()),
    STASH_IS_FULL(leak -> leak.stash().isFull()),
    STASH_CAPACITY(leak -> leak.stash().capacity()),
    UNSTASH_ALL(leak -> leak.stash().unstashAll(Behaviors.ignore()));

    private final Use use;

    Method(Use use) {
      this.use = use;
    }

    /// {@return the interface of the method, according to the message}
    String owner() {
      if (name().startsWith("TIMER_")) {
        return "Timers.";
      }
      return name().contains("STASH") ? "StashBuffer." : "ActorContext.";
    }

    private static ActorRef<?> other(Leak leak) {
      return leak.context().system().ignoreRef();
    }
  }

  @ParameterizedTest
  @EnumSource
  void isRefusedToOthersWhoAreToldWhatElseToDo(Method method) {
    Simulation.run(
        1,
        sim -> {
          Leak leak = new Leak();
          ActorRef<String> actor =
              sim.system("leak")
                  .spawn(
                      Behaviors.<String>withStash(
                          3,
                          stash -> {
                            leak.stash = stash;
                            return Behaviors.setup(context -> {
                              leak.context = context;
                              leak.timers = context.timers();
                              return Behaviors.ignore();
                            });
                          }),
                      "owner");
          sim.awaitIdle();

          assertThatThrownBy(() -> method.use.of(leak))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContainingAll(
                  "/user/owner", Thread.currentThread().getName(), "outside the actor", "async")
              .hasMessageStartingWith(method.owner());
          assertThat(leak.context().self()).isEqualTo(actor);
        });
  }

  @Test
  void everyMethodOfAContextIsHere() {
    var free = Set.of("self", "system");
    var declared =
        Arrays.stream(ActorContext.class.getMethods())
            .map(it -> it.getName())
            .filter(it -> !free.contains(it))
            .map(it -> it.replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());

    assertThat(Arrays.stream(Method.values()).map(Enum::name)).containsAll(declared);
  }
}
