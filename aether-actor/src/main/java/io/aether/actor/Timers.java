package io.aether.actor;

import io.aether.actor.annotation.Stable;
import java.time.Duration;

/// An actor's timers, each under a key. Starting a timer replaces the one with the same key. The
/// message of a replaced or cancelled timer is never delivered, even if it is already in the
/// mailbox. All timers end when the actor restarts or stops.
///
/// Timers are valid only inside the running behavior, like the context they belong to.
@Stable
public interface Timers<M> {

  /// Sends `message` once, not before `delay` has passed.
  ///
  /// @throws IllegalArgumentException if `delay` is negative
  void startSingle(Object key, M message, Duration delay);

  /// Sends `message` once, not before `delay` has passed; `message` is its own key.
  default void startSingle(M message, Duration delay) {
    startSingle(message, message, delay);
  }

  /// Sends `message` repeatedly: each time `interval` after the actor took the previous one from
  /// its mailbox.
  ///
  /// @throws IllegalArgumentException if `interval` is not positive
  default void startWithFixedDelay(Object key, M message, Duration interval) {
    startWithFixedDelay(key, message, interval, interval);
  }

  /// Like [#startWithFixedDelay(Object, Object, Duration)]; `message` is its own key.
  default void startWithFixedDelay(M message, Duration interval) {
    startWithFixedDelay(message, message, interval);
  }

  /// Like [#startWithFixedDelay(Object, Object, Duration)], but the first time after
  /// `initialDelay`.
  ///
  /// @throws IllegalArgumentException if `initialDelay` is negative or `interval` is not positive
  void startWithFixedDelay(Object key, M message, Duration initialDelay, Duration interval);

  /// Sends `message` at a steady rate: messages delayed by a pause are sent afterwards to catch up.
  ///
  /// @throws IllegalArgumentException if `interval` is not positive
  default void startAtFixedRate(Object key, M message, Duration interval) {
    startAtFixedRate(key, message, interval, interval);
  }

  /// Like [#startAtFixedRate(Object, Object, Duration)]; `message` is its own key.
  default void startAtFixedRate(M message, Duration interval) {
    startAtFixedRate(message, message, interval);
  }

  /// Like [#startAtFixedRate(Object, Object, Duration)], but the first time after `initialDelay`.
  ///
  /// @throws IllegalArgumentException if `initialDelay` is negative or `interval` is not positive
  void startAtFixedRate(Object key, M message, Duration initialDelay, Duration interval);

  /// {@return whether a timer with this key is still to fire}
  boolean isActive(Object key);

  /// Ends the timer with this key, if there is one.
  void cancel(Object key);

  /// Ends all timers.
  void cancelAll();
}
