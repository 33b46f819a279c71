package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SystemServices;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Routes to its own children, replaces those that stop, and changes their number. See
/// [Routers#pool].
final class PoolRouter<M> implements Behavior<M> {

  /// The place of a routee. A replacement has the same place and the same name.
  private static final class Place<M> {
    final long number;
    ActorRef<M> routee;

    /// How often a routee has stopped here in the window that began at `windowStartNanos`.
    int ends;

    long windowStartNanos;

    Place(long number, ActorRef<M> routee) {
      this.number = number;
      this.routee = routee;
    }
  }

  private final Pool pool;
  private final Behavior<M> routee;
  private final Routing.Route<M> route;

  // Owned by the actor.
  private final TreeMap<Long, Place<M>> places = new TreeMap<>();
  private final Map<ActorRef<?>, Place<M>> placeOf = new HashMap<>(); // never iterated
  private final Set<ActorRef<?>> leaving = new HashSet<>(); // never iterated
  private PlacedList<ActorRef<M>> routees = PlacedList.empty();
  private long nextNumber = 1;
  private int messagesUntilCount;

  PoolRouter(ActorContext<M> context, Pool pool, Routing<M> routing, Behavior<M> routee) {
    this.pool = pool;
    this.routee = pool.mayShrink() ? Behaviors.intercept(new Retiring<>(), routee) : routee;
    this.route =
        Arguments.required(
            routing.start(environment(context).random()), "the Route that a routing starts");
    resize(context, pool.size());
    Resizer resizer = pool.resizer();
    messagesUntilCount = resizer == null ? 0 : resizer.messages();
  }

  private ActorRef<M> start(ActorContext<M> context, long number) {
    ActorRef<M> ref = context.spawn(routee, "routee-" + number, pool.routeeProps());
    context.watch(ref);
    return ref;
  }

  private void occupy(Place<M> place) {
    places.put(place.number, place);
    placeOf.put(place.routee, place);
    routees = routees.put(place.number, place.routee);
  }

  private void vacate(Place<M> place) {
    places.remove(place.number);
    placeOf.remove(place.routee);
    routees = routees.remove(place.number);
  }

  // ---- Messages ----

  @Override
  public Behavior<M> onMessage(ActorContext<M> context, M message) {
    Pool.ResizeMessage<?> command = pool.resizeMessage();
    if (command != null && command.type().isInstance(message)) {
      resize(context, command, message);
    } else {
      Routed.send(context, route, message, routees);
      Resizer resizer = pool.resizer();
      if (resizer != null && --messagesUntilCount <= 0) {
        adapt(context, resizer);
      }
    }
    return this;
  }

  private void resize(ActorContext<M> context, Pool.ResizeMessage<?> command, M message) {
    int size;
    try {
      size = Arguments.atLeast(1, command.sizeIn(message), "the size of a pool");
    } catch (Exception failure) {
      Routed.failed(context, message, failure);
      return;
    }
    resize(context, size);
  }

  private void adapt(ActorContext<M> context, Resizer resizer) {
    messagesUntilCount = resizer.messages();
    SystemServices services = context.system().spi();
    int busy = 0;
    for (ActorRef<M> each : routees) {
      if (services.queued(each, resizer.pressure()) >= resizer.pressure()) {
        busy++;
      }
    }
    resize(context, resizer.size(routees.size(), busy));
  }

  /// The number of a removed place is not used again, since the removed routee may live on for a
  /// while under the name made from it.
  private void resize(ActorContext<M> context, int size) {
    while (places.size() < size) {
      occupy(new Place<>(nextNumber, start(context, nextNumber)));
      nextNumber++;
    }
    while (places.size() > size) {
      Place<M> last = places.lastEntry().getValue();
      vacate(last);
      leaving.add(last.routee);
      context.system().spi().sendLast(Retiring.Retire.NOW, last.routee);
    }
  }

  // ---- Routees that stop ----

  @Override
  public Behavior<M> onSignal(ActorContext<M> context, Signal signal) {
    return switch (signal) {
      case Signal.Terminated terminated -> onEnd(context, terminated.ref(), null);
      case Signal.ChildFailed failed -> onEnd(context, failed.ref(), failed.cause());
      case Signal.PreRestart _, Signal.PostStop _ -> Behaviors.unhandled();
    };
  }

  private Behavior<M> onEnd(ActorContext<M> context, ActorRef<?> gone, @Nullable Throwable cause) {
    if (leaving.remove(gone)) {
      return this;
    }
    Place<M> place = Arguments.required(placeOf.get(gone), "the place of a routee");
    vacate(place);
    if (mayReplace(context, place)) {
      place.routee = start(context, place.number);
      occupy(place);
    } else {
      context
          .log()
          .warn(
              "{} has stopped too often and is not replaced",
              gone.path(),
              cause == null ? null : SafeText.printable(cause));
    }
    if (!routees.isEmpty()) {
      return this;
    }
    if (cause != null) {
      throw new IllegalStateException(
          "No routee is left in %s: each has stopped more than %d times within %s"
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
