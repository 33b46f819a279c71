package io.aether.actor.spi;

import io.aether.actor.ActorSystem;
import io.aether.actor.annotation.Experimental;
import java.util.Objects;
import java.util.function.Function;

/// The key of an object that exists once in each actor system and is created when it is first
/// requested:
///
/// ```java
/// static final Extension<Metrics> METRICS = Extension.of("metrics", Metrics::new);
///
/// Metrics metrics = context.system().extension(METRICS);
/// ```
///
/// The name is for people. Two extensions are the same only if they are the same object, so keep an
/// extension in a constant. A test can replace its instance with [ActorSystemConfig#withExtension].
///
/// Immutable.
///
/// @param <T> the type of the object that exists once per system
@Experimental
public final class Extension<T> {

  private final String name;
  private final Function<? super ActorSystem, ? extends T> factory;

  private Extension(String name, Function<? super ActorSystem, ? extends T> factory) {
    this.name = Objects.requireNonNull(name, "name");
    this.factory = Objects.requireNonNull(factory, "factory");
  }

  /// Creates an extension.
  ///
  /// @param factory creates the instance, on the thread that first requests it; it may block, spawn
  ///   actors and request other extensions, but must not request this one, directly or indirectly
  public static <T> Extension<T> of(
      String name, Function<? super ActorSystem, ? extends T> factory) {
    return new Extension<>(name, factory);
  }

  /// {@return the function that creates the instance}
  public Function<? super ActorSystem, ? extends T> factory() {
    return factory;
  }

  @Override
  public String toString() {
    return "Extension[" + name + "]";
  }
}
