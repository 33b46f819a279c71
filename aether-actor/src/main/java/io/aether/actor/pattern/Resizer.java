package io.aether.actor.pattern;

import io.aether.actor.annotation.Experimental;

/// How a pool changes its size with its load. Every `messages` messages the pool counts its busy
/// routees. It grows if all are busy and shrinks if few are, by at least one routee. Immutable;
/// each `with` method returns a copy.
///
/// @param least the smallest size
/// @param most the largest size
/// @param pressure the number of messages from which on a routee is busy: those in its mailbox and
///   the one that it is handling
/// @param growth the part of its size by which the pool grows, from 0 to 10
/// @param idleShare the pool shrinks if a smaller part than this of its routees is busy, from 0
///   (never) to 1
/// @param shrinkage the part of its size by which the pool shrinks, from 0 to 1
/// @param messages the number of messages between two counts
@Experimental
public record Resizer(
    int least,
    int most,
    int pressure,
    double growth,
    double idleShare,
    double shrinkage,
    int messages) {

  /// @throws IllegalArgumentException if a number is out of range
  public Resizer {
    Arguments.atLeast(1, least, "the least size of a resizer");
    Arguments.atLeast(least, most, "the most routees of a resizer");
    Arguments.atLeast(1, pressure, "the pressure of a resizer");
    Arguments.within(0, 10, growth, "the growth of a resizer");
    Arguments.within(0, 1, idleShare, "the idleShare of a resizer");
    Arguments.within(0, 1, shrinkage, "the shrinkage of a resizer");
    Arguments.atLeast(1, messages, "the messages of a resizer");
  }

  /// A resizer that counts every 10 messages, grows by 20 % if every routee has a message waiting
  /// behind the one that it handles, and shrinks by 10 % if less than 30 % of them do.
  public static Resizer of(int least, int most) {
    return new Resizer(least, most, 2, 0.2, 0.3, 0.1, 10);
  }

  public Resizer withPressure(int pressure) {
    return new Resizer(least, most, pressure, growth, idleShare, shrinkage, messages);
  }

  public Resizer withGrowth(double growth) {
    return new Resizer(least, most, pressure, growth, idleShare, shrinkage, messages);
  }

  public Resizer withShrinkage(double idleShare, double shrinkage) {
    return new Resizer(least, most, pressure, growth, idleShare, shrinkage, messages);
  }

  public Resizer withMessages(int messages) {
    return new Resizer(least, most, pressure, growth, idleShare, shrinkage, messages);
  }

  /// {@return the size that a pool of `size` routees should have if `busy` of them are busy}
  int size(int size, int busy) {
    int wanted = size;
    if (busy >= size) {
      wanted = size + (int) Math.ceil(size * growth);
    } else if (busy < size * idleShare) {
      wanted = size - (int) Math.ceil(size * shrinkage);
    }
    return Math.clamp(wanted, least, most);
  }
}
