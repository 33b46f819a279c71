package io.aether.cluster.remote;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.KryoBufferOverflowException;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.Pool;
import io.aether.actor.ActorRef;
import io.aether.actor.Outcome;
import io.aether.actor.spi.SafeText;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.NodeId;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Encodes and decodes messages. Thread-safe; works on the caller's thread.
///
/// The bytes of a message begin with the id of its class; [BasicTypes], [InternalTypes] and
/// [MessageTypes] assign the ids.
final class KryoCodec {

  /// The id of [NodeId] among the [BasicTypes].
  private static final int NODE_ID = 49;

  private static final byte[] NOTHING = {};
  private static final int FIRST_BUFFER = 512;

  /// A buffer that has grown beyond this is not kept.
  private static final int LARGEST_KEPT_BUFFER = 64 * 1024;

  private static final int MOST_KEPT = 64;

  private final SortedMap<Integer, Class<?>> types;
  private final Map<Class<?>, RecordShape> shapes;
  private final RefFormat refs;
  private final int maxBytes;

  /// A pool and not a thread local, because there are many threads.
  private final Pool<Tools> pool =
      new Pool<>(/* threadSafe= */ true, /* softReferences= */ false, MOST_KEPT) {
        @Override
        protected Tools create() {
          return tools(new WireKryo(types, shapes, refs));
        }
      };

  /// The tools of one encoding or decoding.
  private record Tools(WireKryo kryo, Output output, BoundedInput input) {}

  /// @param maxBytes the size of the largest message
  /// @throws IllegalArgumentException if a record can never be encoded
  KryoCodec(MessageTypes messages, InternalTypes internals, RefFormat refs, int maxBytes) {
    var all = new TreeMap<Integer, Class<?>>(messages.byId());
    all.putAll(internals.byId());
    all.put(NODE_ID, NodeId.class);
    this.types = Collections.unmodifiableSortedMap(all);
    this.refs = refs;
    this.maxBytes = maxBytes;
    var shapesByType = new HashMap<Class<?>, RecordShape>();
    types.values().stream()
        .filter(Class::isRecord)
        .forEach(type -> shapesByType.put(type, RecordShape.of(type)));
    this.shapes = Collections.unmodifiableMap(shapesByType);
    var kryo = new WireKryo(types, shapes, refs);
    checkComponents(kryo);
    pool.free(tools(kryo));
  }

  private Tools tools(WireKryo kryo) {
    return new Tools(kryo, new Output(FIRST_BUFFER, maxBytes), new BoundedInput());
  }

  /// Fails here rather than when the first message is sent.
  private void checkComponents(WireKryo kryo) {
    for (Class<?> type : types.values()) {
      RecordShape shape = shapes.get(type);
      for (int i = 0; shape != null && i < shape.types().length; i++) {
        Class<?> component = shape.types()[i];
        if (!component.isPrimitive() && !mayHoldRegistered(component)) {
          requireRegistered(kryo, shape, i);
        }
      }
    }
  }

  private static boolean mayHoldRegistered(Class<?> type) {
    return type == Object.class
        || ActorRef.class.isAssignableFrom(type)
        || Outcome.class.isAssignableFrom(type)
        || (Modifier.isAbstract(type.getModifiers()) && !type.isArray() && !type.isEnum());
  }

  private static void requireRegistered(WireKryo kryo, RecordShape shape, int i) {
    Class<?> component = shape.types()[i];
    if (kryo.getClassResolver().getRegistration(component) == null) {
      String problem =
          BasicTypes.standIn(component) != null
              ? component.getName() + " is decoded as another class; declare the interface instead"
              : WireKryo.advice(component);
      throw new IllegalArgumentException(
          "Component '%s' of %s: %s".formatted(shape.names()[i], shape.type().getName(), problem));
    }
  }

  int maxBytes() {
    return maxBytes;
  }

  /// @throws CodecException if `message` cannot be encoded, or is too large
  byte[] encode(Object message) throws CodecException {
    Tools tools = pool.obtain();
    try {
      tools.output.reset();
      tools.kryo.writeClassAndObject(tools.output, message);
      byte[] bytes = tools.output.toBytes();
      if (tools.output.getBuffer().length <= LARGEST_KEPT_BUFFER) {
        pool.free(tools); // in all other cases their state is unknown, or they are too big
      }
      return bytes;
    } catch (KryoBufferOverflowException e) {
      throw new CodecException(
          ("A %s takes more than %d bytes, the most that fits into a frame of this transport;"
                  + " send it in parts")
              .formatted(message.getClass().getName(), maxBytes),
          e);
    } catch (RuntimeException | StackOverflowError e) {
      throw new CodecException(
          "A %s could not be encoded: %s"
              .formatted(message.getClass().getName(), SafeText.message(e)),
          e);
    }
  }

  /// @throws CodecException if the bytes are not one message of the registered types
  Object decode(byte[] bytes, int offset, int length) throws CodecException {
    Tools tools = pool.obtain();
    try {
      tools.input.setBuffer(bytes, offset, length);
      Object message = tools.kryo.readClassAndObject(tools.input);
      if (message == null || !tools.input.end()) {
        throw new KryoException(
            message == null ? "it is null" : tools.input.available() + " bytes are left over");
      }
      tools.input.setBuffer(NOTHING); // so that the pool does not keep a whole frame
      pool.free(tools);
      return message;
    } catch (Exception | StackOverflowError e) {
      throw new CodecException(
          "A %s of %d bytes could not be decoded: %s"
              .formatted(typeName(bytes, offset, length), length, SafeText.message(e)),
          e);
    }
  }

  /// {@return the class of the message, from its first bytes}
  private String typeName(byte[] bytes, int offset, int length) {
    var input = new BoundedInput();
    input.setBuffer(bytes, offset, length);
    if (!input.canReadVarInt()) {
      return "message without a class";
    }
    int id = input.readVarInt(/* optimizePositive= */ true) - 2; // Kryo's null and class names
    Class<?> type = types.get(id);
    return type != null ? type.getName() + " (id " + id + ")" : "message of class id " + id;
  }
}
