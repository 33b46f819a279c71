package io.aether.actor.config;

import io.aether.actor.annotation.Stable;
import io.aether.actor.intercept.Interceptor;
import io.aether.actor.intercept.OutgoingInterceptor;
import io.aether.actor.intercept.TravellingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The interceptors and contexts around the handling of every message in a system, for actors under
/// `/user` and for entities. Immutable; each `with` returns a copy. The default has none, and costs
/// nothing.
///
/// @param incoming the interceptors around the behavior of each actor, the first one outermost; see
///   [Interceptor]
/// @param outgoing the interceptors called before a message enters a mailbox, in this order
/// @param actorInMdc whether [#ACTOR], [#SYSTEM] and [#TAGS] are in the MDC while an actor runs
/// @param travellingContext whether a [TravellingContext] travels with messages
/// @param contextInMdc the keys of the context whose values are in the MDC while a message is
///   handled
/// @param messageCounts whether each actor counts the messages it handles, for [ActorStatus]
@Stable
public record HandlingSettings(
    List<Interceptor<Object>> incoming,
    List<OutgoingInterceptor> outgoing,
    boolean actorInMdc,
    boolean travellingContext,
    List<TravellingContext.Key<?>> contextInMdc,
    boolean messageCounts) {

  /// The actor's path, in the MDC.
  public static final String ACTOR = "actor";

  /// The system's name, in the MDC.
  public static final String SYSTEM = "actorSystem";

  /// The tags of the actor's [Props], separated by commas, in the MDC, if there are any.
  public static final String TAGS = "actorTags";

  private static final HandlingSettings NONE =
      new HandlingSettings(List.of(), List.of(), false, false, List.of(), false);

  public HandlingSettings {
    incoming = List.copyOf(Objects.requireNonNull(incoming, "incoming"));
    outgoing = List.copyOf(Objects.requireNonNull(outgoing, "outgoing"));
    contextInMdc = List.copyOf(Objects.requireNonNull(contextInMdc, "contextInMdc"));
    if (!travellingContext && !contextInMdc.isEmpty()) {
      throw new IllegalArgumentException(
          "%s cannot be in the MDC, because no context travels; use withTravellingContext"
              .formatted(contextInMdc));
    }
  }

  /// {@return settings without interceptors, contexts and counts}
  public static HandlingSettings none() {
    return NONE;
  }

  /// Adds an interceptor around all behaviors, inside the present ones.
  public HandlingSettings withIncoming(Interceptor<Object> interceptor) {
    return new HandlingSettings(
        plus(incoming, interceptor),
        outgoing,
        actorInMdc,
        travellingContext,
        contextInMdc,
        messageCounts);
  }

  /// Adds an interceptor before all mailboxes, after the present ones.
  public HandlingSettings withOutgoing(OutgoingInterceptor interceptor) {
    return new HandlingSettings(
        incoming,
        plus(outgoing, interceptor),
        actorInMdc,
        travellingContext,
        contextInMdc,
        messageCounts);
  }

  /// Sets whether the MDC names the actor that logs.
  public HandlingSettings withActorInMdc(boolean actorInMdc) {
    return new HandlingSettings(
        incoming, outgoing, actorInMdc, travellingContext, contextInMdc, messageCounts);
  }

  /// Lets the [TravellingContext] travel with messages.
  ///
  /// @param inMdc the keys whose values are in the MDC while a message is handled
  public HandlingSettings withTravellingContext(TravellingContext.Key<?>... inMdc) {
    return new HandlingSettings(incoming, outgoing, actorInMdc, true, keys(inMdc), messageCounts);
  }

  /// Lets each actor count the messages it handles; inspections then report the number, and the
  /// number per second.
  public HandlingSettings withMessageCounts(boolean messageCounts) {
    return new HandlingSettings(
        incoming, outgoing, actorInMdc, travellingContext, contextInMdc, messageCounts);
  }

  private static List<TravellingContext.Key<?>> keys(TravellingContext.Key<?>[] inMdc) {
    for (TravellingContext.Key<?> key : inMdc) {
      Objects.requireNonNull(key, "key");
    }
    return List.of(inMdc);
  }

  private static <T> List<T> plus(List<T> all, T added) {
    List<T> more = new ArrayList<>(all);
    more.add(Objects.requireNonNull(added, "interceptor"));
    return more;
  }

  /// {@return the part of these settings for the system's own actors: they only pass the context
  /// on}
  public HandlingSettings ofSystemActors() {
    return new HandlingSettings(
        List.of(), List.of(), false, travellingContext, List.of(), messageCounts);
  }

  /// {@return whether an actor needs a customized cell for this}
  public boolean isNone() {
    return equals(NONE);
  }
}
