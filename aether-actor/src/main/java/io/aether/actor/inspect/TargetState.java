package io.aether.actor.inspect;

import io.aether.actor.ActorPath;
import io.aether.actor.spi.SafeText;
import java.time.Duration;
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
/// @param brief whether so many asks timed out at once that only `condition` was looked at; all
///   else is zero, false or empty then, and says nothing
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

  /// The highest number that [#mailboxDepth] says exactly.
  public static final int MAX_DEPTH = 1_000;

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

  /// {@return all of this in words, without the name of the actor}
  public String words() {
    StringBuilder words = new StringBuilder("it ").append(condition.words);
    if (brief) {
      return words
          .append("; this is brief, since too many asks timed out at once to look at each target")
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

  /// {@return `time` in milliseconds, or exactly if it is shorter}
  public static String words(Duration time) {
    boolean inMillis =
        time.compareTo(Duration.ofMillis(1)) >= 0 && time.compareTo(Duration.ofDays(1)) < 0;
    return inMillis ? time.toMillis() + " ms" : time.toString();
  }
}
