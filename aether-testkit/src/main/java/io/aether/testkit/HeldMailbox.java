package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import io.aether.testkit.engine.HeldMessages;
import java.time.Duration;
import java.util.List;

/// Messages to one actor that wait for the test to deliver them; see [Stepper#hold].
///
/// A delivered message enters the actor's real mailbox: the actor handles it when it is drawn, so
/// usually [Simulation#awaitIdle] comes next. Indices count from 0, the oldest message. Used by
/// what the simulation runs.
///
/// @param <M> the messages the actor accepts
@Stable
public final class HeldMailbox<M> {

  private final HeldMessages held;

  HeldMailbox(HeldMessages held) {
    this.held = held;
  }

  /// {@return the held messages, oldest first; a message sent through an adapter as it was sent}
  public List<Object> messages() {
    return held.messages();
  }

  /// Delivers the oldest message.
  ///
  /// @throws IndexOutOfBoundsException if no message is held
  public void deliver() {
    held.deliver(0);
  }

  /// Delivers the message at `index`.
  ///
  /// @throws IndexOutOfBoundsException if there is no message at `index`
  public void deliver(int index) {
    held.deliver(index);
  }

  /// Delivers all messages, oldest first.
  public void deliverAll() {
    held.deliverAll();
  }

  /// Discards the message at `index`.
  ///
  /// @throws IndexOutOfBoundsException if there is no message at `index`
  public void drop(int index) {
    held.drop(index);
  }

  /// Adds a copy of the message at `index` right behind it.
  ///
  /// @throws IndexOutOfBoundsException if there is no message at `index`
  public void duplicate(int index) {
    held.duplicate(index);
  }

  /// Moves the message at `from` to the index `to`.
  ///
  /// @throws IndexOutOfBoundsException if there is no message at `from` or `to`
  public void move(int from, int to) {
    held.move(from, to);
  }

  /// Removes the message at `index`; it arrives again, as the newest, after `delay`.
  ///
  /// @throws IndexOutOfBoundsException if there is no message at `index`
  public void delay(int index, Duration delay) {
    held.delay(index, delay);
  }

  /// Delivers all messages and stops holding new ones.
  public void release() {
    held.release();
  }
}
