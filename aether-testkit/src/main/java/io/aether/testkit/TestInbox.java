package io.aether.testkit;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.spi.SafeText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects messages for a test that runs a behavior on its own thread ([BehaviorTestKit]): nothing
/// waits, so what has not come by now is a failure. For actors that run by themselves there is
/// [TestProbe]. Thread-safe.
///
/// @param <M> the messages the inbox accepts
public final class TestInbox<M> {

  private static final AtomicLong CREATED = new AtomicLong();

  private final ActorRef<M> ref;
  private final Consumer<@Nullable Exception> ender;

  // ---- Guarded by this ----

  private final Deque<M> unread = new ArrayDeque<>();
  private final List<M> received = new ArrayList<>();
  private @Nullable Consumer<? super M> autoReply;

  private TestInbox(String name) {
    InboxRef<M> own = new InboxRef<>(new ActorPath("/inbox/" + name), this::add);
    this.ref = own;
    this.ender =
        failure -> {
          if (failure != null) {
            throw new IllegalStateException(
                own.path() + " has no actor that could fail; only children have");
          }
          own.stop();
        };
  }

  /// For a child of the actor under test.
  ///
  /// @param ender ends the child, because of a failure if there is one
  TestInbox(ActorRef<M> child, Consumer<@Nullable Exception> ender) {
    this.ref = child;
    this.ender = ender;
  }

  /// Creates an inbox with a name of its own.
  public static <M> TestInbox<M> create() {
    return new TestInbox<>("inbox-" + CREATED.incrementAndGet());
  }

  /// Creates an inbox whose ref has the path `/inbox/<name>`.
  public static <M> TestInbox<M> create(String name) {
    return new TestInbox<>(name);
  }

  /// {@return the address at which this inbox takes messages}
  public ActorRef<M> ref() {
    return ref;
  }

  void add(M message) {
    Consumer<? super M> replying;
    synchronized (this) {
      unread.add(message);
      received.add(message);
      replying = autoReply;
    }
    if (replying != null) {
      replying.accept(message);
    }
  }

  // ---- Expectations ----

  /// {@return the next message}
  public M receive() {
    return next("a message");
  }

  /// {@return the next message, which equals `expected`}
  public M expect(M expected) {
    M message = next(expected);
    if (!Difference.isNone(expected, message)) {
      throw failure(
          expected, "received " + SafeText.of(message), Difference.between(expected, message));
    }
    return message;
  }

  /// {@return the next message, which is a `type`}
  public <T extends M> T expectClass(Class<T> type) {
    M message = next(type);
    if (!type.isInstance(message)) {
      throw failure(type, "received " + SafeText.of(message), List.of());
    }
    return type.cast(message);
  }

  /// Expects that there is no message that has not been looked at.
  public synchronized void expectNoMessage() {
    if (!unread.isEmpty()) {
      throw failure("no message", "received " + SafeText.of(unread.element()), List.of());
    }
  }

  /// {@return all messages not looked at yet, oldest first}
  public synchronized List<M> all() {
    List<M> all = List.copyOf(unread);
    unread.clear();
    return all;
  }

  /// {@return whether there are messages not looked at yet}
  public synchronized boolean hasMessages() {
    return !unread.isEmpty();
  }

  private synchronized M next(Object expected) {
    M message = unread.poll();
    if (message == null) {
      throw failure(expected, "nothing is left", List.of());
    }
    return message;
  }

  private synchronized AssertionError failure(
      Object expected, String came, List<String> differences) {
    StringBuilder words = new StringBuilder();
    words.append("%s expected %s, but %s\n".formatted(this, SafeText.of(expected), came));
    if (!differences.isEmpty()) {
      words.append("Differences:\n  ").append(String.join("\n  ", differences)).append('\n');
    }
    words.append("Messages so far: ").append(received.size());
    for (int i = 0; i < received.size(); i++) {
      words.append("\n  %d. %s".formatted(i + 1, SafeText.of(received.get(i))));
    }
    return new AssertionError(words.toString());
  }

  // ---- The collaborator it stands for ----

  /// Calls `reply` with each message that comes from now on, in place. Needed where a behavior
  /// waits for an answer: nobody else could give it.
  public synchronized void autoReply(Consumer<? super M> reply) {
    autoReply = Objects.requireNonNull(reply, "reply");
  }

  /// Ends the actor that this inbox stands for: whoever watches it is told.
  public void stop() {
    ender.accept(null);
  }

  /// Lets the child that this inbox stands for fail: a parent that watches it is told.
  ///
  /// @throws IllegalStateException if it does not stand for a child
  public void fail(Exception cause) {
    ender.accept(Objects.requireNonNull(cause, "cause"));
  }

  @Override
  public String toString() {
    return "TestInbox[" + ref.path() + "]";
  }
}
