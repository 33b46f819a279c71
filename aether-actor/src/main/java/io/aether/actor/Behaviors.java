package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.cell.Cells;
import io.aether.actor.intercept.Interceptor;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.event.Level;

/// Factories of behaviors.
@Stable
public final class Behaviors {

  private Behaviors() {}

  /// Keeps the current behavior.
  public static <M> Behavior<M> same() {
    return Cells.same();
  }

  /// Keeps the current behavior and reports the message as unhandled: it becomes a [DeadLetter].
  public static <M> Behavior<M> unhandled() {
    return Cells.unhandled();
  }

  /// Stops the actor after the current message.
  public static <M> Behavior<M> stopped() {
    return Cells.stopped();
  }

  /// Stops the actor like [#stopped()], and runs `effect` once, on the actor's thread, after its
  /// children have stopped and its behavior has received [Signal.PostStop]. An exception of
  /// `effect` is logged.
  public static <M> Behavior<M> stopped(Runnable effect) {
    return Cells.stopped(effect);
  }

  /// Leaves every message unhandled.
  public static <M> Behavior<M> empty() {
    return (_, _) -> unhandled();
  }

  /// Accepts every message and does nothing.
  public static <M> Behavior<M> ignore() {
    return (_, _) -> same();
  }

  /// Creates the behavior when the actor starts, and again at each restart. If a handler returns it
  /// as the next behavior, it is created at once.
  public static <M> Behavior<M> setup(Setup<M> factory) {
    return Cells.setup(factory);
  }

  /// A behavior that handles messages and signals; for messages alone, a lambda is already a
  /// behavior.
  public static <M> Behavior<M> receive(MessageHandler<M> onMessage, SignalHandler<M> onSignal) {
    return Cells.receive(onMessage, onSignal);
  }

  /// A behavior that needs no context.
  public static <M> Behavior<M> receiveMessage(ContextFreeHandler<M> onMessage) {
    return Cells.receiveMessage(onMessage);
  }

  /// A behavior that handles signals only, and leaves every message unhandled.
  public static <M> Behavior<M> receiveSignal(SignalHandler<M> onSignal) {
    return receive((_, _) -> unhandled(), onSignal);
  }

  /// Creates the behavior from the actor's timers.
  public static <M> Behavior<M> withTimers(Factory<Timers<M>, M> factory) {
    Objects.requireNonNull(factory, "factory");
    return setup(context -> factory.create(context.timers()));
  }

  /// Creates the behavior with a buffer for messages that it will handle later; stashing a message
  /// when the buffer is full is a failure of the actor.
  public static <M> Behavior<M> withStash(int capacity, Factory<StashBuffer<M>, M> factory) {
    return withStash(capacity, StashBuffer.Overflow.FAIL, factory);
  }

  /// Creates the behavior with a buffer for messages that it will handle later.
  ///
  /// @throws IllegalArgumentException if `capacity` is less than 1
  public static <M> Behavior<M> withStash(
      int capacity, StashBuffer.Overflow overflow, Factory<StashBuffer<M>, M> factory) {
    return Cells.withStash(capacity, overflow, factory);
  }

  /// Attaches the strategy for failures of `behavior`. Of nested supervisions, the innermost
  /// decides first. A failure that it leaves [undecided][SupervisorStrategy#undecided()], or that
  /// exceeds its limit of restarts, goes to the next supervision around it. Each supervision
  /// restarts the behavior that it was given, so the effects of a setup around it remain.
  ///
  /// A running actor may become a supervised behavior: the new supervision replaces the one that
  /// the actor became last, inside the one it started with.
  public static <M> Behavior<M> supervise(SupervisorStrategy strategy, Behavior<M> behavior) {
    Objects.requireNonNull(strategy, "strategy");
    return supervise(_ -> strategy, behavior);
  }

  /// Attaches a strategy for failures of `behavior`, chosen by a function of the failure,
  /// preferably a switch:
  ///
  /// ```java
  /// supervise(failure -> switch (failure) {
  ///   case IOException _ -> restart().withBackoff(ofMillis(200), ofSeconds(10));
  ///   case IllegalArgumentException _ -> resume();
  ///   default -> undecided();
  /// }, Worker.create())
  /// ```
  ///
  /// or by [clauses for classes][SupervisorStrategy#on] of failures:
  ///
  /// ```java
  /// supervise(on(IOException.class, restart()).on(ParseException.class, resume()), Worker.create())
  /// ```
  ///
  /// Errors, as opposed to exceptions, always stop the actor.
  public static <M> Behavior<M> supervise(
      Function<? super Exception, ? extends SupervisorStrategy> decider, Behavior<M> behavior) {
    return Cells.supervise(decider, behavior);
  }

