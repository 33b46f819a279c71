package io.aether.actor.delivery;

import io.aether.actor.annotation.Experimental;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/// Stores the messages that a producer controller has accepted until they are confirmed, so that
/// they survive the controller, its process or its node. Passed to a controller by
/// [ProducerController.Settings#withDurableQueue].
///
/// One controller uses a queue at a time. It opens the queue when it starts, and sends the
/// unconfirmed messages again, with the same numbers and before new ones. A controller that opens
/// the queue takes it over: sessions opened before fail with [QueueTakenOverException].
///
/// **For implementations.** All methods may block: they run on a virtual thread of their own, never
/// on the thread of an actor or a timer. A controller calls one method at a time and continues when
/// it has returned. A call that takes longer than [Retry#timeout], or whose controller stops, is
/// interrupted; it may still be running when the same call is made again, or when another
/// controller opens the queue, so implementations must be thread-safe. A call that throws is
/// repeated with the same arguments, even if it had an effect, so all methods must be idempotent.
/// Messages are numbered from 1 without gaps.
///
/// The testkit's `DurableQueueContract` tests all of this; [InMemoryDurableQueue] is the reference
/// implementation.
///
/// @param <M> the messages
@Experimental
public interface DurableQueue<M> {

  /// Opens the queue and ends all sessions opened before.
  ///
  /// @throws Exception any failure; the controller tries again
  Session<M> open() throws Exception;

  /// The use of the queue by one life of one controller. Thread-safe.
  ///
  /// @param <M> the messages
  interface Session<M> {

    /// {@return the contents of the queue}
    ///
    /// @throws QueueTakenOverException if the queue was opened again
    /// @throws Exception any failure; the controller tries again
    State<M> load() throws Exception;

    /// Stores messages: all of them or none. Returns when they are durable. Messages with numbers
    /// up to the highest one ever stored are already stored or have been confirmed, and are
    /// ignored.
    ///
    /// @param entries in the order of their numbers, without a gap; not empty
    /// @throws QueueTakenOverException if the queue was opened again; nothing was stored
    /// @throws IllegalArgumentException if there would be a gap between the messages, or between
    ///   them and those stored; nothing was stored
    /// @throws Exception any failure; whether the messages are stored is not known, and the
    ///   controller tries again
    void store(List<Entry<M>> entries) throws Exception;

    /// Removes confirmed messages. Returns when the removal is durable. Numbers that are not stored
    /// any more are ignored. The highest number ever stored is kept.
    ///
    /// @param numbers not empty
    /// @throws QueueTakenOverException if the queue was opened again; nothing was removed
    /// @throws IllegalArgumentException if a number is less than 1 or has never been stored;
    ///   nothing was removed
    /// @throws Exception any failure; whether the messages are removed is not known, and the
    ///   controller tries again
    void confirm(Collection<Long> numbers) throws Exception;
  }

  /// A message and its number.
  ///
  /// @param number its place among all messages that have been accepted, from 1
  record Entry<M>(long number, M message) {
    /// @throws IllegalArgumentException if the number is less than 1
    public Entry {
      Objects.requireNonNull(message, "message");
      if (number < 1) {
        throw new IllegalArgumentException("Messages are numbered from 1, but was: " + number);
      }
    }
  }

  /// The contents of a queue.
  ///
  /// @param highestNumber the highest number ever stored, confirmed or not; 0 if there is none
  /// @param unconfirmed the messages that are stored and not confirmed, in the order of their
  ///   numbers
  record State<M>(long highestNumber, List<Entry<M>> unconfirmed) {
    /// @throws IllegalArgumentException if the numbers are not in order, or exceed the highest one
    public State {
      unconfirmed = List.copyOf(unconfirmed);
      long last = 0;
      for (Entry<M> entry : unconfirmed) {
        if (entry.number() <= last || entry.number() > highestNumber) {
          throw new IllegalArgumentException(
              "Unconfirmed messages are in the order of their numbers, up to the highest one of %d,"
                      .formatted(highestNumber)
                  + " but number %d follows %d".formatted(entry.number(), last));
        }
        last = entry.number();
      }
      if (highestNumber < 0) {
        throw new IllegalArgumentException(
            "The highest number is at least 0, but was: " + highestNumber);
      }
    }
  }

  /// How a controller repeats a call of its queue that fails.
  ///
  /// @param attempts how often a call is made before the controller gives up and fails with a
  ///   [DeliveryException]; each success starts the count again
  /// @param timeout how long a call may take before it is interrupted and counts as failed
  /// @param minBackoff the pause before the second attempt; each further one is twice as long
  /// @param maxBackoff the longest pause
  record Retry(int attempts, Duration timeout, Duration minBackoff, Duration maxBackoff) {

    static final Retry DEFAULT =
        new Retry(10, Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofSeconds(5));

    /// @throws IllegalArgumentException if a value is not positive, or the longest pause is shorter
    ///   than the first one
    public Retry {
      if (attempts < 1
          || !timeout.isPositive()
          || !minBackoff.isPositive()
          || maxBackoff.compareTo(minBackoff) < 0) {
        throw new IllegalArgumentException(
            ("Attempts, timeout and backoff are positive, and the longest backoff is not shorter"
                    + " than the first, but were: attempts %d, timeout %s, minBackoff %s,"
                    + " maxBackoff %s")
                .formatted(attempts, timeout, minBackoff, maxBackoff));
      }
    }

    /// {@return the pause after this many failed attempts}
    Duration backoff(int failures) {
      Duration pause = minBackoff;
      for (int n = 1; n < failures && pause.compareTo(maxBackoff) < 0; n++) {
        pause = pause.multipliedBy(2);
      }
      return pause.compareTo(maxBackoff) < 0 ? pause : maxBackoff;
    }
  }
}
