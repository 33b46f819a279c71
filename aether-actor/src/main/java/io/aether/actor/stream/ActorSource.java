package io.aether.actor.stream;

import io.aether.actor.ActorRef;
import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stream that actors and threads feed: a [java.util.concurrent.Flow.Publisher] for one
/// subscriber, with a buffer of a given size between them.
///
/// ```java
/// var ticks = ActorSource.<Tick>create(context::spawn, 16, Overflow.DROP_OLDEST);
/// ticks.subscribe(subscriber);
/// ticks.offer(tick);                            // or false
/// ticks.offer(tick, Duration.ofSeconds(1));     // waits for room
/// ticks.offer(tick, context.self(), new Go());  // replies when the tick is in the buffer
/// ticks.ref().tell(tick);                       // the overflow policy decides
/// ticks.complete();
/// ```
///
/// The subscriber gets elements in the order in which they were added. Its methods run on an actor
/// of the source and may block. The stream ends when the source was completed or failed and the
/// subscriber has got all elements; when the subscriber cancels, which drops the elements in the
/// buffer; when the subscriber throws or requests less than 1 element; or when the actor of the
/// source is stopped, which is an error for the subscriber. In the last two cases the elements in
/// the buffer become dead letters. In each case the actor stops; watch [#ref()] to notice.
/// Thread-safe.
///
/// @param <T> the elements
@Stable
public final class ActorSource<T> extends Outlet<T> {

  /// The policy for an element that is sent to [ActorSource#ref()] while the buffer is full.
  public enum Overflow {
    /// The stream fails after the elements in the buffer; the new element becomes a dead letter.
    FAIL,
    /// The new element becomes a dead letter.
    DROP_NEW,
    /// The oldest element becomes a dead letter.
    DROP_OLDEST
  }

  private static final Logger LOG = LoggerFactory.getLogger(ActorSource.class);

  private final int capacity;
  private final Overflow overflow;

  // Guarded by this; written and read by any thread.
  private final Deque<T> buffer = new ArrayDeque<>();
  private final SequencedSet<Waiting<T>> waiting = new LinkedHashSet<>();
  private boolean closed;

  /// An element that waits for room. Compared by identity.
  private static final class Waiting<T> {
    final T element;

    /// Called once, without holding the lock; the argument says whether the element was added.
    final Consumer<Boolean> outcome;

    /// Guarded by the source; written and read by any thread.
    boolean taken;

    Waiting(T element, Consumer<Boolean> outcome) {
      this.element = element;
      this.outcome = outcome;
    }
  }

  private ActorSource(Spawner where, int capacity, Overflow overflow) {
    super(where, null);
    this.capacity = capacity;
    this.overflow = overflow;
  }

  /// Starts a source.
  ///
  /// @param where starts the actor of the source: `context::spawn` or `system::spawn`
  /// @param capacity the size of the buffer, at least 1
  /// @throws IllegalArgumentException if the capacity is less than 1
  public static <T> ActorSource<T> create(Spawner where, int capacity, Overflow overflow) {
    Objects.requireNonNull(overflow, "overflow");
    if (capacity < 1) {
      throw new IllegalArgumentException("A capacity is at least 1, but was: " + capacity);
    }
    ActorSource<T> source = new ActorSource<>(where, capacity, overflow);
    source.listen();
    return source;
  }

  // ---- Input; any thread ----

  /// Adds an element if there is room and no other element waits for room.
  ///
  /// @return whether the element was added; also false if the stream has ended
  /// @throws IllegalStateException if the source has been completed or failed
  public boolean offer(T element) {
    Objects.requireNonNull(element, "element");
    synchronized (this) {
      if (!hasRoom()) {
        return false;
      }
      buffer.add(element);
    }
    poke();
    return true;
  }

