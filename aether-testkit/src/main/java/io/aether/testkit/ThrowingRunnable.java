package io.aether.testkit;

/// A block of test code that may throw.
///
/// @param <X> the exception it throws, inferred by the compiler: an unchecked one if the block
///   throws no checked exception
@FunctionalInterface
public interface ThrowingRunnable<X extends Exception> {
  void run() throws X;
}
