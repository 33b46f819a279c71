package io.aether.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.Behaviors;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(AetherExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AetherExtensionTest {

  private @Nullable ActorTestKit before;
  private @Nullable ActorTestKit first;

  @BeforeEach
  void rememberKit(ActorTestKit kit) {
    before = kit;
  }

  @Test
  @Order(1)
  void methodsOfOneTestShareAKitAndItsProbes(ActorTestKit kit, TestProbe<String> probe) {
    first = kit;
    assertThat(kit).isSameAs(before);

    probe.ref().tell("hello");

    probe.expectMessage("hello");
  }

  @Test
  @Order(2)
  void anotherTestGetsAnotherKitAndTheFirstIsClosed(ActorTestKit kit) {
    assertThat(kit).isNotSameAs(first);
    assertThatThrownBy(() -> Objects.requireNonNull(first).spawn(Behaviors.ignore()))
        .isInstanceOf(IllegalStateException.class);
  }

  @AfterEach
  void theKitIsOpenUntilTheTestIsOver(ActorTestKit kit) {
    assertThat(kit).isSameAs(before);
    kit.spawn(Behaviors.ignore());
  }

  @AfterAll
  void theLastKitIsClosedToo() {
    assertThatThrownBy(() -> Objects.requireNonNull(before).spawn(Behaviors.ignore()))
        .isInstanceOf(IllegalStateException.class);
  }
}
