package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.DeadLetter;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Observer;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SafeText;
import io.aether.testkit.report.RunningActor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Records what happens in the system of a kit, for the report of a failed expectation: failures,
/// dead letters, and which actor is busy with which message. Thread-safe.
final class FailureDiagnostics implements Observer {

  private static final int SHOWN = 20;
  private static final int FRAMES = 12;

  /// Prefixes of classes whose frames do not help to find what an actor is busy with.
  private static final List<String> MACHINERY =
      List.of(
          "java.lang.",
          "java.util.concurrent.",
          "jdk.internal.",
          "io.aether.actor.",
          "io.aether.testkit.KitEnvironment",
          "io.aether.testkit.engine.",
          "io.aether.testkit.environment.");

  /// The message that an actor handles, since when and on which thread.
  private record Busy(Object message, long sinceNanos, Thread thread) {}

  private final Environment environment;
  private final long startNanos;
  private final Map<ActorRef<?>, Busy> busy = new ConcurrentHashMap<>();
  private final Map<ActorRef<?>, ProbeInbox<?>> probes = new ConcurrentHashMap<>();

  /// Actors that have not stopped; true for those right below a guardian.
  private final Map<ActorRef<?>, Boolean> alive = new ConcurrentHashMap<>();

  // ---- Guarded by this ----

  private final Deque<String> failures = new ArrayDeque<>();
  private final Deque<String> deadLetters = new ArrayDeque<>();
  private int failureCount;
  private int deadLetterCount;

  FailureDiagnostics(Environment environment) {
    this.environment = environment;
    this.startNanos = environment.scheduler().nanoTime();
  }

  /// {@return the diagnostics of a kit's system, or null for a system of another kind}
  static @Nullable FailureDiagnostics of(ActorSystem system) {
    return system.spi().environment() instanceof KitEnvironment environment
        ? environment.diagnostics()
        : null;
  }

  // ---- What happens ----

  @Override
  public <M> Behavior<M> starting(ActorRef<?> parent, ActorRef<M> actor, Behavior<M> behavior) {
    alive.put(actor, parent.path().value().lastIndexOf('/') == 0);
    return behavior;
  }

  @Override
  public void stopped(ActorRef<?> actor) {
    alive.remove(actor);
    busy.remove(actor);
    probes.remove(actor);
  }

  @Override
  public void sent(ActorRef<?> recipient, Object message) {
    ProbeInbox<?> probe = probes.get(recipient);
    if (probe != null && !(message instanceof TestProbe.Command)) {
      probe.announce(message, sender());
    }
  }

  @Override
  public void handling(ActorRef<?> actor, Object message) {
    busy.put(actor, new Busy(message, environment.scheduler().nanoTime(), Thread.currentThread()));
  }

  @Override
  public void handled(ActorRef<?> actor, Behavior<?> behavior) {
    busy.remove(actor);
  }

  @Override
  public void failed(ActorRef<?> actor, Throwable failure, SupervisorStrategy decision) {
    Busy cause = busy.get(actor);
    String words =
        "%s %s and %s%s"
            .formatted(
                actor.path(),
                cause == null ? "failed" : "failed at " + SafeText.of(cause.message),
                decided(decision),
                causes(failure));
    synchronized (this) {
      failureCount++;
      note(failures, words);
    }
  }

  void deadLetter(DeadLetter letter) {
    String words =
        "%s to %s (%s), from %s"
            .formatted(
                SafeText.of(letter.message()), letter.recipient(), letter.reason(), sender());
    synchronized (this) {
      deadLetterCount++;
      note(deadLetters, words);
    }
  }

  /// Drops everything recorded so far.
  synchronized void forget() {
    failures.clear();
    deadLetters.clear();
    failureCount = 0;
    deadLetterCount = 0;
  }

  /// Records the senders of messages to `probe` from now on.
  void follow(ActorRef<?> probe, ProbeInbox<?> inbox) {
    probes.put(probe, inbox);
  }

