package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.inspect.TargetState;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out what an actor was doing when an ask of it timed out; see [TargetState]. Reads the
/// actor without ordering, while it runs.
final class Explanation {

  private static final int MAX_FRAMES = 40;

  private Explanation() {}

  static TargetState of(LifecycleCell<?> cell, Promise<?> promise, boolean withStack) {
    Runner runner = Runner.running(cell);
    List<Object> mail = cell.peekMail(TargetState.MAX_DEPTH);
    Object current =
        runner == null || mail.isEmpty() || cell.hasMailAhead() ? null : mail.removeFirst();
    boolean waits = mail.stream().anyMatch(each -> isRequestOf(promise, each));
    List<LifecycleCell<?>> chain = AskChain.from(cell);
    return new TargetState(
        condition(cell),
        mail.size(),
        !waits,
        current == null ? null : messageClass(current),
        runner == null ? Duration.ZERO : Duration.ofNanos(runner.turnNanos()),
        runner == null || !withStack ? List.of() : handlerFrames(runner),
        chain.stream().skip(1).<ActorPath>map(LifecycleCell::path).toList(),
        AskChain.isCycle(chain));
  }

  /// What stands in a custom mailbox cannot be seen from here; it may be the request.
  private static boolean isRequestOf(Promise<?> promise, Object mail) {
    return CustomizedCell.isToken(mail) || InBand.promiseOf(mail) == promise;
  }

  private static @Nullable Class<?> messageClass(Object mail) {
    if (CustomizedCell.isToken(mail)) {
      return null;
    }
    Object content = InBand.content(mail);
    return content == Observer.START ? null : content.getClass();
  }

  /// What lies below the actor's own call of its behavior is the same for all.
  private static List<StackTraceElement> handlerFrames(Runner runner) {
    List<StackTraceElement> frames = new ArrayList<>();
    for (StackTraceElement frame : runner.stack()) {
      if (frame.getClassName().equals(LifecycleCell.class.getName())
          || frames.size() == MAX_FRAMES) {
        break;
      }
      frames.add(frame);
    }
    return frames;
  }

  private static TargetState.Condition condition(LifecycleCell<?> cell) {
    return switch (cell.lifecycle) {
      case Lifecycle.SUSPENDED -> TargetState.Condition.RESTARTING;
      case Lifecycle.STOPPING -> TargetState.Condition.STOPPING;
      case Lifecycle.STOPPED -> TargetState.Condition.STOPPED;
      default -> TargetState.Condition.ALIVE;
    };
  }
}
