package io.aether.cluster.remote;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Collection;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Codecs of collections, maps and arrays: a count, and then the elements, each with the id of its
/// class. Unlike Kryo's own serializers, they allocate nothing for elements that cannot follow.
final class CollectionCodecs {

  private CollectionCodecs() {}

  /// @param <C> the type that is filled while reading
  static final class OfCollection<C extends Collection<Object>> extends Serializer<Object> {
    private final IntFunction<C> create;
    private final Function<C, ?> seal;

    /// @param create creates a collection with the given capacity
    /// @param seal turns the filled collection into the one that is returned
    OfCollection(IntFunction<C> create, Function<C, ?> seal) {
      this.create = create;
      this.seal = seal;
    }

    @Override
    public void write(Kryo kryo, Output output, Object collection) {
      if (collection instanceof SortedSet<?> sorted) {
        refuseComparator(sorted, sorted.comparator());
      }
      writeElements(kryo, output, ((Collection<?>) collection).toArray());
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
      int count = ((BoundedInput) input).readCount();
      C collection = create.apply(count);
      for (int i = 0; i < count; i++) {
        collection.add(kryo.readClassAndObject(input));
      }
      return seal.apply(collection);
    }
  }

  /// @param <C> the type that is filled while reading
  static final class OfMap<C extends Map<Object, Object>> extends Serializer<Object> {
    private final IntFunction<C> create;
    private final Function<C, ?> seal;

    /// @param create creates a map with the given capacity
    /// @param seal turns the filled map into the one that is returned
    OfMap(IntFunction<C> create, Function<C, ?> seal) {
      this.create = create;
      this.seal = seal;
    }

    @Override
    public void write(Kryo kryo, Output output, Object map) {
      if (map instanceof SortedMap<?, ?> sorted) {
        refuseComparator(sorted, sorted.comparator());
      }
      var entries = ((Map<?, ?>) map).entrySet().toArray(new Map.Entry<?, ?>[0]);
      output.writeVarInt(entries.length, /* optimizePositive= */ true);
      for (Map.Entry<?, ?> entry : entries) {
        kryo.writeClassAndObject(output, entry.getKey());
        kryo.writeClassAndObject(output, entry.getValue());
      }
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
      int count = ((BoundedInput) input).readCount();
      C map = create.apply(count);
      for (int i = 0; i < count; i++) {
        map.put(kryo.readClassAndObject(input), kryo.readClassAndObject(input));
      }
      return seal.apply(map);
    }
  }

  /// Codec of arrays of strings or objects.
  static final class OfArray extends Serializer<Object> {
    private final IntFunction<Object[]> create;

    OfArray(IntFunction<Object[]> create) {
      this.create = create;
    }

    @Override
    public void write(Kryo kryo, Output output, Object array) {
      writeElements(kryo, output, (Object[]) array);
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
      Object[] array = create.apply(((BoundedInput) input).readCount());
      for (int i = 0; i < array.length; i++) {
        array[i] = kryo.readClassAndObject(input);
      }
      return array;
    }
  }

  /// Codec of arrays of booleans: Kryo's own serializer of them does not check the length.
  static final class OfBooleans extends Serializer<Object> {

    @Override
    public void write(Kryo kryo, Output output, Object array) {
      output.writeVarInt(((boolean[]) array).length, /* optimizePositive= */ true);
      for (boolean each : (boolean[]) array) {
        output.writeBoolean(each);
      }
    }

    @Override
    public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
      return input.readBooleans(((BoundedInput) input).readCount());
    }
  }

  private static void writeElements(Kryo kryo, Output output, Object[] elements) {
    output.writeVarInt(elements.length, /* optimizePositive= */ true);
    for (Object each : elements) {
      kryo.writeClassAndObject(output, each);
    }
  }

  private static void refuseComparator(Object sorted, @Nullable Object comparator) {
    if (comparator != null) {
      throw new KryoException(
          ("a %s with a comparator cannot cross the wire;"
                  + " send a list, or use the natural order")
              .formatted(sorted.getClass().getSimpleName()));
    }
  }
}
