package io.aether.testkit;

import io.aether.actor.annotation.Stable;

/// A block of test code that may throw.
///
/// @param <X> the exception it throws, inferred by the compiler: an unchecked one if the block
///   throws no checked exception
@Stable
@FunctionalInterface
public interface ThrowingRunnable<X extends Exception> {
  void run() throws X;
}
