package io.aether.testkit.nats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NatsVersionTest {

  @ParameterizedTest
  @CsvSource({
    "nats-server: v2.10.27, 2.10.27",
    "2.15.1, 2.15.1",
    "nats-server: v2.11.0-RC.2, 2.11.0",
    "2.10.27-amd64, 2.10.27",
  })
  void theFirstVersionInATextIsRead(String text, String version) {
    assertThat(NatsVersion.firstIn(text)).get().hasToString(version);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nats-server", "v2", "2.10", "99999999999.1.1x"})
  void aTextWithoutAFullVersionHasNone(String text) {
    assertThat(NatsVersion.firstIn(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "2.9.10, false",
    "2.10.22, false",
    "2.10.23, true",
    "2.10.100, true",
    "2.9.99, false",
    "2.11.0, true",
    "3.0.0, true",
    "1.99.99, false",
  })
  void versionsAreComparedAsNumbers(String version, boolean usable) {
    assertThat(NatsVersion.firstIn(version).orElseThrow().isUsable()).isEqualTo(usable);
  }
}
