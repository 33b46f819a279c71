package io.aether.testkit;

import io.aether.actor.annotation.Stable;

/// A function of a test that may throw.
///
/// @param <T> the value it takes
/// @param <R> the value it returns
/// @param <X> the exception it throws, inferred by the compiler: an unchecked one if the function
///   throws no checked exception
@Stable
@FunctionalInterface
public interface ThrowingFunction<T, R, X extends Exception> {
  R apply(T value) throws X;
}
