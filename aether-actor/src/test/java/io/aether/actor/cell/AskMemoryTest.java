package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The heap that ended asks still occupy, without any later traffic.
class AskMemoryTest {

  private static final Duration DAY = Duration.ofDays(1);
  private static final int ASKS = 40;

  private final ActorSystem system = ActorSystem.create("asks");
  private final List<ActorRef<Answer>> pending = Collections.synchronizedList(new ArrayList<>());

  /// An object of the user.
  record Ballast(ActorRef<Answer> replyTo) {}

  record Answer(Object ballast) {}

  @AfterEach
  void close() {
    system.close();
  }

  /// Keeps the reply addresses only.
  private ActorRef<Ballast> pending(CountDownLatch handled) {
    return system.spawn(
        Behaviors.receiveMessage(request -> {
          pending.add(request.replyTo());
          handled.countDown();
          return Behaviors.same();
        }));
  }

  private List<CompletableFuture<Answer>> ask(ActorRef<Ballast> actor, Duration timeout) {
    List<CompletableFuture<Answer>> replies = new ArrayList<>();
    for (int n = 0; n < ASKS; n++) {
      replies.add(actor.askAsync(Ballast::new, timeout));
    }
    return replies;
  }

  @Test
  void aReplyAddressThatIsKeptKeepsNeitherTheRequestNorTheReply() throws InterruptedException {
    var handled = new CountDownLatch(ASKS);
    ActorRef<Ballast> actor = pending(handled);
    ask(actor, DAY);
    assertThat(handled.await(60, TimeUnit.SECONDS)).isTrue();
    awaitIdle(actor);
    assertThat(pending).allSatisfy(each -> assertThat(requestsFrom(each)).isEmpty());

    pending.forEach(each -> each.tell(new Answer(new byte[100])));

    assertThat(pending).allSatisfy(each -> assertThat(answersFrom(each)).isEmpty());
  }

  @Test
  void anAskIsForgottenByItsTargetWhenItIsAnswered() throws InterruptedException {
    var handled = new CountDownLatch(ASKS);
    ActorRef<Ballast> actor = pending(handled);
    ask(actor, DAY);
    assertThat(handled.await(60, TimeUnit.SECONDS)).isTrue();
    awaitIdle(actor);
    assertThat(owedBy(actor)).hasSize(ASKS);

    pending.reversed().forEach(each -> each.tell(new Answer("answer")));

    assertThat(owedBy(actor)).isEmpty();
  }

  @Test
  void anAskIsForgottenByItsTargetWhenItTimesOutOrIsGivenUp() throws InterruptedException {
    var handled = new CountDownLatch(2 * ASKS);
    ActorRef<Ballast> actor = pending(handled);
    List<CompletableFuture<Answer>> impatient = ask(actor, Duration.ofSeconds(3));
    List<CompletableFuture<Answer>> givenUp = ask(actor, DAY);
    assertThat(handled.await(60, TimeUnit.SECONDS)).isTrue();
    awaitIdle(actor);
    assertThat(owedBy(actor)).hasSize(2 * ASKS);

    givenUp.forEach(each -> each.cancel(false));
    impatient.forEach(each -> assertThat(each).failsWithin(Duration.ofSeconds(60)));

    // The thread that completes a future cleans up immediately afterwards.
    await(() -> owedBy(actor).isEmpty());
    await(() -> pending.stream().allMatch(each -> failuresFrom(each).isEmpty()));
  }

  private static List<String> requestsFrom(Object root) {
    return Reachable.from(root, Ballast.class::isInstance);
  }

  private static List<String> answersFrom(Object root) {
    return Reachable.from(root, Answer.class::isInstance);
  }

  private static List<String> failuresFrom(Object root) {
    return Reachable.from(root, AskException.class::isInstance);
  }

  private static List<Promise<?>> owedBy(ActorRef<?> actor) {
    CellExtension extension = ((ActorCell<?>) actor).extension;
    return extension == null || extension.owed == null ? List.of() : extension.owed.all();
  }

  /// Waits until the last request and everything that follows from it have been handled.
  private static void awaitIdle(ActorRef<?> actor) {
    await(() -> ((ActorCell<?>) actor).peekMail(1).isEmpty());
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }
}
