package io.aether.testkit;

import io.aether.actor.annotation.Stable;

/// A condition of a test that may throw.
///
/// @param <T> the value it judges
/// @param <X> the exception it throws, inferred by the compiler: an unchecked one if the condition
///   throws no checked exception
@Stable
@FunctionalInterface
public interface ThrowingPredicate<T, X extends Exception> {
  boolean test(T value) throws X;
}