  /// Waits until there is room, and adds an element.
  ///
  /// @param timeout how long to wait; zero does not wait
  /// @return whether the element was added; false if there was no room within `timeout`, or the
  ///   stream has ended
  /// @throws InterruptedException if the caller is interrupted first; the element is not added
  /// @throws IllegalStateException if the source has been completed or failed
  /// @throws IllegalArgumentException if `timeout` is negative
  public boolean offer(T element, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(timeout, "timeout");
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("A timeout is not negative, but was: " + timeout);
    }
    if (timeout.isZero()) {
      return offer(element);
    }
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Waiting<T> waiter = offer(element, done::complete);
    if (waiter == null) {
      return done.join();
    }
    Environment environment = AbstractRef.of(actor()).system().spi().environment();
    Cancellable timer = environment.scheduler().schedule(timeout, () -> done.complete(false));
    try {
      environment.await(done);
    } catch (InterruptedException interrupt) {
      if (withdraw(waiter)) {
        throw interrupt;
      }
      Thread.currentThread().interrupt(); // the outcome is known, so return it
    } finally {
      timer.cancel();
    }
    withdraw(waiter);
    synchronized (this) {
      return waiter.taken;
    }
  }

  /// Adds an element as soon as there is room, and then sends `reply` to `replyTo`, which may then
  /// offer the next element. If the stream ends first, or has already ended, no reply is sent and
  /// the element becomes a dead letter; watch [#ref()] to notice.
  ///
  /// If the mailbox of `replyTo` is full, the reply becomes a dead letter; the stream does not
  /// wait.
  ///
  /// @throws IllegalStateException if the source has been completed or failed
  public <A> void offer(T element, ActorRef<A> replyTo, A reply) {
    Objects.requireNonNull(replyTo, "replyTo");
    Objects.requireNonNull(reply, "reply");
    offer(
        element,
        taken -> {
          if (taken) {
            reply(replyTo, reply);
          } else {
            deadLetter(element, Reason.STOPPED);
          }
        });
  }

  private <A> void reply(ActorRef<A> replyTo, A reply) {
    boolean told;
    try {
      told = replyTo.offer(reply);
    } catch (RuntimeException failed) { // thrown by an OutgoingInterceptor
      LOG.warn("{}: could not send {} the reply to an offer", this, replyTo.path(), failed);
      told = false;
    }
    if (!told) {
      AbstractRef.of(actor()).system().spi().deadLetter(reply, replyTo.path(), Reason.OVERFLOW);
    }
  }

  /// {@return a ref that accepts elements} If the buffer is full, the overflow policy decides.
  /// While the subscriber blocks, elements wait in the mailbox of this ref. They do not overtake
  /// elements that wait in [#offer].
  @SuppressWarnings("unchecked") // apart from pokes, the actor gets only elements
  public ActorRef<T> ref() {
    return (ActorRef<T>) (ActorRef<?>) actor();
  }

  /// Ends the stream after the elements that have been added. Idempotent.
  public void complete() {
    close(null);
  }

  /// Ends the stream with an error, after the elements that have been added. Has no effect if the
  /// source has already been completed or failed.
  public void fail(Throwable cause) {
    close(Objects.requireNonNull(cause, "cause"));
  }

  private void close(@Nullable Throwable cause) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      failure = cause;
    }
    poke();
  }

  /// {@return the waiting element; null if its outcome is already known}
  private @Nullable Waiting<T> offer(T element, Consumer<Boolean> outcome) {
    Waiting<T> waiter = new Waiting<>(Objects.requireNonNull(element, "element"), outcome);
    boolean taken;
    synchronized (this) {
      taken = hasRoom();
      if (taken) {
        buffer.add(element);
      } else if (!isOver()) {
        waiting.add(waiter);
        return waiter;
      }
    }
    if (taken) {
      poke();
    }
    outcome.accept(taken);
    return null;
  }

  /// {@return whether the element was still waiting}
  private synchronized boolean withdraw(Waiting<T> waiter) {
    return waiting.remove(waiter);
  }

  private boolean hasRoom() {
    if (closed) {
      throw new IllegalStateException(this + " has been completed and takes no more elements");
    }
    return !isOver() && waiting.isEmpty() && buffer.size() < capacity;
  }

  // ---- The actor ----

  @Override
  @Nullable T poll() {
    return buffer.poll();
  }

  @Override
  boolean isDrained() {
    return closed && buffer.isEmpty();
  }

  @Override
  void emitted() {
    Waiting<T> first;
    synchronized (this) {
      first = letIn();
    }
    if (first != null) {
      first.outcome.accept(true);
    }
  }

  /// Moves the element that has waited longest to the buffer, if there is room. {@return that
  /// element, or null} Called with the lock held.
  private @Nullable Waiting<T> letIn() {
    if (waiting.isEmpty() || buffer.size() >= capacity) {
      return null;
    }
    Waiting<T> first = waiting.removeFirst();
    first.taken = true;
    buffer.add(first.element);
    return first;
  }

  @Override
  void take(Object message) {
    @SuppressWarnings("unchecked") // it was sent to ref()
    T element = (T) message;
    T dropped = null;
    Waiting<T> letIn = null;
    Reason reason = Reason.OVERFLOW;
    synchronized (this) {
      if (closed || isOver()) {
        dropped = element;
        reason = Reason.STOPPED;
      } else if (buffer.size() < capacity) {
        buffer.add(element);
      } else {
        switch (overflow) {
          case FAIL -> {
            dropped = element;
            closed = true;
            failure =
                new IllegalStateException(this + " received more than its buffer of " + capacity);
          }
          case DROP_NEW -> dropped = element;
          case DROP_OLDEST -> {
            dropped = buffer.remove();
            letIn = letIn();
            if (letIn == null) {
              buffer.add(element);
            } else { // one element has left `waiting`, so it does not grow
              waiting.add(new Waiting<>(element, put -> toldWaits(element, put)));
            }
          }
        }
      }
    }
    if (dropped != null) {
      deadLetter(dropped, reason);
    }
    if (letIn != null) {
      letIn.outcome.accept(true);
    }
  }

  private void toldWaits(T element, boolean put) {
    if (!put) {
      deadLetter(element, Reason.STOPPED);
    }
  }

  @Override
  void ended(boolean cancelled) {
    List<T> left;
    List<Waiting<T>> refused;
    synchronized (this) {
      left = new ArrayList<>(buffer);
      buffer.clear();
      refused = new ArrayList<>(waiting);
      waiting.clear();
    }
    if (!cancelled) {
      left.forEach(element -> deadLetter(element, Reason.STOPPED));
    }
    refused.forEach(waiter -> waiter.outcome.accept(false));
  }
}
