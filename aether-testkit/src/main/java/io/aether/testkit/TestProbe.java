package io.aether.testkit;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// An actor in the hands of a test: it takes every message, and the test then says which ones it
/// expected.
///
/// Expectations look at messages in the order of their arrival, each message once. What takes no
/// [Duration] is patient for [#PATIENCE]. Time is that of the system: within a [Simulation] it is
/// virtual, and waiting costs nothing. A failed expectation throws an [AssertionError] that tells
/// all messages so far. Thread-safe.
///
/// @param <M> the messages the probe accepts
public final class TestProbe<M> {

  /// How long an expectation waits unless it is told otherwise.
  public static final Duration PATIENCE = Duration.ofSeconds(3);

  /// How long [#expectNoMessage()] waits.
  public static final Duration SILENCE = Duration.ofMillis(100);

  private static final Duration RETRY = Duration.ofMillis(10);

  private final Environment environment;
  private final ProbeInbox<M> inbox;
  private final ActorRef<Object> actor;

  private TestProbe(ActorSystem system, @Nullable String name) {
    environment = system.spi().environment();
    inbox = new ProbeInbox<>(environment);
    Behavior<Object> behavior = Behaviors.setup(_ -> new Receiver());
    actor = name == null ? system.spawn(behavior) : system.spawn(behavior, name);
  }

  /// Creates a probe under a name of the system's choice.
  public static <M> TestProbe<M> create(ActorSystem system) {
    return new TestProbe<>(system, null);
  }

  /// Creates a probe that is the top-level actor of this name.
  ///
  /// @throws IllegalArgumentException if a living top-level actor has this name
  public static <M> TestProbe<M> create(ActorSystem system, String name) {
    return new TestProbe<>(system, name);
  }

  /// Creates a probe under a name of the system's choice.
  ///
  /// @param messages names the type of messages where it cannot be inferred
  public static <M> TestProbe<M> create(ActorSystem system, Class<M> messages) {
    Objects.requireNonNull(messages);
    return new TestProbe<>(system, null);
  }

  /// Creates a probe that is the top-level actor of this name.
  ///
  /// @param messages names the type of messages where it cannot be inferred
  public static <M> TestProbe<M> create(ActorSystem system, Class<M> messages, String name) {
    Objects.requireNonNull(messages);
    return new TestProbe<>(system, name);
  }

  /// {@return the address at which this probe takes messages}
  @SuppressWarnings("unchecked") // it accepts anything, so also M
  public ActorRef<M> ref() {
    return (ActorRef<M>) (ActorRef<?>) actor;
  }

  // ---- Messages ----

  /// {@return the next message, which equals `expected`}
  public M expectMessage(M expected) {
    return expectMessage(PATIENCE, expected);
  }

  /// {@return the next message, which arrives within `patience` and equals `expected`}
  public M expectMessage(Duration patience, M expected) {
    M message = next(patience, expected);
    if (!message.equals(expected)) {
      throw failure(expected, "received " + message);
    }
    return message;
  }

  /// {@return the next message, which is a `type`}
  public <T extends M> T expectMessageClass(Class<T> type) {
    return expectMessageClass(PATIENCE, type);
  }

  /// {@return the next message, which arrives within `patience` and is a `type`}
  public <T extends M> T expectMessageClass(Duration patience, Class<T> type) {
    M message = next(patience, type);
    if (!type.isInstance(message)) {
      throw failure(type, "received " + message);
    }
    return type.cast(message);
  }

  /// {@return the next message}
  public M receiveMessage() {
    return receiveMessage(PATIENCE);
  }

  /// {@return the next message, which arrives within `patience`}
  public M receiveMessage(Duration patience) {
    return next(patience, "a message");
  }

  /// {@return the next `count` messages}
  public List<M> receiveMessages(int count) {
    return receiveMessages(count, PATIENCE);
  }

  /// {@return the next `count` messages, all of which arrive within `patience`}
  public List<M> receiveMessages(int count, Duration patience) {
    long deadline = deadline(patience);
    List<M> messages = new ArrayList<>();
    while (messages.size() < count) {
      messages.add(
          next(until(deadline), "%d messages, of which %d came".formatted(count, messages.size())));
    }
    return messages;
  }

  /// {@return the first message that `wanted` accepts; those before it are skipped}
  public M fishForMessage(Duration patience, Predicate<? super M> wanted) {
    long deadline = deadline(patience);
    M message;
    do {
      message = next(until(deadline), "a message that the predicate accepts");
    } while (!wanted.test(message));
    return message;
  }

  /// Expects that no message arrives for [#SILENCE].
  public void expectNoMessage() {
    expectNoMessage(SILENCE);
  }

