package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SystemServices;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// A supervisor of a fixed list of children, after Erlang/OTP's. It starts them in order, each one
/// after the behavior of the previous one has been created; it restarts them when they fail, and
/// stops them in reverse order. If there are more failures than its [Intensity] allows, the
/// supervisor itself fails, so failures propagate up the tree.
///
/// Children are restarted in place: refs stay valid, and messages wait. The failed message is not
/// repeated. A child's own supervision decides first; the supervisor handles only failures that
/// would stop the child.
///
/// Which children a failure concerns:
///
///     oneForOne    the one that failed
///     restForOne   that one and those behind it in the list, which are stopped and started again
///     allForOne    all of them
///
/// If children fail while they are being stopped, these failures belong to the same incident and
/// are not counted.
///
/// An [Error] of a child, as opposed to an exception, makes the supervisor fail at once.
@Stable
public final class Supervisor implements Behavior<Supervisor.Command> {

  /// The messages that a supervisor accepts.
  public sealed interface Command permits Find, ChildNotice {}

  /// Asks for the ref of a child; it stays valid until the child has stopped permanently.
  public record Find<M>(ChildSpec<M> child, ActorRef<Optional<ActorRef<M>>> replyTo)
      implements Command {

    public Find {
      Arguments.required(child, "the child of Find");
      Arguments.required(replyTo, "the replyTo of Find");
    }
  }

  /// The number of restarts of children that a supervisor allows within `period`. With one more
  /// failure, it gives up.
  public record Intensity(int restarts, Duration period) {

    /// One restart in five seconds.
    public static final Intensity USUAL = new Intensity(1, Duration.ofSeconds(5));

    public Intensity {
      Arguments.atLeast(0, restarts, "the restarts of an intensity");
      Arguments.positive(period, "the period of an intensity");
    }
  }

  private static final Comparator<Child<?>> BY_INDEX =
      Comparator.comparingInt(child -> child.index);

  private enum Scope {
    ONE,
    REST,
    ALL
  }

  private final ActorContext<Command> context;
  private final Scope scope;
  private final Intensity intensity;
  private final Map<String, Child<?>> children = new LinkedHashMap<>();
  private final Map<ActorRef<?>, Child<?>> byRef = new HashMap<>(); // never iterated

  // Subsets of the children in the order of the list, so that each event costs the logarithm of
  // the number of children.

  /// The children with [Child#mustHold].
  private final NavigableSet<Child<?>> toHold = new TreeSet<>(BY_INDEX);

  /// The children that are neither running nor ended.
  private final NavigableSet<Child<?>> unsettled = new TreeSet<>(BY_INDEX);

  /// The children that are held and need not wait for the siblings before them.
  private final NavigableSet<Child<?>> ownAffairs = new TreeSet<>(BY_INDEX);

  /// The times of the restarts within the last period.
  private final Deque<Long> restartNanos = new ArrayDeque<>();

  private Supervisor(
      ActorContext<Command> context, Scope scope, Intensity intensity, List<ChildSpec<?>> specs) {
    this.context = context;
    this.scope = scope;
    this.intensity = intensity;
    services().stopChildrenInReverse(context);
    for (ChildSpec<?> spec : specs) {
      Child<?> child = spawn(spec);
      children.put(spec.name(), child);
      byRef.put(child.ref(), child);
      unsettled.add(child);
    }
  }

  /// Restarts the child that fails.
  public static Behavior<Command> oneForOne(Intensity intensity, ChildSpec<?>... children) {
    return create(Scope.ONE, intensity, children);
  }

  /// Restarts the child that fails and those behind it in the list.
  public static Behavior<Command> restForOne(Intensity intensity, ChildSpec<?>... children) {
    return create(Scope.REST, intensity, children);
  }

  /// Restarts all children when one fails.
  public static Behavior<Command> allForOne(Intensity intensity, ChildSpec<?>... children) {
    return create(Scope.ALL, intensity, children);
  }

  private static Behavior<Command> create(
      Scope scope, Intensity intensity, ChildSpec<?>... children) {
    Arguments.required(intensity, "the intensity of a supervisor");
    for (ChildSpec<?> child : Arguments.required(children, "the children of a supervisor")) {
      Arguments.required(child, "a child of a supervisor");
    }
    List<ChildSpec<?>> specs = List.of(children);
    long names = specs.stream().map(ChildSpec::name).distinct().count();
    if (names < specs.size()) {
      throw new IllegalArgumentException(
          "children of a supervisor have different names, but were: "
              + specs.stream().map(ChildSpec::name).toList());
    }
    return Behaviors.setup(context -> new Supervisor(context, scope, intensity, specs));
  }

  private <M> Child<M> spawn(ChildSpec<M> spec) {
    var child = new Child<>(spec, children.size(), context.self());
    child.ref = services().spawnHeld(context, spec.behavior(this::siblingRef), spec.name(), child);
    context.watch(child.ref());
    return child;
  }

  private SystemServices services() {
    return context.system().spi();
  }

  /// Called by children, which start after all children have been spawned.
  private <M> ActorRef<M> siblingRef(ChildSpec<M> spec) {
    return child(spec)
        .orElseThrow(
            () -> new IllegalArgumentException("'" + spec.name() + "' is not one of the siblings"))
        .ref();
  }

  @SuppressWarnings("unchecked") // the child was created from this spec
  private <M> Optional<Child<M>> child(ChildSpec<M> spec) {
    Child<?> child = children.get(spec.name());
    return child != null && child.spec.equals(spec)
        ? Optional.of((Child<M>) child)
        : Optional.empty();
  }

  // ---- Events ----

