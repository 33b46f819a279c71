package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Props;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Timers on the wheel of the standard environment; the other tests of timers use virtual time.
class RealTimersTest {

  private static final Duration SOON = Duration.ofMillis(1);

  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

  static List<Props> props() {
    Props defaults = Props.defaults();
    return List.of(
        defaults,
        defaults.withMailbox(Mailbox.bounded(1, Overflow.dropOldest())),
        defaults.withMailbox(Mailbox.controlFirst(_ -> false)),
        defaults.withDispatcher(DispatcherSelector.pinned()),
        defaults.withDispatcher(DispatcherSelector.pool("two", 2)),
        defaults.withDispatcher(DispatcherSelector.callers()));
  }

  private @Nullable String next() throws InterruptedException {
    return heard.poll(10, TimeUnit.SECONDS);
  }

  private Behavior<String> hearing() {
    return (context, message) -> {
      heard.add(message);
      if (message.equals("stop the ticks")) {
        context.timers().cancel("ticks");
        context.timers().startSingle("last", "the end", Duration.ofMillis(20));
      }
      return Behaviors.same();
    };
  }

  @ParameterizedTest
  @MethodSource("props")
  void ticksComeUntilTheTimerIsCancelled(Props props) throws InterruptedException {
    try (var system = ActorSystem.create("ticks")) {
      Behavior<String> ticking =
          Behaviors.setup(context -> {
            context.timers().startAtFixedRate("ticks", "tick", SOON, SOON);
            return hearing();
          });
      var actor = system.spawn(ticking, props);

      for (int i = 0; i < 20; i++) {
        assertThat(next()).isEqualTo("tick");
      }
      actor.tell("stop the ticks");

      assertThat(heardUntil("stop the ticks")).allMatch("tick"::equals);
      assertThat(heardUntil("the end")).isEmpty();
    }
  }

  private List<String> heardUntil(String last) throws InterruptedException {
    List<String> before = new ArrayList<>();
    for (String each = next(); !last.equals(each); each = next()) {
      assertThat(each).as("what is heard before '%s'", last).isNotNull();
      before.add(each);
    }
    return before;
  }

  @Test
  void ofManyTimersUnderOneKeyOnlyTheLastIsHeard() throws InterruptedException {
    try (var system = ActorSystem.create("restarts")) {
      Behavior<String> restarting =
          Behaviors.setup(context -> {
            for (int i = 1; i <= 1_000; i++) {
              context.timers().startSingle("key", "timer " + i, SOON);
            }
            context.timers().startSingle("last", "the end", Duration.ofMillis(20));
            return hearing();
          });
      system.spawn(restarting);

      assertThat(heardUntil("the end")).containsExactly("timer 1000");
    }
  }
}
