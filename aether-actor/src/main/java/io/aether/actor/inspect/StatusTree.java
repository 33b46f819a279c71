package io.aether.actor.inspect;

import io.aether.actor.ActorPath;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// Walks over trees of [ActorStatus] with a stack on the heap: a tree of actors may be much deeper
/// than a thread's stack.
final class StatusTree {

  /// The longest path that is written to JSON in full; of a longer one, only the end is written.
  /// The full paths of a tree of depth n would take about n * n characters.
  private static final int MAX_PATH = 1_000;

  /// Deeper actors are not indented further, for the same reason.
  private static final int MAX_INDENT = 50;

  private StatusTree() {}

  /// {@return all actors of these trees, parents before children}
  static Stream<ActorStatus> walk(List<ActorStatus> roots) {
    return StreamSupport.stream(new Walk(roots), /* parallel= */ false);
  }

  private static final class Walk extends Spliterators.AbstractSpliterator<ActorStatus> {

    private final Deque<ActorStatus> ahead = new ArrayDeque<>();

    private Walk(List<ActorStatus> roots) {
      super(Long.MAX_VALUE, Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE);
      push(roots);
    }

    private void push(List<ActorStatus> actors) {
      actors.reversed().forEach(ahead::push);
    }

    @Override
    public boolean tryAdvance(Consumer<? super ActorStatus> action) {
      ActorStatus next = ahead.poll();
      if (next == null) {
        return false;
      }
      push(next.children());
      action.accept(next);
      return true;
    }
  }

  /// Two actors to compare, and the paths of their parents, which are equal.
  private record Pair(
      ActorStatus one,
      ActorStatus other,
      @Nullable ActorPath aboveOne,
      @Nullable ActorPath aboveOther) {

    /// Compares only names if the rest is known to be equal, because two long paths share no
    /// objects.
    boolean hasOnePath() {
      return isChildOf(one.path(), aboveOne) && isChildOf(other.path(), aboveOther)
          ? one.path().name().equals(other.path().name())
          : one.path().equals(other.path());
    }
  }

  /// {@return whether `path` is known to have been created by `above.child`; false does not mean
  /// that it was not}
  private static boolean isChildOf(ActorPath path, @Nullable ActorPath above) {
    return above != null && path.parent().orElse(null) == above;
  }

  static boolean equal(ActorStatus first, ActorStatus second) {
    Deque<Pair> ahead = new ArrayDeque<>();
    ahead.push(new Pair(first, second, null, null));
    for (Pair pair; (pair = ahead.poll()) != null; ) {
      List<ActorStatus> ones = pair.one.children();
      List<ActorStatus> others = pair.other.children();
      if (pair.one == pair.other) {
        continue;
      }
      if (ones.size() != others.size() || !pair.hasOnePath() || !pair.one.saysTheSame(pair.other)) {
        return false;
      }
      for (int i = 0; i < ones.size(); i++) {
        ahead.push(new Pair(ones.get(i), others.get(i), pair.one.path(), pair.other.path()));
      }
    }
    return true;
  }

  // ---- Rates ----

  /// An actor of the later tree.
  private static final class Rated {
    private final ActorStatus actor;

    /// The same actor in the earlier tree, if it is there.
    private final @Nullable ActorStatus before;

    private final List<Rated> children = new ArrayList<>(0);
    private @Nullable ActorStatus result;

    private Rated(ActorStatus actor, @Nullable ActorStatus before) {
      this.actor = actor;
      this.before = before;
    }
  }

  /// {@return `now` with the rates since `earlier`, an inspection of the same actor}
  static ActorStatus since(ActorStatus now, ActorStatus earlier, Duration between) {
    List<Rated> all = new ArrayList<>();
    all.add(new Rated(now, earlier.path().equals(now.path()) ? earlier : null));
    for (int i = 0; i < all.size(); i++) { // parents before children
      Rated parent = all.get(i);
      Map<String, ActorStatus> known = new HashMap<>();
      if (parent.before != null) {
        parent.before.children().forEach(child -> known.put(child.path().name(), child));
      }
      for (ActorStatus child : parent.actor.children()) {
        Rated rated = new Rated(child, known.get(child.path().name()));
        parent.children.add(rated);
        all.add(rated);
      }
    }
    ActorStatus result = now;
    for (Rated each : all.reversed()) { // children before parents
      List<ActorStatus> children = new ArrayList<>(each.children.size());
      for (Rated child : each.children) {
        children.add(child.result == null ? child.actor : child.result);
      }
      Long count = each.before == null ? null : each.before.handled();
      result = each.actor.since(count, between, children);
      each.result = result;
    }
    return result;
  }

