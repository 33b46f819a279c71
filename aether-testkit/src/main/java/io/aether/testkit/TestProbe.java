package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SystemMessage;
import io.aether.testkit.report.Difference;
import io.aether.testkit.report.ExpectationFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// An actor that a test controls: it accepts every message, and the test then states which messages
/// it expects.
///
/// Expectations consume messages in the order of their arrival, each message once. An expectation
/// without a [Duration] waits for [Patience#message] or, inside [#within], for the rest of that
/// block's time; an explicit duration is also limited to that rest. Time is that of the system:
/// within a [Simulation] it is virtual, and waiting costs nothing.
///
/// A failed expectation throws an [AssertionError] with the differences, all messages so far and,
/// in the system of an [ActorTestKit], their senders, dead letters, failures and the stacks of busy
/// actors. Thread-safe.
///
/// This file is longer than most because it is one page of expectations, each of them short.
///
/// @param <M> the messages the probe accepts
@Stable
public final class TestProbe<M> {

  /// How long an expectation waits by default.
  public static final Duration PATIENCE = Patience.standard().message();

  /// How long [#expectNoMessage()] waits by default.
  public static final Duration SILENCE = Patience.standard().silence();

  private final Environment environment;
  private final @Nullable FailureDiagnostics diagnostics;
  private final ProbeClock clock;
  private final ProbeInbox<M> inbox;
  private final ProbeActor<M> behavior;
  private final ActorRef<Object> actor;

  private TestProbe(ActorSystem system, @Nullable String name, Patience patience) {
    environment = system.spi().environment();
    diagnostics = FailureDiagnostics.of(system);
    clock = new ProbeClock(environment, patience);
    inbox = new ProbeInbox<>(environment);
    behavior = new ProbeActor<>(inbox);
    actor =
        name == null
            ? system.spi().spawnGenerated(behavior, "probe")
            : system.spawn(behavior, name);
    if (diagnostics != null) {
      diagnostics.follow(actor, inbox);
    }
  }

  /// Creates a probe under a generated name, as `$probe-7`.
  public static <M> TestProbe<M> create(ActorSystem system) {
    return new TestProbe<>(system, null, Patience.standard());
  }

  /// Creates a probe with a generated name and the given patience.
  static <M> TestProbe<M> create(ActorSystem system, Patience patience) {
    return new TestProbe<>(system, null, patience);
  }

  /// Creates a probe that is the top-level actor of this name.
  ///
  /// @throws IllegalArgumentException if a living top-level actor has this name
  public static <M> TestProbe<M> create(ActorSystem system, String name) {
    return create(system, name, Patience.standard());
  }

  /// Creates a probe that is the top-level actor of this name, with its own default durations.
  ///
  /// @throws IllegalArgumentException if a living top-level actor has this name
  public static <M> TestProbe<M> create(ActorSystem system, String name, Patience patience) {
    return new TestProbe<>(system, name, patience);
  }

  /// Creates a probe under a generated name, as `$probe-7`.
  ///
  /// @param messages names the type of messages where it cannot be inferred
  public static <M> TestProbe<M> create(ActorSystem system, Class<M> messages) {
    Objects.requireNonNull(messages);
    return create(system);
  }

  /// Creates a probe that is the top-level actor of this name.
  ///
  /// @param messages names the type of messages where it cannot be inferred
  /// @throws IllegalArgumentException if a living top-level actor has this name
  public static <M> TestProbe<M> create(ActorSystem system, Class<M> messages, String name) {
    Objects.requireNonNull(messages);
    return create(system, name);
  }

  /// {@return the address of this probe}
  @SuppressWarnings("unchecked") // it accepts anything, so also M
  public ActorRef<M> ref() {
    return (ActorRef<M>) (ActorRef<?>) actor;
  }

  // ---- One message ----

  /// {@return the next message, which equals `expected`}
  public M expectMessage(M expected) {
    return expectMessage(expected, clock.remaining());
  }

  /// {@return the next message, which arrives within `patience` and equals `expected`}
  public M expectMessage(M expected, Duration patience) {
    M message = next(expected, patience);
    if (!Difference.isNone(expected, message)) {
      throw failure(
          expected, "received " + SafeText.of(message), Difference.between(expected, message));
    }
    return message;
  }

  /// {@return the next message, which is an instance of `type`}
  public <T extends M> T expectMessageClass(Class<T> type) {
    return expectMessageClass(type, clock.remaining());
  }

  /// {@return the next message, which arrives within `patience` and is an instance of `type`}
  ///
  /// @throws IllegalArgumentException if `type` is a [Signal], which no probe receives
  public <T extends M> T expectMessageClass(Class<T> type, Duration patience) {
    refuseSignal(type);
    M message = next(type, patience);
    if (!type.isInstance(message)) {
      throw failure(type, "received " + SafeText.of(message));
    }
    return type.cast(message);
  }

