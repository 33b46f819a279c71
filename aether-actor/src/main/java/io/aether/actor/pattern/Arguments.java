package io.aether.actor.pattern;

import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Checks arguments in the call, so that invalid ones never reach an actor that serves others.
final class Arguments {

  private Arguments() {}

  /// {@return `value`, which is not null}
  static <T> T required(@Nullable T value, String name) {
    if (value == null) {
      throw new NullPointerException(name + " must not be null");
    }
    return value;
  }

  /// {@return `value`, which is at least `least`}
  static int atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(
          name + " must be at least " + least + ", but was: " + value);
    }
    return value;
  }

  /// {@return `value`, which is within the bounds}
  static double within(double least, double most, double value, String name) {
    if (!(value >= least && value <= most)) { // also if it is not a number
      throw new IllegalArgumentException(
          name + " must be from " + least + " to " + most + ", but was: " + value);
    }
    return value;
  }

  /// {@return `value`, which is longer than zero}
  static Duration positive(Duration value, String name) {
    if (!required(value, name).isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, but was: " + value);
    }
    return value;
  }

  /// {@return `value`, which is zero or longer}
  static Duration notNegative(Duration value, String name) {
    if (required(value, name).isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative, but was: " + value);
    }
    return value;
  }

  /// {@return `behavior`, which an actor can start with}
  static <M> Behavior<M> startable(Behavior<M> behavior, String name) {
    if (required(behavior, name) == Behaviors.<M>same() || behavior == Behaviors.<M>unhandled()) {
      throw new IllegalArgumentException(
          name
              + " must be a behavior that an actor can start with, but was Behaviors.same() or"
              + " unhandled(), which keep the present behavior");
    }
    return behavior;
  }
}
