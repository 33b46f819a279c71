package io.aether.cluster.remote;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;

/// Writes the components of a record one after the other, in the order of their declaration, and
/// creates the record by its canonical constructor. Both sides know the same components; see
/// [io.aether.cluster.MessageTypes#fingerprint].
///
/// A component of a final class is written without the id of its class.
final class RecordCodec extends Serializer<Object> {

  private final RecordShape shape;

  /// One serializer for each component of a final class; created when first needed. Owned by the
  /// [Kryo] that it belongs to.
  private final @Nullable Serializer<?>[] serializers;

  RecordCodec(RecordShape shape) {
    super(/* acceptsNull= */ false, /* immutable= */ true);
    this.shape = shape;
    this.serializers = new Serializer<?>[shape.types().length];
  }

  @Override
  public void write(Kryo kryo, Output output, Object message) {
    Class<?>[] types = shape.types();
    for (int i = 0; i < types.length; i++) {
      writeComponent(kryo, output, i, types[i], component(message, i));
    }
  }

  private @Nullable Object component(Object message, int i) {
    try {
      return (@Nullable Object) shape.accessors()[i].invokeExact(message);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new KryoException(e);
    }
  }

  private void writeComponent(
      Kryo kryo, Output output, int i, Class<?> type, @Nullable Object value) {
    if (!type.isPrimitive()) {
      if (Modifier.isFinal(type.getModifiers())) {
        kryo.writeObjectOrNull(output, value, serializer(kryo, i));
      } else {
        kryo.writeClassAndObject(output, value);
      }
      return;
    }
    switch (value) {
      case Integer v -> output.writeVarInt(v, /* optimizePositive= */ false);
      case Long v -> output.writeVarLong(v, /* optimizePositive= */ false);
      case Boolean v -> output.writeBoolean(v);
      case Double v -> output.writeDouble(v);
      case Float v -> output.writeFloat(v);
      case Short v -> output.writeShort(v);
      case Character v -> output.writeChar(v);
      case Byte v -> output.writeByte(v);
      case null, default -> throw new AssertionError(type + " is not primitive");
    }
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    Class<?>[] types = shape.types();
    var values = new @Nullable Object[types.length];
    for (int i = 0; i < types.length; i++) {
      values[i] = readComponent(kryo, input, i, types[i]);
    }
    try {
      return (Object) shape.constructor().invokeExact(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new KryoException(e);
    }
  }

  private @Nullable Object readComponent(Kryo kryo, Input input, int i, Class<?> type) {
    if (!type.isPrimitive()) {
      return Modifier.isFinal(type.getModifiers())
          ? kryo.readObjectOrNull(input, type, serializer(kryo, i))
          : kryo.readClassAndObject(input);
    }
    if (type == int.class) {
      return input.readVarInt(/* optimizePositive= */ false);
    } else if (type == long.class) {
      return input.readVarLong(/* optimizePositive= */ false);
    } else if (type == boolean.class) {
      return input.readBoolean();
    } else if (type == double.class) {
      return input.readDouble();
    } else if (type == float.class) {
      return input.readFloat();
    } else if (type == short.class) {
      return input.readShort();
    } else if (type == char.class) {
      return input.readChar();
    } else {
      return input.readByte();
    }
  }

  private Serializer<?> serializer(Kryo kryo, int i) {
    Serializer<?> known = serializers[i];
    if (known == null) {
      known = kryo.getSerializer(shape.types()[i]);
      serializers[i] = known;
    }
    return known;
  }
}
