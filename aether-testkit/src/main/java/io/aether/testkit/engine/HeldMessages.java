package io.aether.testkit.engine;

import io.aether.actor.ActorRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Messages to one actor that wait for the test to deliver them. Indices count from 0, the oldest
/// message. Only the holder of the baton touches them.
public final class HeldMessages {

  /// A message, and the code that puts it into the mailbox.
  private record Parcel(Object message, Runnable delivery) {}

  private final Interventions interventions;
  private final ActorRef<?> actor;
  private final List<Parcel> parcels = new ArrayList<>();

  HeldMessages(Interventions interventions, ActorRef<?> actor) {
    this.interventions = interventions;
    this.actor = actor;
  }

  void add(Object message, Runnable delivery) {
    parcels.add(new Parcel(message, delivery));
  }

  ActorRef<?> actor() {
    return actor;
  }

  /// {@return the held messages, oldest first}
  public List<Object> messages() {
    return parcels.stream().map(Parcel::message).toList();
  }

  /// Delivers the message at `index`.
  public void deliver(int index) {
    Parcel parcel = parcels.remove(checked(index));
    interventions.tell("delivers", actor, parcel.message);
    parcel.delivery.run();
  }

  /// Delivers all messages, oldest first.
  public void deliverAll() {
    while (!parcels.isEmpty()) {
      deliver(0);
    }
  }

  /// Discards the message at `index`.
  public void drop(int index) {
    interventions.tell("drops", actor, parcels.remove(checked(index)).message);
  }

  /// Adds a copy of the message at `index` right behind it.
  public void duplicate(int index) {
    Parcel parcel = parcels.get(checked(index));
    parcels.add(index + 1, parcel);
    interventions.tell("duplicates", actor, parcel.message);
  }

  /// Moves the message at `from` to the index `to`.
  public void move(int from, int to) {
    checked(to);
    Parcel parcel = parcels.remove(checked(from));
    parcels.add(to, parcel);
    interventions.tell("moves", actor, parcel.message);
  }

  /// Removes the message at `index`; it arrives again, as the newest, after `delay`.
  public void delay(int index, Duration delay) {
    Parcel parcel = parcels.remove(checked(index));
    interventions.delay(actor, parcel.message, parcel.delivery, delay);
  }

  /// Delivers all messages and stops holding new ones.
  public void release() {
    interventions.forget(this);
    deliverAll();
  }

  private int checked(int index) {
    if (index < 0 || index >= parcels.size()) {
      throw new IndexOutOfBoundsException(
          "No message at index %d: %d messages are held for %s; has the message been sent yet?"
              .formatted(index, parcels.size(), actor.path()));
    }
    return index;
  }
}
