package io.aether.testkit.engine;

import io.aether.actor.ActorRef;
import io.aether.actor.DeadLetter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/// Describes who waits for whom in a simulation that makes no progress, and why the waits do not
/// end.
final class WaitReport {

  private static final int REPORTED = 20;

  private final Waits waits;
  private final List<Story.Event> events;
  private final StoryFormatter formatter;
  private final Interventions interventions;

  /// Actors and tasks that wait inside their turn or task.
  private final Set<Object> blocked = Collections.newSetFromMap(new IdentityHashMap<>());

  /// @param waiting the strands that wait
  WaitReport(Waits waits, Story story, Interventions interventions, List<Strand> waiting) {
    this.waits = waits;
    this.events = story.events();
    this.formatter = new StoryFormatter(story);
    this.interventions = interventions;
    waiting.forEach(strand -> blocked.add(strand.subject()));
  }

  /// {@return a line for each open ask, each cycle of asks, and each mailbox whose oldest message
  /// was sent at `since` or before; empty if there are none}
  String lines(long since) {
    List<String> lines = new ArrayList<>();
    List<Waits.Ask> asks = waits.asks();
    for (Waits.Ask ask : asks) {
      lines.add(line(ask));
    }
    lines.addAll(cycles(asks));
    for (Waits.Waiting message : waits.messagesSince(since)) {
      if (asks.stream().noneMatch(ask -> ask.request() == message.message())) {
        lines.add(
            "%s has not handled %s since %s: %s"
                .formatted(
                    formatter.name(message.recipient()),
                    StoryFormatter.text(message.message()),
                    Trace.seconds(message.instant()),
                    whyNotTaken(message.recipient())));
      }
    }
    StringBuilder report = new StringBuilder();
    lines.stream().limit(REPORTED).forEach(line -> report.append("\n  ").append(line));
    if (lines.size() > REPORTED) {
      report.append("\n  and ").append(lines.size() - REPORTED).append(" more");
    }
    return report.toString();
  }

  private String line(Waits.Ask ask) {
    return "%s has waited since %s for a reply of %s to %s, %s"
        .formatted(
            formatter.name(ask.asker()),
            Trace.seconds(ask.instant()),
            formatter.name(ask.target()),
            StoryFormatter.text(ask.request()),
            fate(ask));
  }

  /// {@return what happened to the request, according to the last event about it}
  private String fate(Waits.Ask ask) {
    for (Story.Event event : events.reversed()) {
      if (event.what() instanceof DeadLetter letter && letter.message() == ask.request()) {
        return "which became a dead letter (" + letter.reason() + ")";
      }
      if (event.what() == ask.request()) {
        switch (event.kind()) {
          case MEDDLED -> {
            return "which the test " + event.more();
          }
          case HANDLED -> {
            return handled(event, Objects.requireNonNull(event.who()));
          }
          case SENT -> {
            return event.whom() instanceof ActorRef<?> recipient
                ? "which waits in its mailbox: " + whyNotTaken(recipient)
                : "which is in flight";
          }
          default -> {}
        }
      }
    }
    return "which was sent in a way that the simulation does not observe";
  }

  private String handled(Story.Event handled, Object by) {
    boolean isLast =
        events.reversed().stream()
            .filter(event -> event.kind() == Story.Kind.HANDLED && event.who() == by)
            .findFirst()
            .filter(event -> event == handled)
            .isPresent();
    return isLast && blocked.contains(by)
        ? "and %s, which handles it, waits itself".formatted(formatter.name(by))
        : "which %s handled at step %d without a reply"
            .formatted(formatter.name(by), handled.step());
  }

  private String whyNotTaken(ActorRef<?> recipient) {
    String who = formatter.name(recipient);
    if (blocked.contains(recipient)) {
      return who + " waits itself";
    } else if (interventions.isSuspended(recipient)) {
      return who + " is suspended";
    } else if (interventions.isHeld(recipient)) {
      return "the test holds the message";
    }
    return who + " gets no turn, or is about to restart or to stop";
  }

  // ---- Cycles ----

  private List<String> cycles(List<Waits.Ask> asks) {
    IdentityHashMap<Object, Waits.Ask> byAsker = new IdentityHashMap<>();
    for (Waits.Ask ask : asks) {
      if (blocked.contains(ask.asker())) {
        byAsker.put(ask.asker(), ask); // the last ask is the one that it waits for
      }
    }
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<String> cycles = new ArrayList<>();
    for (Waits.Ask ask : asks) {
      Object start = cycleFrom(ask.asker(), byAsker, seen);
      if (start != null) {
        cycles.add("a cycle: " + cycle(start, byAsker));
      }
    }
    return cycles;
  }

  /// {@return a member of the cycle that `asker` leads to; null if there is none, or it was found
  /// before}
  private static @Nullable Object cycleFrom(
      Object asker, IdentityHashMap<Object, Waits.Ask> byAsker, Set<Object> seen) {
    Set<Object> way = Collections.newSetFromMap(new IdentityHashMap<>());
    Object each = asker;
    while (way.add(each)) {
      Waits.Ask next = seen.add(each) ? byAsker.get(each) : null;
      if (next == null) {
        return null;
      }
      each = next.target();
    }
    return each;
  }

  private String cycle(Object start, IdentityHashMap<Object, Waits.Ask> byAsker) {
    StringJoiner words = new StringJoiner(" waits for ");
    words.add(formatter.name(start));
    Object each = start;
    do {
      each = Objects.requireNonNull(byAsker.get(each)).target();
      words.add(formatter.name(each));
    } while (each != start);
    return words.toString();
  }
}
