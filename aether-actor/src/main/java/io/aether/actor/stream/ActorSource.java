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
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

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

  private final int capacity;
  private final Overflow overflow;

  // Guarded by this; written and read by any thread.
  private final Deque<T> buffer = new ArrayDeque<>();
  private final Deque<Waiting<T>> waiting = new ArrayDeque<>();
  private boolean closed;

  /// An element for which there was no room yet. Its identity counts.
  private static final class Waiting<T> {
    final T element;
    final Consumer<Boolean> outcome;

    Waiting(T element, Consumer<Boolean> outcome) {
      this.element = element;
      this.outcome = outcome;
    }
  }

  private ActorSource(Spawner where, int capacity, Overflow overflow) {
    super(where);
    this.capacity = capacity;
    this.overflow = Objects.requireNonNull(overflow, "overflow");
  }

  /// Starts a source.
  ///
  /// @param where starts its actor, `context::spawn` or `system::spawn`
  /// @param capacity the size of the buffer
  public static <T> ActorSource<T> create(Spawner where, int capacity, Overflow overflow) {
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
  /// @return whether it did; false if there was no room within `timeout`, or the stream is over
  /// @throws InterruptedException if the caller is interrupted first; the element is not put in
  /// @throws IllegalStateException if the source has been completed or failed
  public boolean offer(T element, Duration timeout) throws InterruptedException {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Waiting<T> waiter = offer(element, done::complete);
    if (waiter == null) {
      return done.join();
    }
    Environment environment = AbstractRef.of(actor()).system().spi().environment();
    Cancellable timer = environment.scheduler().schedule(timeout, () -> withdraw(waiter));
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
    return done.join();
  }

  /// Puts in an element as soon as there is room, and then tells `replyTo` the `reply`: the sign to
  /// offer the next one. If the stream is over first, no reply comes.
  ///
  /// @throws IllegalStateException if the source has been completed or failed
  public <A> void offer(T element, ActorRef<A> replyTo, A reply) {
    offer(
        element,
        taken -> {
          if (taken) {
            AbstractRef.of(actor()).system().spi().passOn(reply, replyTo);
          }
        });
  }

  /// {@return a ref that takes elements; when the buffer is full, the overflow policy decides. What
  /// it is told waits in its mailbox while the subscriber blocks}
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

  private boolean withdraw(Waiting<T> waiter) {
    boolean removed;
    synchronized (this) {
      removed = waiting.remove(waiter);
    }
    if (removed) {
      waiter.outcome.accept(false);
    }
    return removed;
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
      first = buffer.size() < capacity ? waiting.poll() : null;
      if (first != null) {
        buffer.add(first.element);
      }
    }
    if (first != null) {
      first.outcome.accept(true);
    }
  }

  @Override
  void take(Object message) {
    @SuppressWarnings("unchecked") // what ref() was told
    T element = (T) message;
    T dropped = null;
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
            buffer.add(element);
          }
        }
      }
    }
    if (dropped != null) {
      deadLetter(dropped, reason);
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
