package io.aether.actor.inspect;

import io.aether.actor.ActorPath;
import io.aether.actor.DeadLetter;
import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The status of all actors of a system at one time; see [ActorSystem#inspect()].
///
/// @param system the name of the system
/// @param at the time of the inspection
/// @param user the guardian of the application's actors, with all its descendants
/// @param internal the guardian of the library's own actors, with all its descendants
/// @param deadLetters the number of messages that have reached no behavior so far, for each reason
///   that occurred
@Stable
public record Inspection(
    String system,
    Instant at,
    ActorStatus user,
    ActorStatus internal,
    Map<DeadLetter.Reason, Long> deadLetters) {

  public Inspection {
    Map<DeadLetter.Reason, Long> inOrder = new EnumMap<>(DeadLetter.Reason.class);
    inOrder.putAll(deadLetters);
    deadLetters = inOrder;
  }

  @Override
  public Map<DeadLetter.Reason, Long> deadLetters() {
    return Collections.unmodifiableMap(deadLetters);
  }

  /// {@return all actors, parents before children}
  public Stream<ActorStatus> all() {
    return StatusTree.walk(List.of(user, internal));
  }

  /// {@return the actor at `path`, if there was one}
  public Optional<ActorStatus> at(ActorPath path) {
    Objects.requireNonNull(path, "path");
    return all().filter(actor -> actor.path().equals(path)).findFirst();
  }

  /// {@return the same inspection with [ActorStatus#perSecond] of every actor that is in the
  /// `earlier` inspection and whose messages are counted}
  ///
  /// @throws IllegalArgumentException if `earlier` is not an earlier inspection of the same system
  public Inspection since(Inspection earlier) {
    Objects.requireNonNull(earlier, "earlier");
    Duration between = Duration.between(earlier.at, at);
    if (!earlier.system.equals(system) || !between.isPositive()) {
      throw new IllegalArgumentException(
          "The earlier inspection must be of '%s' and before %s, but was of '%s' at %s"
              .formatted(system, at, earlier.system, earlier.at));
    }
    return new Inspection(
        system,
        at,
        StatusTree.since(user, earlier.user, between),
        StatusTree.since(internal, earlier.internal, between),
        deadLetters);
  }

  /// {@return this inspection as a JSON object} The tree of actors may be of any depth; of a path
  /// of more than 1,000 characters, only the end is written, after `...`.
  public String toJson() {
    var json = new JsonText().openObject().name("system").value(system);
    json.name("at").value(at.toString()).name("deadLetters").openObject();
    deadLetters.forEach((reason, count) -> json.name(reason.name()).value(count));
    json.closeObject().name("actors").openArray();
    StatusTree.write(json, List.of(user, internal));
    return json.closeArray().closeObject().toString();
  }

  /// {@return the tree of actors as text, one a line, for people} Lines are indented by their
  /// depth, up to 50 levels; the line of a deeper actor contains its depth.
  @Override
  public String toString() {
    return StatusTree.draw(new StringBuilder(system).append('\n'), List.of(user, internal))
        .toString();
  }
}
