package io.aether.cluster.remote;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.aether.actor.spi.AbstractRef;

/// Encodes refs anywhere inside a message; see [RefFormat].
final class RefCodec extends Serializer<Object> {

  private final RefFormat format;

  RefCodec(RefFormat format) {
    super(/* acceptsNull= */ false, /* immutable= */ true);
    this.format = format;
  }

  @Override
  public void write(Kryo kryo, Output output, Object ref) {
    format.write(output, (AbstractRef<?>) ref);
  }

  @Override
  public Object read(Kryo kryo, Input input, Class<? extends Object> type) {
    return format.read(input);
  }
}
