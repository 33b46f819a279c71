package io.aether.cluster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.actor.Behaviors;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.NodeId;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class KryoCodecTest {

  enum Color {
    RED,
    GREEN {
      @Override
      boolean calm() {
        return true;
      }
    };

    boolean calm() {
      return false;
    }
  }

  record Primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h) {}

  record Person(
      String name,
      @Nullable Integer age,
      Color favourite,
      List<? extends Object> friends,
      Optional<UUID> id,
      @Nullable Person boss) {}

  record Empty() {}

  record Call(String text, ActorRef<String> replyTo, List<ActorRef<String>> others) {}

  record Nested(@Nullable Nested inner) {}

  record Holder(@Nullable Object content) {}

  record Stranger(int number) {}

  private static final MessageTypes TYPES =
      MessageTypes.of(types ->
          types
              .add(100, Primitives.class)
              .add(101, Person.class)
              .add(102, Color.class)
              .add(103, Empty.class)
              .add(104, Call.class)
              .add(105, Nested.class)
              .add(106, Holder.class));

  private final Nodes nodes = new Nodes(TYPES);

  @AfterEach
  void close() {
    nodes.close();
  }

  static final List<Object> VALUES =
      List.of(
          true,
          (byte) -3,
          (short) -300,
          'ä',
          Integer.MIN_VALUE,
          Long.MIN_VALUE,
          1.5f,
          Double.MIN_VALUE,
          "",
          "ascii",
          "Grüße 👋 " + "x".repeat(10_000),
          List.of(),
          List.of(1, "two", 3.0),
          List.of(1, 2, 3, 4).subList(1, 3),
          Stream.of("a", "b").toList(),
          Arrays.asList("a", null),
          Collections.unmodifiableList(new ArrayList<>(List.of("a"))),
          Collections.nCopies(3, "a"),
          new ArrayList<>(List.of(List.of(1), List.of(2))),
          Set.of(),
          Set.of(1, 2, 3),
          EnumSet.of(Color.RED, Color.GREEN),
          new HashSet<>(List.of("a", "b")),
          new LinkedHashSet<>(List.of("b", "a")),
          new TreeSet<>(List.of("b", "a")),
          Map.of(),
          Map.of("a", 1),
          Map.of("a", 1, "b", List.of(2)),
          Collections.singletonMap("a", null),
          new EnumMap<>(Map.of(Color.RED, 1)),
          new HashMap<>(Map.of("a", 1)),
          new LinkedHashMap<>(Map.of("a", 1)),
          new TreeMap<>(Map.of("b", 1, "a", 2)),
          new BigInteger("-12345678901234567890"),
          new BigDecimal("123.4500"),
          new UUID(1, 2),
          URI.create("https://example.org/a?b"),
          Currency.getInstance("EUR"),
          Locale.GERMANY,
          Optional.empty(),
          Optional.of("x"),
          OptionalInt.of(3),
          OptionalLong.empty(),
          OptionalDouble.of(0.5),
          Instant.MAX,
          Duration.ofNanos(-1),
          LocalDate.EPOCH,
          LocalTime.MAX,
          LocalDateTime.MIN,
          OffsetDateTime.of(LocalDateTime.MIN, ZoneOffset.ofHours(-3)),
          ZonedDateTime.parse("2026-03-29T02:30:00+02:00[Europe/Berlin]"),
          Period.of(1, 2, 3),
          Color.RED,
          Color.GREEN,
          new Empty(),
          new NodeId("n-1", -1),
          new Primitives(true, Byte.MIN_VALUE, Short.MAX_VALUE, '€', -1, 1L << 62, -0.0f, 1e300),
          new Person("Ann", null, Color.GREEN, List.of("Bob", 7), Optional.empty(), null),
          new Person(
              "Bob",
              42,
              Color.RED,
              new ArrayList<>(List.of(new Empty())),
              Optional.of(new UUID(3, 4)),
              new Person("Ann", 1, Color.RED, List.of(), Optional.empty(), null)));

  @ParameterizedTest
  @FieldSource("VALUES")
  void anEncodedValueIsDecodedEqual(Object value) throws Exception {
    assertThat(decoded(value)).isEqualTo(value);
  }

  static Stream<Object> arrays() {
    return Stream.of(
        new byte[] {1, -1},
        new short[] {1, -1},
        new int[] {1, -1},
        new long[] {1, -1},
        new float[] {1, -1},
        new double[] {1, -1},
        new char[] {'a', '€'},
        new boolean[] {true, false},
        new String[] {"a", null},
        new Object[] {"a", 1, null, new Empty()});
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void arraysAreDecodedEqual(Object array) throws Exception {
    Object decoded = decoded(array);

    assertThat(decoded).hasSameClassAs(array);
    assertThat(Arrays.deepEquals(new Object[] {decoded}, new Object[] {array})).isTrue();
  }

  @Test
  void theOrderOfAMapIsKept() throws Exception {
    var map = new LinkedHashMap<Object, Object>();
    IntStream.range(0, 100).forEach(i -> map.put("key" + 31 * i % 100, i));

    assertThat(((Map<?, ?>) decoded(Collections.unmodifiableMap(map))).keySet())
        .asInstanceOf(InstanceOfAssertFactories.iterable(Object.class))
        .containsExactlyElementsOf(map.keySet());
  }

  @Test
  void immutableCollectionsStayUnmodifiable() throws Exception {
    @SuppressWarnings("unchecked")
    var list = (List<Object>) decoded(List.of(1));

    assertThatThrownBy(() -> list.add(2)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void refsInsideAMessageComeHomeAsLocalRefs() throws Exception {
    ActorRef<String> local = nodes.systemA.spawn(Behaviors.ignore(), "local");
    var call = new Call("hi", local, List.of(local, local));

    assertThat(nodes.a.decode(nodes.a.encode(call))).isEqualTo(call);
  }

  @Test
  void refsInsideAMessagePointBackFromOtherNodes() throws Exception {
    ActorRef<String> local = nodes.systemA.spawn(Behaviors.ignore(), "local");
    var there = (Call) nodes.b.decode(nodes.a.encode(new Call("hi", local, List.of(local))));

    assertThat(there.replyTo()).isInstanceOf(RemoteRef.class).isEqualTo(there.others().getFirst());
    assertThat(there.replyTo().path()).isEqualTo(local.path());
    assertThat(((Call) nodes.a.decode(nodes.b.encode(there))).replyTo()).isSameAs(local);
  }

  @Test
  void refsOfAnotherSystemAreRefused() {
    ActorRef<String> foreign = nodes.systemB.spawn(Behaviors.ignore(), "foreign");

    assertThatThrownBy(() -> nodes.a.encode(new Call("hi", foreign, List.of())))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("not a local ref of 'a'");
  }

  @Test
  void anUnregisteredRecordIsRefusedWithAdvice() {
    assertThatThrownBy(() -> nodes.a.encode(new Holder(new Stranger(1))))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining(Stranger.class.getName())
        .hasMessageContaining("Stranger.class)");
  }

  @Test
  void codeAndForeignClassesAreRefused() {
    Runnable lambda = () -> {};

    assertThatThrownBy(() -> nodes.a.encode(new Holder(lambda)))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("lambda");
    assertThatThrownBy(() -> nodes.a.encode(new Holder(new AtomicInteger())))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("java.util.concurrent.atomic.AtomicInteger cannot cross the wire");
    assertThatThrownBy(() -> nodes.a.encode(new TreeSet<>(Collections.reverseOrder())))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("comparator");
  }

  record HasStranger(Stranger stranger) {}

  record HasLinkedList(LinkedList<String> list) {}

  @Test
  void recordsThatCouldNeverBeSentAreRefusedAtTheStart() {
    assertThatThrownBy(() -> new Nodes(MessageTypes.of(t -> t.add(100, HasStranger.class))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'stranger'")
        .hasMessageContaining("not registered");
    assertThatThrownBy(() -> new Nodes(MessageTypes.of(t -> t.add(100, HasLinkedList.class))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("declare the interface");
  }

  @Test
  void nestingBeyondTheLimitIsRefusedOnBothSides() throws Exception {
    Nested deep = null;
    for (int i = 0; i < 100_000; i++) {
      deep = new Nested(deep);
    }
    Nested tooDeep = Objects.requireNonNull(deep);
    var bytes = new byte[100_000];
    Arrays.fill(bytes, (byte) 1); // not null
    bytes[0] = 105 + 2;

    assertThatThrownBy(() -> nodes.a.encode(tooDeep)).isInstanceOf(CodecException.class);
    assertThatThrownBy(() -> nodes.a.decode(bytes)).isInstanceOf(CodecException.class);
  }

  @Test
  void aMessageTooLargeForAFrameIsRefused() throws Exception {
    int most = nodes.a.maxMessageBytes();

    assertThat(nodes.a.encode(new byte[most - 10])).hasSizeLessThanOrEqualTo(most);
    assertThatThrownBy(() -> nodes.a.encode(new byte[most]))
        .isInstanceOf(CodecException.class)
        .hasMessageContaining("send it in parts");
  }

  /// A class id and a length of 2^31 - 1, without any content.
  @ParameterizedTest
  @MethodSource("idsOfTypesWithLengths")
  void announcedLengthsAreNotBelieved(int id) {
    var announced = new byte[] {(byte) (id + 2), -1, -1, -1, -1, 7};

    assertThatThrownBy(() -> nodes.a.decode(announced)).isInstanceOf(CodecException.class);
  }

  static IntStream idsOfTypesWithLengths() {
    return IntStream.concat(IntStream.of(1), IntStream.rangeClosed(10, 31));
  }

  @Test
  void damagedBytesAreAnExceptionOrAnotherMessageButNothingWorse() throws Exception {
    var random = new SplittableRandom(1);
    ActorRef<String> ref = nodes.systemA.spawn(Behaviors.ignore(), "ref");
    byte[] good =
        nodes.a.encode(
            new Holder(
                List.of(
                    VALUES.subList(0, 10), VALUES.get(57), new Call("x", ref, List.of()), "y")));

    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(good.length));
      for (int j = random.nextInt(4); j >= 0; j--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        nodes.a.decode(bad);
      } catch (CodecException e) {
        refused++;
      }
    }

    assertThat(refused).isGreaterThan(2_500);
    assertThat(nodes.a.decode(good)).isInstanceOf(Holder.class);
  }

  @Test
  void theProblemNamesTheClassOfWhatCouldNotBeDecoded() throws Exception {
    byte[] cut = Arrays.copyOf(nodes.a.encode(VALUES.get(57)), 5);

    assertThatThrownBy(() -> nodes.a.decode(cut)).hasMessageContaining(Person.class.getName());
    assertThatThrownBy(() -> nodes.a.decode(new byte[] {(byte) 0x80 + 120, 3}))
        .hasMessageContaining("class id");
    assertThatThrownBy(() -> nodes.a.decode(new byte[0])).isInstanceOf(CodecException.class);
  }

  private Object decoded(Object value) throws CodecException {
    return nodes.a.decode(nodes.a.encode(value));
  }
}
