package io.aether.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ShardTableTest {

  /// The vectors that other implementations of murmur3 agree on.
  @Test
  void hashIsMurmur3() {
    assertThat(murmur3("")).isZero();
    assertThat(murmur3("hello")).isEqualTo(0x248bfa47);
    assertThat(murmur3("hello, world")).isEqualTo(0x149bbb7f);
    assertThat(murmur3("The quick brown fox jumps over the lazy dog")).isEqualTo(0x2e4ff723);
  }

  @Test
  void hashIsThatOfTheUtf8Form() {
    assertThat(ShardTable.shardOf("Zoë", 1 << 30))
        .isEqualTo(murmur3("Zoë") & ((1 << 30) - 1))
        .isNotEqualTo(ShardTable.shardOf("Zoe", 1 << 30));
  }

  @Test
  void idsThatCountUpSpreadEvenly() {
    int[] counts = new int[64];

    for (int n = 0; n < 64_000; n++) {
      counts[ShardTable.shardOf("account-" + n, 64)]++;
    }

    assertThat(Arrays.stream(counts)).allMatch(it -> it > 850 && it < 1_150);
  }

  private static int murmur3(String text) {
    return ShardTable.murmur3(text.getBytes(StandardCharsets.UTF_8));
  }
}
