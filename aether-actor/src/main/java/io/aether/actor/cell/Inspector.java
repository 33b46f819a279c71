package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.Cancellable;
import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One inspection of a tree of actors. Each actor is asked by a control message and answers between
/// two messages, so its answer is exact; parents are asked before their children.
///
/// The inspecting thread does all other work: it asks, at most [#IN_FLIGHT] actors at a time, so
/// that the run queue stays short for others; it collects the answers; and at intervals it looks at
/// the actors that have not answered. An actor that has been in one message for [#PATIENCE] is
/// busy. The thread reads a busy actor from outside; this is safe, because every field is a
/// reference or a number, but may miss a change in progress. An actor that does not run has not had
/// its turn yet, and the thread waits for it as long as any actor answers. If none answers, for
/// example because handlers keep all carriers, the thread also reads the actors without a turn from
/// outside, and does not report them as busy.
final class Inspector {

  private static final Duration PATIENCE = Duration.ofMillis(200);

  /// The interval at which the thread looks at the actors that have not answered.
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(10);

  /// The maximum number of actors that are asked and not seen in a message. A higher number would
  /// delay other activations in the run queue; a lower number would make the inspecting thread wait
  /// for each actor.
  private static final int IN_FLIGHT = 256;

  /// How long no actor must have answered before the actors without a turn are read from outside.
  /// Longer than it takes to find the busy actors.
  private static final Duration STALL = Duration.ofMillis(250);

  /// The same for each subsequent stall, if no actor has answered since.
  private static final Duration NEXT_STALL = Duration.ofMillis(20);

  /// After this many consecutive stalls no more actors are asked.
  private static final int MAX_STALLS = 8;

  private final Environment environment;

  // ---- The inspecting thread only ----

  /// All questions, parents before children.
  private final List<Question> all = new ArrayList<>();

  private final Deque<Question> toAsk = new ArrayDeque<>();

  /// The questions without an answer, in the order in which they were asked, so that a simulation
  /// is repeatable.
  private final Map<ActorCell<?>, Question> open = new LinkedHashMap<>();

  /// The number of these actors that were seen in a message.
  private int running;

  private long lastAnswerNanos;

  /// The number of consecutive stalls, each a time without an answer that exceeded the limit.
  private int stalls;

  // ---- Actors write, the inspecting thread reads ----

  private final Queue<Question> answered = new ConcurrentLinkedQueue<>();

  /// The number of further answers after which the inspecting thread is woken. Set by the
  /// inspecting thread before it replaces `signal`, lowered by actors.
  private final AtomicInteger awaited = new AtomicInteger();

  /// The future for which the inspecting thread waits; replaced by that thread.
  private volatile CompletableFuture<Void> signal = new CompletableFuture<>();

  private Inspector(Environment environment) {
    this.environment = environment;
  }

  static ActorStatus inspect(ActorCell<?> cell, Environment environment)
      throws InterruptedException {
    return new Inspector(environment).inspect(cell, cell.path());
  }

  /// The answer of one actor.
  ///
  /// @param status without its children
  record Answer(ActorStatus status, List<ActorCell<?>> children) {}

  /// {@return the visible state of an actor: exact on its own turn, otherwise approximate}
  ///
  /// @param path the path of the actor
  static Answer look(ActorCell<?> cell, ActorPath path, ActorStatus.@Nullable Busy busy) {
    CellExtension rare = cell.extension;
    int queued = cell.peekMail(Integer.MAX_VALUE / 2).size();
    boolean inMessage = busy != null && !busy.stack().isEmpty();
    if (queued > 0 && !cell.hasMailAhead() && inMessage) {
      queued--; // the message that it is busy with
    }
    var status =
        new ActorStatus(
            path,
            BehaviorName.of(cell.behavior),
            ActorStatus.Phase.valueOf(Lifecycle.name(cell.lifecycle)),
            queued,
            rare == null || rare.putAside == null ? 0 : rare.putAside.count(),
            cell.handled(),
            /* perSecond= */ null,
            rare == null ? 0 : rare.restarts,
            rare == null ? null : rare.lastFailure,
            busy,
            List.of());
    return new Answer(status, Children.all(cell));
  }

  /// The question to one actor. It also represents the position of the answer in the tree.
  static final class Question {
    private final Inspector inspector;
    private final ActorCell<?> cell;
    final ActorPath path;

    /// Whether there is an answer; set by the thread that gives the answer.
    private final AtomicBoolean taken = new AtomicBoolean();

    /// Written once, before this is put into `answered`; read by the inspecting thread.
    private @Nullable Answer answer;

    /// Written and read like `answer`: whether the answer was read from outside.
    private boolean fromOutside;

    /// Written and read like `answer`: the question to the only child, if that is already asked.
    private @Nullable Question onlyChild;

    // Confined to the inspecting thread.
    private final List<Question> children = new ArrayList<>(0);
    private @Nullable ActorStatus status;
    private @Nullable Long seenRunning;

    private Question(Inspector inspector, ActorCell<?> cell, ActorPath path) {
      this.inspector = inspector;
      this.cell = cell;
      this.path = path;
    }

    /// Called by the inspecting thread, when it has waited long enough.
    private void answerFromOutside(ActorStatus.@Nullable Busy busy) {
      answer(look(cell, path, busy), /* outside= */ true);
    }

