package io.aether.cluster.remote;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.aether.actor.StopReason;
import io.aether.actor.spi.AbstractRef;
import io.aether.cluster.NodeId;
import io.aether.cluster.remote.EntityAddressing.EntityAddress;
import java.util.Optional;

/// Encodes and decodes refs: the only place where a local ref becomes a remote one. Thread-safe.
///
///     actor    1   node's name, its incarnation, export id, path
///     entity   2   type, id
///
/// The end of an actor is a ref and a byte for the [StopReason].
///
/// A local ref is exported and encoded by its number. The node that has exported it decodes the
/// number as the local ref again, all others decode it as a [RemoteRef].
final class RefFormat {

  private static final byte ACTOR = 1;
  private static final byte ENTITY = 2;

  private final Remoting remoting;

  /// The end of an actor: the actor and the reason.
  record End(AbstractRef<?> ref, StopReason reason) {}

  RefFormat(Remoting remoting) {
    this.remoting = remoting;
  }

  /// @throws IllegalArgumentException if `ref` is a local one of another system
  void write(Output output, AbstractRef<?> ref) {
    switch (ref) {
      case RemoteRef<?> remote ->
          writeActor(output, remote.node(), remote.exportId(), remote.path().value());
      case StoppedRef<?> stopped ->
          writeActor(output, remoting.self(), stopped.exportId(), stopped.path().value());
      default -> {
        Optional<EntityAddress> entity = remoting.entityAddressing().addressOf(ref);
        if (entity.isPresent()) {
          output.writeByte(ENTITY);
          output.writeString(entity.get().type());
          output.writeString(entity.get().id());
        } else {
          long exportId = remoting.system().spi().export(ref);
          writeActor(output, remoting.self(), exportId, ref.path().value());
        }
      }
    }
  }

  private static void writeActor(Output output, NodeId node, long exportId, String path) {
    output.writeByte(ACTOR);
    output.writeString(node.name());
    output.writeLong(node.incarnation());
    output.writeVarLong(exportId, /* optimizePositive= */ true);
    output.writeString(path);
  }

  AbstractRef<?> read(Input input) {
    byte form = input.readByte();
    return switch (form) {
      case ACTOR -> {
        var node = new NodeId(input.readString(), input.readLong());
        long exportId = input.readVarLong(/* optimizePositive= */ true);
        yield remoting.ref(node, exportId, input.readString());
      }
      case ENTITY ->
          AbstractRef.of(
              remoting
                  .entityAddressing()
                  .resolve(new EntityAddress(input.readString(), input.readString())));
      default -> throw new KryoException("a ref has form 1 or 2, but came with " + form);
    };
  }

  byte[] toBytes(AbstractRef<?> ref) {
    var output = new Output(64, -1);
    write(output, ref);
    return output.toBytes();
  }

  /// {@return the encoded end of an actor}
  byte[] toBytes(AbstractRef<?> ref, StopReason reason) {
    var output = new Output(64, -1);
    write(output, ref);
    output.writeByte(code(reason));
    return output.toBytes();
  }

  /// {@return the encoded end of the local actor that `watcher` watches}
  byte[] toBytes(RemoteWatcher watcher, StopReason reason) {
    var output = new Output(64, -1);
    writeActor(output, remoting.self(), watcher.watched(), watcher.watchedPath());
    output.writeByte(code(reason));
    return output.toBytes();
  }

  End endFromBytes(Envelope envelope) {
    var input = input(envelope);
    AbstractRef<?> ref = read(input);
    return new End(ref, reason(input.end() ? 0 : input.readByte()));
  }

  private static int code(StopReason reason) {
    return switch (reason) {
      case UNKNOWN -> 0;
      case OWN_DECISION -> 1;
      case BY_PARENT -> 2;
      case FAILURE -> 3;
      case CREATION_FAILED -> 4;
      case SHUTDOWN -> 5;
      case FENCED -> 6;
      case NODE_GONE -> 7;
    };
  }

  private static StopReason reason(int code) {
    for (StopReason reason : StopReason.values()) {
      if (code(reason) == code) {
        return reason;
      }
    }
    return StopReason.UNKNOWN; // a newer version has more reasons
  }

  AbstractRef<?> fromBytes(Envelope envelope) {
    return read(input(envelope));
  }

  private static Input input(Envelope envelope) {
    var input = new BoundedInput();
    input.setBuffer(envelope.bytes(), envelope.offset(), envelope.length());
    return input;
  }
}
