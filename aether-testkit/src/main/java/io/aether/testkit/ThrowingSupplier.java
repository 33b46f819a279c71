package io.aether.testkit;

/// A part of a test that comes to a value, and may throw anything.
///
/// @param <T> what it returns
/// @param <X> what it throws, inferred: nothing checked if its body throws nothing checked
@FunctionalInterface
public interface ThrowingSupplier<T, X extends Exception> {
  T get() throws X;
}
