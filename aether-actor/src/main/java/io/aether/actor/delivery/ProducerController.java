package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.annotation.Stable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The sending side of reliable delivery: an actor that numbers messages, sends no more of them
/// than consumers have asked for, and keeps each one until a consumer has confirmed it.
///
/// ```java
/// var orders = context.spawn(ProducerController.<Order>pointToPoint(), "orders");
/// var consumer = context.spawn(ConsumerController.create(orders), "consumer");
/// new Producer<>(orders).send(order, Duration.ofSeconds(5)); // blocks until there is demand
/// ```
///
/// **Guarantees.** As long as this controller lives, every message it has accepted is delivered and
/// confirmed at least once, in the order of acceptance if there is one consumer. A message is
/// delivered again only if its consumer stopped or restarted before its confirmation arrived; all
/// other messages are delivered exactly once. Without a durable queue, the messages that this
/// controller holds are lost when it stops or restarts: run it unsupervised, and watch it.
///
/// **Durable queue.** With [Settings#withDurableQueue], a message is accepted when it is stored,
/// and removed from the store when it is confirmed. A controller that starts with the same queue
/// sends the unconfirmed messages again, with the same numbers, before new ones. A consumer
/// controller that has survived the restart recognizes the numbers it has handled and does not
/// deliver them again. If the store fails for longer than the settings allow, the senders that wait
/// get a [DeliveryException], and the controller fails with it; supervise it with a restart, so
/// that it opens the queue again.
///
/// **Choice of the consumer.** With [#pointToPoint], the consumer controller that has registered
/// first gets all messages. The others stand by; when it stops, the next one takes over the
/// unconfirmed messages. With [#workPulling], each message goes to the consumer controller that has
/// demand and the fewest unconfirmed messages. When a worker stops, its unconfirmed messages go to
/// others, before newer messages. A consumer controller registers by being created for this actor.
///
/// **Bounds.** This controller holds at most the sum of its consumers' windows, including those of
/// stopped consumers until their messages are sent again, and its buffer. A controller that starts
/// with a durable queue holds all unconfirmed messages of the queue.
@Stable
public final class ProducerController {

  private ProducerController() {}

  /// The messages that the controller accepts.
  ///
  /// @param <M> the messages that are delivered
  public sealed interface Command<M>
      permits Start,
          DeliverThenStop,
          ReportStats,
          Wire.Request,
          Wire.Offer,
          Wire.Withdrawn,
          Wire.Next,
          Wire.QueueOutcome,
          Wire.QueueTimeout,
          Wire.QueueRetry {}

  /// Makes an actor the producer: it gets a [RequestNext] whenever a message may be sent. A
  /// producer that restarts, or takes over from another one, sends this again and gets the open
  /// request. When the producer stops, its open request ends. A ref that cannot be watched, such as
  /// that of a sharded entity, is accepted; its end is not noticed, and its request stays open.
  public record Start<M>(ActorRef<RequestNext<M>> producer) implements Command<M> {
    public Start {
      Objects.requireNonNull(producer, "producer");
    }
  }

  /// One more message may be sent: send it to `sendTo`, which accepts one message; any further one
  /// becomes a dead letter. A producer that has restarted while a request was in flight may get it
  /// twice. To notice the end of the controller, watch the controller, not `sendTo`: for other
  /// nodes, that ref ends with its message.
  ///
  /// @param number the number that the message will have, unless others also send messages
  /// @param confirmed how many messages have been confirmed
  public record RequestNext<M>(long number, long confirmed, ActorRef<M> sendTo) {
    public RequestNext {
      Objects.requireNonNull(sendTo, "sendTo");
      if (number < 1 || confirmed < 0) {
        throw new IllegalArgumentException(
            "The number is at least 1 and confirmed at least 0, but were: %d, %d"
                .formatted(number, confirmed));
      }
    }
  }

  /// Accepts no more messages, except the one already requested, and stops when all accepted
  /// messages are confirmed. The calls of [Producer] that wait for demand, and all later ones, fail
  /// at once with a [DeliveryException].
  ///
  /// An open [RequestNext] does not delay the stop, because its producer may have no more messages:
  /// a message that comes after the stop becomes a dead letter. A controller that restarts forgets
  /// this command.
  public record DeliverThenStop<M>() implements Command<M> {}

  /// Sends the [Stats] to `replyTo`.
  public record ReportStats<M>(ActorRef<Stats> replyTo) implements Command<M> {
    public ReportStats {
      Objects.requireNonNull(replyTo, "replyTo");
    }
  }

