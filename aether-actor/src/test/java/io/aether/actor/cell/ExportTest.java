package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Refs that are found by number, until their actor stops or they are withdrawn.
@Timeout(60)
class ExportTest {

  /// The number of adapters that are exported while they are withdrawn.
  private static final int COUNT = 20_000;

  @Test
  void anActorThatStopsWhileItIsExportedIsNotFoundAnyMore() {
    List<Long> ids = new ArrayList<>();
    var system = ActorSystem.create("export", c -> c.withLoggedDeadLetters(0));
    for (int n = 0; n < 100_000; n++) {
      ActorRef<String> ref =
          system.spawn(Behaviors.<String>setup(_ -> Behaviors.stopped()), "short-lived-" + n);
      ids.add(system.spi().export(ref));
    }
    system.close();

    assertThat(ids).noneMatch(id -> system.spi().exported(id).isPresent());
  }

  @Test
  void anActorRemembersOnlyAdaptersThatOthersMayFind() {
    var system = ActorSystem.create("adapters");
    var adapters = new CompletableFuture<List<ActorRef<String>>>();
    ActorRef<String> actor =
        system.spawn(
            Behaviors.<String>setup(context -> {
              List<ActorRef<String>> made = new ArrayList<>();
              for (int n = 0; n < 10; n++) {
                made.add(context.messageAdapter((String it) -> it));
              }
              adapters.complete(made);
              return Behaviors.ignore();
            }));
    ActorRef<String> exported = adapters.join().getFirst();
    long id = system.spi().export(exported);
    assertThat(system.spi().exported(id)).contains(exported);

    system.close();

    assertThat(((ActorCell<?>) actor).extension).isNull();
    assertThat(system.spi().exported(id)).isEmpty();
  }

  @Test
  void anAdapterThatIsWithdrawnIsFoundByItsActorOnly() throws Exception {
    try (var system = ActorSystem.create("withdrawn")) {
      var answer = new CompletableFuture<String>();
      var made = new CompletableFuture<ActorRef<String>>();
      var next = new CompletableFuture<ActorRef<String>>();
      ActorRef<String> actor =
          system.spawn(
              Behaviors.<String>setup(context -> {
                Function<String, String> function = text -> text;
                ActorRef<String> adapter = context.messageAdapter(function);
                made.complete(adapter);
                return Behaviors.receiveMessage(message -> {
                  if (message.equals("withdraw")) {
                    system.spi().withdraw(context, adapter);
                    next.complete(context.messageAdapter(function));
                  } else {
                    answer.complete(message);
                  }
                  return Behaviors.same();
                });
              }));
      ActorRef<String> adapter = made.get();
      long before = system.spi().export(adapter);
      assertThat(system.spi().exported(before)).contains(adapter);
      actor.tell("withdraw");
      assertThat(next.get()).isNotSameAs(adapter);
      assertThat(system.spi().exported(before)).isEmpty();

      long after = system.spi().export(adapter);
      adapter.tell("from this node");
      assertThat(answer.get()).isEqualTo("from this node"); // after the export was processed
      assertThat(system.spi().exported(after)).isEmpty();
      assertThat(((ActorCell<?>) actor).extension().adapters().exported.isEmpty()).isTrue();
    }
  }

  @Test
  void anAdapterThatIsExportedWhileItIsWithdrawnIsNotFoundAnyMore() throws Exception {
    try (var system = ActorSystem.create("racing")) {
      List<Long> ids = Collections.synchronizedList(new ArrayList<>());
      ActorRef<ActorRef<String>> exporter =
          system.spawn(
              Behaviors.receiveMessage(adapter -> {
                ids.add(system.spi().export(adapter));
                ids.add(system.spi().export(adapter));
                return Behaviors.same();
              }));
      ActorRef<ActorRef<Integer>> owner =
          system.spawn(
              Behaviors.<ActorRef<Integer>>setup(context ->
                  Behaviors.receiveMessage(replyTo -> {
                    for (int n = ids.isEmpty() ? 0 : COUNT; n < COUNT; n++) {
                      ActorRef<String> adapter = context.messageAdapter(_ -> replyTo);
                      exporter.tell(adapter);
                      system.spi().withdraw(context, adapter);
                    }
                    replyTo.tell(
                        ((ActorCell<?>) context).extension().adapters().exported.all().size());
                    return Behaviors.same();
                  })));
      owner.<Integer>ask(replyTo -> replyTo, Duration.ofMinutes(1));
      await().until(() -> ids.size() == 2 * COUNT);

      assertThat(owner.<Integer>ask(replyTo -> replyTo, Duration.ofMinutes(1))).isZero();
      assertThat(ids).noneMatch(id -> system.spi().exported(id).isPresent());
    }
  }

  @Test
  void onlyItsActorMayWithdrawAnAdapter() throws Exception {
    try (var system = ActorSystem.create("foreign")) {
      var adapter = new CompletableFuture<ActorRef<String>>();
      system.spawn(
          Behaviors.<String>setup(context -> {
            adapter.complete(context.messageAdapter((String text) -> text));
            return Behaviors.ignore();
          }));
      ActorRef<String> foreign = adapter.get();
      var refused = new CompletableFuture<List<Throwable>>();
      system.spawn(
          Behaviors.<String>setup(context -> {
            refused.complete(
                List.of(
                    catchThrowable(() -> system.spi().withdraw(context, foreign)),
                    catchThrowable(() -> system.spi().withdraw(context, context.self()))));
            return Behaviors.ignore();
          }));

      assertThat(refused.get())
          .allSatisfy(it ->
              assertThat(it)
                  .isInstanceOf(IllegalArgumentException.class)
                  .hasMessageContaining("is not a message adapter of"));
    }
  }
}
