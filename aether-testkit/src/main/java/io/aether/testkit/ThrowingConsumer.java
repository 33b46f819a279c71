package io.aether.testkit;

import io.aether.actor.annotation.Stable;

/// Test code that takes a value and may throw.
///
/// @param <T> the value it takes
/// @param <X> the exception it throws, inferred by the compiler: an unchecked one if the code
///   throws no checked exception
@Stable
@FunctionalInterface
public interface ThrowingConsumer<T, X extends Exception> {
  void accept(T value) throws X;
}
