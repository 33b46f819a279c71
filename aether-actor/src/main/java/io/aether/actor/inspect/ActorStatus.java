package io.aether.actor.inspect;

import io.aether.actor.ActorPath;
import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What one actor was doing when it was looked at; see [ActorSystem#inspect()].
///
/// @param path where it lives
/// @param behavior the class that its behavior is known by
/// @param phase where in its life it is
/// @param queued how many messages wait in its mailbox
/// @param stashed how many messages it has put aside, or has taken up again and not handled yet
/// @param handled how many messages it has handled, if its system counts them: see
///   [HandlingSettings#withMessageCounts]
/// @param perSecond how many messages it has handled a second between two looks, if there were two:
///   see [Inspection#since]
/// @param restarts how often it was restarted
/// @param lastFailure its most recent failure, if any
/// @param busy the message it has been in since it was asked, and for 200 milliseconds at least;
///   then the rest of this status is only approximately true. Empty for an actor that merely waits
///   for its turn
/// @param children its children, in no particular order
public record ActorStatus(
    ActorPath path,
    String behavior,
    Phase phase,
    int queued,
    int stashed,
    OptionalLong handled,
    OptionalDouble perSecond,
    int restarts,
    Optional<Failure> lastFailure,
    Optional<Busy> busy,
    List<ActorStatus> children) {

  public ActorStatus {
    children = List.copyOf(children);
  }

  /// Where in its life an actor is.
  public enum Phase {
    /// Not started yet.
    NEW,
    /// Takes messages.
    RUNNING,
    /// About to restart; its mail waits.
    SUSPENDED,
    /// Waits for its children to stop.
    STOPPING,
    /// Over.
    STOPPED
  }

  /// A failure of an actor's behavior.
  ///
  /// @param cause class and message of what was thrown
  /// @param at when it happened
  public record Failure(String cause, Instant at) {}

  /// What an actor does that takes so long.
  ///
  /// @param atLeast for how long it has been at it at least; zero if that is not known
  /// @param stack where it is, the innermost frame first
  public record Busy(Duration atLeast, List<StackTraceElement> stack) {

    public Busy {
      stack = List.copyOf(stack);
    }
  }

  /// {@return this actor and all below it, parents before children}
  public Stream<ActorStatus> all() {
    return StatusTree.walk(List.of(this));
  }

  /// {@return this status as a JSON object, children included; see [Inspection#toJson]}
  public String toJson() {
    var json = new JsonText();
    StatusTree.write(json, List.of(this));
    return json.toString();
  }

  /// Two are equal if all they say is, children included.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ActorStatus its && StatusTree.equal(this, its);
  }

  /// {@return whether all but the path and the children is equal}
  boolean saysTheSame(ActorStatus other) {
    return behavior.equals(other.behavior)
        && phase == other.phase
        && queued == other.queued
        && stashed == other.stashed
        && handled.equals(other.handled)
        && perSecond.equals(other.perSecond)
        && restarts == other.restarts
        && lastFailure.equals(other.lastFailure)
        && busy.equals(other.busy);
  }

  @Override
  public int hashCode() {
    return Objects.hash(path, behavior, phase, queued, stashed, restarts, children.size());
  }

  /// {@return the tree of this actor as text, one actor a line, for people; see
  /// [Inspection#toString]}
  @Override
  public String toString() {
    return StatusTree.draw(new StringBuilder(), List.of(this)).toString();
  }

  /// {@return the same with other children}
  public ActorStatus withChildren(List<ActorStatus> all) {
    return with(perSecond, all);
  }

  /// {@return the same with the rate since an earlier look, and with other children}
  ///
  /// @param before how many messages it had handled then; null if that is not known
  ActorStatus since(@Nullable Long before, Duration between, List<ActorStatus> all) {
    OptionalDouble rate =
        before == null || handled.isEmpty() || handled.getAsLong() < before
            ? OptionalDouble.empty()
            : OptionalDouble.of((handled.getAsLong() - before) * 1e9 / Nanos.of(between));
    return with(rate, all);
  }

  private ActorStatus with(OptionalDouble perSecond, List<ActorStatus> children) {
    return new ActorStatus(
        path,
        behavior,
        phase,
        queued,
        stashed,
        handled,
        perSecond,
        restarts,
        lastFailure,
        busy,
        children);
  }
}