  @Override
  public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
    switch (command) {
      case Find<?> find -> answer(find);
      case ChildNotice notice when isOfFormerLife(notice.child()) -> {}
      case ChildNotice.Held(var child) -> rests(child, Child.State.HELD);
      case ChildNotice.Started(var child) -> {
        if (child.state == Child.State.STARTING) {
          enter(child, Child.State.RUNNING);
          child.hasRun = true;
        }
      }
      case ChildNotice.Failed(var child, var failure) -> onFailure(child, failure);
      case ChildNotice.Overdue(var child) -> {
        context
            .log()
            .warn("{} has not stopped within {}", child.ref().path(), child.spec.patience());
        child.overdue = true;
      }
    }
    proceed();
    return this;
  }

  /// A notice may have waited in the mailbox while this supervisor was restarted.
  private boolean isOfFormerLife(Child<?> child) {
    return children.get(child.spec.name()) != child;
  }

  /// Comparing two specs calls `equals` of application objects, which may throw.
  private <M> void answer(Find<M> find) {
    Optional<ActorRef<M>> found;
    try {
      found = child(find.child()).filter(it -> it.state != Child.State.ENDED).map(Child::ref);
    } catch (RuntimeException failure) {
      SafeLog.warn(context.log(), context.self().path() + " could not compare children", failure);
      services().deadLetter(find, context.self().path(), DeadLetter.Reason.FAILED);
      return;
    }
    services().passOn(found, find.replyTo());
  }

  @Override
  public Behavior<Command> onSignal(ActorContext<Command> context, Signal signal) {
    return switch (signal) {
      case Signal.Terminated(var ref, var reason) ->
          onEnd(ref, /* byItself= */ reason != StopReason.BY_PARENT);
      case Signal.ChildFailed(var ref, var cause) ->
          cause instanceof Exception ? onEnd(ref, /* byItself= */ true) : Behaviors.unhandled();
      case Signal.PreRestart _, Signal.PostStop _ -> Behaviors.same();
    };
  }

  private Behavior<Command> onEnd(ActorRef<?> ref, boolean byItself) {
    Child<?> child = byRef.get(ref);
    if (child != null) {
      rests(child, Child.State.ENDED);
      need(child, /* mustHold= */ false);
      if (child.spec.significant() && byItself) {
        return Behaviors.stopped();
      }
    }
    proceed();
    return this;
  }

  private void onFailure(Child<?> failed, Throwable failure) {
    if (failed.state == Child.State.HOLDING) {
      return; // it was being stopped because of another child's failure
    }
    if (!failed.mustHold) { // else it was about to be held
      count(failed, failure);
    }
    awaitHeld(failed);
    if (scope == Scope.ONE) {
      return;
    }
    for (Child<?> child : children.values()) {
      if (scope == Scope.ALL || child.index >= failed.index) {
        need(child, /* mustHold= */ true);
      }
    }
  }

  private void need(Child<?> child, boolean mustHold) {
    child.mustHold = mustHold;
    if (mustHold) {
      toHold.add(child);
    } else {
      toHold.remove(child);
    }
  }

  private void enter(Child<?> child, Child.State state) {
    child.state = state;
    if (state == Child.State.RUNNING || state == Child.State.ENDED) {
      unsettled.remove(child);
    } else {
      unsettled.add(child);
    }
    if (state == Child.State.HELD && scope == Scope.ONE && child.hasRun) {
      ownAffairs.add(child);
    } else {
      ownAffairs.remove(child);
    }
  }

  private void count(Child<?> failed, Throwable failure) {
    long now = services().environment().scheduler().nanoTime();
    restartNanos.add(now);
    while (now - restartNanos.element() > TimeUnit.NANOSECONDS.convert(intensity.period())) {
      restartNanos.remove();
    }
    if (restartNanos.size() > intensity.restarts()) {
      throw new RestartIntensityException(
          context.self().path(), failed.spec.name(), intensity, failure);
    }
  }

  private void awaitHeld(Child<?> child) {
    enter(child, Child.State.HOLDING);
    var overdue = new ChildNotice.Overdue(child);
    context.timers().startSingle(child, overdue, child.spec.patience());
  }

  /// Called when the child has stopped and waits for its start.
  private void rests(Child<?> child, Child.State state) {
    enter(child, state);
    child.overdue = false;
    context.timers().cancel(child);
  }

  // ---- Progress ----

  /// Holds the children that must be held, one at a time from the last to the first; then starts
  /// the held ones, one at a time from the first to the last. If a child takes too long to stop,
  /// those before it are held and started meanwhile, and those after it start after it. Called
  /// after each change.
  private void proceed() {
    while (!toHold.isEmpty()) {
      Child<?> last = toHold.last();
      if (!isHeldOrOverdue(last)) {
        return;
      }
      need(last, /* mustHold= */ false);
    }
    if (!unsettled.isEmpty() && unsettled.first().state == Child.State.HELD) {
      start(unsettled.first());
    }
    while (!ownAffairs.isEmpty()) {
      start(ownAffairs.first());
    }
  }

  private void start(Child<?> child) {
    enter(child, Child.State.STARTING);
    services().release(child.ref());
  }

  private boolean isHeldOrOverdue(Child<?> child) {
    return switch (child.state) {
      case HELD, ENDED -> true;
      case HOLDING -> child.overdue;
      case STARTING, RUNNING -> {
        awaitHeld(child);
        if (child.spec.lifetime() == ChildSpec.Lifetime.TEMPORARY) {
          context.stop(child.ref());
        } else {
          services().hold(child.ref());
        }
        yield false;
      }
    };
  }
}
