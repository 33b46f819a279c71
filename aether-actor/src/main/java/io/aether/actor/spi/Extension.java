package io.aether.actor.spi;

import io.aether.actor.ActorSystem;
import java.util.Objects;
import java.util.function.Function;

/// Names something that exists once in each actor system and is created when it is first asked for:
///
/// ```java
/// static final Extension<Metrics> METRICS = Extension.of("metrics", Metrics::new);
///
/// Metrics metrics = context.system().extension(METRICS);
/// ```
///
/// The name is for people; two extensions are the same only if they are the same object, so keep it
/// in a constant. A test puts another thing in its place with [ActorSystemConfig#withExtension].
///
/// Immutable.
///
/// @param <T> what exists once a system
public final class Extension<T> {

  private final String name;
  private final Function<? super ActorSystem, ? extends T> factory;

  private Extension(String name, Function<? super ActorSystem, ? extends T> factory) {
    this.name = Objects.requireNonNull(name, "name");
    this.factory = Objects.requireNonNull(factory, "factory");
  }

  /// Names an extension.
  ///
  /// @param factory creates it, on the thread that first asks for it; it may block, spawn actors
  ///   and ask for other extensions, but not, on whatever way, for this one
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