  private void note(Deque<String> lines, String words) {
    lines.add(
        "\n  after %s: %s"
            .formatted(seconds(environment.scheduler().nanoTime() - startNanos), words));
    if (lines.size() > SHOWN) {
      lines.remove();
    }
  }

  // ---- The report ----

  /// {@return dead letters, failures and busy actors; empty if there are none}
  String story() {
    StringBuilder words = new StringBuilder();
    synchronized (this) {
      append(words, "Dead letters: ", deadLetterCount, deadLetters);
      append(words, "Failures: ", failureCount, failures);
    }
    return words.append(busy()).toString();
  }

  private static void append(StringBuilder words, String title, int count, Deque<String> lines) {
    if (count > 0) {
      words.append(title).append(count);
      if (count > lines.size()) {
        words.append(", the last of them:");
      }
      lines.forEach(words::append);
      words.append('\n');
    }
  }

  /// {@return the actors that handle a message now, the message, and the stack of each}
  String busy() {
    StringBuilder words = new StringBuilder();
    Runner self = Runner.current();
    busy.entrySet().stream()
        .filter(entry -> self == null || self.running() != entry.getKey())
        .sorted(Comparator.comparingLong(entry -> entry.getValue().sinceNanos))
        .limit(SHOWN)
        .forEach(entry -> {
          Busy doing = entry.getValue();
          words.append(
              "\n  %s handles %s since %s on %s:%s"
                  .formatted(
                      entry.getKey().path(),
                      SafeText.of(doing.message),
                      seconds(environment.scheduler().nanoTime() - doing.sinceNanos),
                      name(doing.thread),
                      stack(doing.thread)));
        });
    return words.isEmpty() ? "" : "Busy actors:" + words + "\n";
  }

  /// {@return the paths of all actors that have not stopped, in order}
  List<String> alive() {
    return alive.keySet().stream().map(ref -> ref.path().value()).sorted().toList();
  }

  /// {@return the top-level actors that have not stopped}
  Set<ActorRef<?>> topLevel() {
    Set<ActorRef<?>> refs = ConcurrentHashMap.newKeySet();
    alive.forEach((ref, isTop) -> {
      if (isTop && ref.path().value().startsWith("/user/")) {
        refs.add(ref);
      }
    });
    return refs;
  }

  // ---- Words ----

  /// {@return the actor that runs on this thread, or the name of the thread if there is none}
  static String sender() {
    return RunningActor.pathOr(name(Thread.currentThread()));
  }

  static String stack(Thread thread) {
    List<String> frames = new ArrayList<>();
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frames.size() < FRAMES
          && !frame.getClassName().equals(Simulation.class.getName())
          && MACHINERY.stream().noneMatch(frame.getClassName()::startsWith)) {
        frames.add("\n    at " + frame);
      }
    }
    return String.join("", frames);
  }

  static String seconds(long nanos) {
    return "%d.%06d s".formatted(nanos / 1_000_000_000, nanos % 1_000_000_000 / 1_000);
  }

  private static String name(Thread thread) {
    String name = thread.getName();
    return name.isEmpty() ? "thread #" + thread.threadId() : "thread '" + name + "'";
  }

  private static String decided(SupervisorStrategy decision) {
    return switch (decision.kind()) {
      case STOP, UNDECIDED -> "stops";
      case RESTART -> "restarts";
      case RESUME -> "resumes";
    };
  }

  private static String causes(Throwable failure) {
    StringBuilder words = new StringBuilder();
    for (Throwable each = SafeText.printable(failure); each != null; each = each.getCause()) {
      words.append(words.isEmpty() ? ": " : "\n    caused by ").append(SafeText.of(each));
      if (each.getStackTrace().length > 0) {
        words.append("\n    at ").append(each.getStackTrace()[0]);
      }
    }
    return words.toString();
  }
}
