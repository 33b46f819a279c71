package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.intercept.Interceptor;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/// See [Behaviors#withMdc(Map, Function, Behavior)].
record MdcEntries<M>(
    Map<String, String> entries, Function<? super M, Map<String, String>> ofMessage)
    implements Interceptor<M> {

  @Override
  public Behavior<M> aroundStart(ActorContext<M> context, Behaviors.Setup<M> target)
      throws Exception {
    return within(entries, () -> target.create(context));
  }

  @Override
  public Behavior<M> aroundMessage(
      ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
    Map<String, String> own =
        Objects.requireNonNull(ofMessage.apply(message), "withMdc: the function returned null");
    Map<String, String> all = entries;
    if (!own.isEmpty()) {
      all = new HashMap<>(entries); // iterated only to put and to restore
      all.putAll(own);
    }
    return within(all, () -> target.handle(context, message));
  }

  @Override
  public Behavior<M> aroundSignal(
      ActorContext<M> context, Signal signal, Behaviors.SignalHandler<M> target) throws Exception {
    return within(entries, () -> target.handle(context, signal));
  }

  /// Restores the previous values instead of removing the new ones: an outer `withMdc`, or the
  /// library's own entries, may have the same keys.
  private static <T> T within(Map<String, String> entries, Callable<T> action) throws Exception {
    Map<String, @Nullable String> before = new HashMap<>();
    try {
      entries.forEach((key, value) -> {
        before.put(key, MDC.get(key));
        MDC.put(key, value);
      });
      return action.call();
    } finally {
      before.forEach((key, value) -> {
        if (value == null) {
          MDC.remove(key);
        } else {
          MDC.put(key, value);
        }
      });
    }
  }
}
