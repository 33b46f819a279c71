package io.aether.actor.cell;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.intercept.Interceptor;
import io.aether.actor.spi.SafeText;
import java.util.function.Function;
import org.slf4j.event.Level;

/// The interceptors behind [Behaviors].
final class Interceptors {

  private Interceptors() {}

  /// See [Behaviors#logMessages].
  record Logging<M>(Level level) implements Interceptor<M> {

    @Override
    public Behavior<M> aroundMessage(
        ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
      if (context.log().isEnabledForLevel(level)) {
        context.log().atLevel(level).log("{} gets {}", context.self().path(), SafeText.of(message));
      }
      return target.handle(context, message);
    }

    @Override
    public Behavior<M> aroundSignal(
        ActorContext<M> context, Signal signal, Behaviors.SignalHandler<M> target)
        throws Exception {
      if (context.log().isEnabledForLevel(level)) {
        context
            .log()
            .atLevel(level)
            .log("{} gets signal {}", context.self().path(), SafeText.of(signal));
      }
      return target.handle(context, signal);
    }
  }

  /// See [Behaviors#monitor].
  record Monitoring<M>(ActorRef<? super M> monitor) implements Interceptor<M> {

    @Override
    public Behavior<M> aroundMessage(
        ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
      context.system().spi().passOn(message, monitor);
      return target.handle(context, message);
    }
  }

  /// See [Behaviors#transformMessages]. All messages are of the inner type at compile time. If
  /// several interceptors around one behavior translate the same type, only the outermost one has
  /// an effect, so they are reduced to one; see [Intercepted].
  record Translating<M>(Class<?> outer, Function<Object, M> translation) implements Interceptor<M> {

    @Override
    public Behavior<M> aroundMessage(
        ActorContext<M> context, M message, Behaviors.MessageHandler<M> target) throws Exception {
      return target.handle(
          context, outer.isInstance(message) ? translation.apply(message) : message);
    }
  }
}
