package io.aether.actor.inspect;

import io.aether.actor.ActorPath;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The status of one actor at the time of an inspection; see [ActorSystem#inspect()].
///
/// @param path its path
/// @param behavior the class by which its behavior is known
/// @param phase the phase of its life
/// @param queued the number of messages that wait in its mailbox
/// @param stashed the number of messages that it has stashed, or has unstashed and not handled yet
/// @param handled the number of messages that it has handled; null unless its system counts them:
///   see [HandlingSettings#withMessageCounts]
/// @param perSecond the number of messages that it handled per second between two inspections; null
///   unless there were two: see [Inspection#since]
/// @param restarts how often it was restarted
/// @param lastFailure its most recent failure, or null
/// @param busy not null if it has been handling one message since the inspection asked it, and for
///   at least 200 milliseconds; the rest of this status is then only approximate. Null for an actor
///   that merely waits for its turn
/// @param children its children, in no particular order
@Stable
public record ActorStatus(
    ActorPath path,
    String behavior,
    Phase phase,
    int queued,
    int stashed,
    @Nullable Long handled,
    @Nullable Double perSecond,
    int restarts,
    @Nullable Failure lastFailure,
    @Nullable Busy busy,
    List<ActorStatus> children) {

  public ActorStatus {
    children = List.copyOf(children);
  }

  /// The phase of an actor's life.
  public enum Phase {
    /// Not started yet.
    NEW,
    /// Accepts messages.
    RUNNING,
    /// About to restart; its messages wait.
    SUSPENDED,
    /// Waits for its children to stop.
    STOPPING,
    /// Has stopped.
    STOPPED
  }

  /// A failure of an actor's behavior.
  ///
  /// @param cause the class and the message of the exception
  /// @param at when it happened
  public record Failure(String cause, Instant at) {}

  /// The long-running work of a busy actor.
  ///
  /// @param atLeast the minimum time for which it has been busy; zero if that is not known
  /// @param stack its stack, the innermost frame first
  public record Busy(Duration atLeast, List<StackTraceElement> stack) {

    public Busy {
      stack = List.copyOf(stack);
    }
  }

  /// {@return this actor and all its descendants, parents before children}
  public Stream<ActorStatus> all() {
    return StatusTree.walk(List.of(this));
  }

  /// {@return this status as a JSON object, children included; see [Inspection#toJson]}
  public String toJson() {
    var json = new JsonText();
    StatusTree.write(json, List.of(this));
    return json.toString();
  }

  /// Two statuses are equal if all their components are equal, children included.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ActorStatus its && StatusTree.equal(this, its);
  }

  /// {@return whether all components but the path and the children are equal}
  boolean saysTheSame(ActorStatus other) {
    return behavior.equals(other.behavior)
        && phase == other.phase
        && queued == other.queued
        && stashed == other.stashed
        && Objects.equals(handled, other.handled)
        && Objects.equals(perSecond, other.perSecond)
        && restarts == other.restarts
        && Objects.equals(lastFailure, other.lastFailure)
        && Objects.equals(busy, other.busy);
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

  /// {@return the same status with other children}
  public ActorStatus withChildren(List<ActorStatus> all) {
    return with(perSecond, all);
  }

  /// {@return the same status with the rate since an earlier inspection, and with other children}
  ///
  /// @param before the number of messages it had handled then; null if that is not known
  ActorStatus since(@Nullable Long before, Duration between, List<ActorStatus> all) {
    Double rate =
        before == null || handled == null || handled < before
            ? null
            : (Double) ((handled - before) * 1e9 / Nanos.of(between));
    return with(rate, all);
  }

  private ActorStatus with(@Nullable Double perSecond, List<ActorStatus> children) {
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
