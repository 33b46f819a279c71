package io.aether.testkit.engine;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Observer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns a [Story] into text, one line for each event.
final class StoryFormatter {

  private static final int LONGEST_TEXT = 160;

  private final List<Story.Event> events;

  /// The asks of this story, by reply address.
  private final IdentityHashMap<ActorRef<?>, Waits.Ask> asks = new IdentityHashMap<>();

  /// For each event of handling a message, the event of sending it.
  private final IdentityHashMap<Story.Event, Story.Event> origins = new IdentityHashMap<>();

  /// Events of sending a request, which the ask before already describes.
  private final Set<Story.Event> described = Collections.newSetFromMap(new IdentityHashMap<>());

  private final boolean manySystems;

  StoryFormatter(Story story) {
    this.events = story.events();
    Set<ActorSystem> systems = new HashSet<>();
    IdentityHashMap<Object, Deque<Story.Event>> sent = new IdentityHashMap<>();
    for (Story.Event event : events) {
      if (event.whom() instanceof AbstractRef<?> ref) {
        systems.add(ref.system());
      }
      switch (event.kind()) {
        case ASKED -> {
          Waits.Ask ask = (Waits.Ask) Objects.requireNonNull(event.what());
          asks.put(ask.replyTo(), ask);
        }
        case SENT, TOLD, FIRED ->
            sent.computeIfAbsent(Objects.requireNonNull(event.whom()), _ -> new ArrayDeque<>())
                .add(event);
        case HANDLED -> findOrigin(event, sent.get(event.who()));
        default -> {}
      }
    }
    this.manySystems = systems.size() > 1;
    findRequests();
  }

  private void findOrigin(Story.Event handled, @Nullable Deque<Story.Event> candidates) {
    if (candidates == null) {
      return;
    }
    var waiting = candidates.iterator();
    while (waiting.hasNext()) {
      Story.Event sent = waiting.next();
      if (sent.what() == handled.what()) {
        origins.put(handled, sent);
        waiting.remove();
        return;
      }
    }
  }

  private void findRequests() {
    for (int i = 1; i < events.size(); i++) {
      if (events.get(i - 1).what() instanceof Waits.Ask ask
          && events.get(i).kind() == Story.Kind.SENT
          && events.get(i).what() == ask.request()) {
        described.add(events.get(i));
      }
    }
  }

  // ---- Which events ----

  /// {@return the last `limit` of all events}
  List<String> all(int limit) {
    return lines(events, limit);
  }

  /// {@return the last `limit` events that can have led to the last action of `end`; of all events
  /// if `end` is null}
  List<String> leadingTo(@Nullable Object end, int limit) {
    return lines(end == null ? events : leadingTo(end), limit);
  }

  /// Goes backwards from the end: an actor, task or timer that sent something to a relevant one, or
  /// woke it, is relevant for all events before.
  private List<Story.Event> leadingTo(Object end) {
    Set<Object> relevant = Collections.newSetFromMap(new IdentityHashMap<>());
    add(relevant, end);
    boolean all = false;
    List<Story.Event> leading = new ArrayList<>();
    for (Story.Event event : events.reversed()) {
      boolean matters = all;
      switch (event.kind()) {
        case WOKE -> {
          if (relevant.contains(event.whom())) {
            all |= event.who() == null;
            add(relevant, event.who());
          }
        }
        case SENT, ASKED, TOLD, FIRED -> {
          if (relevant.contains(recipient(event))) {
            matters = true;
            add(relevant, event.who());
          }
        }
        case SPAWNED, STOPPING, MEDDLED -> matters |= relevant.contains(event.whom());
        case HANDLED, TIMER, FAILED, RESTARTED, STOPPED, LOST ->
            matters |= relevant.contains(event.who());
        case NOTED -> matters = true;
      }
      if (matters) {
        leading.add(event);
      }
    }
    return leading.reversed();
  }

  /// Adds `who` and, for a timer or a task, the items that started it.
  private static void add(Set<Object> relevant, @Nullable Object who) {
    Object each = who;
    while (each != null && relevant.add(each)) {
      each =
          switch (each) {
            case Timeline.Timer timer -> timer.origin();
            case Task task -> task.origin();
            default -> null;
          };
    }
  }

  /// {@return the recipient of an event; for a reply, the sender of the request}
  private @Nullable Object recipient(Story.Event event) {
    Waits.Ask ask = event.whom() instanceof ActorRef<?> ref ? asks.get(ref) : null;
    return ask == null ? event.whom() : ask.asker();
  }

