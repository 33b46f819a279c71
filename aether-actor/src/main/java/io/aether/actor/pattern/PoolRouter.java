package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.MailboxFullException;
import io.aether.actor.Signal;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.SafeText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Routes to children of its own, and replaces those that end. See [Routers#pool].
final class PoolRouter<M> implements Behavior<M> {

  /// A routee's place, which those that follow each other there share with their name.
  private static final class Place<M> {
    final String name;
    ActorRef<M> routee;

    /// Ends in the window that began at `windowStartNanos`.
    int ends;

    long windowStartNanos;

    Place(String name, ActorRef<M> routee) {
      this.name = name;
      this.routee = routee;
    }
  }

  private final Pool pool;
  private final Behavior<M> routee;
  private final Routing.Route<M> route;

  // Owned by the actor.
  private final List<Place<M>> places = new ArrayList<>();
  private final Map<ActorRef<?>, Place<M>> placeOf = new HashMap<>(); // never walked
  private List<ActorRef<M>> routees = List.of();

  PoolRouter(ActorContext<M> context, Pool pool, Routing<M> routing, Behavior<M> routee) {
    this.pool = pool;
    this.routee = routee;
    this.route = routing.start(environment(context).random());
    for (int n = 1; n <= pool.size(); n++) {
      String name = "routee-" + n;
      var place = new Place<M>(name, start(context, name));
      places.add(place);
      placeOf.put(place.routee, place);
    }
    placesChanged();
  }

  private ActorRef<M> start(ActorContext<M> context, String name) {
    ActorRef<M> ref = context.spawn(routee, name, pool.routeeProps());
    context.watch(ref);
    return ref;
  }

  private void placesChanged() {
    routees = places.stream().map(place -> place.routee).toList();
  }

  @Override
  public Behavior<M> onMessage(ActorContext<M> context, M message) {
    try {
      route.send(message, routees);
    } catch (MailboxFullException full) { // of the routee it has chosen, or of one of them
      context.system().spi().deadLetter(message, context.self().path(), DeadLetter.Reason.OVERFLOW);
    }
    return this;
  }

  @Override
  public Behavior<M> onSignal(ActorContext<M> context, Signal signal) {
    if (signal instanceof Signal.Terminated terminated) {
      return onEnd(context, terminated.ref(), null);
    }
    if (signal instanceof Signal.ChildFailed failed) {
      return onEnd(context, failed.ref(), failed.cause());
    }
    return Behaviors.unhandled();
  }

  private Behavior<M> onEnd(ActorContext<M> context, ActorRef<?> gone, @Nullable Throwable cause) {
    Place<M> place = Objects.requireNonNull(placeOf.remove(gone), "only routees are watched");
    if (mayReplace(context, place)) {
      place.routee = start(context, place.name);
      placeOf.put(place.routee, place);
    } else {
      places.remove(place);
      context
          .log()
          .warn(
              "{} has ended too often to be replaced",
              gone.path(),
              cause == null ? null : SafeText.printable(cause));
    }
    placesChanged();
    if (!routees.isEmpty()) {
      return this;
    }
    if (cause != null) {
      throw new IllegalStateException(
          "No routee is left in %s: each has ended more than %d times within %s"
              .formatted(context.self().path(), pool.replacements(), pool.window()),
          cause);
    }
    return Behaviors.stopped();
  }

  private boolean mayReplace(ActorContext<M> context, Place<M> place) {
    long now = environment(context).scheduler().nanoTime();
    if (place.ends == 0
        || now - place.windowStartNanos > TimeUnit.NANOSECONDS.convert(pool.window())) {
      place.ends = 0;
      place.windowStartNanos = now;
    }
    return ++place.ends <= pool.replacements();
  }

  private static Environment environment(ActorContext<?> context) {
    return context.system().spi().environment();
  }
}
