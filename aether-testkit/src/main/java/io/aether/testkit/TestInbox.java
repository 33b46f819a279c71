package io.aether.testkit;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SafeText;
import io.aether.testkit.report.Difference;
import io.aether.testkit.report.ExpectationFailure;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Collects messages for a test that runs a behavior on its own thread ([BehaviorTestKit]). Its
/// expectations do not wait: a message that has not arrived yet is a failure. For actors that run
/// by themselves there is [TestProbe]. Thread-safe.
///
/// @param <M> the messages the inbox accepts
@Stable
public final class TestInbox<M> {

  private static final AtomicLong CREATED = new AtomicLong();

  private final ActorRef<M> ref;
  private final Consumer<@Nullable Exception> ender;

  // ---- Guarded by this ----

  private final Deque<M> unread = new ArrayDeque<>();
  private final List<M> received = new ArrayList<>();
  private @Nullable ThrowingConsumer<? super M, ?> autoReply;

  private TestInbox(String name) {
    InboxRef<M> own = new InboxRef<>(new ActorPath("/inbox/" + name), this::add);
    this.ref = own;
    this.ender =
        failure -> {
          if (failure != null) {
            throw new IllegalStateException(
                own.path()
                    + " cannot fail: it stands for no child; see BehaviorTestKit.childInbox");
          }
          own.stop();
        };
  }

  /// For a child of the actor under test.
  ///
  /// @param ender ends the child, because of the failure it is given if that is not null
  TestInbox(ActorRef<M> child, Consumer<@Nullable Exception> ender) {
    this.ref = child;
    this.ender = ender;
  }

  /// Creates an inbox with a unique name.
  public static <M> TestInbox<M> create() {
    return new TestInbox<>("inbox-" + CREATED.incrementAndGet());
  }

  /// Creates an inbox whose ref has the path `/inbox/<name>`.
  public static <M> TestInbox<M> create(String name) {
    return new TestInbox<>(name);
  }

  /// {@return the address of this inbox}
  public ActorRef<M> ref() {
    return ref;
  }

  void add(M message) {
    ThrowingConsumer<? super M, ?> replying;
    synchronized (this) {
      unread.add(message);
      received.add(message);
      replying = autoReply;
    }
    if (replying != null) {
      reply(replying, message);
    }
  }

  /// The inbox replies on the turn of the sender, so a failure fails the sender: an ask that waits
  /// for the reply would otherwise hide it behind a timeout.
  private void reply(ThrowingConsumer<? super M, ?> replying, M message) {
    try {
      replying.accept(message);
    } catch (RuntimeException unchecked) {
      throw unchecked;
    } catch (Exception checked) {
      throw new IllegalStateException("%s: its auto-reply failed".formatted(this), checked);
    }
  }

  // ---- Expectations ----

  /// {@return the next message, which equals `expected`}
  public M expectMessage(M expected) {
    M message = next(expected);
    if (!Difference.isNone(expected, message)) {
      throw failure(
          expected, "received " + SafeText.of(message), Difference.between(expected, message));
    }
    return message;
  }

  /// {@return the next message, which is an instance of `type`}
  public <T extends M> T expectMessageClass(Class<T> type) {
    M message = next(type);
    if (!type.isInstance(message)) {
      throw failure(type, "received " + SafeText.of(message), List.of());
    }
    return type.cast(message);
  }

  /// Expects that there is no unread message.
  public synchronized void expectNoMessage() {
    if (!unread.isEmpty()) {
      throw failure("no message", "received " + SafeText.of(unread.element()), List.of());
    }
  }

  /// {@return the next message}
  public M receiveMessage() {
    return next("a message");
  }

  /// {@return all unread messages, oldest first; afterwards there are none}
  public synchronized List<M> receiveMessages() {
    List<M> all = List.copyOf(unread);
    unread.clear();
    return all;
  }

  /// {@return whether there are unread messages}
  public synchronized boolean hasMessages() {
    return !unread.isEmpty();
  }

  private synchronized M next(Object expected) {
    M message = unread.poll();
    if (message == null) {
      throw failure(expected, "no message is left", List.of());
    }
    return message;
  }

  private synchronized AssertionError failure(
      Object expected, String came, List<String> differences) {
    StringBuilder story = new StringBuilder("Messages so far: ").append(received.size());
    for (int i = 0; i < received.size(); i++) {
      story.append("\n  %d. %s".formatted(i + 1, SafeText.of(received.get(i))));
    }
    return ExpectationFailure.of(this, expected, came, differences, story.toString());
  }

  // ---- The collaborator it stands for ----

  /// Calls `reply` with each message that arrives from now on, on the turn of its sender. Needed
  /// where a behavior waits for a reply, which only this inbox can give. A failure of `reply` fails
  /// the sender. Replaces an earlier one.
  public synchronized void autoReply(ThrowingConsumer<? super M, ?> reply) {
    autoReply = Objects.requireNonNull(reply, "reply");
  }

  /// Stops the actor that this inbox stands for; its watchers receive `Terminated`.
  public void stop() {
    ender.accept(null);
  }

  /// Makes the child that this inbox stands for fail; a parent that watches it receives
  /// `ChildFailed`.
  ///
  /// @throws IllegalStateException if this inbox does not stand for a child
  public void fail(Exception cause) {
    ender.accept(Objects.requireNonNull(cause, "cause"));
  }

  @Override
  public String toString() {
    return "TestInbox[" + ref.path() + "]";
  }
}
