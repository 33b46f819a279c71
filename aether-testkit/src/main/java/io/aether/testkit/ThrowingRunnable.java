package io.aether.testkit;

/// A part of a test, which may throw anything.
///
/// @param <X> what it throws, inferred: nothing checked if its body throws nothing checked
@FunctionalInterface
public interface ThrowingRunnable<X extends Exception> {
  void run() throws X;
}