  /// {@return the next message}
  public M receiveMessage() {
    return receiveMessage(clock.remaining());
  }

  /// {@return the next message, which arrives within `patience`}
  public M receiveMessage(Duration patience) {
    return next("a message", patience);
  }

  /// Expects that no message is there and that none arrives for [Patience#silence].
  public void expectNoMessage() {
    expectNoMessage(clock.patience().silence());
  }

  /// Expects that no message is there and that none arrives for `silence`, even where [#within] has
  /// less time left.
  public void expectNoMessage(Duration silence) {
    refuseFailedReply();
    M message = await(() -> inbox.next(silence));
    if (message != null) {
      throw failure("no message for " + silence, "received " + SafeText.of(message));
    }
  }

  // ---- Several messages ----

  /// {@return the next messages, which equal `expected`, in this order}
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final List<M> expectMessages(M... expected) {
    return expectMessages(Arrays.asList(expected), clock.remaining());
  }

  /// {@return the next messages, all of which arrive within `patience` and equal `expected`, in
  /// this order}
  public List<M> expectMessages(List<? extends M> expected, Duration patience) {
    long deadline = clock.deadline(patience);
    List<M> messages = new ArrayList<>();
    for (M each : expected) {
      String place =
          "%s, number %d of %s"
              .formatted(SafeText.of(each), messages.size() + 1, SafeText.of(expected));
      M message = next(place, clock.until(deadline));
      if (!Difference.isNone(each, message)) {
        throw failure(place, "received " + SafeText.of(message), Difference.between(each, message));
      }
      messages.add(message);
    }
    return messages;
  }

  /// {@return the next messages, which equal `expected` in any order, in the order of arrival}
  @SafeVarargs
  @SuppressWarnings("varargs") // only read
  public final List<M> expectMessagesInAnyOrder(M... expected) {
    return expectMessagesInAnyOrder(Arrays.asList(expected), clock.remaining());
  }

  /// {@return the next messages, all of which arrive within `patience` and equal `expected` in any
  /// order, in the order of arrival}
  public List<M> expectMessagesInAnyOrder(List<? extends M> expected, Duration patience) {
    long deadline = clock.deadline(patience);
    List<M> missing = new ArrayList<>(expected);
    List<M> messages = new ArrayList<>();
    while (!missing.isEmpty()) {
      String rest = "one of " + SafeText.of(missing);
      M message = next(rest, clock.until(deadline));
      int index = indexOf(missing, message);
      if (index < 0) {
        throw failure(rest, "received " + SafeText.of(message));
      }
      missing.remove(index);
      messages.add(message);
    }
    return messages;
  }

  private static int indexOf(List<?> candidates, Object message) {
    for (int i = 0; i < candidates.size(); i++) {
      if (Difference.isNone(candidates.get(i), message)) {
        return i;
      }
    }
    return -1;
  }

  /// {@return the next `count` messages}
  public List<M> receiveMessages(int count) {
    return receiveMessages(count, clock.remaining());
  }

  /// {@return the next `count` messages, all of which arrive within `patience`}
  public List<M> receiveMessages(int count, Duration patience) {
    long deadline = clock.deadline(patience);
    List<M> messages = new ArrayList<>();
    while (messages.size() < count) {
      messages.add(
          next(
              "%d messages, of which %d came".formatted(count, messages.size()),
              clock.until(deadline)));
    }
    return messages;
  }

  /// {@return the next messages as long as `wanted` accepts them and no pause between two is longer
  /// than [Patience#silence]; the first rejected message is left for the next expectation}
  public <X extends Exception> List<M> receiveWhile(ThrowingPredicate<? super M, X> wanted)
      throws X {
    return receiveWhile(wanted, clock.remaining(), clock.patience().silence());
  }

  /// {@return the next messages as long as `wanted` accepts them, `patience` is not over and no
  /// pause between two is longer than `pause`; the first rejected message is left for the next
  /// expectation}
  public <X extends Exception> List<M> receiveWhile(
      ThrowingPredicate<? super M, X> wanted, Duration patience, Duration pause) throws X {
    refuseFailedReply();
    long deadline = clock.deadline(patience);
    List<M> messages = new ArrayList<>();
    while (true) {
      Duration rest = clock.until(deadline);
      M message = await(() -> inbox.next(rest.compareTo(pause) < 0 ? rest : pause));
      if (message == null) {
        return messages;
      }
      if (!wanted.test(message)) {
        inbox.putBack(message);
        return messages;
      }
      messages.add(message);
    }
  }