  // ---- Text ----

  /// One step of writing: an actor at its depth, or the end of the actor that was begun last.
  private record Step(@Nullable ActorStatus actor, int depth) {}

  /// Writes the actors as elements of an array, or as the only value.
  static void write(JsonText json, List<ActorStatus> roots) {
    Deque<Step> ahead = new ArrayDeque<>();
    roots.reversed().forEach(root -> ahead.push(new Step(root, 0)));
    for (Step step; (step = ahead.poll()) != null; ) {
      ActorStatus actor = step.actor;
      if (actor == null) {
        json.closeArray().closeObject();
        continue;
      }
      open(json, actor);
      ahead.push(new Step(null, step.depth));
      for (ActorStatus child : actor.children().reversed()) {
        ahead.push(new Step(child, step.depth + 1));
      }
    }
  }

  /// Writes all components of the actor up to its children.
  private static void open(JsonText json, ActorStatus actor) {
    json.openObject()
        .name("path")
        .value(abbreviated(actor.path()))
        .name("behavior")
        .value(actor.behavior())
        .name("phase")
        .value(actor.phase().name())
        .name("queued")
        .value(actor.queued())
        .name("stashed")
        .value(actor.stashed());
    if (actor.handled() != null) {
      json.name("handled").value(actor.handled());
    }
    if (actor.perSecond() != null) {
      json.name("perSecond").value(actor.perSecond());
    }
    json.name("restarts").value(actor.restarts());
    ActorStatus.Failure failure = actor.lastFailure();
    if (failure != null) {
      json.name("lastFailure")
          .openObject()
          .name("cause")
          .value(failure.cause())
          .name("at")
          .value(failure.at().toString())
          .closeObject();
    }
    ActorStatus.Busy busy = actor.busy();
    if (busy != null) {
      json.name("busy").openObject().name("millis").value(busy.atLeast().toMillis());
      json.name("stack").openArray();
      busy.stack().forEach(frame -> json.value(frame.toString()));
      json.closeArray().closeObject();
    }
    json.name("children").openArray();
  }

  private static String abbreviated(ActorPath path) {
    return path.length() <= MAX_PATH ? path.value() : "..." + last(path, MAX_PATH);
  }

  /// {@return the last characters of a longer path}
  private static String last(ActorPath path, int count) {
    Deque<ActorPath> line = new ArrayDeque<>();
    int taken = 0;
    Optional<ActorPath> each = Optional.of(path);
    while (taken < count && each.isPresent()) {
      line.push(each.get());
      taken += each.get().name().length() + 1;
      each = each.get().parent();
    }
    StringBuilder text = new StringBuilder();
    for (ActorPath part : line) {
      text.append('/').append(part.name());
    }
    return text.substring(text.length() - count);
  }

  static StringBuilder draw(StringBuilder text, List<ActorStatus> roots) {
    Deque<Step> ahead = new ArrayDeque<>();
    roots.reversed().forEach(root -> ahead.push(new Step(root, 1)));
    for (Step step; (step = ahead.poll()) != null; ) {
      ActorStatus actor = step.actor;
      if (actor != null) {
        text.repeat("  ", Math.min(step.depth, MAX_INDENT));
        if (step.depth > MAX_INDENT) {
          text.append("(depth ").append(step.depth).append(") ");
        }
        line(text, actor);
        for (ActorStatus child : actor.children().reversed()) {
          ahead.push(new Step(child, step.depth + 1));
        }
      }
    }
    return text;
  }

  private static void line(StringBuilder text, ActorStatus actor) {
    text.append(actor.path().name()).append("  ").append(actor.behavior());
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
    if (actor.perSecond() != null) {
      text.append("  %.1f/s".formatted(actor.perSecond()));
    }
    if (actor.busy() != null && !actor.busy().stack().isEmpty()) {
      text.append("  busy at ").append(actor.busy().stack().getFirst());
    }
    text.append('\n');
  }
}
