package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SystemServices;
import java.util.LinkedHashSet;
import java.util.Set;

/// The behavior of an actor that forwards each published message to all subscribers.
///
/// ```java
/// ActorRef<Topic.Command<Price>> prices = system.spawn(Topic.create(), "prices");
/// prices.tell(new Topic.Subscribe<>(display));
/// prices.tell(new Topic.Publish<>(new Price("ACME", 17)));
/// ```
///
/// Each subscriber gets the messages in the order in which the topic got them. If the mailbox of a
/// subscriber is full or an interceptor throws, the message becomes a dead letter for that
/// subscriber; the others get it. A message becomes a dead letter if the topic has no subscribers
/// ([DeadLetter.Reason#NO_SUBSCRIBER]). Subscribers that stop are removed. To let others find a
/// topic, register it with the [Receptionist].
///
/// @param <M> the messages that are published
@Stable
public final class Topic<M> implements Behavior<Topic.Command<M>> {

  /// The messages that a topic accepts.
  public sealed interface Command<M> {}

  /// Forwards `message` to all subscribers.
  public record Publish<M>(M message) implements Command<M> {

    public Publish {
      Arguments.required(message, "the message of Publish");
    }
  }

  /// Adds a subscriber; idempotent.
  public record Subscribe<M>(ActorRef<? super M> subscriber) implements Command<M> {

    public Subscribe {
      Arguments.required(subscriber, "the subscriber of Subscribe");
    }
  }

  /// Removes a subscriber.
  public record Unsubscribe<M>(ActorRef<? super M> subscriber) implements Command<M> {

    public Unsubscribe {
      Arguments.required(subscriber, "the subscriber of Unsubscribe");
    }
  }

  /// Asks for the counts of the topic.
  public record GetStats<M>(ActorRef<Stats> replyTo) implements Command<M> {

    public GetStats {
      Arguments.required(replyTo, "the replyTo of GetStats");
    }
  }

  /// The counts of a topic.
  ///
  /// @param subscribers the present number of subscribers
  /// @param published the number of messages published so far
  public record Stats(int subscribers, long published) {}

  // Owned by the actor.
  private final Set<ActorRef<? super M>> subscribers = new LinkedHashSet<>();
  private long published;

  private Topic() {}

  /// {@return a topic without subscribers}
  public static <M> Behavior<Command<M>> create() {
    return Behaviors.setup(_ -> new Topic<>());
  }

  @Override
  public Behavior<Command<M>> onMessage(ActorContext<Command<M>> context, Command<M> command) {
    switch (command) {
      case Publish<M>(var message) -> {
        if (subscribers.isEmpty()) {
          context.system().spi().refuse(command, DeadLetter.Reason.NO_SUBSCRIBER);
        }
        publish(context, message);
      }
      case Subscribe<M>(var subscriber) -> {
        if (subscribers.add(subscriber)) {
          Watching.begin(context, subscriber);
        }
      }
      case Unsubscribe<M>(var subscriber) -> {
        if (subscribers.remove(subscriber)) {
          context.unwatch(subscriber);
        }
      }
      case GetStats<M>(var replyTo) ->
          context.system().spi().passOn(new Stats(subscribers.size(), published), replyTo);
    }
    return this;
  }

  private void publish(ActorContext<Command<M>> context, M message) {
    published++;
    if (subscribers.isEmpty()) {
      context
          .system()
          .spi()
          .deadLetter(message, context.self().path(), DeadLetter.Reason.NO_SUBSCRIBER);
    } else {
      SystemServices services = context.system().spi();
      subscribers.forEach(each -> services.passOn(message, each));
    }
  }

  @Override
  public Behavior<Command<M>> onSignal(ActorContext<Command<M>> context, Signal signal) {
    if (signal instanceof Signal.Terminated terminated) {
      subscribers.remove(terminated.ref());
      return this;
    }
    return Behaviors.unhandled();
  }
}
