package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.DeadLetter.Reason;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SystemMessage;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/// Finds what a test leaves behind, except what it allows. Thread-safe.
final class Leftovers {

  private static final int SHOWN = 20;

  /// @param whileStopping whether actors were being stopped, so that unread messages are expected
  private record Letter(DeadLetter letter, String sender, boolean whileStopping) {}

  /// The things that a test may leave behind.
  private record Allowance(Set<Reason> deadLetters, boolean leaks) {}

  private final ActorSystem system;
  private final KitEnvironment environment;
  private final ProbeClock clock;

  // ---- Guarded by this; nothing waits while holding it ----

  private final List<Letter> letters = new ArrayList<>();
  private Allowance allowed = new Allowance(Set.of(), false);
  private Allowance allowedBefore = allowed;
  private Set<ActorRef<?>> actorsBefore = Set.of();
  private boolean stopping;
  private boolean closed;

  Leftovers(ActorSystem system, KitEnvironment environment, Patience patience) {
    this.system = system;
    this.environment = environment;
    this.clock = new ProbeClock(environment, patience);
  }

  // ---- While it runs ----

  synchronized void deadLetter(DeadLetter letter) {
    letters.add(new Letter(letter, FailureDiagnostics.sender(), stopping));
  }

  synchronized List<DeadLetter> deadLetters() {
    return letters.stream().map(Letter::letter).toList();
  }

  synchronized void allow(Set<Reason> reasons) {
    Set<Reason> more = EnumSet.noneOf(Reason.class);
    more.addAll(allowed.deadLetters);
    more.addAll(reasons);
    allowed = new Allowance(more, allowed.leaks);
  }

  synchronized void allowLeaks() {
    allowed = new Allowance(allowed.deadLetters, true);
  }

  // ---- One test of several ----

  /// Remembers the actors and allowances that exist now: they outlive the test.
  synchronized void beginTest() {
    actorsBefore = environment.diagnostics().topLevel();
    allowedBefore = allowed;
  }

  /// Stops the actors that the test has spawned. {@return a line for each thing it leaves behind}
  List<String> endTest() {
    List<String> left = unexpectedDeadLetters();
    setStopping(true);
    for (ActorRef<?> actor : environment.diagnostics().topLevel()) {
      if (!actorsBefore().contains(actor) && !stops(actor) && !leaksAllowed()) {
        left.add(
            "%s does not stop within %s.\n%s"
                .formatted(
                    actor.path(), clock.patience().shutdown(), environment.diagnostics().busy()));
      }
    }
    synchronized (this) {
      letters.clear();
      allowed = allowedBefore;
    }
    setStopping(false);
    environment.diagnostics().forget();
    return left;
  }

  private boolean stops(ActorRef<?> actor) {
    CompletableFuture<Boolean> ended = EndNotice.watching(actor);
    AbstractRef.of(actor).send(new SystemMessage.Stop());
    try {
      return clock.await(ended, clock.patience().shutdown());
    } catch (InterruptedException interrupt) {
      throw interrupted(interrupt);
    }
  }

  private synchronized void setStopping(boolean now) {
    stopping = now;
  }

  private synchronized Set<ActorRef<?>> actorsBefore() {
    return actorsBefore;
  }

  private synchronized boolean leaksAllowed() {
    return allowed.leaks;
  }

  // ---- The end ----

  /// Closes the system. {@return a line for each thing left behind; none the second time}
  List<String> close() {
    synchronized (this) {
      if (closed) {
        return List.of();
      }
      closed = true;
    }
    List<String> left = unexpectedDeadLetters();
    setStopping(true);
    List<String> leaks = new ArrayList<>();
    try {
      system.close();
      leaks.addAll(environment.runningTasks(clock.patience().shutdown()));
      leaks.addAll(environment.runningTimers());
    } catch (IllegalStateException stuck) {
      leaks.add(
          "%s. These have not stopped:\n  %s\n%s"
              .formatted(
                  stuck.getMessage(),
                  String.join("\n  ", environment.diagnostics().alive()),
                  environment.diagnostics().busy()));
    } catch (InterruptedException interrupt) {
      throw interrupted(interrupt);
    }
    if (!leaksAllowed()) {
      left.addAll(leaks);
    }
    return left;
  }

  /// @throws AssertionError with the lines of `left`, if there are any
  void raise(List<String> left) {
    if (!left.isEmpty()) {
      throw new AssertionError(
          "The test leaves something behind in %s:\n- %s"
              .formatted(system, String.join("\n- ", left).stripTrailing()));
    }
  }

  private synchronized List<String> unexpectedDeadLetters() {
    List<String> lines =
        letters.stream()
            .filter(each -> !each.whileStopping)
            .filter(each -> !allowed.deadLetters.contains(each.letter.reason()))
            .map(each ->
                "\n  %s to %s (%s), from %s"
                    .formatted(
                        SafeText.of(each.letter.message()),
                        each.letter.recipient(),
                        each.letter.reason(),
                        each.sender))
            .toList();
    List<String> words = new ArrayList<>();
    if (!lines.isEmpty()) {
      int more = lines.size() - Math.min(SHOWN, lines.size());
      words.add(
          ("dead letters that the test did not expect: %d%s%s\n"
                  + "  Read them (createDeadLetterProbe, deadLetters) or allow them"
                  + " (@AllowDeadLetters, allowDeadLetters).")
              .formatted(
                  lines.size(),
                  String.join("", lines.subList(0, lines.size() - more)),
                  more == 0 ? "" : "\n  and " + more + " more"));
    }
    return words;
  }

  private static AssertionError interrupted(InterruptedException interrupt) {
    Thread.currentThread().interrupt();
    return new AssertionError("interrupted while the test's actors were stopped", interrupt);
  }
}