  /// Expects that no message is there and that none arrives for `silence`.
  public void expectNoMessage(Duration silence) {
    M message = await(() -> inbox.next(silence));
    if (message != null) {
      throw failure("no message for " + silence, "received " + message);
    }
  }

  // ---- Other expectations ----

  /// Expects that the actor of `ref` stops, or already has.
  public void expectTerminated(ActorRef<?> ref) {
    expectTerminated(ref, PATIENCE);
  }

  /// Expects that the actor of `ref` stops within `patience`, or already has.
  public void expectTerminated(ActorRef<?> ref, Duration patience) {
    CompletableFuture<Boolean> terminated = new CompletableFuture<>();
    actor.tell(new Watch(ref, terminated));
    var timer = environment.scheduler().schedule(patience, () -> terminated.complete(false));
    await(() -> {
      environment.await(terminated);
      return null;
    });
    timer.cancel();
    if (terminated.isCompletedExceptionally()) {
      throw new AssertionError(this + " cannot watch " + ref.path(), terminated.exceptionNow());
    }
    if (!terminated.join()) {
      throw failure("the end of " + ref.path(), "it still lives after " + patience);
    }
  }

  /// Repeats `assertion` until it passes.
  public void awaitAssert(ThrowingRunnable assertion) {
    awaitAssert(assertion, PATIENCE);
  }

  /// Repeats `assertion` until it passes; after `patience` its failure is this method's.
  public void awaitAssert(ThrowingRunnable assertion, Duration patience) {
    long deadline = deadline(patience);
    while (true) {
      Throwable failure;
      try {
        assertion.run();
        return;
      } catch (Exception | AssertionError thrown) {
        failure = thrown;
      }
      if (until(deadline).isZero()) {
        throw new AssertionError(
            "%s: still failing after %s: %s".formatted(this, patience, failure), failure);
      }
      CompletableFuture<Void> retry = new CompletableFuture<>();
      environment.scheduler().schedule(RETRY, () -> retry.complete(null));
      await(() -> {
        environment.await(retry);
        return null;
      });
    }
  }

  @Override
  public String toString() {
    return "TestProbe[" + actor.path() + "]";
  }

  // ---- Waiting and failing ----

  private M next(Duration patience, Object expected) {
    M message = await(() -> inbox.next(patience));
    if (message == null) {
      throw failure(expected, "nothing came within " + patience);
    }
    return message;
  }

  private <T> @Nullable T await(Waiting<T> waiting) {
    try {
      return waiting.result();
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError(this + " was interrupted while waiting", interrupt);
    }
  }

  private AssertionError failure(Object expected, String came) {
    return new AssertionError(
        "%s expected %s, but %s. %s".formatted(this, expected, came, inbox.story()));
  }

  private long deadline(Duration patience) {
    return environment.scheduler().nanoTime() + patience.toNanos();
  }

  private Duration until(long deadline) {
    return Duration.ofNanos(Math.max(0, deadline - environment.scheduler().nanoTime()));
  }

  /// An assertion that may throw anything.
  @FunctionalInterface
  public interface ThrowingRunnable {
    void run() throws Exception;
  }

  @FunctionalInterface
  private interface Waiting<T> {
    @Nullable T result() throws InterruptedException;
  }

  /// What the test tells its probe.
  ///
  /// @param terminated what to complete with true once `ref` has stopped
  private record Watch(ActorRef<?> ref, CompletableFuture<Boolean> terminated) {}

  /// The actor.
  private final class Receiver implements Behavior<Object> {
    private final Map<ActorRef<?>, List<Watch>> watches = new HashMap<>();

    @Override
    public Behavior<Object> onMessage(ActorContext<Object> context, Object message) {
      if (message instanceof Watch watch) {
        watch(context, watch);
      } else {
        @SuppressWarnings("unchecked") // the test holds the ref as one of M
        M received = (M) message;
        inbox.add(received);
      }
      return this;
    }

    private void watch(ActorContext<Object> context, Watch watch) {
      try {
        context.watch(watch.ref);
        watches.computeIfAbsent(watch.ref, _ -> new ArrayList<>()).add(watch);
      } catch (RuntimeException refused) {
        watch.terminated.completeExceptionally(refused);
      }
    }

    @Override
    public Behavior<Object> onSignal(ActorContext<Object> context, Signal signal) {
      if (signal instanceof Signal.Terminated(var ref)) {
        List<Watch> over = Objects.requireNonNull(watches.remove(ref), "unasked: " + signal);
        over.forEach(watch -> watch.terminated.complete(true));
        return this;
      }
      return Behaviors.unhandled();
    }
  }
}
