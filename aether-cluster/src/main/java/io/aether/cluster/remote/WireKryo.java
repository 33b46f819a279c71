package io.aether.cluster.remote;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.serializers.DefaultSerializers;
import io.aether.actor.Outcome;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SafeText;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A Kryo that writes and reads only registered classes, each by a serializer chosen here: none of
/// them uses `Unsafe`, class names, or an unchecked length. Not thread-safe; creating one takes
/// about a tenth of a millisecond, so [KryoCodec] pools them.
///
/// On the class path Kryo looks for `Unsafe` once, and the JVM prints a warning;
/// `-Dkryo.unsafe=false` prevents that. It is left to the application, because it concerns all
/// users of Kryo in the JVM.
final class WireKryo extends Kryo {

  /// The id of every ref, independent of its class.
  static final int REF_ID = 48;

  /// Deeper messages are rejected before they exhaust the stack.
  private static final int MAX_DEPTH = 256;

  /// @param types records and enums by id
  /// @param shapes of all records among them
  WireKryo(Map<Integer, Class<?>> types, Map<Class<?>, RecordShape> shapes, RefFormat refs) {
    setRegistrationRequired(true);
    setReferences(false);
    setOptimizedGenerics(false);
    setMaxDepth(MAX_DEPTH);
    BasicTypes.register(this);
    register(AbstractRef.class, new RefCodec(refs), REF_ID);
    register(Outcome.class, new OutcomeCodec(), OutcomeCodec.ID);
    types.forEach((id, type) -> {
      RecordShape shape = shapes.get(type);
      register(type, shape == null ? enumSerializer(type) : new RecordCodec(shape), (int) id);
    });
  }

  private static DefaultSerializers.EnumSerializer enumSerializer(Class<?> type) {
    return new DefaultSerializers.EnumSerializer(type.asSubclass(Enum.class));
  }

  @Override
  @SuppressWarnings("rawtypes") // as declared by Kryo
  public Registration getRegistration(Class type) {
    Registration known = getClassResolver().getRegistration(type);
    if (known == null) {
      Class<?> standIn = standIn(type);
      known = standIn == null ? null : getClassResolver().getRegistration(standIn);
    }
    if (known == null) {
      throw new KryoException(advice(type));
    }
    return known;
  }

  private static @Nullable Class<?> standIn(Class<?> type) {
    if (AbstractRef.class.isAssignableFrom(type)) {
      return AbstractRef.class;
    }
    if (Outcome.class.isAssignableFrom(type)) {
      return Outcome.class;
    }
    Class<?> parent = type.getSuperclass();
    if (parent != null && parent.isEnum()) {
      return parent; // for an enum constant with a body
    }
    return BasicTypes.standIn(type);
  }

  static String advice(Class<?> type) {
    if (type.isHidden() || type.isSynthetic()) {
      return type.getName() + " is a lambda, and code cannot cross the wire";
    } else if (type.isRecord() || type.isEnum()) {
      return ("%s is not registered; add it on all nodes:"
              + " MessageTypes.of(types -> types.add(<an id from 100 on>, %s.class))")
          .formatted(type.getName(), SafeText.simpleName(type));
    } else {
      return type.getName()
          + " cannot cross the wire; messages consist of registered records and enums, refs, numbers,"
          + " strings, times and collections of java.util";
    }
  }
}
