package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Mailbox;
import io.aether.actor.StashBuffer;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.intercept.Interceptor;
import io.aether.actor.runtime.StandardEnvironment;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Environment;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.slf4j.event.Level;

/// The bridge from the API to its implementation: the only class of this package and of
/// [io.aether.actor.runtime] that the API uses. Each method implements a method of [ActorSystem],
/// [ActorRef], [Behaviors], [SupervisorStrategy], [DispatcherSelector] or [Mailbox], which
/// documents it.
public final class Cells {

  private Cells() {}

  // ---- ActorSystem ----

  public static ActorSystem system(String name, ActorSystemConfig config) {
    return new LocalActorSystem(ActorSystem.checkName(name), config);
  }

  public static Environment standardEnvironment() {
    return StandardEnvironment.instance();
  }

  // ---- ActorRef ----

  public static <M, R> R ask(
      ActorRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout)
      throws InterruptedException {
    return Promise.ask(AbstractRef.of(target), request, timeout);
  }

  public static <M, R> CompletableFuture<R> askAsync(
      ActorRef<M> target, Function<ActorRef<R>, ? extends M> request, Duration timeout) {
    return Promise.askAsync(AbstractRef.of(target), request, timeout);
  }

  // ---- Behaviors ----

  public static <M> Behavior<M> same() {
    return Directive.same();
  }

  public static <M> Behavior<M> unhandled() {
    return Directive.unhandled();
  }

  public static <M> Behavior<M> stopped() {
    return Directive.stopped();
  }

  public static <M> Behavior<M> stopped(Runnable effect) {
    return new Directive.Stopped<>(Objects.requireNonNull(effect, "effect"));
  }

  public static <M> Behavior<M> setup(Behaviors.Setup<M> factory) {
    return new Directive.Deferred<>(factory);
  }

  public static <M> Behavior<M> receive(
      Behaviors.MessageHandler<M> onMessage, Behaviors.SignalHandler<M> onSignal) {
    return new Handlers<>(onMessage, onSignal);
  }

  public static <M> Behavior<M> receiveMessage(Behaviors.ContextFreeHandler<M> onMessage) {
    return new ContextFree<>(onMessage);
  }

  public static <M> Behavior<M> withStash(
      int capacity, StashBuffer.Overflow overflow, Behaviors.Factory<StashBuffer<M>, M> factory) {
    CellStash.checkCapacity(capacity);
    Objects.requireNonNull(overflow, "overflow");
    Objects.requireNonNull(factory, "factory");
    return setup(context -> {
      CellStash<M> stash = ((ActorCell<M>) context).stash(capacity, overflow);
      try {
        return factory.create(stash);
      } catch (Throwable failure) {
        stash.abandon();
        throw failure;
      }
    });
  }

  public static <M> Behavior<M> supervise(
      Function<? super Exception, ? extends SupervisorStrategy> decider, Behavior<M> behavior) {
    return new Directive.Supervised<>(behavior, decider);
  }

  public static <M> Behavior<M> intercept(Interceptor<M> interceptor, Behavior<M> behavior) {
    return Intercepted.create(Objects.requireNonNull(interceptor, "interceptor"), behavior);
  }

  public static <M> Behavior<M> logMessages(Level level, Behavior<M> behavior) {
    return intercept(new Interceptors.Logging<>(Objects.requireNonNull(level, "level")), behavior);
  }

  public static <M> Behavior<M> withMdc(
      Map<String, String> entries,
      Function<? super M, Map<String, String>> ofMessage,
      Behavior<M> behavior) {
    Objects.requireNonNull(ofMessage, "ofMessage");
    return intercept(new MdcEntries<>(Map.copyOf(entries), ofMessage), behavior);
  }

  public static <M> Behavior<M> monitor(ActorRef<? super M> monitor, Behavior<M> behavior) {
    return intercept(
        new Interceptors.Monitoring<>(Objects.requireNonNull(monitor, "monitor")), behavior);
  }

  @SuppressWarnings("unchecked") // translated, or sent by the behavior to itself
  public static <O, M> Behavior<O> transformMessages(
      Class<O> outer, Function<? super O, ? extends M> translation, Behavior<M> behavior) {
    Objects.requireNonNull(outer, "outer");
    Objects.requireNonNull(translation, "translation");
    return (Behavior<O>)
        intercept(
            new Interceptors.Translating<M>(outer, (Function<Object, M>) translation), behavior);
  }

  // ---- SupervisorStrategy ----

  public static SupervisorStrategy resume() {
    return new Strategy.Resume(Strategy.Logging.at(Level.WARN));
  }

  public static SupervisorStrategy.Restart restart() {
    return new Strategy.Restart(
        Integer.MAX_VALUE,
        Duration.ofMinutes(1),
        Duration.ZERO,
        Duration.ZERO,
        0,
        Duration.ZERO,
        /* stopsChildren= */ true,
        Strategy.Logging.at(Level.WARN));
  }

  public static SupervisorStrategy stop() {
    return new Strategy.Stop(Strategy.Logging.at(Level.ERROR));
  }

  public static SupervisorStrategy undecided() {
    return new Strategy.Undecided();
  }

  // ---- DispatcherSelector ----

  public static DispatcherSelector workers() {
    return Threads.of(Threads.Kind.WORKERS);
  }

  public static DispatcherSelector pinned() {
    return Threads.of(Threads.Kind.PINNED);
  }

  public static DispatcherSelector pinnedVirtual() {
    return Threads.of(Threads.Kind.PINNED_VIRTUAL);
  }

  public static DispatcherSelector pool(String name, int threads) {
    return new Threads(Threads.Kind.POOL, new Threads.Pool(name, threads), null);
  }

  public static DispatcherSelector callers() {
    return Threads.of(Threads.Kind.CALLERS);
  }

  public static DispatcherSelector sameAsParent() {
    return Threads.of(Threads.Kind.SAME_AS_PARENT);
  }

  // ---- Mailbox.Overflow ----

  public static Mailbox.Overflow fail() {
    return new OverflowRule.Fail();
  }

  public static Mailbox.Overflow dropNew() {
    return new OverflowRule.DropNew();
  }

  public static Mailbox.Overflow dropOldest() {
    return new OverflowRule.DropOldest();
  }

  public static Mailbox.Overflow blockSender(Duration timeout) {
    return new OverflowRule.BlockSender(timeout);
  }
}
