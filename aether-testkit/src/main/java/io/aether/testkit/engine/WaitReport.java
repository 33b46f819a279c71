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

/// Words for who waits for whom in a simulation that gets no further, and why in vain.
final class WaitReport {

  private static final int REPORTED = 20;

  private final Waits waits;
  private final List<Story.Event> events;
  private final StoryFormatter teller;
  private final Interventions interventions;

  /// What waits inside of its turn, task or timer.
  private final Set<Object> blocked = Collections.newSetFromMap(new IdentityHashMap<>());

  /// @param waiting the strands that wait
  WaitReport(Waits waits, Story story, Interventions interventions, List<Strand> waiting) {
    this.waits = waits;
    this.events = story.events();
    this.teller = new StoryFormatter(story);
    this.interventions = interventions;
    waiting.forEach(strand -> blocked.add(strand.subject()));
  }

  /// {@return a line for each open ask, each cycle of them, and each mailbox whose mail has waited
  /// since before `since`; nothing if there is none}
  String lines(long since) {
    List<String> lines = new ArrayList<>();
    List<Waits.Ask> asks = waits.asks();
    for (Waits.Ask ask : asks) {
      lines.add(line(ask));
    }
    lines.addAll(cycles(asks));
    for (Waits.Mail mail : waits.mailSince(since)) {
      if (asks.stream().noneMatch(ask -> ask.request() == mail.message())) {
        lines.add(
            "%s has not taken %s since %s: %s"
                .formatted(
                    teller.name(mail.recipient()),
                    StoryFormatter.text(mail.message()),
                    Trace.seconds(mail.instant()),
                    whyNotTaken(mail.recipient())));
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
    return "%s has waited since %s for an answer of %s to %s, %s"
        .formatted(
            teller.name(ask.asker()),
            Trace.seconds(ask.instant()),
            teller.name(ask.target()),
            StoryFormatter.text(ask.request()),
            fate(ask));
  }

  /// What became of the request: of all that is known about it, the last counts.
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
                : "which is on its way";
          }
          default -> {}
        }
      }
    }
    return "which has left by a way that is not seen here";
  }

  private String handled(Story.Event handled, Object by) {
    boolean isLast =
        events.reversed().stream()
            .filter(event -> event.kind() == Story.Kind.HANDLED && event.who() == by)
            .findFirst()
            .filter(event -> event == handled)
            .isPresent();
    return isLast && blocked.contains(by)
        ? "in whose handling %s waits itself".formatted(teller.name(by))
        : "which %s handled at step %d without answering"
            .formatted(teller.name(by), handled.step());
  }

  private String whyNotTaken(ActorRef<?> recipient) {
    String who = teller.name(recipient);
    if (blocked.contains(recipient)) {
      return who + " waits itself";
    } else if (interventions.isSuspended(recipient)) {
      return who + " is suspended";
    } else if (interventions.isHeld(recipient)) {
      return "the test holds it";
    }
    return who + " is not given a turn, or is about to restart or to stop";
  }

  // ---- Rings ----

  private List<String> cycles(List<Waits.Ask> asks) {
    IdentityHashMap<Object, Waits.Ask> byAsker = new IdentityHashMap<>();
    for (Waits.Ask ask : asks) {
      if (blocked.contains(ask.asker())) {
        byAsker.put(ask.asker(), ask); // the last is the one it waits for
      }
    }
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    List<String> cycles = new ArrayList<>();
    for (Waits.Ask ask : asks) {
      Object start = ringFrom(ask.asker(), byAsker, seen);
      if (start != null) {
        cycles.add("a cycle: " + cycle(start, byAsker));
      }
    }
    return cycles;
  }

  /// {@return one member of the cycle that `asker` leads to, if it is a new one}
  private static @Nullable Object ringFrom(
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
    words.add(teller.name(start));
    Object each = start;
    do {
      each = Objects.requireNonNull(byAsker.get(each)).target();
      words.add(teller.name(each));
    } while (each != start);
    return words.toString();
  }
}
