package io.aether.testkit.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Outcome;
import io.aether.cluster.EntityType;
import io.aether.cluster.MessageTypes;
import io.aether.testkit.Simulation;
import io.aether.testkit.TestProbe;
import io.aether.testkit.cluster.SerializationTestKit;
import io.aether.testkit.cluster.TestCluster;
import io.aether.testkit.cluster.TestNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final EntityType<Withdraw> ACCOUNT = EntityType.named("account");
  private static final MessageTypes MESSAGES =
      MessageTypes.of(
          types -> types.add(100, Withdraw.class).add(101, Receipt.class).add(102, Report.class));

  record Withdraw(String id, int amount, ActorRef<Outcome<Receipt>> replyTo) {}

  record Receipt(int left) {}

  record Report(Outcome<Receipt> last, Outcome.Failure<Receipt> failure) {}

  private static Outcome<Receipt> answer(int amount) {
    if (amount < 0) {
      return new Outcome.Failure<>(new IOException("no connection"));
    }
    return amount > 100
        ? Outcome.refusal("insufficient-funds", "only 100 left")
        : Outcome.success(new Receipt(100 - amount));
  }

  // ---- Data ----

  @Test
  void failuresAreEqualIfKindTextAndCodeAre() {
    assertThat(Outcome.refusal("no")).isEqualTo(Outcome.refusal("no"));
    assertThat(Outcome.refusal("no")).hasSameHashCodeAs(Outcome.refusal("no"));
    assertThat(Outcome.refusal("a", "no")).isEqualTo(Outcome.refusal("a", "no"));
    assertThat(new Outcome.Failure<>(new IOException("x")))
        .isEqualTo(new Outcome.Failure<>(new IOException("x")))
        .isEqualTo(Outcome.failure(IOException.class.getName(), "x", null));

    assertThat(Outcome.refusal("no")).isNotEqualTo(Outcome.refusal("never"));
    assertThat(Outcome.refusal("a", "no")).isNotEqualTo(Outcome.refusal("b", "no"));
    assertThat(Outcome.refusal("a", "no")).isNotEqualTo(Outcome.refusal("no"));
    assertThat(new Outcome.Failure<>(new IOException("no"))).isNotEqualTo(Outcome.refusal("no"));
  }

  @Test
  void aFailureTellsItsParts() {
    var refusal = (Outcome.Failure<?>) Outcome.refusal("code", "reason");
    var failure = new Outcome.Failure<>(new IOException());

    assertThat(refusal.kind()).isEqualTo(Outcome.REFUSED);
    assertThat(refusal.text()).isEqualTo("reason");
    assertThat(refusal.code()).contains("code");
    assertThat(refusal.isRefusal()).isTrue();
    assertThat(failure.kind()).isEqualTo(IOException.class.getName());
    assertThat(failure.text()).isEmpty();
    assertThat(failure.code()).isEmpty();
    assertThat(failure.isRefusal()).isFalse();
    assertThat(refusal).hasToString("Failure[kind=refused, text=reason, code=code]");
  }

  @Test
  void thrownOutcomesHaveKindTextAndCode() {
    assertThatThrownBy(Outcome.refusal("code", "reason")::orThrow)
        .isInstanceOfSatisfying(
            Outcome.RefusedException.class,
            thrown -> {
              assertThat(thrown).hasMessage("reason").hasNoCause();
              assertThat(thrown.kind()).isEqualTo(Outcome.REFUSED);
              assertThat(thrown.text()).isEqualTo("reason");
              assertThat(thrown.code()).isEqualTo(Optional.of("code"));
              assertThat(thrown.getStackTrace()).isNotEmpty();
            });
    var cause = new IOException("no connection");
    assertThatThrownBy(new Outcome.Failure<>(cause)::orThrow)
        .isInstanceOf(Outcome.RefusedException.class)
        .hasMessage("java.io.IOException: no connection")
        .hasCause(cause);
  }

  @Test
  void theOutcomeOfAFutureKeepsItsCause() {
    var cause = new IOException("no connection");

    assertThat(Outcome.of("x", null)).isEqualTo(Outcome.success("x"));
    assertThat(((Outcome.Failure<String>) Outcome.of("", new CompletionException(cause))).cause())
        .isSameAs(cause);
  }

  @Test
  void aProbeExpectsARefusal() {
    Simulation.run(
        1,
        sim -> {
          TestProbe<Outcome<String>> probe = sim.probe(sim.system("probe"));
          probe.ref().tell(Outcome.refusal("no"));

          probe.expectMessage(Outcome.refusal("no"));
        });
  }

  // ---- Across nodes ----

  @Test
  void outcomesCrossTheWireUnregistered() {
    Simulation.run(
        1,
        sim -> {
          var kit = SerializationTestKit.of(sim.system("wire"), MESSAGES);
          List<Outcome<?>> outcomes =
              List.of(
                  Outcome.success(new Receipt(1)),
                  Outcome.success(List.of("a", "b")),
                  Outcome.refusal("no"),
                  Outcome.refusal("code", "Grüße"),
                  new Outcome.Failure<>(new IOException("no connection")),
                  new Outcome.Failure<>(new IOException()),
                  Outcome.success(Outcome.refusal("nested")));

          for (Outcome<?> outcome : outcomes) {
            kit.verify(outcome);
          }
          kit.verify(
              new Report(answer(1), (Outcome.Failure<Receipt>) Outcome.<Receipt>refusal("no")));
        });
  }

  @Test
  void anOutcomeIsNotRegisteredTwice() {
    for (Class<?> type : List.of(Outcome.class, Outcome.Success.class, Outcome.Failure.class)) {
      assertThatThrownBy(() -> MessageTypes.of(types -> types.add(100, type)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("can cross the wire already");
    }
  }

  private static Behavior<Withdraw> account() {
    return Behaviors.receiveMessage(request -> {
      request.replyTo().tell(answer(request.amount()));
      return Behaviors.same();
    });
  }

  private static Outcome<Receipt> ask(TestNode node, String id, int amount)
      throws InterruptedException {
    return node.ref(ACCOUNT, id).ask(replyTo -> new Withdraw(id, amount, replyTo), MINUTE);
  }

  @Test
  void anEntityOnAnotherNodeRefusesAndFails() {
    Simulation.explore(
        0,
        5,
        sim -> {
          var cluster =
              TestCluster.in(sim, MESSAGES, config -> config.withShards(6).withMinMembers(2));
          cluster.onJoin(node -> node.host(ACCOUNT, _ -> account()));
          List<TestNode> nodes = cluster.start(2);
          cluster.awaitBalanced(ACCOUNT);

          for (int n = 0; n < 6; n++) { // some of them live on the other node
            String id = "a" + n;
            TestNode asker = nodes.getFirst();
            assertThat(ask(asker, id, 40)).isEqualTo(Outcome.success(new Receipt(60)));
            assertThat(ask(asker, id, 101)).isEqualTo(answer(101));
            assertThat(ask(asker, id, -1)).isEqualTo(answer(-1));
            assertThatThrownBy(() ->
                    asker
                        .ref(ACCOUNT, id)
                        .<Receipt>askOutcome(replyTo -> new Withdraw(id, 101, replyTo), MINUTE))
                .isInstanceOfSatisfying(
                    Outcome.RefusedException.class,
                    refused -> assertThat(refused.code()).contains("insufficient-funds"));
          }
        });
  }
}
