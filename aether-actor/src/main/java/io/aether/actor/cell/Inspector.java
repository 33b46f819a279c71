package io.aether.actor.cell;

import io.aether.actor.inspect.ActorStatus;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Runner;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/// One look at a tree of actors. Each actor is asked by a control message and answers between two
/// messages, so what it says is exact; parents are asked before their children. Who has not
/// answered after a while is busy: it is then looked at from outside, which is safe, as every field
/// is a reference or a number, but may miss what is just being written.
final class Inspector {

  /// How long actors have to answer, all together.
  private static final Duration PATIENCE = Duration.ofMillis(200);

  /// Who has been asked. Any thread adds; walked once, when the patience is over.
  private final Queue<Question> questions = new ConcurrentLinkedQueue<>();

  /// Raised by the timer before it walks the questions; read after a question is added.
  private volatile boolean impatient;

  private record Question(ActorCell<?> cell, CompletableFuture<Answer> answer) {
    void answerFromOutside() {
      if (!answer.isDone()) {
        answer.complete(cell.seenFromOutside());
      }
    }
  }

  /// What one actor says.
  ///
  /// @param status without its children
  record Answer(ActorStatus status, List<ActorCell<?>> children) {}

  private Inspector() {}

  static ActorStatus inspect(ActorCell<?> cell, Environment environment)
      throws InterruptedException {
    var inspector = new Inspector();
    CompletableFuture<ActorStatus> whole = inspector.ask(cell);
    if (!environment.await(whole, PATIENCE)) {
      inspector.stopWaiting();
      environment.await(whole);
    }
    return whole.join();
  }

  private CompletableFuture<ActorStatus> ask(ActorCell<?> cell) {
    var question = new Question(cell, new CompletableFuture<>());
    questions.add(question);
    if (impatient) {
      question.answerFromOutside();
    } else {
      cell.push(new Control.Inspect(question.answer));
    }
    return question.answer.thenCompose(this::withChildren);
  }

  private CompletableFuture<ActorStatus> withChildren(Answer answer) {
    List<CompletableFuture<ActorStatus>> children =
        answer.children.stream().<CompletableFuture<ActorStatus>>map(this::ask).toList();
    return CompletableFuture.allOf(children.toArray(CompletableFuture[]::new))
        .thenApply(_ ->
            answer.status.withChildren(children.stream().map(CompletableFuture::join).toList()));
  }

  /// {@return what can be said of a cell that does not answer}
  static ActorStatus.Busy busy(ActorCell<?> cell) {
    Runner runner = Runner.running(cell);
    return runner == null
        ? new ActorStatus.Busy(Duration.ZERO, List.of()) // it waits for its turn
        : new ActorStatus.Busy(Duration.ofNanos(runner.turnNanos()), List.of(runner.stack()));
  }

  private void stopWaiting() {
    impatient = true;
    questions.forEach(Question::answerFromOutside);
  }
}
