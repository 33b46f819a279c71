package io.aether.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.persistence.spi.StoredValue;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StoredTypesTest {

  private record Place(String name, double latitude) {}

  private record Flight(
      String number,
      int seats,
      boolean delayed,
      @Nullable String gate,
      Instant departure,
      Duration flight,
      BigDecimal price,
      Optional<Place> via,
      List<Place> places,
      Map<String, Integer> counts) {

    @SuppressWarnings("unused") // Jackson would call it by default
    public boolean isEmpty() {
      return seats == 0;
    }

    @SuppressWarnings("unused") // the same
    public String getTitle() {
      return "computed";
    }
  }

  private record Small(int number, @Nullable String text) {}

  /// Two constants with the same text.
  private enum Cabin {
    ECONOMY,
    ECONOMY_PLUS,
    BUSINESS;

    @Override
    public String toString() {
      return this == BUSINESS ? "ECONOMY" : "Economy class";
    }
  }

  private record Seats(Cabin cabin, Map<Cabin, Integer> free) {}

  private record Closed() {}

  private record Parts(Closed closed, Nothing nothing, List<Closed> all, @Nullable Start start) {}

  private record Hiding(Hidden hidden) {}

  private enum Start {
    INSTANCE
  }

  private static final class Nothing {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Nothing;
    }

    @Override
    public int hashCode() {
      return 0;
    }
  }

  private static class Hidden {
    @SuppressWarnings({"unused", "FieldCanBeLocal"})
    private final int number;

    private Hidden(int number) {
      this.number = number;
    }
  }

  @Deprecated
  private static final class Annotated extends Hidden {
    private Annotated() {
      super(1);
    }
  }

  private static final class Heir extends Hidden {
    private Heir() {
      super(1);
    }
  }

  private static final StoredTypes TYPES =
      StoredTypes.of(types -> types.add("flight", 3, Flight.class).add("small", 1, Small.class));

  @Test
  void recordsComeBackEqual() {
    var flight =
        new Flight(
            "AE 7",
            180,
            true,
            null,
            Instant.parse("2026-05-01T10:15:30.123456789Z"),
            Duration.ofMinutes(95),
            new BigDecimal("120.50"),
            Optional.of(new Place("Rome", 41.9)),
            List.of(new Place("Köln", 50.9)),
            Map.of("bags", 2));

    StoredValue stored = TYPES.encode(flight);

    assertThat(stored.type()).isEqualTo("flight");
    assertThat(stored.schema()).isEqualTo(3);
    assertThat(TYPES.decode(stored)).isEqualTo(flight);
  }

  @Test
  void onlyComponentsAreStoredAndNothingComputed() {
    assertThat(json(TYPES.encode(new Small(1, "x")))).isEqualTo("{\"number\":1,\"text\":\"x\"}");
    var empty =
        new Flight(
            "",
            0,
            false,
            null,
            Instant.EPOCH,
            Duration.ZERO,
            BigDecimal.ONE,
            Optional.empty(),
            List.of(),
            Map.of());
    assertThat(json(TYPES.encode(empty))).doesNotContain("computed").doesNotContain("empty");
  }

  @Test
  void enumsAreStoredByName() {
    var types = StoredTypes.of(t -> t.add("cabin", 1, Cabin.class).add("seats", 1, Seats.class));
    for (Cabin cabin : Cabin.values()) {
      var seats = new Seats(cabin, Map.of(cabin, 7));

      assertThat(json(types.encode(cabin))).isEqualTo("\"" + cabin.name() + "\"");
      assertThat(types.decode(types.encode(cabin))).isEqualTo(cabin);
      assertThat(types.decode(types.encode(seats))).isEqualTo(seats);
    }
  }

  @Test
  void typesWithoutContentComeBack() {
    var types =
        StoredTypes.of(t ->
            t.add("closed", 1, Closed.class)
                .add("start", 1, Start.class)
                .add("nothing", 1, Nothing.class)
                .add("parts", 1, Parts.class));
    var parts = new Parts(new Closed(), new Nothing(), List.of(new Closed()), Start.INSTANCE);

    assertThat(types.decode(types.encode(parts))).isEqualTo(parts);
    assertThat(types.decode(types.encode(new Closed()))).isEqualTo(new Closed());
    assertThat(types.decode(types.encode(Start.INSTANCE))).isSameAs(Start.INSTANCE);
    assertThat(types.decode(types.encode(new Nothing()))).isInstanceOf(Nothing.class);
  }

  @Test
  void classOfWhichNothingWouldBeStoredIsRefused() {
    var types =
        StoredTypes.of(t ->
            t.add("hidden", 1, Hidden.class)
                .add("heir", 1, Heir.class)
                .add("annotated", 1, Annotated.class)
                .add("hiding", 1, Hiding.class));

    for (Object hidden :
        List.of(new Hidden(7), new Heir(), new Annotated(), new Hiding(new Hidden(7)))) {
      assertThatThrownBy(() -> types.encode(hidden))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(hidden.getClass().getName() + " cannot be written as JSON")
          .hasMessageContaining("make it a record");
    }
  }

  @Test
  void textWithHalfOfASurrogatePairIsRefusedOrComesBack() {
    for (String half : List.of("a\ud83d", "\ud83db", "\ude00", "\ud83d\ud83d\ude00")) {
      StoredValue stored;
      try {
        stored = TYPES.encode(new Small(1, half));
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("surrogate");
        continue;
      }
      assertThat(TYPES.decode(stored)).isEqualTo(new Small(1, half));
    }
    var whole = new Small(1, "\ud83d\ude00");
    assertThat(TYPES.decode(TYPES.encode(whole))).isEqualTo(whole);
  }

  @Test
  void unknownFieldIsIgnoredAndMissingOneIsNullOrZero() {
    assertThat(TYPES.decode(stored("small", 1, "{\"number\":5,\"added\":{\"later\":[1]}}")))
        .isEqualTo(new Small(5, null));
    assertThat(TYPES.decode(stored("small", 1, "{}"))).isEqualTo(new Small(0, null));
    assertThat(TYPES.decode(stored("small", 1, "{\"number\":null}"))).isEqualTo(new Small(0, null));
  }

  @Test
  void olderSchemaIsReadAndNewerIsNot() {
    assertThat(TYPES.decode(stored("flight", 1, "{\"number\":\"AE 1\"}")))
        .isInstanceOf(Flight.class);
    assertThatThrownBy(() -> TYPES.decode(stored("flight", 4, "{}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'flight' has schema version 4")
        .hasMessageContaining("up to 3");
  }

  @Test
  void unregisteredTypesAreNamed() {
    assertThatThrownBy(() -> TYPES.encode("text"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.String");
    assertThatThrownBy(() -> TYPES.decode(stored("gone", 1, "{}")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'gone'");
  }

  @Test
  void damagedContentIsAnErrorThatNamesTheClass() {
    assertThatThrownBy(() -> TYPES.decode(stored("small", 1, "{\"number\":")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Small");
  }

  @Test
  void registeringTwiceIsAnError() {
    assertThatThrownBy(
            () -> StoredTypes.of(t -> t.add("a", 1, Small.class).add("a", 1, Place.class)))
        .hasMessageContaining("'a' was added twice")
        .hasMessageContaining("Small")
        .hasMessageContaining("Place");
    assertThatThrownBy(
            () -> StoredTypes.of(t -> t.add("a", 1, Small.class).add("b", 1, Small.class)))
        .hasMessageContaining("as 'a' and as 'b'");
  }

  @Test
  void interfacesAndNamelessTypesAreNotRegistered() {
    assertThatThrownBy(() -> StoredTypes.of(t -> t.add("a", 1, Account.Event.class)))
        .hasMessageContaining("interface");
    assertThatThrownBy(() -> StoredTypes.of(t -> t.add("", 1, Small.class)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StoredTypes.of(t -> t.add("half \ud83d", 1, Small.class)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("half of a surrogate pair");
    assertThatThrownBy(() -> StoredTypes.of(t -> t.add("a", 0, Small.class)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static String json(StoredValue value) {
    return new String(value.bytes(), StandardCharsets.UTF_8);
  }

  private static StoredValue stored(String type, int schema, String json) {
    return new StoredValue(type, schema, json.getBytes(StandardCharsets.UTF_8));
  }
}
