package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The receptionist of one node: a front for an actor under `/system`, the [ServiceRegistry].
record LocalReceptionist(ActorRef<Request> registry) implements Receptionist {

  /// What the registry is asked to do. Nobody misses it once the registry, one of the last actors
  /// of its system, has stopped.
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
  }

  static Receptionist start(ActorSystem system) {
    return new LocalReceptionist(
        system.spi().spawnSystem(Behaviors.setup(_ -> new ServiceRegistry()), "receptionist"));
  }

  @Override
  public <M> void register(ServiceKey<M> key, ActorRef<M> service) {
    registry.tell(new Request.Register<>(required(key), required(service), null));
  }

  @Override
  public <M> void register(
      ServiceKey<M> key, ActorRef<M> service, ActorRef<? super Registered<M>> replyTo) {
    registry.tell(new Request.Register<>(required(key), required(service), required(replyTo)));
  }

  @Override
  public <M> void deregister(ServiceKey<M> key, ActorRef<M> service) {
    registry.tell(new Request.Deregister<>(required(key), required(service), null));
  }

  @Override
  public <M> void deregister(
      ServiceKey<M> key, ActorRef<M> service, ActorRef<? super Deregistered<M>> replyTo) {
    registry.tell(new Request.Deregister<>(required(key), required(service), required(replyTo)));
  }

  @Override
  public <M> void find(ServiceKey<M> key, ActorRef<? super Listing<M>> replyTo) {
    registry.tell(new Request.Find<>(required(key), required(replyTo)));
  }

  @Override
  public <M> Listing<M> find(ServiceKey<M> key, Duration timeout) throws InterruptedException {
    required(key);
    return registry.<Listing<M>>ask(replyTo -> new Request.Find<>(key, replyTo), timeout);
  }

  @Override
  public <M> void subscribe(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber) {
    registry.tell(new Request.Subscribe<>(required(key), required(subscriber)));
  }

  @Override
  public <M> void unsubscribe(ServiceKey<M> key, ActorRef<? super Listing<M>> subscriber) {
    registry.tell(new Request.Unsubscribe<>(required(key), required(subscriber)));
  }

  /// A null fails here, at the caller, and not in the registry.
  private static <T> T required(T value) {
    return Objects.requireNonNull(value, "a receptionist takes no null");
  }
}