  private static boolean isGuardian(@Nullable Object who) {
    return who instanceof ActorRef<?> ref && ref.path().value().lastIndexOf('/') == 0;
  }

  // ---- Text ----

  private List<String> lines(List<Story.Event> chosen, int limit) {
    List<Story.Event> shown =
        chosen.stream()
            .filter(event -> event.kind() != Story.Kind.WOKE)
            .filter(event -> !described.contains(event) && !isGuardian(event.who()))
            .toList();
    int omitted = Math.max(0, shown.size() - limit);
    List<String> lines = new ArrayList<>();
    if (omitted > 0) {
      lines.add("       (%d earlier events)".formatted(omitted));
    }
    for (Story.Event event : shown.subList(omitted, shown.size())) {
      lines.add("%6d %s  %s".formatted(event.step(), Trace.seconds(event.instant()), text(event)));
    }
    return lines;
  }

  private String text(Story.Event event) {
    String who = name(event.who());
    String whom = name(event.whom());
    return switch (event.kind()) {
      case SENT ->
          isReply(event)
              ? "%s replies to %s: %s".formatted(who, whom, text(event.what()))
              : "%s -> %s: %s".formatted(who, whom, text(event.what()));
      case ASKED ->
          "%s asks %s: %s".formatted(who, whom, text(((Waits.Ask) known(event.what())).request()));
      case TOLD -> "%s -> %s: %s".formatted(who, whom, text(event.what()));
      case FIRED -> "%s's timer%s -> itself: %s".formatted(whom, key(event), text(event.what()));
      case HANDLED ->
          event.what() == Observer.START
              ? who + " starts"
              : "%s handles %s%s".formatted(who, text(event.what()), from(event));
      case TIMER -> {
        var timer = (Story.TimerStart) known(event.what());
        yield "%s starts timer '%s', %s: %s"
            .formatted(who, text(timer.key()), timer.delay(), text(timer.message()));
      }
      case SPAWNED -> "%s spawns %s".formatted(who, whom);
      case FAILED -> {
        var failure = (Story.Failure) known(event.what());
        yield "%s fails and %s: %s".formatted(who, failure.decision(), text(failure.cause()));
      }
      case RESTARTED -> who + " restarts";
      case STOPPING -> "%s asks %s to stop".formatted(who, whom);
      case STOPPED -> who + " has stopped";
      case LOST -> {
        var letter = (DeadLetter) known(event.what());
        yield "%s to %s is a dead letter (%s)"
            .formatted(text(letter.message()), letter.recipient(), letter.reason());
      }
      case MEDDLED -> "the test %s %s to %s".formatted(event.more(), text(event.what()), whom);
      case NOTED -> "%s: %s".formatted(who, text(event.what()));
      case WOKE -> "%s wakes %s".formatted(who, whom);
    };
  }

  private static Object known(@Nullable Object what) {
    return Objects.requireNonNull(what);
  }

  private String from(Story.Event handled) {
    Story.Event origin = origins.get(handled);
    return origin == null || origin.kind() != Story.Kind.SENT ? "" : " from " + name(origin.who());
  }

  private String key(Story.Event fired) {
    for (Story.Event event : events) {
      if (event.what() instanceof Story.TimerStart timer
          && timer.message() == fired.what()
          && event.who() == fired.whom()) {
        return " '" + text(timer.key()) + "'";
      }
    }
    return "";
  }

  /// {@return the name of an actor, a task or a timer}
  String name(@Nullable Object thing) {
    return switch (thing) {
      case null -> "(none)";
      case AbstractRef<?> ref -> {
        Waits.Ask ask = asks.get(ref);
        yield ask != null ? name(ask.asker()) : path(ref);
      }
      default -> Trace.label(thing);
    };
  }

  private boolean isReply(Story.Event event) {
    return event.whom() instanceof ActorRef<?> ref && asks.containsKey(ref);
  }

  private String path(AbstractRef<?> ref) {
    String path = ref.path().value();
    return manySystems ? ref.system().name() + ":" + path : path;
  }

  /// {@return the text of `thing`, on one line and cut if it is too long}
  static String text(@Nullable Object thing) {
    if (thing == null) {
      return "null";
    }
    String line = Trace.label(thing).replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
  }
}
