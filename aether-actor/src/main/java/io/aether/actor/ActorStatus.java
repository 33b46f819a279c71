package io.aether.actor;

import io.aether.actor.spi.Nanos;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

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
/// @param busy what keeps it from being asked at a message boundary; then everything else said here
///   is only approximately true
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
  /// @param stack where it is, the innermost frame first; empty if it only waits for its turn
  public record Busy(Duration atLeast, List<StackTraceElement> stack) {

    public Busy {
      stack = List.copyOf(stack);
    }
  }

  /// {@return this actor and all below it, parents before children}
  public Stream<ActorStatus> all() {
    return Stream.concat(Stream.of(this), children.stream().flatMap(ActorStatus::all));
  }

  /// {@return this status as a JSON object, children included}
  public String toJson() {
    var json = new JsonText();
    write(json);
    return json.toString();
  }

  void write(JsonText json) {
    json.openObject()
        .name("path")
        .value(path.value())
        .name("behavior")
        .value(behavior)
        .name("phase")
        .value(phase.name())
        .name("queued")
        .value(queued)
        .name("stashed")
        .value(stashed);
    handled.ifPresent(count -> json.name("handled").value(count));
    perSecond.ifPresent(rate -> json.name("perSecond").value(rate));
    json.name("restarts").value(restarts);
    lastFailure.ifPresent(failure ->
        json.name("lastFailure")
            .openObject()
            .name("cause")
            .value(failure.cause())
            .name("at")
            .value(failure.at().toString())
            .closeObject());
    busy.ifPresent(work -> {
      json.name("busy").openObject().name("millis").value(work.atLeast().toMillis());
      json.name("stack").openArray();
      work.stack().forEach(frame -> json.value(frame.toString()));
      json.closeArray().closeObject();
    });
    json.name("children").openArray();
    children.forEach(child -> child.write(json));
    json.closeArray().closeObject();
  }

  ActorStatus withChildren(List<ActorStatus> all) {
    return with(perSecond, all);
  }

  /// {@return the same with rates, from the counts of an earlier look}
  ActorStatus since(Map<ActorPath, Long> earlier, Duration between) {
    Long before = earlier.get(path);
    OptionalDouble rate =
        before == null || handled.isEmpty() || handled.getAsLong() < before
            ? OptionalDouble.empty()
            : OptionalDouble.of((handled.getAsLong() - before) * 1e9 / Nanos.of(between));
    return with(rate, children.stream().map(child -> child.since(earlier, between)).toList());
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
