package io.aether.testkit;

import io.aether.actor.annotation.Stable;

/// A block of test code that returns a value and may throw.
///
/// @param <T> the value it returns
/// @param <X> the exception it throws, inferred by the compiler: an unchecked one if the block
///   throws no checked exception
@Stable
@FunctionalInterface
public interface ThrowingSupplier<T, X extends Exception> {
  T get() throws X;
}
