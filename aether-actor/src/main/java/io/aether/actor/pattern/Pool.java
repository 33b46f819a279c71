package io.aether.actor.pattern;

import io.aether.actor.Props;
import java.time.Duration;
import java.util.Objects;

/// How many routees a pool has, and what becomes of one that ends: another takes its place, unless
/// too many have had to in a row. Immutable; each `with` returns a copy.
///
/// @param size how many routees there are
/// @param replacements how often each of them is replaced within `window`; one end more and its
///   place stays empty, so that a routee that cannot start does not keep a processor busy
/// @param window the period that `replacements` is about; it begins with the first end
/// @param routeeProps how each routee is run and known
public record Pool(int size, int replacements, Duration window, Props routeeProps) {

  public Pool {
    Objects.requireNonNull(routeeProps, "routeeProps");
    if (size < 1) {
      throw new IllegalArgumentException("A pool has at least 1 routee, but was: " + size);
    }
    if (replacements < 0 || !window.isPositive()) {
      throw new IllegalArgumentException(
          "A pool replaces 0 or more times within some time, but was: %d within %s"
              .formatted(replacements, window));
    }
  }

  /// A pool that replaces each of its routees up to 10 times within 10 seconds.
  public static Pool of(int size) {
    return new Pool(size, 10, Duration.ofSeconds(10), Props.defaults());
  }

  public Pool withReplacements(int replacements, Duration window) {
    return new Pool(size, replacements, window, routeeProps);
  }

  /// A routee that ends is not replaced.
  public Pool withoutReplacement() {
    return new Pool(size, 0, window, routeeProps);
  }

  public Pool withRouteeProps(Props routeeProps) {
    return new Pool(size, replacements, window, routeeProps);
  }
}
