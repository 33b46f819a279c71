package io.aether.actor;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What the actors of a system were doing when they were looked at; see [ActorSystem#inspect()].
///
/// @param system the name of the system
/// @param at when this was
/// @param user the guardian of the application's actors, with all below it
/// @param internal the guardian of the library's own actors, with all below it
/// @param deadLetters how many messages have reached no behavior so far, for each reason that
///   occurred
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
    return Stream.concat(user.all(), internal.all());
  }

  /// {@return the actor at `path`, if there was one}
  public Optional<ActorStatus> at(ActorPath path) {
    Objects.requireNonNull(path, "path");
    return all().filter(actor -> actor.path().equals(path)).findFirst();
  }

  /// {@return the same with [ActorStatus#perSecond] of every actor that was there at the `earlier`
  /// look and whose messages are counted}
  ///
  /// @throws IllegalArgumentException if `earlier` is not an earlier look at the same system
  public Inspection since(Inspection earlier) {
    Objects.requireNonNull(earlier, "earlier");
    Duration between = Duration.between(earlier.at, at);
    if (!earlier.system.equals(system) || !between.isPositive()) {
      throw new IllegalArgumentException(
          "an earlier look at '%s' than %s is needed, but this one is at '%s' at %s"
              .formatted(system, at, earlier.system, earlier.at));
    }
    Map<ActorPath, Long> counts = new HashMap<>();
    earlier
        .all()
        .forEach(actor -> actor.handled().ifPresent(count -> counts.put(actor.path(), count)));
    return new Inspection(
        system, at, user.since(counts, between), internal.since(counts, between), deadLetters);
  }

  /// {@return this inspection as a JSON object}
  public String toJson() {
    var json = new JsonText().openObject().name("system").value(system);
    json.name("at").value(at.toString()).name("deadLetters").openObject();
    deadLetters.forEach((reason, count) -> json.name(reason.name()).value(count));
    json.closeObject().name("actors").openArray();
    for (ActorStatus guardian : List.of(user, internal)) {
      guardian.write(json);
    }
    return json.closeArray().closeObject().toString();
  }

  /// {@return the tree of actors as text, one a line, for people}
  @Override
  public String toString() {
    var text = new StringBuilder(system).append('\n');
    draw(text, user, 1);
    draw(text, internal, 1);
    return text.toString();
  }

  private static void draw(StringBuilder text, ActorStatus actor, int depth) {
    text.repeat("  ", depth).append(actor.path().name()).append("  ").append(actor.behavior());
    if (actor.phase() != ActorStatus.Phase.RUNNING) {
      text.append("  ").append(actor.phase());
    }
    if (actor.queued() > 0) {
      text.append("  queued ").append(actor.queued());
    }
    if (actor.stashed() > 0) {
      text.append("  stashed ").append(actor.stashed());
    }
    if (actor.restarts() > 0) {
      text.append("  restarts ").append(actor.restarts());
    }
    actor.perSecond().ifPresent(rate -> text.append("  %.1f/s".formatted(rate)));
    actor
        .busy()
        .flatMap(busy -> busy.stack().stream().findFirst())
        .ifPresent(frame -> text.append("  busy at ").append(frame));
    text.append('\n');
    actor.children().forEach(child -> draw(text, child, depth + 1));
  }
}
