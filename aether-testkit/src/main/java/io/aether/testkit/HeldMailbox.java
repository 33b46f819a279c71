package io.aether.testkit;

import io.aether.actor.ActorRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Messages to one actor that wait for the test to say which of them it gets, and when; see
/// [Stepper#hold].
///
/// What is delivered enters the real mailbox: the actor handles it when it is drawn, so usually
/// [Simulation#awaitIdle] comes next. Places count from 0, the oldest message.
///
/// @param <M> the messages the actor accepts
public final class HeldMailbox<M> {

  /// A message, and how it gets to the actor.
  private record Parcel(Object message, Runnable delivery) {}

  private final Stepper stepper;
  private final ActorRef<M> actor;
  private final List<Parcel> parcels = new ArrayList<>();

  HeldMailbox(Stepper stepper, ActorRef<M> actor) {
    this.stepper = stepper;
    this.actor = actor;
  }

  void add(Object message, Runnable delivery) {
    parcels.add(new Parcel(message, delivery));
  }

  /// {@return the messages that wait, oldest first; what comes through an adapter, as it was sent}
  public List<Object> messages() {
    return parcels.stream().map(Parcel::message).toList();
  }

  /// Delivers the oldest message.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void deliver() {
    deliver(0);
  }

  /// Delivers the message at `place`.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void deliver(int place) {
    Parcel parcel = parcels.remove(checked(place));
    stepper.meddled("delivers", actor, parcel.message);
    parcel.delivery.run();
  }

  /// Delivers all messages, in their order.
  public void deliverAll() {
    while (!parcels.isEmpty()) {
      deliver();
    }
  }

  /// Loses the message at `place`.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void drop(int place) {
    stepper.meddled("drops", actor, parcels.remove(checked(place)).message);
  }

  /// Puts a second one behind the message at `place`.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void duplicate(int place) {
    Parcel parcel = parcels.get(checked(place));
    parcels.add(place + 1, parcel);
    stepper.meddled("duplicates", actor, parcel.message);
  }

  /// Lets the message at `from` change places, so that it is at `to`.
  ///
  /// @throws IndexOutOfBoundsException if there is no message at one of the two
  public void move(int from, int to) {
    checked(to);
    Parcel parcel = parcels.remove(checked(from));
    parcels.add(to, parcel);
    stepper.meddled("moves", actor, parcel.message);
  }

  /// Takes the message at `place` away; it arrives anew, as the youngest, after `time`.
  ///
  /// @throws IndexOutOfBoundsException if there is none
  public void delay(int place, Duration time) {
    Parcel parcel = parcels.remove(checked(place));
    stepper.delay(actor, parcel.message, parcel.delivery, time);
  }

  /// Delivers all messages and no longer holds those to come.
  public void release() {
    stepper.forget(this);
    deliverAll();
  }

  ActorRef<M> actor() {
    return actor;
  }

  private int checked(int place) {
    if (place < 0 || place >= parcels.size()) {
      throw new IndexOutOfBoundsException(
          "%d messages wait for %s, but the one at place %d was wanted; has it been sent yet?"
              .formatted(parcels.size(), actor.path(), place));
    }
    return place;
  }
}
