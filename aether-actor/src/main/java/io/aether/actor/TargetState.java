package io.aether.actor;

import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SafeText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an actor was at when an ask of it ran out of time. It is looked at while it runs, so the
/// parts of the picture may be some instructions apart.
///
/// @param condition whether it has stopped, and what it waits for if it takes no mail
/// @param mailboxDepth how many messages wait; 1,000 stands for any higher number
/// @param requestTaken whether the request of this ask does not wait among them
/// @param busyWith the class of the message it is handling, or null if that is none or not known
/// @param busyFor for how long it has been busy at least; zero if that is not known
/// @param stack where it is, if it is busy; empty, too, if many asks end at once, for then only
///   some of them look
/// @param waitsFor the actor it waits for in an ask of its own, the one that waits for, and so on
/// @param cycle whether these wait for each other
public record TargetState(
    Condition condition,
    int mailboxDepth,
    boolean requestTaken,
    @Nullable Class<?> busyWith,
    Duration busyFor,
    List<StackTraceElement> stack,
    List<ActorPath> waitsFor,
    boolean cycle) {

  private static final int MAX_DEPTH = 1_000;
  private static final int MAX_FRAMES = 40;

  /// Whether an actor is alive, and takes mail.
  public enum Condition {
    ALIVE("is alive"),
    RESTARTING("waits for the end of its children, or for a pause, to restart"),
    STOPPING("waits for the end of its children, to stop"),
    STOPPED("has stopped");

    private final String words;

    Condition(String words) {
      this.words = words;
    }
  }

  public TargetState {
    stack = List.copyOf(stack);
    waitsFor = List.copyOf(waitsFor);
  }

  /// {@return whether it has not stopped}
  public boolean alive() {
    return condition != Condition.STOPPED;
  }

  static TargetState of(LifecycleCell<?> cell, Promise<?> promise, boolean withStack) {
    Runner runner = Runner.running(cell);
    List<Object> mail = cell.peekMail(MAX_DEPTH);
    Object current =
        runner == null || mail.isEmpty() || cell.hasMailAhead() ? null : mail.removeFirst();
    boolean waits = mail.stream().anyMatch(each -> isRequestOf(promise, each));
    List<LifecycleCell<?>> chain = AskChain.from(cell);
    return new TargetState(
        cell.condition(),
        mail.size(),
        !waits,
        current == null ? null : messageClass(current),
        runner == null ? Duration.ZERO : Duration.ofNanos(runner.turnNanos()),
        runner == null || !withStack ? List.of() : handlerFrames(runner),
        chain.stream().skip(1).map(LifecycleCell::path).toList(),
        AskChain.isCycle(chain));
  }

  /// What stands in a custom mailbox cannot be seen from here; it may be the request.
  private static boolean isRequestOf(Promise<?> promise, Object mail) {
    return CustomizedCell.isToken(mail)
        || (InBand.unpacked(mail) instanceof InBand.Request request && request.promise == promise);
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

  /// {@return all of this in words, without the name of the actor}
  String words() {
    StringBuilder words = new StringBuilder("it ").append(condition.words);
    if (alive()) {
      words
          .append(", with ")
          .append(mailboxDepth)
          .append(mailboxDepth == MAX_DEPTH ? " or more" : "")
          .append(" in its mailbox, ")
          .append(requestTaken ? "and has taken the request" : "the request among them");
    }
    if (busyWith != null) {
      words.append("; it is busy with a ").append(SafeText.simpleName(busyWith));
      if (busyFor.isPositive()) {
        words.append(", for at least ").append(AskTimeoutException.words(busyFor));
      }
    }
    for (int i = 0; i < waitsFor.size(); i++) {
      words.append(i == 0 ? "; it waits for " : ", which waits for ").append(waitsFor.get(i));
    }
    if (cycle) {
      words.append(": a cycle");
    }
    for (StackTraceElement frame : stack) {
      words.append("\n    at ").append(frame);
    }
    return words.toString();
  }
}
