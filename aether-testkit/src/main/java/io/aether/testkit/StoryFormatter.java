package io.aether.testkit;

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

/// Puts a [Story] into words: who did what to whom, a line an event.
final class StoryFormatter {

  private static final int LONGEST_TEXT = 160;

  private final List<Story.Event> events;

  /// Who asks, by reply address; the asks of this story only.
  private final IdentityHashMap<ActorRef<?>, Waits.Ask> asks = new IdentityHashMap<>();

  /// For what was handled, the event of its being sent.
  private final IdentityHashMap<Story.Event, Story.Event> origins = new IdentityHashMap<>();

  /// Requests that were sent by the ask before; one line for both is enough.
  private final Set<Story.Event> told = Collections.newSetFromMap(new IdentityHashMap<>());

  private final boolean manySystems;

  StoryFormatter(Story story) {
    this.events = story.events();
    Set<ActorSystem> systems = new HashSet<>();
    IdentityHashMap<Object, Deque<Story.Event>> mail = new IdentityHashMap<>();
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
            mail.computeIfAbsent(Objects.requireNonNull(event.whom()), _ -> new ArrayDeque<>())
                .add(event);
        case HANDLED -> findOrigin(event, mail.get(event.who()));
        default -> {}
      }
    }
    this.manySystems = systems.size() > 1;
    findRequests();
  }

  private void findOrigin(Story.Event handled, @Nullable Deque<Story.Event> mail) {
    if (mail == null) {
      return;
    }
    var waiting = mail.iterator();
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
        told.add(events.get(i));
      }
    }
  }

  // ---- Which events ----

  /// {@return the last `limit` of all events}
  List<String> all(int limit) {
    return lines(events, limit);
  }

  /// {@return the last `limit` of those events that can have led to what `end` did last; of all
  /// events if that is nobody in particular}
  List<String> leadingTo(@Nullable Object end, int limit) {
    return lines(end == null ? events : leadingTo(end), limit);
  }

  /// Walks back from the end: whoever sent something to, or woke, one of those who matter, matters
  /// from there on back.
  private List<Story.Event> leadingTo(Object end) {
    Set<Object> relevant = Collections.newSetFromMap(new IdentityHashMap<>());
    add(relevant, end);
    boolean everybody = false;
    List<Story.Event> leading = new ArrayList<>();
    for (Story.Event event : events.reversed()) {
      boolean matters = everybody;
      switch (event.kind()) {
        case WOKE -> {
          if (relevant.contains(event.whom())) {
            everybody |= event.who() == null;
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

  /// What a timer or a task does, whoever started it does.
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

  /// An answer goes to whoever has asked.
  private @Nullable Object recipient(Story.Event event) {
    Waits.Ask ask = event.whom() instanceof ActorRef<?> ref ? asks.get(ref) : null;
    return ask == null ? event.whom() : ask.asker();
  }

  private static boolean isGuardian(@Nullable Object who) {
    return who instanceof ActorRef<?> ref && ref.path().value().lastIndexOf('/') == 0;
  }

  // ---- Words ----

  private List<String> lines(List<Story.Event> chosen, int limit) {
    List<Story.Event> worthALine =
        chosen.stream()
            .filter(event -> event.kind() != Story.Kind.WOKE)
            .filter(event -> !told.contains(event) && !isGuardian(event.who()))
            .toList();
    int omitted = Math.max(0, worthALine.size() - limit);
    List<String> lines = new ArrayList<>();
    if (omitted > 0) {
      lines.add("       (%d earlier ones)".formatted(omitted));
    }
    for (Story.Event event : worthALine.subList(omitted, worthALine.size())) {
      lines.add("%6d %s  %s".formatted(event.step(), Trace.seconds(event.instant()), words(event)));
    }
    return lines;
  }

  private String words(Story.Event event) {
    String who = name(event.who());
    String whom = name(event.whom());
    return switch (event.kind()) {
      case SENT ->
          isAnswer(event)
              ? "%s answers %s: %s".formatted(who, whom, text(event.what()))
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
      case RESTARTED -> who + " starts again";
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

  /// {@return what to call an actor, a task or a timer}
  String name(@Nullable Object thing) {
    return switch (thing) {
      case null -> "nobody";
      case AbstractRef<?> ref -> {
        Waits.Ask ask = asks.get(ref);
        yield ask != null ? name(ask.asker()) : path(ref);
      }
      default -> Trace.label(thing);
    };
  }

  private boolean isAnswer(Story.Event event) {
    return event.whom() instanceof ActorRef<?> ref && asks.containsKey(ref);
  }

  private String path(AbstractRef<?> ref) {
    String path = ref.path().value();
    return manySystems ? ref.system().name() + ":" + path : path;
  }

  /// {@return what `thing` says of itself, on one line and not too long}
  static String text(@Nullable Object thing) {
    if (thing == null) {
      return "null";
    }
    String line = Trace.label(thing).replaceAll("\\s*\\R\\s*", " ");
    return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "...";
  }
}
