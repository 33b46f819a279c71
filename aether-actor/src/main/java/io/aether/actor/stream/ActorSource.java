package io.aether.actor.stream;

import io.aether.actor.ActorRef;
import io.aether.actor.Cancellable;
import io.aether.actor.DeadLetter.Reason;
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
/// ticks.offer(tick, context.self(), new Go());  // tells when there was room
/// ticks.ref().tell(tick);                       // the overflow policy decides
/// ticks.complete();
/// ```
///
/// Elements come in the order in which they were taken. The subscriber's methods run on an actor of
/// the source's own and may block. The source is over when it is completed or has failed and the
/// subscriber has had all elements, when the subscriber cancels, which drops what is in the buffer,
/// or when its actor is stopped, which is an error for the subscriber. Then that actor stops: to
/// hear of it, watch [#ref()]. Thread-safe.
///
/// @param <T> the elements
public final class ActorSource<T> extends Outlet<T> {

  /// What becomes of an element that is told to [ActorSource#ref()] and finds the buffer full.
  public enum Overflow {
    /// The stream fails, behind what is in the buffer; the element is a dead letter.
    FAIL,
    /// The new element is a dead letter.
    DROP_NEW,
    /// The oldest element is a dead letter.
    DROP_OLDEST
  }

  private static final Logger LOG = LoggerFactory.getLogger(ActorSource.class);

  private final int capacity;
  private final Overflow overflow;

  // Guarded by this; written and read by any thread.
  private final Deque<T> buffer = new ArrayDeque<>();
  private final SequencedSet<Waiting<T>> waiting = new LinkedHashSet<>();
  private boolean closed;

  /// An element for which there was no room yet. Its identity counts.
  private static final class Waiting<T> {
    final T element;

    /// Called once, without the lock, with whether the element was put in.
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
  /// @param where starts its actor, `context::spawn` or `system::spawn`
  /// @param capacity the size of the buffer, at least 1
  /// @throws IllegalArgumentException if the capacity is less than 1
  public static <T> ActorSource<T> create(Spawner where, int capacity, Overflow overflow) {
    Objects.requireNonNull(overflow, "overflow");
    if (capacity < 1) {
      throw new IllegalArgumentException("A source has room for at least 1, but was: " + capacity);
    }
    ActorSource<T> source = new ActorSource<>(where, capacity, overflow);
    source.listen();
    return source;
  }

  // ---- Feeding it; any thread ----

  /// Puts in an element if there is room that nobody else waits for.
  ///
  /// @return whether it did; false also if the stream is over
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

  /// Puts in an element, and waits until there is room.
  ///
  /// @param timeout how long to wait; zero does not wait
  /// @return whether it did; false if there was no room within `timeout`, or the stream is over
  /// @throws InterruptedException if the caller is interrupted first; the element is not put in
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
      Thread.currentThread().interrupt(); // it has been settled, so say how
    } finally {
      timer.cancel();
    }
    withdraw(waiter);
    synchronized (this) {
      return waiter.taken;
    }
  }

  /// Puts in an element as soon as there is room, and then tells `replyTo` the `reply`: the sign to
  /// offer the next one. If the stream is over first, no reply comes.
  ///
  /// A `replyTo` without room does not hold up the stream: the reply is a dead letter then.
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
          }
        });
  }

  private <A> void reply(ActorRef<A> replyTo, A reply) {
    boolean told;
    try {
      told = replyTo.offer(reply);
    } catch (RuntimeException failed) { // of an OutgoingInterceptor
      LOG.warn("{}: could not tell {} that there was room", this, replyTo.path(), failed);
      told = false;
    }
    if (!told) {
      AbstractRef.of(actor()).system().spi().deadLetter(reply, replyTo.path(), Reason.OVERFLOW);
    }
  }

  /// {@return a ref that takes elements; when the buffer is full, the overflow policy decides. What
  /// it is told waits in its mailbox while the subscriber blocks} An element told to it does not
  /// overtake those that wait in [#offer].
  @SuppressWarnings("unchecked") // pokes apart, all its actor gets are elements
  public ActorRef<T> ref() {
    return (ActorRef<T>) (ActorRef<?>) actor();
  }

  /// Ends the stream behind what has been put in. Idempotent.
  public void complete() {
    close(null);
  }

  /// Ends the stream with an error, behind what has been put in; without effect if it was completed
  /// before.
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

  /// {@return what waits for room; null if it is settled already}
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

  /// {@return whether it was still waiting}
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

  /// {@return the one that has waited longest, now in the buffer; null if there is none, or no
  /// room} Called with the lock held.
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
    @SuppressWarnings("unchecked") // what ref() was told
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
                new IllegalStateException(this + " was told more than its buffer of " + capacity);
          }
          case DROP_NEW -> dropped = element;
          case DROP_OLDEST -> {
            dropped = buffer.remove();
            letIn = letIn();
            if (letIn == null) {
              buffer.add(element);
            } else { // as many wait as before, so this does not grow
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
  void ended(boolean abandoned) {
    List<T> left;
    List<Waiting<T>> refused;
    synchronized (this) {
      left = new ArrayList<>(buffer);
      buffer.clear();
      refused = new ArrayList<>(waiting);
      waiting.clear();
    }
    if (abandoned) {
      left.forEach(element -> deadLetter(element, Reason.STOPPED));
    }
    refused.forEach(waiter -> waiter.outcome.accept(false));
  }
}