  /// The counts of a producer controller.
  ///
  /// @param consumers how many consumer controllers are registered
  /// @param accepted how many messages have been accepted
  /// @param confirmed how many of them have been confirmed
  /// @param unsent how many wait for demand, or for the durable queue to store them
  /// @param unconfirmed how many have been sent and not confirmed; with a durable queue, including
  ///   those whose confirmation is not stored yet
  public record Stats(int consumers, long accepted, long confirmed, int unsent, int unconfirmed) {
    public Stats {
      if (consumers < 0 || accepted < 0 || confirmed < 0 || unsent < 0 || unconfirmed < 0) {
        throw new IllegalArgumentException(
            "Counts are not negative, but were: %d, %d, %d, %d, %d"
                .formatted(consumers, accepted, confirmed, unsent, unconfirmed));
      }
    }
  }

  /// How a producer controller works. Immutable.
  ///
  /// @param buffer how many messages it accepts beyond demand; 0 is the default
  /// @param queue stores the accepted and unconfirmed messages; null, the default, for none
  /// @param queueRetry how calls of the queue that fail are repeated
  /// @param chunking splits large messages; null, the default, for none
  /// @param <M> the messages
  public record Settings<M>(
      int buffer,
      @Nullable DurableQueue<M> queue,
      DurableQueue.Retry queueRetry,
      @Nullable Chunking<M> chunking) {

    /// @throws IllegalArgumentException if the buffer's size is negative
    public Settings {
      if (buffer < 0) {
        throw new IllegalArgumentException("A buffer's size is at least 0, but was: " + buffer);
      }
      Objects.requireNonNull(queueRetry, "queueRetry");
    }

    static <M> Settings<M> defaults() {
      return new Settings<>(0, null, DurableQueue.Retry.DEFAULT, null);
    }

    public Settings<M> withBuffer(int buffer) {
      return new Settings<>(buffer, queue, queueRetry, chunking);
    }

    /// {@return the same settings with a queue that keeps messages beyond the life of the
    /// controller} A call of the queue times out after 5 seconds and is made at most 10 times, with
    /// pauses of 100 milliseconds to 5 seconds; [#withQueueRetry] changes these values.
    public Settings<M> withDurableQueue(DurableQueue<M> queue) {
      return new Settings<>(buffer, Objects.requireNonNull(queue, "queue"), queueRetry, chunking);
    }

    public Settings<M> withQueueRetry(DurableQueue.Retry queueRetry) {
      return new Settings<>(buffer, queue, queueRetry, chunking);
    }

    /// {@return the same settings, with large messages sent in chunks}
    public Settings<M> withChunking(Chunking<M> chunking) {
      return new Settings<>(
          buffer, queue, queueRetry, Objects.requireNonNull(chunking, "chunking"));
    }
  }

  /// A controller for one consumer at a time, which accepts a message when there is demand for it.
  public static <M> Behavior<Command<M>> pointToPoint() {
    return pointToPoint(UnaryOperator.identity());
  }

  /// A controller for one consumer at a time.
  ///
  /// @param buffer how many messages it accepts beyond demand
  /// @throws IllegalArgumentException if the buffer's size is negative
  public static <M> Behavior<Command<M>> pointToPoint(int buffer) {
    return pointToPoint(settings -> settings.withBuffer(buffer));
  }

  /// A controller for one consumer at a time, configured by a function of the defaults.
  public static <M> Behavior<Command<M>> pointToPoint(UnaryOperator<Settings<M>> configure) {
    return create(/* shared= */ false, configure);
  }

  /// A controller for any number of workers, which accepts a message when there is demand for it.
  public static <M> Behavior<Command<M>> workPulling() {
    return workPulling(UnaryOperator.identity());
  }

  /// A controller for any number of workers.
  ///
  /// @param buffer how many messages it accepts beyond demand
  /// @throws IllegalArgumentException if the buffer's size is negative
  public static <M> Behavior<Command<M>> workPulling(int buffer) {
    return workPulling(settings -> settings.withBuffer(buffer));
  }

  /// A controller for any number of workers, configured by a function of the defaults.
  public static <M> Behavior<Command<M>> workPulling(UnaryOperator<Settings<M>> configure) {
    return create(/* shared= */ true, configure);
  }

  private static <M> Behavior<Command<M>> create(
      boolean shared, UnaryOperator<Settings<M>> configure) {
    Objects.requireNonNull(configure, "configure");
    Settings<M> settings =
        Objects.requireNonNull(
            configure.apply(Settings.defaults()), "the function of the settings returned null");
    // A restarted controller has lost its list of consumers but has the same ref, so the consumers
    // must be able to notice the restart.
    AtomicLong lives = new AtomicLong();
    return Behaviors.setup(
        context -> new Producing<>(context, lives::incrementAndGet, shared, settings));
  }
}
