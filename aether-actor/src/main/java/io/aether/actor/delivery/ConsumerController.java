package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.function.UnaryOperator;

/// The consuming side of reliable delivery: an actor that asks a [ProducerController] for messages,
/// asks again for those that do not arrive, puts them in order, leaves out repeated ones, and hands
/// them to the consumer one at a time.
///
/// ```java
/// Behaviors.<Delivery<Order>>setup(context -> {
///   context
///       .spawn(ConsumerController.create(orders), "controller")
///       .tell(new ConsumerController.Start<>(context.self()));
///   return Behaviors.receiveMessage(delivery -> {
///     store(delivery.message());
///     delivery.confirm(); // the next one, please
///     return Behaviors.same();
///   });
/// })
/// ```
///
/// It stops when its consumer stops; what was not confirmed goes to another consumer controller of
/// the same producer controller. It also stops once that has stopped and all that had arrived in
/// order is confirmed. A consumer that restarts says [Start] again, and gets the delivery again
/// that it has not confirmed.
public final class ConsumerController {

  private ConsumerController() {}

  /// What the controller understands.
  ///
  /// @param <M> the messages delivered
  public sealed interface Command<M>
      permits Start, Confirmed, DeliverThenStop, Wire.Sequenced, Wire.Retry {}

  /// Deliver to this consumer from now on, beginning with what has been delivered to the former
  /// one, or to a former life of the same, and not been confirmed. The controller stops when the
  /// consumer does.
  public record Start<M>(ActorRef<Delivery<M>> consumer) implements Command<M> {}

  /// The delivery of this number has been handled. One that is not waited for is of no effect.
  public record Confirmed<M>(long number) implements Command<M> {}

  /// Ask for no more messages, deliver those that have arrived in order, and stop.
  public record DeliverThenStop<M>() implements Command<M> {}

  /// A message for the consumer. The next one comes when this one is confirmed.
  ///
  /// @param number of the message, the same at each delivery: a consumer that remembers the last
  ///   one durably can leave out what it has handled before
  /// @param controller who waits for the confirmation
  public record Delivery<M>(M message, long number, ActorRef<Command<M>> controller) {

    /// Tells the controller that this has been handled. May be called by any thread.
    public void confirm() {
      controller.tell(new Confirmed<>(number));
    }
  }

  /// How messages are asked for.
  ///
  /// @param window how many may have been sent and not been confirmed at a time
  /// @param retry how often to ask again; what is lost last, and so not missed earlier, waits that
  ///   long
  public record Settings(int window, Duration retry) {

    static final Settings DEFAULT = new Settings(50, Duration.ofSeconds(1));

    public Settings {
      if (window < 1 || !retry.isPositive()) {
        throw new IllegalArgumentException(
            "The window and the time to retry are positive, but were: " + window + ", " + retry);
      }
    }

    public Settings withWindow(int window) {
      return new Settings(window, retry);
    }

    public Settings withRetry(Duration retry) {
      return new Settings(window, retry);
    }
  }

  /// A controller that takes its messages from `producer`, with a window of 50 and a retry a
  /// second.
  public static <M> Behavior<Command<M>> create(ActorRef<ProducerController.Command<M>> producer) {
    return create(producer, UnaryOperator.identity());
  }

  /// A controller that takes its messages from `producer`, configured by a function of the
  /// defaults.
  public static <M> Behavior<Command<M>> create(
      ActorRef<ProducerController.Command<M>> producer, UnaryOperator<Settings> configure) {
    Settings settings = configure.apply(Settings.DEFAULT);
    return Behaviors.setup(context -> new Consuming<>(context, producer, settings));
  }
}
