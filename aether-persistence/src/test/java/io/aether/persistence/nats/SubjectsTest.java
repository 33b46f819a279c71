package io.aether.persistence.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.persistence.PersistenceId;
import org.junit.jupiter.api.Test;

class SubjectsTest {

  private static final Subjects SUBJECTS = new Subjects("j", "prod");

  /// Stored subjects must be found in all later versions, so these never change.
  @Test
  void subjectsAreWhatTheyHaveAlwaysBeen() {
    assertThat(subject("a.b", "x y>*é")).endsWith(".x=20y=3E=2A=C3=A9").contains(".a=2Eb.");
    assertThat(subject("flight", "123456789")).isEqualTo("aether.j.prod.flight.643.123456789");
  }

  @Test
  void longIdsBecomeAHashThatNoOtherIdIsEncodedAs() {
    assertThat(subject("t", "x".repeat(201)))
        .matches("aether\\.j\\.prod\\.t\\.\\d+\\.=H[0-9A-F]{64}");
    assertThat(subject("t", "x".repeat(200))).endsWith("x".repeat(200));
    assertThat(subject("t", "=H")).endsWith(".=3DH");
  }

  @Test
  void halfACharacterIsRefused() {
    assertThatThrownBy(() -> subject("t", "\ud83d"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  private static String subject(String type, String id) {
    return SUBJECTS.of(PersistenceId.of(type, id));
  }
}
