package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.SupervisorStrategy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A behavior that becomes itself again, with all of its wrappers, accumulates nothing.
class WrappersTest {

  private static final int MESSAGES = 300;

  /// Creates its translation and its interceptors anew for each message.
  private static final class Recursive {
    private final List<Object> seen = new ArrayList<>();
    private final int kind;
    private int count;

    Recursive(int kind) {
      this.kind = kind;
    }

    private String translated(Integer number) {
      return "n" + number;
    }

    Behavior<Object> behavior() {
      Behavior<Object> inner =
          (_, message) -> {
            seen.add(message);
            count++;
            return behavior();
          };
      return switch (kind) {
        case 0 -> translating(inner);
        case 1 -> translating(Behaviors.supervise(SupervisorStrategy.resume(), inner));
        case 2 -> Behaviors.supervise(SupervisorStrategy.resume(), translating(inner));
        case 3 -> translating(Behaviors.logMessages(inner));
        case 4 -> Behaviors.logMessages(translating(inner));
        case 5 -> translating(Behaviors.withStash(3, _ -> inner));
        case 6 -> Behaviors.withTimers(_ -> translating(inner));
        case 7 -> count % 2 == 0 ? translating(inner) : alsoTranslating(inner);
        default -> throw new IllegalArgumentException("no kind " + kind);
      };
    }

    @SuppressWarnings("unchecked") // accepts all messages, and translates numbers
    private Behavior<Object> translating(Behavior<Object> inner) {
      return (Behavior<Object>)
          (Behavior<?>) Behaviors.transformMessages(Integer.class, this::translated, inner);
    }

    @SuppressWarnings("unchecked") // the same
    private Behavior<Object> alsoTranslating(Behavior<Object> inner) {
      int by = count;
      return (Behavior<Object>)
          (Behavior<?>)
              Behaviors.transformMessages(
                  Integer.class, number -> "n" + (number + by - count), inner);
    }
  }

  static Stream<Integer> kinds() {
    return Stream.of(0, 1, 2, 3, 4, 5, 6, 7);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void wrappersOfABehaviorDoNotPileUp(int kind) throws InterruptedException {
    try (var system = ActorSystem.create("wrappers")) {
      var recursive = new Recursive(kind);
      ActorRef<Object> actor = system.spawn(Behaviors.setup(_ -> recursive.behavior()));
      for (int n = 0; n < MESSAGES; n++) {
        actor.tell(n);
      }
      awaitHandled(actor);

      assertThat(recursive.seen).hasSize(MESSAGES).startsWith("n0", "n1").endsWith("n299");
      assertThat(depth(((ActorCell<?>) actor).behavior)).isLessThanOrEqualTo(2);
      assertThat(levels((ActorCell<?>) actor)).isLessThanOrEqualTo(2);
    }
  }

  @Test
  void theNewestTranslationIsTheOneThatTranslates() throws InterruptedException {
    try (var system = ActorSystem.create("newest")) {
      List<Object> seen = new ArrayList<>();
      ActorRef<Integer> actor = system.spawn(summing(0, seen));
      for (int n = 1; n <= 4; n++) {
        actor.tell(n);
      }
      awaitHandled(actor);

      assertThat(seen).containsExactly("1", "3", "6", "10");
    }
  }

  private static Behavior<Integer> summing(int sum, List<Object> seen) {
    return Behaviors.transformMessages(
        Integer.class,
        number -> String.valueOf(sum + number),
        (_, text) -> {
          seen.add(text);
          return narrowed(summing(Integer.parseInt(text), seen));
        });
  }

  @SuppressWarnings("unchecked") // its messages are translated first
  private static Behavior<String> narrowed(Behavior<Integer> behavior) {
    return (Behavior<String>) (Behavior<?>) behavior;
  }

  private static int depth(Behavior<?> behavior) {
    int depth = 0;
    for (Behavior<?> each = behavior;
        each instanceof Intercepted<?>(var _, var inner);
        each = inner) {
      depth++;
    }
    return depth;
  }

  private static int levels(ActorCell<?> cell) {
    int levels = 0;
    var level = cell.extension == null ? null : cell.extension.supervision;
    for (; level != null; level = level.outer) {
      levels++;
    }
    return levels;
  }

  @SuppressWarnings("NullAway") // an adapter may return null
  private static void awaitHandled(ActorRef<?> actor) throws InterruptedException {
    var handled = new CountDownLatch(1);
    ((ActorCell<?>) actor)
        .enqueue(
            InBand.Adapted.sent(
                it -> {
                  handled.countDown();
                  return null;
                },
                "the last one"));
    assertThat(handled.await(10, TimeUnit.SECONDS)).isTrue();
  }
}