    /// Called by the actor.
    void answer(Answer given) {
      answer(given, /* outside= */ false);
    }

    /// The first answer counts. If there is only one child, it is asked at once; otherwise a deep
    /// tree would need a round through the inspecting thread for each level.
    private void answer(Answer given, boolean outside) {
      if (taken.compareAndSet(false, true)) {
        answer = given;
        fromOutside = outside;
        Question next = null;
        if (!outside && given.children.size() == 1) {
          next = below(given.children.getFirst());
          onlyChild = next;
        }
        inspector.answered.add(this); // before the answer of the child
        if (next != null) {
          next.cell.push(new Control.Inspect(next));
        }
        if (inspector.awaited.decrementAndGet() == 0) {
          inspector.signal.complete(null);
        }
      }
    }

    private Question below(ActorCell<?> child) {
      return new Question(inspector, child, path.child(child.name()));
    }
  }

  // ---- The inspecting thread ----

  private ActorStatus inspect(ActorCell<?> root, ActorPath path) throws InterruptedException {
    Question whole = new Question(this, root, path);
    all.add(whole);
    toAsk.add(whole);
    lastAnswerNanos = now();
    long nextLook = lastAnswerNanos + LOOK_INTERVAL.toNanos();
    while (true) {
      collect();
      if (toAsk.isEmpty() && open.isEmpty()) {
        return tree();
      }
      ask();
      if (now() - nextLook >= 0) {
        look();
        nextLook = now() + LOOK_INTERVAL.toNanos();
      }
      awaitAnswers();
    }
  }

  private void ask() {
    while (!toAsk.isEmpty() && open.size() - running < IN_FLIGHT) {
      Question next = toAsk.remove();
      open.put(next.cell, next);
      if (stalls < MAX_STALLS) {
        next.cell.push(new Control.Inspect(next));
      } else {
        next.answerFromOutside(null);
      }
    }
  }

  private void collect() {
    int answers = 0;
    for (Question each; (each = answered.poll()) != null; ) {
      Answer answer = each.answer;
      if (answer == null || open.remove(each.cell) == null) {
        throw new AssertionError("an answer without a question: " + each.path);
      }
      if (each.seenRunning != null) {
        running--;
      }
      if (!each.fromOutside) {
        stalls = 0;
      }
      each.status = answer.status;
      for (ActorCell<?> child : answer.children) {
        Question asked = each.onlyChild;
        Question question = asked == null ? each.below(child) : asked;
        each.children.add(question);
        all.add(question);
        if (asked == null) {
          toAsk.add(question);
        } else {
          open.put(child, question);
        }
      }
      answers++;
    }
    if (answers > 0) {
      lastAnswerNanos = now();
    }
  }

  /// Waits until half of the actors that are about to answer have done so, or until the next look.
  ///
  /// No answer is missed: this method sets the number of awaited answers and replaces the signal
  /// before it checks for answers; an actor adds its answer before it counts it.
  private void awaitAnswers() throws InterruptedException {
    var next = new CompletableFuture<Void>();
    signal = next;
    awaited.set(Math.max(1, (open.size() - running) / 2));
    if (!answered.isEmpty()) {
      return;
    }
    Cancellable timer = environment.scheduler().schedule(LOOK_INTERVAL, () -> next.complete(null));
    try {
      environment.await(next);
    } finally {
      timer.cancel();
    }
  }

  /// Reads the actors that have been in one message for long. An actor answers at the end of the
  /// message, so an actor that is seen running twice without an answer has been in one message
  /// between the two looks.
  private void look() {
    long now = now();
    IdentityHashMap<Activation, Runner> runners = Runner.allRunning();
    for (Question question : List.copyOf(open.values())) {
      Runner runner = runners.get(question.cell);
      if (runner == null) {
        if (question.seenRunning != null) { // it waits for another turn, in which it will answer
          question.seenRunning = null;
          running--;
        }
      } else if (question.seenRunning == null) {
        question.seenRunning = now;
        running++;
      } else if (now - question.seenRunning >= PATIENCE.toNanos()) {
        question.answerFromOutside(
            new ActorStatus.Busy(Duration.ofNanos(runner.turnNanos()), List.of(runner.stack())));
      }
    }
    Duration limit = stalls == 0 ? STALL : NEXT_STALL;
    if (answered.isEmpty() && now - lastAnswerNanos >= limit.toNanos()) {
      stalls++;
      for (Question each : List.copyOf(open.values())) {
        if (each.seenRunning == null) {
          each.answerFromOutside(null);
        }
      }
    }
  }

  private long now() {
    return environment.scheduler().nanoTime();
  }

  /// {@return the status of the first actor with all descendants, built from the leaves upwards}
  private ActorStatus tree() {
    for (Question each : all.reversed()) {
      List<ActorStatus> children = new ArrayList<>(each.children.size());
      for (Question child : each.children) {
        children.add(known(child.status));
      }
      ActorStatus own = known(each.status);
      each.status = children.isEmpty() ? own : own.withChildren(children);
    }
    return known(all.getFirst().status);
  }

  private static ActorStatus known(@Nullable ActorStatus status) {
    if (status == null) {
      throw new AssertionError("the tree was built before all answers were there");
    }
    return status;
  }
}
