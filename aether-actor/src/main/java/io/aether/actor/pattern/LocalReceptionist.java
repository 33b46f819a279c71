package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The receptionist of one node: a front for an actor under `/system`, the [ServiceRegistry].
/// Arguments are checked here, on the thread of the caller, and not in the registry.
record LocalReceptionist(ActorRef<Request> registry) implements Receptionist {

  /// The messages of the registry. They are not logged as dead letters after the registry, one of
  /// the last actors of its system, has stopped.
  sealed interface Request extends DeadLetter.Suppressed {

    record Register<M>(
        ServiceKey<M> key, ActorRef<M> service, @Nullable ActorRef<? super Registered<M>> replyTo)
        implements Request {}

    record Deregister<M>(
        ServiceKey<M> key, ActorRef<M> service, @Nullable ActorRef<? super Deregistered<M>> replyTo)
        implements Request {}

    record Find<M>(ServiceKey<M> key, ActorRef<? super Listing<M>> replyTo) implements Request {}

    record Subscribe<M>(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber)
        implements Request {}

    record Unsubscribe<M>(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber)
        implements Request {}

    /// A subscriber that was behind has handled a listing.
    record HasRoom(Subscription<?> subscription) implements Request {}

    /// A subscriber has been behind for too long.
    record Overdue(Subscription<?> subscription) implements Request {}
  }

  static Receptionist start(ActorSystem system) {
    return new LocalReceptionist(
        system.spi().spawnSystem(Behaviors.setup(ServiceRegistry::new), "receptionist"));
  }

  @Override
  public <M> void register(ServiceKey<M> key, ActorRef<M> service) {
    registry.tell(new Request.Register<>(key(key), ref(service, "service"), null));
  }

  @Override
  public <M> void register(
      ServiceKey<M> key, ActorRef<M> service, ActorRef<? super Registered<M>> replyTo) {
    registry.tell(
        new Request.Register<>(key(key), ref(service, "service"), ref(replyTo, "replyTo")));
  }

  @Override
  public <M> void deregister(ServiceKey<M> key, ActorRef<M> service) {
    registry.tell(new Request.Deregister<>(key(key), ref(service, "service"), null));
  }

  @Override
  public <M> void deregister(
      ServiceKey<M> key, ActorRef<M> service, ActorRef<? super Deregistered<M>> replyTo) {
    registry.tell(
        new Request.Deregister<>(key(key), ref(service, "service"), ref(replyTo, "replyTo")));
  }

  @Override
  public <M> void find(ServiceKey<M> key, ActorRef<? super Listing<M>> replyTo) {
    registry.tell(new Request.Find<>(key(key), ref(replyTo, "replyTo")));
  }

  @Override
  public <M> Listing<M> find(ServiceKey<M> key, Duration timeout) throws InterruptedException {
    key(key);
    Arguments.positive(timeout, "the timeout of find");
    return registry.<Listing<M>>ask(replyTo -> new Request.Find<>(key, replyTo), timeout);
  }

  @Override
  public <M> void subscribe(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber) {
    registry.tell(new Request.Subscribe<>(key(key), ref(subscriber, "subscriber")));
  }

  @Override
  public <M> void unsubscribe(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber) {
    registry.tell(new Request.Unsubscribe<>(key(key), ref(subscriber, "subscriber")));
  }

  private static <M> ServiceKey<M> key(ServiceKey<M> key) {
    return Arguments.required(key, "the key for a receptionist");
  }

  private static <T> ActorRef<T> ref(ActorRef<T> ref, String name) {
    return Arguments.required(ref, "the " + name + " for a receptionist");
  }
}
