package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Mailbox;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.intercept.Interceptor;
import io.aether.actor.spi.Ownership;
import io.aether.actor.spi.SpawnOptions;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The ref of a stopped actor keeps no object of the user on the heap.
class StoppedRefTest {

  private static final Duration DAY = Duration.ofDays(1);

  private final ActorSystem system = ActorSystem.create("stopped-refs");

  /// An object of the user, which must not stay.
  record Ballast(byte[] bytes) {
    Ballast() {
      this(new byte[1_000]);
    }
  }

  static final class HeavyFailure extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Ballast ballast = new Ballast();

    @Override
    public String getMessage() {
      return "heavy: " + ballast.bytes().length;
    }
  }

  record HeavyOwnership(Ballast ballast) implements Ownership {
    @Override
    public long epoch() {
      return ballast.bytes().length;
    }

    @Override
    public boolean isHeld() {
      return true;
    }
  }

  record HeavyInterceptor<M>(Ballast ballast) implements Interceptor<M> {}

  @FunctionalInterface
  interface Doing {
    void in(ActorContext<Object> context) throws Exception;
  }

  @AfterEach
  void close() {
    system.close();
  }

  /// Runs an action at its start, and stops or fails on demand.
  private static Behavior<Object> doing(Doing doing) {
    return Behaviors.setup(context -> {
      doing.in(context);
      return ending(new Ballast());
    });
  }

  private static Behavior<Object> ending(Ballast ballast) {
    return Behaviors.receive(
        (_, message) -> {
          if (message.equals("fail")) {
            throw new HeavyFailure();
          }
          return message.equals("stop")
              ? Behaviors.stopped(() -> assertThat(ballast.bytes()).isNotEmpty())
              : Behaviors.same();
        },
        (_, signal) ->
            ballast.bytes().length > 0 && signal instanceof Signal.PostStop
                ? Behaviors.same()
                : Behaviors.unhandled());
  }

  private static Behavior<Object> endingWith(Doing doing) {
    return Behaviors.receive(
        (_, message) -> {
          if (message.equals("fail")) {
            throw new HeavyFailure();
          }
          return Behaviors.stopped();
        },
        (context, signal) -> {
          if (signal instanceof Signal.PostStop) {
            doing.in(context);
          }
          return Behaviors.same();
        });
  }

  private static void startTimers(ActorContext<Object> context) {
    for (int n = 0; n < 3; n++) {
      context.timers().startSingle(new Ballast(), new Ballast(), DAY);
      context.timers().startAtFixedRate(new Ballast(), new Ballast(), DAY, DAY);
    }
  }

  private static Object never() throws InterruptedException {
    new CountDownLatch(1).await();
    return "never";
  }

  @SuppressWarnings("NullAway") // only the names are used
  static Stream<String> concerns() {
    return behaviors(null).keySet().stream();
  }

  /// @param other an actor to watch
  private static Map<String, Behavior<Object>> behaviors(ActorRef<Object> other) {
    Map<String, Behavior<Object>> all = new LinkedHashMap<>();
    all.put("a behavior", ending(new Ballast()));
    all.put(
        "supervision",
        Behaviors.supervise(
            failure ->
                new Ballast().bytes().length == failure.getSuppressed().length
                    ? SupervisorStrategy.resume()
                    : SupervisorStrategy.stop(),
            ending(new Ballast())));
    all.put(
        "nested supervision",
        Behaviors.supervise(
            SupervisorStrategy.undecided(),
            Behaviors.supervise(_ -> SupervisorStrategy.undecided(), ending(new Ballast()))));
    all.put("one timer", doing(it -> it.timers().startSingle(new Ballast(), new Ballast(), DAY)));
    all.put("several timers", doing(StoppedRefTest::startTimers));
    all.put("timers of PostStop", endingWith(StoppedRefTest::startTimers));
    all.put("a receive timeout", doing(it -> it.setReceiveTimeout(new Ballast(), DAY)));
    all.put(
        "a receive timeout of PostStop",
        endingWith(it -> it.setReceiveTimeout(new Ballast(), DAY)));
    all.put("a watch", doing(it -> it.watch(other)));
    all.put("a watch with a message", doing(it -> it.watchWith(other, new Ballast())));
    all.put("a watch of PostStop", endingWith(it -> it.watchWith(other, new Ballast())));
    all.put(
        "background work",
        doing(it -> {
          var ballast = new Ballast();
          it.async(StoppedRefTest::never, outcome -> List.of(ballast, outcome));
        }));
    all.put(
        "background work of PostStop",
        endingWith(it -> {
          var ballast = new Ballast();
          it.async(StoppedRefTest::never, outcome -> List.of(ballast, outcome));
        }));
    all.put(
        "a stash",
        Behaviors.withStash(
            10,
            stash -> {
              stash.stash(new Ballast());
              return ending(new Ballast());
            }));
    all.put(
        "an adapter",
        doing(it -> {
          var ballast = new Ballast();
          it.messageAdapter((String text) -> List.of(ballast, text));
        }));
    all.put(
        "an exported adapter",
        doing(it -> {
          var ballast = new Ballast();
          it.system().spi().export(it.messageAdapter((String text) -> List.of(ballast, text)));
        }));
    all.put(
        "named children",
        doing(it -> {
          it.spawn(ending(new Ballast()), "one");
          it.spawn(ending(new Ballast()), "two");
        }));
    all.put(
        "an interceptor",
        Behaviors.intercept(new HeavyInterceptor<>(new Ballast()), ending(new Ballast())));
    return all;
  }

  @ParameterizedTest
  @MethodSource("concerns")
  void nothingOfTheUsersStaysWhenAnActorStops(String concern) {
    assertThatNothingStays(spawned(concern), "stop");
  }

  @ParameterizedTest
  @MethodSource("concerns")
  void nothingOfTheUsersStaysWhenAnActorFails(String concern) {
    assertThatNothingStays(spawned(concern), "fail");
  }

  private ActorRef<Object> spawned(String concern) {
    ActorRef<Object> other = system.spawn(Behaviors.ignore());
    Behavior<Object> behavior = behaviors(other).get(concern);
    return system.spawn(Objects.requireNonNull(behavior, concern));
  }

  @ParameterizedTest
  @MethodSource("mailboxes")
  void nothingOfTheUsersStaysOfAMailboxOfItsOwn(Mailbox mailbox) {
    Props props = Props.defaults().withMailbox(mailbox).withTags("a", "b");
    assertThatNothingStays(system.spawn(ending(new Ballast()), "placed", props), "stop");
  }

  static Stream<Mailbox> mailboxes() {
    var ballast = new Ballast();
    return Stream.of(
        Mailbox.priority((left, right) ->
            Integer.compare(left.hashCode() + ballast.bytes().length, right.hashCode())),
        Mailbox.controlFirst(_ -> ballast.bytes().length == 0),
        Mailbox.bounded(3, Mailbox.Overflow.dropNew()));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void neitherTheOwnershipNorAChildsFailureStays(String end) {
    var ref = new CompletableFuture<ActorRef<Object>>();
    SpawnOptions options = SpawnOptions.NONE.withOwnership(new HeavyOwnership(new Ballast()));
    system.spawn(
        Behaviors.setup(context -> {
          ref.complete(
              context.system().spi().spawnChild(context, ending(new Ballast()), "child", options));
          return Behaviors.ignore();
        }));
    assertThatNothingStays(ref.join(), end);
  }

  static Stream<String> ends() {
    return Stream.of("stop", "fail");
  }

  @ParameterizedTest
  @MethodSource("ends")
  void anAdapterThatSomebodyKeepsDoesNotKeepItsFunction(String end) {
    var adapters = new CompletableFuture<List<ActorRef<String>>>();
    ActorRef<Object> ref =
        system.spawn(
            doing(context -> {
              List<ActorRef<String>> made = new ArrayList<>();
              for (int n = 0; n < 50; n++) {
                var ballast = new Ballast();
                made.add(context.messageAdapter((String text) -> List.of(ballast, text)));
              }
              adapters.complete(made);
            }));
    List<ActorRef<String>> kept = adapters.join();
    assertThatNothingStays(ref, end);

    assertThat(kept).allSatisfy(each -> assertThat(Reachable.foreignTo(each)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("ends")
  void messagesAndWatchesAfterTheEndLeaveNothing(String end) throws InterruptedException {
    ActorRef<Object> ref = system.spawn(ending(new Ballast()));
    assertThatNothingStays(ref, end);

    for (int n = 0; n < 10; n++) {
      ref.tell(new Ballast());
      ref.askAsync(_ -> new Ballast(), DAY);
    }
    ActorRef<Object> watcher =
        system.spawn(
            doing(context -> {
              context.watchWith(ref, "stop");
              context.unwatch(ref);
              context.watchWith(ref, "stop");
            }));
    awaitEnd(watcher);
    assertThatNothingStays(ref, "late");
  }

  @Test
  void workThatPostStopStartsEndsWithTheActor() throws InterruptedException {
    List<WeakReference<Ballast>> messages = new CopyOnWriteArrayList<>();
    var begun = new CompletableFuture<Void>();
    var interrupted = new CountDownLatch(1);
    ActorRef<Object> ref =
        system.spawn(
            endingWith(context -> {
              context.timers().startSingle("single", noted(messages), DAY);
              context.timers().startAtFixedRate("rate", noted(messages), DAY, DAY);
              context.setReceiveTimeout(noted(messages), DAY);
              context.async(() -> neverUnless(begun, interrupted), outcome -> outcome);
              begun.join(); // work that has not begun is not interrupted
            }));
    ref.tell("stop");
    awaitEnd(ref);

    assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(messages).hasSize(3);
    awaitCollected(messages);
  }

  private static Object neverUnless(CompletableFuture<Void> begun, CountDownLatch interrupted)
      throws InterruptedException {
    try {
      begun.complete(null);
      return never();
    } finally {
      interrupted.countDown();
    }
  }

  @Test
  void aPauseBeforeARestartEndsWithItsActor() throws InterruptedException {
    List<WeakReference<Ballast>> behaviors = new CopyOnWriteArrayList<>();
    ActorRef<Object> ref =
        system.spawn(
            Behaviors.supervise(
                SupervisorStrategy.restart().withBackoff(DAY, DAY), ending(noted(behaviors))));
    var parent = (ActorCell<?>) ref;
    ref.tell("fail");
    while (parent.lifecycle != Lifecycle.SUSPENDED) {
      Thread.onSpinWait();
    }
    parent.stop(StopReason.BY_PARENT);
    awaitEnd(ref);

    awaitCollected(behaviors);
    assertThat(ref.path().name()).isNotEmpty(); // the ref is still held
  }

  private static Ballast noted(List<WeakReference<Ballast>> in) {
    var ballast = new Ballast();
    in.add(new WeakReference<>(ballast));
    return ballast;
  }

  private static void awaitCollected(List<WeakReference<Ballast>> references) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (references.stream().anyMatch(each -> each.get() != null)) {
      assertThat(System.nanoTime()).as("collected in time").isLessThan(deadline);
      System.gc();
    }
  }

  private void assertThatNothingStays(ActorRef<Object> ref, String end) {
    ref.tell(end);
    awaitEnd(ref);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    List<String> kept = Reachable.foreignTo(ref);
    while (!kept.isEmpty() && System.nanoTime() < deadline) { // its parent may be late
      Thread.onSpinWait();
      kept = Reachable.foreignTo(ref);
    }
    assertThat(kept).isEmpty();
  }

  private void awaitEnd(ActorRef<Object> ref) {
    var ended = new CountDownLatch(1);
    system.spawn(
        Behaviors.<Object>setup(context -> {
          context.watch(ref);
          return Behaviors.receiveSignal((_, _) -> {
            ended.countDown();
            return Behaviors.stopped();
          });
        }));
    try {
      assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
