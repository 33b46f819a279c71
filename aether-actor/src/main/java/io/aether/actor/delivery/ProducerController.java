package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.util.concurrent.atomic.AtomicLong;

/// The sending side of reliable delivery: an actor that numbers messages, sends no more of them
/// than consumers have asked for, and keeps each one until a consumer has confirmed it.
///
/// ```java
/// var orders = context.spawn(ProducerController.<Order>pointToPoint(), "orders");
/// var consumer = context.spawn(ConsumerController.create(orders), "consumer");
/// new Producer<>(orders).send(order, Duration.ofSeconds(5)); // blocks until there is demand
/// ```
///
/// **What is promised.** As long as this controller lives, every message it has accepted is
/// delivered and confirmed at least once, in the order of acceptance where there is one consumer. A
/// message is delivered again only to another consumer, or to one that has started anew: when the
/// one before it ended or restarted and its confirmation has not come. So without such ends each
/// message is delivered exactly once. With this controller ends what it holds; run it unsupervised,
/// and let the end be noticed.
///
/// **Who gets a message.** With [#pointToPoint], the consumer controller that has registered first
/// gets all; the others stand by and take over, in this order, what it has not confirmed when it
/// stops. With [#workPulling], each message goes to the one with demand that has the fewest
/// unconfirmed; what a worker leaves unconfirmed when it stops goes to others, before newer
/// messages. A consumer controller registers by being created for this actor.
///
/// **Bounds.** What this controller holds is at most the sum of its consumers' windows, those of
/// stopped ones included until it has been sent again, and its buffer.
public final class ProducerController {

  private ProducerController() {}

  /// What the controller understands.
  ///
  /// @param <M> the messages delivered
  public sealed interface Command<M>
      permits Start, DeliverThenStop, ReportStats, Wire.Request, Wire.Offer, Wire.Next {}

  /// An actor will produce: it is told [RequestNext] whenever a message may be sent. One that
  /// restarts or takes over from another starts again, and is told of a request still open. With
  /// its end a request ends.
  public record Start<M>(ActorRef<RequestNext<M>> producer) implements Command<M> {}

  /// One more message may be sent: tell it to `sendTo`, which takes one only; another is a dead
  /// letter. A producer that has started anew while a request was on its way may get it twice.
  ///
  /// @param number the number that the message will have, unless others send too
  /// @param confirmed how many messages have been confirmed
  public record RequestNext<M>(long number, long confirmed, ActorRef<M> sendTo) {}

  /// Accept nothing more, except what has been requested; stop when all is confirmed.
  public record DeliverThenStop<M>() implements Command<M> {}

  /// Tells `replyTo` the [Stats].
  public record ReportStats<M>(ActorRef<Stats> replyTo) implements Command<M> {}

  /// How things stand.
  ///
  /// @param consumers how many consumer controllers are registered
  /// @param accepted how many messages have been accepted
  /// @param confirmed how many of them have been confirmed
  /// @param unsent how many wait for demand
  /// @param unconfirmed how many have been sent and not been confirmed
  public record Stats(int consumers, long accepted, long confirmed, int unsent, int unconfirmed) {}

  /// A controller for one consumer at a time, that accepts a message when there is demand for it.
  public static <M> Behavior<Command<M>> pointToPoint() {
    return pointToPoint(0);
  }

  /// A controller for one consumer at a time.
  ///
  /// @param buffer how many messages it accepts beyond demand
  public static <M> Behavior<Command<M>> pointToPoint(int buffer) {
    return create(/* shared= */ false, buffer);
  }

  /// A controller for any number of workers, that accepts a message when there is demand for it.
  public static <M> Behavior<Command<M>> workPulling() {
    return workPulling(0);
  }

  /// A controller for any number of workers.
  ///
  /// @param buffer how many messages it accepts beyond demand
  public static <M> Behavior<Command<M>> workPulling(int buffer) {
    return create(/* shared= */ true, buffer);
  }

  private static <M> Behavior<Command<M>> create(boolean shared, int buffer) {
    if (buffer < 0) {
      throw new IllegalArgumentException("A buffer's size is at least 0, but was: " + buffer);
    }
    // A restarted controller knows nothing, under the ref of before: consumers must notice.
    AtomicLong lives = new AtomicLong();
    return Behaviors.setup(
        context -> new Producing<>(context, lives::incrementAndGet, shared, buffer));
  }
}
