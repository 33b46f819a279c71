package io.aether.actor.delivery;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
/// It stops when its consumer stops; the unconfirmed messages go to another consumer controller of
/// the same producer controller. It also stops when the producer controller has stopped and all
/// messages that have arrived in order are confirmed. A consumer that restarts sends [Start] again,
/// and gets the unconfirmed delivery again.
///
/// **Chunks.** A producer controller with [Chunking] sends large messages in chunks. This
/// controller puts them together with the codec of its settings. If this fails, because no codec is
/// set, the codec throws, or the message is larger than the settings allow, the message stays
/// unconfirmed and the error is logged; the next attempt follows with the next retry. Later
/// messages wait; those of other workers do not. Stop this controller to give the message to
/// another one.
@Stable
public final class ConsumerController {

  private ConsumerController() {}

  /// The messages that the controller accepts.
  ///
  /// @param <M> the messages that are delivered
  public sealed interface Command<M>
      permits Start, Confirmed, DeliverThenStop, Wire.Sequenced, Wire.Retry {}

  /// Makes an actor the consumer. It first gets the unconfirmed delivery to the previous consumer,
  /// or to the same consumer before it restarted. The controller stops when the consumer stops.
  ///
  /// The ref of a sharded entity cannot be watched: the controller then does not notice when its
  /// consumer stops, and lives until its own parent stops.
  public record Start<M>(ActorRef<Delivery<M>> consumer) implements Command<M> {
    public Start {
      Objects.requireNonNull(consumer, "consumer");
    }
  }

  /// The delivery with this number has been handled. Has no effect if the controller does not wait
  /// for this number.
  public record Confirmed<M>(long number) implements Command<M> {
    /// @throws IllegalArgumentException if the number is less than 1
    public Confirmed {
      if (number < 1) {
        throw new IllegalArgumentException("Messages are numbered from 1, but was: " + number);
      }
    }
  }

  /// Requests no more messages, delivers those that have arrived in order, and stops.
  public record DeliverThenStop<M>() implements Command<M> {}

  /// A message for the consumer. The next one comes when this one is confirmed.
  ///
  /// @param number the number of the message, the same at each delivery: a consumer that stores the
  ///   last number durably can ignore messages that it has handled before
  /// @param controller the controller that waits for the confirmation
  public record Delivery<M>(M message, long number, ActorRef<Command<M>> controller) {
    /// @throws IllegalArgumentException if the number is less than 1
    public Delivery {
      Objects.requireNonNull(message, "message");
      Objects.requireNonNull(controller, "controller");
      if (number < 1) {
        throw new IllegalArgumentException("Messages are numbered from 1, but was: " + number);
      }
    }

    /// Tells the controller that this message has been handled. May be called by any thread.
    public void confirm() {
      controller.tell(new Confirmed<>(number));
    }
  }

  /// How messages are requested, and how chunks are put together. Immutable.
  ///
  /// @param window how many messages may be sent and not confirmed; each chunk of a large message
  ///   counts as one message
  /// @param retry the interval at which requests are repeated; if the last message is lost, it is
  ///   sent again after this time
  /// @param codec decodes messages that arrive in chunks; null, the default, if none do
  /// @param maxMessageBytes the size of the largest message that is put together, in bytes; 64 MiB
  ///   is the default
  /// @param <M> the messages
  public record Settings<M>(
      int window, Duration retry, @Nullable MessageCodec<M> codec, int maxMessageBytes) {

    static <M> Settings<M> defaults() {
      return new Settings<>(50, Duration.ofSeconds(1), null, Chunking.DEFAULT_MAX_MESSAGE_BYTES);
    }

    /// @throws IllegalArgumentException if a value is not positive
    public Settings {
      if (window < 1 || !retry.isPositive() || maxMessageBytes < 1) {
        throw new IllegalArgumentException(
            ("The window, the time to retry and the size of the largest message are positive, but"
                    + " were: %d, %s, %d")
                .formatted(window, retry, maxMessageBytes));
      }
    }

    public Settings<M> withWindow(int window) {
      return new Settings<>(window, retry, codec, maxMessageBytes);
    }

    public Settings<M> withRetry(Duration retry) {
      return new Settings<>(window, retry, codec, maxMessageBytes);
    }

    /// {@return the same settings for messages that may arrive in chunks}
    public Settings<M> withCodec(MessageCodec<M> codec) {
      return new Settings<>(window, retry, Objects.requireNonNull(codec, "codec"), maxMessageBytes);
    }

    /// {@return the same settings with a maximum size for messages that are put together from
    /// chunks}
    public Settings<M> withMaxMessageBytes(int maxMessageBytes) {
      return new Settings<>(window, retry, codec, maxMessageBytes);
    }
  }

  /// A controller that takes its messages from `producer`, with a window of 50 and one retry per
  /// second.
  public static <M> Behavior<Command<M>> create(ActorRef<ProducerController.Command<M>> producer) {
    return create(producer, UnaryOperator.identity());
  }

  /// A controller that takes its messages from `producer`, configured by a function of the
  /// defaults.
  public static <M> Behavior<Command<M>> create(
      ActorRef<ProducerController.Command<M>> producer, UnaryOperator<Settings<M>> configure) {
    Objects.requireNonNull(producer, "producer");
    Objects.requireNonNull(configure, "configure");
    Settings<M> settings =
        Objects.requireNonNull(
            configure.apply(Settings.defaults()), "the function of the settings returned null");
    return Behaviors.setup(context -> new Consuming<>(context, producer, settings));
  }
}
