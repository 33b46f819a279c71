package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.inspect.TargetState;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The view of a target shared by all asks that time out at the same time; see [TargetState]. It is
/// read without ordering, while the target runs.
///
/// @param state without `requestTaken`
/// @param requests the asks whose requests wait in its mailbox
/// @param mayHideRequests whether some waiting requests cannot be seen from here
record Explanation(TargetState state, Set<Promise<?>> requests, boolean mayHideRequests) {

  private static final int MAX_FRAMES = 40;

  /// The classes that call behaviors.
  private static final Set<String> CALLERS =
      Set.of(MessageHandling.class.getName(), Lifecycle.class.getName(), Failures.class.getName());

  /// {@return an explanation at the cost of reading one field}
  static TargetState brief(ActorCell<?> cell) {
    return new TargetState(
        condition(cell), 0, false, null, Duration.ZERO, List.of(), List.of(), false, true);
  }

  static Explanation of(ActorCell<?> cell, boolean withStack) {
    Runner runner = Runner.running(cell);
    List<Object> mail = cell.peekMail(TargetState.MAX_DEPTH);
    Object current =
        runner == null || mail.isEmpty() || cell.hasMailAhead() ? null : mail.removeFirst();
    Set<Promise<?>> requests = Collections.newSetFromMap(new IdentityHashMap<>());
    boolean mayHide = false;
    for (Object each : mail) {
      Promise<?> promise = InBand.promiseOf(each);
      if (CustomizedCell.isToken(each)) {
        mayHide = true; // the token of an entry in a custom mailbox
      } else if (promise != null) {
        requests.add(promise);
      }
    }
    List<ActorCell<?>> chain = AskChain.from(cell);
    TargetState state =
        new TargetState(
            condition(cell),
            mail.size(),
            false,
            current == null ? null : messageClass(current),
            runner == null ? Duration.ZERO : Duration.ofNanos(runner.turnNanos()),
            runner == null || !withStack ? List.of() : handlerFrames(runner),
            chain.stream().skip(1).<ActorPath>map(ActorCell::path).toList(),
            AskChain.isCycle(chain),
            /* brief= */ false);
    return new Explanation(state, requests, mayHide);
  }

  /// {@return the explanation for one ask}
  TargetState to(Promise<?> promise) {
    boolean waits = mayHideRequests || requests.contains(promise);
    return new TargetState(
        state.condition(),
        state.mailboxDepth(),
        !waits,
        state.busyWith(),
        state.busyFor(),
        state.stack(),
        state.waitsFor(),
        state.cycle(),
        /* brief= */ false);
  }

  private static @Nullable Class<?> messageClass(Object mail) {
    if (CustomizedCell.isToken(mail)) {
      return null;
    }
    Object content = InBand.content(mail);
    return content == Observer.START ? null : content.getClass();
  }

  /// The frames below the actor's own call of its behavior are the same for all actors.
  private static List<StackTraceElement> handlerFrames(Runner runner) {
    List<StackTraceElement> frames = new ArrayList<>();
    for (StackTraceElement frame : runner.stack()) {
      if (CALLERS.contains(frame.getClassName()) || frames.size() == MAX_FRAMES) {
        break;
      }
      frames.add(frame);
    }
    return frames;
  }

  private static TargetState.Condition condition(ActorCell<?> cell) {
    return switch (cell.lifecycle) {
      case Lifecycle.SUSPENDED -> TargetState.Condition.RESTARTING;
      case Lifecycle.STOPPING -> TargetState.Condition.STOPPING;
      case Lifecycle.STOPPED -> TargetState.Condition.STOPPED;
      default -> TargetState.Condition.ALIVE;
    };
  }
}