  /// Puts `interceptor` around `behavior` and around each behavior it becomes.
  public static <M> Behavior<M> intercept(Interceptor<M> interceptor, Behavior<M> behavior) {
    return Cells.intercept(interceptor, behavior);
  }

  /// Logs each message and signal at level DEBUG, before `behavior` sees it, by the actor's own
  /// [logger][ActorContext#log].
  public static <M> Behavior<M> logMessages(Behavior<M> behavior) {
    return logMessages(Level.DEBUG, behavior);
  }

  /// Logs each message and signal, before `behavior` sees it, by the actor's own
  /// [logger][ActorContext#log].
  public static <M> Behavior<M> logMessages(Level level, Behavior<M> behavior) {
    return Cells.logMessages(level, behavior);
  }

  /// Puts `entries` into the MDC of SLF4J while `behavior` starts, handles a message or handles a
  /// signal; afterwards the MDC is as it was before. The line that supervision logs about a failure
  /// is written afterwards, without these entries: it names the actor by its path.
  public static <M> Behavior<M> withMdc(Map<String, String> entries, Behavior<M> behavior) {
    return withMdc(entries, _ -> Map.of(), behavior);
  }

  /// Puts entries that are computed from each message into the MDC of SLF4J while `behavior`
  /// handles it. An exception of `ofMessage` is a failure of the actor.
  ///
  /// ```java
  /// Behaviors.withMdc(order -> Map.of("order", order.id()), Checkout.create())
  /// ```
  public static <M> Behavior<M> withMdc(
      Function<? super M, Map<String, String>> ofMessage, Behavior<M> behavior) {
    return withMdc(Map.of(), ofMessage, behavior);
  }

  /// Puts `entries` and those that are computed from each message into the MDC of SLF4J; see
  /// [#withMdc(Map, Behavior)] and [#withMdc(Function, Behavior)]. If both have an entry of the
  /// same key, the message's entry is used.
  public static <M> Behavior<M> withMdc(
      Map<String, String> entries,
      Function<? super M, Map<String, String>> ofMessage,
      Behavior<M> behavior) {
    return Cells.withMdc(entries, ofMessage, behavior);
  }

  /// Sends `monitor` each message before `behavior` handles it.
  public static <M> Behavior<M> monitor(ActorRef<? super M> monitor, Behavior<M> behavior) {
    return Cells.monitor(monitor, behavior);
  }

  /// Lets an actor accept messages of another type, each translated by `translation`. Messages that
  /// `behavior` sends to itself are not translated: every message that is not an `outer` is passed
  /// to it unchanged, so the two types must have no instance in common.
  ///
  /// @return a behavior that accepts `outer`
  public static <O, M> Behavior<O> transformMessages(
      Class<O> outer, Function<? super O, ? extends M> translation, Behavior<M> behavior) {
    return Cells.transformMessages(outer, translation, behavior);
  }

  /// {@return the same behavior, for senders that send only a part of the messages that it accepts}
  @SuppressWarnings("unchecked") // it accepts more than it will get
  public static <M> Behavior<M> narrow(Behavior<? super M> behavior) {
    return (Behavior<M>) Objects.requireNonNull(behavior, "behavior");
  }

  /// See [#setup].
  @FunctionalInterface
  public interface Setup<M> {
    Behavior<M> create(ActorContext<M> context) throws Exception;
  }

  /// Creates a behavior from an object of the actor; see [#withTimers] and [#withStash]. An
  /// exception is a failure of the actor.
  ///
  /// @param <T> the timers or the stash
  /// @param <M> the messages of the actor
  @FunctionalInterface
  public interface Factory<T, M> {
    Behavior<M> create(T owned) throws Exception;
  }

  /// See [#receive].
  @FunctionalInterface
  public interface MessageHandler<M> {
    Behavior<M> handle(ActorContext<M> context, M message) throws Exception;
  }

  /// See [#receive].
  @FunctionalInterface
  public interface SignalHandler<M> {
    Behavior<M> handle(ActorContext<M> context, Signal signal) throws Exception;
  }

  /// See [#receiveMessage].
  @FunctionalInterface
  public interface ContextFreeHandler<M> {
    Behavior<M> handle(M message) throws Exception;
  }
}
