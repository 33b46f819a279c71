package io.aether.cluster.remote;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.serializers.DefaultArraySerializers;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import com.esotericsoftware.kryo.serializers.OptionalSerializers;
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
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The types of the JDK that may be sent to other nodes. The ids are part of the wire format: 0 to
/// 8 are Kryo's own (the boxed types and String), 10 to 49 are assigned here and never reused.
///
/// Lists, sets and maps of `java.util` that are not registered by their own class (`List.of`,
/// `Stream.toList`, `Collections.unmodifiableMap`, `EnumSet`, ...) arrive as unmodifiable ones with
/// the same elements in the same order.
final class BasicTypes {

  private BasicTypes() {}

  static void register(Kryo kryo) {
    registerArrays(kryo);
    registerCollections(kryo);
    registerValues(kryo);
  }

  private static void registerArrays(Kryo kryo) {
    kryo.register(byte[].class, new DefaultArraySerializers.ByteArraySerializer(), 10);
    kryo.register(short[].class, new DefaultArraySerializers.ShortArraySerializer(), 11);
    kryo.register(int[].class, new DefaultArraySerializers.IntArraySerializer(), 12);
    kryo.register(long[].class, new DefaultArraySerializers.LongArraySerializer(), 13);
    kryo.register(float[].class, new DefaultArraySerializers.FloatArraySerializer(), 14);
    kryo.register(double[].class, new DefaultArraySerializers.DoubleArraySerializer(), 15);
    kryo.register(char[].class, new DefaultArraySerializers.CharArraySerializer(), 16);
    kryo.register(boolean[].class, new CollectionCodecs.OfBooleans(), 17);
    kryo.register(String[].class, new CollectionCodecs.OfArray(String[]::new), 18);
    kryo.register(Object[].class, new CollectionCodecs.OfArray(Object[]::new), 19);
  }

  private static void registerCollections(Kryo kryo) {
    kryo.register(
        List.class,
        new CollectionCodecs.OfCollection<>(ArrayList::new, Collections::unmodifiableList),
        20);
    kryo.register(
        Set.class,
        new CollectionCodecs.OfCollection<>(
            LinkedHashSet::newLinkedHashSet, Collections::unmodifiableSet),
        21);
    kryo.register(
        Map.class,
        new CollectionCodecs.OfMap<>(LinkedHashMap::newLinkedHashMap, Collections::unmodifiableMap),
        22);
    kryo.register(ArrayList.class, collection(ArrayList::new), 23);
    kryo.register(HashSet.class, collection(HashSet::newHashSet), 24);
    kryo.register(LinkedHashSet.class, collection(LinkedHashSet::newLinkedHashSet), 25);
    kryo.register(TreeSet.class, collection(_ -> new TreeSet<>()), 26);
    kryo.register(HashMap.class, map(HashMap::newHashMap), 27);
    kryo.register(LinkedHashMap.class, map(LinkedHashMap::newLinkedHashMap), 28);
    kryo.register(TreeMap.class, map(_ -> new TreeMap<>()), 29);
  }

  private static Serializer<?> collection(IntFunction<Collection<Object>> create) {
    return new CollectionCodecs.OfCollection<>(create, Function.identity());
  }

  private static Serializer<?> map(IntFunction<Map<Object, Object>> create) {
    return new CollectionCodecs.OfMap<>(create, Function.identity());
  }

  private static void registerValues(Kryo kryo) {
    kryo.register(BigInteger.class, new DefaultSerializers.BigIntegerSerializer(), 30);
    kryo.register(BigDecimal.class, new DefaultSerializers.BigDecimalSerializer(), 31);
    kryo.register(UUID.class, new DefaultSerializers.UUIDSerializer(), 32);
    kryo.register(URI.class, new DefaultSerializers.URISerializer(), 33);
    kryo.register(Currency.class, new DefaultSerializers.CurrencySerializer(), 34);
    kryo.register(Locale.class, new DefaultSerializers.LocaleSerializer(), 35);
    kryo.register(Optional.class, new OptionalSerializers.OptionalSerializer(), 36);
    kryo.register(OptionalInt.class, new OptionalSerializers.OptionalIntSerializer(), 37);
    kryo.register(OptionalLong.class, new OptionalSerializers.OptionalLongSerializer(), 38);
    kryo.register(OptionalDouble.class, new OptionalSerializers.OptionalDoubleSerializer(), 39);
    // Kryo's serializers of these are private, but are its defaults.
    kryo.register(Instant.class, 40);
    kryo.register(Duration.class, 41);
    kryo.register(LocalDate.class, 42);
    kryo.register(LocalTime.class, 43);
    kryo.register(LocalDateTime.class, 44);
    kryo.register(OffsetDateTime.class, 45);
    kryo.register(ZonedDateTime.class, 46);
    kryo.register(Period.class, 47);
  }

  /// {@return the registered type that replaces an unregistered one of `java.util`, if there is
  /// one}
  static @Nullable Class<?> standIn(Class<?> type) {
    if (!type.getPackageName().equals("java.util")) {
      return null;
    } else if (List.class.isAssignableFrom(type)) {
      return List.class;
    } else if (Set.class.isAssignableFrom(type)) {
      return Set.class;
    } else if (Map.class.isAssignableFrom(type)) {
      return Map.class;
    } else {
      return null;
    }
  }
}
