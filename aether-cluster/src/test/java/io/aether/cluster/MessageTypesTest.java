package io.aether.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageTypesTest {

  private interface Order {}

  private record Buy(int amount) implements Order {}

  private record Sell(int amount) implements Order {}

  private record SellMore(long amount) implements Order {}

  private enum Side {
    LEFT,
    RIGHT
  }

  @Test
  void holdsRecordsAndEnumsByTheirIds() {
    var types = MessageTypes.of(t -> t.add(101, Side.class).add(100, Buy.class));

    assertThat(types.byId()).containsExactly(entry(100, Buy.class), entry(101, Side.class));
  }

  @Test
  void refusesTakenIdsAndTakenClasses() {
    var types = MessageTypes.of(t -> t.add(100, Buy.class));

    assertThatThrownBy(() -> types.add(100, Sell.class)).hasMessageContaining("Id 100 belongs to");
    assertThatThrownBy(() -> types.add(101, Buy.class)).hasMessageContaining("registered already");
    assertThatThrownBy(() -> types.add(99, Sell.class)).hasMessageContaining("start at 100");
  }

  @Test
  void refusesWhatIsNeitherRecordNorEnumAndSaysWhy() {
    Runnable lambda = () -> {};
    var none = MessageTypes.of(t -> t);

    assertThatThrownBy(() -> none.add(100, lambda.getClass())).hasMessageContaining("lambda");
    assertThatThrownBy(() -> none.add(100, Order.class)).hasMessageContaining("each record");
    assertThatThrownBy(() -> none.add(100, Thread.class)).hasMessageContaining("make it a record");
    assertThatThrownBy(() -> none.add(100, Buy[].class)).hasMessageContaining("make it a record");
  }

  @Test
  void theFingerprintDependsOnIdsNamesAndFormButNotOnTheOrderOfAdding() {
    long print = MessageTypes.of(t -> t.add(100, Buy.class).add(101, Sell.class)).fingerprint();

    assertThat(MessageTypes.of(t -> t.add(101, Sell.class).add(100, Buy.class)).fingerprint())
        .isEqualTo(print);
    assertThat(MessageTypes.of(t -> t.add(100, Buy.class).add(102, Sell.class)).fingerprint())
        .isNotEqualTo(print);
    assertThat(MessageTypes.of(t -> t.add(100, Buy.class).add(101, SellMore.class)).fingerprint())
        .isNotEqualTo(print);
  }

  private static Map.Entry<Integer, Class<?>> entry(int id, Class<?> type) {
    return Map.entry(id, type);
  }
}
