package io.aether.actor.inspect;

import io.aether.actor.ActorPath;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.SafeText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of an actor when an ask of it timed out. The actor is inspected while it runs, so the
/// components of the state may be some instructions apart.
///
/// @param condition whether it has stopped, and what it waits for if it accepts no messages
/// @param mailboxDepth the number of messages that wait; 1,000 stands for any higher number
/// @param requestTaken whether the request of this ask is no longer among them
/// @param busyWith the class of the message it is handling, or null if it handles none or that is
///   not known
/// @param busyFor the minimum time for which it has been busy; zero if that is not known
/// @param stack its stack if it is busy; also empty if many asks end at once, because then only
///   some of them inspect it
/// @param waitsFor the actor that it waits for in an ask of its own, the actor that this one waits
///   for, and so on
/// @param cycle whether these actors wait for each other
/// @param brief whether only `condition` was inspected, because too many asks timed out at once;
///   all other components are then zero, false or empty, and have no meaning
@Stable
public record TargetState(
    Condition condition,
    int mailboxDepth,
    boolean requestTaken,
    @Nullable Class<?> busyWith,
    Duration busyFor,
    List<StackTraceElement> stack,
    List<ActorPath> waitsFor,
    boolean cycle,
    boolean brief) {

  /// The highest number for which [#mailboxDepth] is exact.
  public static final int MAX_DEPTH = 1_000;

  /// Whether an actor is alive and accepts messages.
  public enum Condition {
    ALIVE("is alive"),
    RESTARTING("is restarting (it waits for its children to stop, or for a pause)"),
    STOPPING("is stopping (it waits for its children to stop)"),
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

  /// {@return whether the actor has not stopped}
  public boolean alive() {
    return condition != Condition.STOPPED;
  }

  /// {@return a description of this state, without the name of the actor}
  public String words() {
    StringBuilder words = new StringBuilder("it ").append(condition.words);
    if (brief) {
      return words
          .append("; nothing else is known, because too many asks timed out at once")
          .toString();
    }
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
        words.append(", for at least ").append(words(busyFor));
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

  /// {@return `time` in milliseconds, or exactly if it is shorter than a millisecond or at least a
  /// day}
  public static String words(Duration time) {
    boolean inMillis =
        time.compareTo(Duration.ofMillis(1)) >= 0 && time.compareTo(Duration.ofDays(1)) < 0;
    return inMillis ? time.toMillis() + " ms" : time.toString();
  }
}