  /// {@return the first message that `wanted` accepts; messages before it are skipped}
  public <X extends Exception> M fishForMessage(ThrowingPredicate<? super M, X> wanted) throws X {
    return fishForMessage(wanted, clock.remaining());
  }

  /// {@return the first message that `wanted` accepts, which arrives within `patience`; messages
  /// before it are skipped}
  public <X extends Exception> M fishForMessage(
      ThrowingPredicate<? super M, X> wanted, Duration patience) throws X {
    long deadline = clock.deadline(patience);
    M message;
    do {
      message = next("a message that the predicate accepts", clock.until(deadline));
    } while (!wanted.test(message));
    return message;
  }

  /// {@return the messages that `fisher` keeps, up to the one with which it completes}
  public <X extends Exception> List<M> fishForMessages(
      ThrowingFunction<? super M, FishingOutcome, X> fisher) throws X {
    return fishForMessages(fisher, clock.remaining());
  }

  /// {@return the messages that `fisher` keeps, up to the one with which it completes, all within
  /// `patience`}
  public <X extends Exception> List<M> fishForMessages(
      ThrowingFunction<? super M, FishingOutcome, X> fisher, Duration patience) throws X {
    long deadline = clock.deadline(patience);
    List<M> kept = new ArrayList<>();
    while (true) {
      M message =
          next(
              "a message that completes the fishing, which kept " + SafeText.of(kept),
              clock.until(deadline));
      FishingOutcome outcome = fisher.apply(message);
      switch (outcome.kind()) {
        case COMPLETE -> {
          kept.add(message);
          return kept;
        }
        case COLLECT -> kept.add(message);
        case IGNORE -> {}
        case FAIL ->
            throw failure(
                "no message that fails the fishing, which kept " + SafeText.of(kept),
                "received %s: %s".formatted(SafeText.of(message), outcome.reason()));
      }
    }
  }

  // ---- Other expectations ----

  /// Expects that the actor of `ref` stops, or has stopped already.
  ///
  /// @return why it has stopped
  public StopReason expectTerminated(ActorRef<?> ref) {
    return expectTerminated(ref, clock.remaining());
  }

  /// Expects that the actor of `ref` stops within `patience`, or has stopped already.
  ///
  /// @return why it has stopped
  public StopReason expectTerminated(ActorRef<?> ref, Duration patience) {
    CompletableFuture<StopReason> terminated = new CompletableFuture<>();
    actor.tell(new Command.Watch(ref, terminated));
    Duration limit = clock.limit(patience);
    boolean ended = Objects.requireNonNull(await(() -> clock.await(terminated, limit)));
    if (terminated.isCompletedExceptionally()) {
      throw new AssertionError(this + " cannot watch " + ref.path(), terminated.exceptionNow());
    }
    if (!ended) {
      throw failure("the end of " + ref.path(), "it still lives after " + limit);
    }
    return terminated.join();
  }

  /// Repeats `assertion` until it passes.
  public void awaitAssert(ThrowingRunnable<?> assertion) {
    awaitAssert(assertion, clock.remaining());
  }

  /// Repeats `assertion` until it passes; after `patience`, this throws its failure.
  public void awaitAssert(ThrowingRunnable<?> assertion, Duration patience) {
    awaitAssert(assertion, patience, clock.patience().retry());
  }

  /// Repeats `assertion` every `interval` until it passes; after `patience`, this throws its
  /// failure.
  public void awaitAssert(ThrowingRunnable<?> assertion, Duration patience, Duration interval) {
    awaitValue(
        () -> {
          assertion.run();
          return true;
        },
        patience,
        interval);
  }

  /// Repeats `supplier` until it does not throw. {@return its value}
  public <T> T awaitValue(ThrowingSupplier<T, ?> supplier) {
    return awaitValue(supplier, clock.remaining());
  }

  /// Repeats `supplier` until it does not throw; after `patience`, this throws its failure.
  /// {@return its value}
  public <T> T awaitValue(ThrowingSupplier<T, ?> supplier, Duration patience) {
    return awaitValue(supplier, patience, clock.patience().retry());
  }

  /// Repeats `supplier` every `interval` until it does not throw; after `patience`, this throws its
  /// failure. {@return its value}
  public <T> T awaitValue(ThrowingSupplier<T, ?> supplier, Duration patience, Duration interval) {
    long deadline = clock.deadline(patience);
    while (true) {
      Throwable failure;
      try {
        return supplier.get();
      } catch (Exception | AssertionError thrown) {
        failure = thrown;
      }
      Duration rest = clock.until(deadline);
      if (rest.isZero()) {
        throw new AssertionError(
            "%s: still failing after %s: %s\n%s"
                .formatted(this, patience, SafeText.of(failure), story()),
            SafeText.printable(failure));
      }
      await(() -> {
        clock.pause(rest.compareTo(interval) < 0 ? rest : interval);
        return null;
      });
    }
  }

