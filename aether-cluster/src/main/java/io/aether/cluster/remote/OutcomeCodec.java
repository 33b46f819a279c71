package io.aether.cluster.remote;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.aether.actor.Outcome;

/// Writes and reads [Outcome]s: of a success its value with the id of its class, of a failure its
/// kind, text and code. The exception of a failure stays on its node.
final class OutcomeCodec extends Serializer<Outcome<?>> {

  /// The id of all outcomes. Between Kryo's own ids, which end at 8, and those of [BasicTypes].
  static final int ID = 9;

  private static final byte SUCCESS = 0;
  private static final byte FAILURE = 1;

  OutcomeCodec() {
    super(/* acceptsNull= */ false, /* immutable= */ true);
  }

  @Override
  public void write(Kryo kryo, Output output, Outcome<?> outcome) {
    switch (outcome) {
      case Outcome.Success<?>(var value) -> {
        output.writeByte(SUCCESS);
        kryo.writeClassAndObject(output, value);
      }
      case Outcome.Failure<?> failure -> {
        output.writeByte(FAILURE);
        kryo.writeObject(output, failure.kind());
        kryo.writeObject(output, failure.text());
        kryo.writeObjectOrNull(output, failure.code().orElse(null), String.class);
      }
    }
  }

  @Override
  public Outcome<?> read(Kryo kryo, Input input, Class<? extends Outcome<?>> type) {
    byte form = input.readByte();
    return switch (form) {
      case SUCCESS -> Outcome.success(kryo.readClassAndObject(input));
      case FAILURE ->
          Outcome.failure(
              kryo.readObject(input, String.class),
              kryo.readObject(input, String.class),
              kryo.readObjectOrNull(input, String.class));
      default -> throw new KryoException("there is no outcome of form " + form);
    };
  }
}
