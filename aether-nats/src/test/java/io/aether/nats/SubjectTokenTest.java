package io.aether.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectTokenTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "leader", "node/a-1_b", "a.b", "*", ">", "=", "==2F", "ü €\n"})
  void everyTextComesBackFromOneToken(String text) {
    String token = SubjectToken.encode(text);

    assertThat(token).matches("[A-Za-z0-9_=-]+");
    assertThat(SubjectToken.decode(token)).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a=", "a=2", "a=GG", "=61", "=2f", "=C3", "a.b", "é", "\u0161"})
  void otherTokensAreRefused(String token) {
    assertThatThrownBy(() -> SubjectToken.decode(token))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