  // ---- Time ----

  /// Expects that `block` takes no longer than `max`. Expectations of this probe inside it wait no
  /// longer than the rest of that time.
  public <X extends Exception> void within(ThrowingRunnable<X> block, Duration max) throws X {
    within(block, Duration.ZERO, max);
  }

  /// Expects that `block` takes at least `min` and no longer than `max`. Expectations of this probe
  /// inside it wait no longer than the rest of that time.
  public <X extends Exception> void within(ThrowingRunnable<X> block, Duration min, Duration max)
      throws X {
    withinSupply(
        () -> {
          block.run();
          return true;
        },
        min,
        max);
  }

  /// Like [#within(ThrowingRunnable, Duration, Duration)]. {@return the value of `block`}
  public <T, X extends Exception> T withinSupply(
      ThrowingSupplier<T, X> block, Duration min, Duration max) throws X {
    long start = clock.now();
    long deadline = clock.deadline(max);
    Duration allowed = clock.until(deadline);
    if (allowed.compareTo(min) < 0) {
      throw new AssertionError(
          "%s: a block of at least %s does not fit: only %s are left"
              .formatted(this, min, allowed));
    }
    T result = clock.runUntil(deadline, block);
    Duration took = Duration.ofNanos(clock.now() - start);
    if (took.compareTo(min) < 0) {
      throw failure("a block that takes at least " + min, "it was over after " + took);
    }
    if (took.compareTo(allowed) > 0) {
      throw failure("a block that takes no longer than " + allowed, "it took " + took);
    }
    return result;
  }

  /// {@return the time left in the innermost [#within] around the calling code}
  ///
  /// @throws IllegalStateException if there is none
  public Duration remaining() {
    if (!clock.isWithin()) {
      throw new IllegalStateException(
          "remaining() is for code inside within(...) of the same probe and thread;"
              + " outside use remainingOr(duration)");
    }
    return clock.remaining();
  }

  /// {@return the time left in the innermost [#within] around the calling code, or `other` if there
  /// is none}
  public Duration remainingOr(Duration other) {
    return clock.isWithin() ? clock.remaining() : other;
  }

  // ---- The actor behind it ----

  /// Calls `reply` with each message that arrives from now on, on the probe's own turn, before an
  /// expectation sees the message. A failure of `reply` fails the next expectation. Replaces an
  /// earlier one.
  public void autoReply(ThrowingConsumer<? super M, ?> reply) {
    behavior.autoReply(reply);
  }

  /// Stops the probe's actor and waits until it has stopped. Messages that arrived before can still
  /// be expected; later ones are dead letters.
  public void stop() {
    CompletableFuture<Boolean> ended = EndNotice.watching(actor);
    AbstractRef.of(actor).send(new SystemMessage.Stop());
    Duration limit = clock.patience().message();
    if (!Objects.requireNonNull(await(() -> clock.await(ended, limit)))) {
      throw failure("its own end", "it still lives after " + limit);
    }
  }

  @Override
  public String toString() {
    return "TestProbe[" + actor.path() + "]";
  }

  // ---- Waiting and failing ----

  private M next(Object expected, Duration patience) {
    refuseFailedReply();
    Duration limit = clock.limit(patience);
    M message = await(() -> inbox.next(limit));
    if (message == null) {
      refuseFailedReply();
      throw failure(expected, "nothing came within " + limit);
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

  private void refuseFailedReply() {
    Throwable thrown = behavior.takeFailure();
    if (thrown != null) {
      throw new AssertionError(
          "%s: its auto-reply failed: %s\n%s".formatted(this, SafeText.of(thrown), story()),
          SafeText.printable(thrown));
    }
  }

  private static void refuseSignal(Class<?> type) {
    if (Signal.class.isAssignableFrom(type)) {
      throw new IllegalArgumentException(
          type.getName()
              + " is a signal, and a probe receives messages only; to expect that an actor stops"
              + " use expectTerminated(ref), to expect a signal that an actor passed on as a"
              + " message use expectMessage(signal)");
    }
  }

  private AssertionError failure(Object expected, String came) {
    return failure(expected, came, List.of());
  }

  private AssertionError failure(Object expected, String came, List<String> differences) {
    return ExpectationFailure.of(this, expected, came, differences, story());
  }

  private String story() {
    return inbox.story() + (diagnostics == null ? "" : diagnostics.story());
  }

  @FunctionalInterface
  private interface Waiting<T> {
    @Nullable T result() throws InterruptedException;
  }

  /// A command from the test to its probe's actor.
  sealed interface Command {

    /// @param terminated is completed after `ref` has stopped
    record Watch(ActorRef<?> ref, CompletableFuture<StopReason> terminated) implements Command {}
  }
}
