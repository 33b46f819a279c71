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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One look at a tree of actors. Each actor is asked by a control message and answers between two
/// messages, so its answer is exact; parents are asked before their children.
///
/// The thread that wants to know does all the rest: it asks, at most [#IN_FLIGHT] actors at a time,
/// so that others find the run queue short, collects the answers, and looks now and then at the
/// actors that have not answered. An actor that has been in one message for [#PATIENCE] is busy; it
/// is looked at from outside, which is safe, as every field is a reference or a number, but may
/// miss a change that is just being made. An actor that does not run has not had its turn yet, and
/// is waited for as long as any actor answers. If none does, as when handlers keep all carriers,
/// those without a turn are looked at from outside too, and are not called busy.
final class Inspector {

  private static final Duration PATIENCE = Duration.ofMillis(200);

  /// How often the actors that have not answered are looked at.
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(10);

  /// The actors that are asked and not seen in a message. More would keep others waiting in the run
  /// queue; fewer would make the inspecting thread wait for each of them.
  private static final int IN_FLIGHT = 256;

  /// How long no actor at all answers before those without a turn are looked at from outside.
  /// Longer than it takes to find the busy ones.
  private static final Duration STALL = Duration.ofMillis(250);

  /// The same for the next such time, if no actor has answered since.
  private static final Duration NEXT_STALL = Duration.ofMillis(20);

  /// After so many in a row no more actors are asked.
  private static final int MAX_STALLS = 8;

  private final Environment environment;

  // ---- The inspecting thread only ----

  /// All questions, parents before children.
  private final List<Question> all = new ArrayList<>();

  private final Deque<Question> toAsk = new ArrayDeque<>();

  /// The questions without an answer, in the order in which they were asked, so that a simulation
  /// repeats.
  private final Map<ActorCell<?>, Question> open = new LinkedHashMap<>();

  /// How many of these actors were seen in a message.
  private int running;

  private long lastAnswerNanos;

  /// How often in a row no actor has answered for too long.
  private int stalls;

  // ---- Actors write, the inspecting thread reads ----

  private final Queue<Question> answered = new ConcurrentLinkedQueue<>();

  /// After how many more answers the inspecting thread wants to be woken. Set by it before it
  /// replaces `signal`, lowered by actors.
  private final AtomicInteger awaited = new AtomicInteger();

  /// What the inspecting thread waits for; replaced by it.
  private volatile CompletableFuture<Void> signal = new CompletableFuture<>();

  private Inspector(Environment environment) {
    this.environment = environment;
  }

  static ActorStatus inspect(ActorCell<?> cell, Environment environment)
      throws InterruptedException {
    return new Inspector(environment).inspect(cell, cell.path());
  }

  /// What one actor says.
  ///
  /// @param status without its children
  record Answer(ActorStatus status, List<ActorCell<?>> children) {}

  /// What is asked of one actor. It is the answer's place in the tree, too.
  static final class Question {
    private final Inspector inspector;
    private final ActorCell<?> cell;
    final ActorPath path;

    /// Whether there is an answer; set by the thread that gives it.
    private final AtomicBoolean taken = new AtomicBoolean();

    /// Written once, before this is put into `answered`; read by the inspecting thread.
    private @Nullable Answer answer;

    /// The same: whether the answer is not the actor's own.
    private boolean fromOutside;

    /// The same: the question to the only child, if it is asked already.
    private @Nullable Question onlyChild;

    // Of the inspecting thread only.
    private final List<Question> children = new ArrayList<>(0);
    private @Nullable ActorStatus status;
    private @Nullable Long seenRunning;

    private Question(Inspector inspector, ActorCell<?> cell, ActorPath path) {
      this.inspector = inspector;
      this.cell = cell;
      this.path = path;
    }

    /// By the inspecting thread, which has waited long enough.
    private void answerFromOutside(Optional<ActorStatus.Busy> busy) {
      answer(cell.seen(path, busy), /* outside= */ true);
    }

    /// By the actor.
    void answer(Answer given) {
      answer(given, /* outside= */ false);
    }

    /// The first answer counts. An only child is asked at once, or a deep tree would need a round
    /// through the inspecting thread for each level.
    private void answer(Answer given, boolean outside) {
      if (taken.compareAndSet(false, true)) {
        answer = given;
        fromOutside = outside;
        Question next = null;
        if (!outside && given.children.size() == 1) {
          next = below(given.children.getFirst());
          onlyChild = next;
        }
        inspector.answered.add(this); // before that of the child
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
        next.answerFromOutside(Optional.empty());
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

  /// Waits until half of the actors that are about to answer have done so, or it is time to look.
  ///
  /// No answer is missed: this sets how many it awaits and replaces the signal before it looks for
  /// answers; an actor adds its answer before it counts it.
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

  /// Answers for the actors that have been in one message for long. An actor answers at the end of
  /// the message, so one that is seen running twice without an answer has been in one message
  /// between the two.
  private void look() {
    long now = now();
    Map<Activation, Runner> runners = Runner.allRunning();
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
            Optional.of(
                new ActorStatus.Busy(
                    Duration.ofNanos(runner.turnNanos()), List.of(runner.stack()))));
      }
    }
    Duration limit = stalls == 0 ? STALL : NEXT_STALL;
    if (answered.isEmpty() && now - lastAnswerNanos >= limit.toNanos()) {
      stalls++;
      for (Question each : List.copyOf(open.values())) {
        if (each.seenRunning == null) {
          each.answerFromOutside(Optional.empty());
        }
      }
    }
  }

  private long now() {
    return environment.scheduler().nanoTime();
  }

  /// {@return the status of the first actor with those below it, built from the leaves upwards}
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
