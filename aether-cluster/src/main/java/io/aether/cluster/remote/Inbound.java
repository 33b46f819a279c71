package io.aether.cluster.remote;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.DeadLetter;
import io.aether.actor.StopReason;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SystemMessage;
import io.aether.cluster.spi.Transport;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decodes frames from other nodes and delivers their messages to local actors and services, on the
/// thread of the transport. A bad envelope does not affect the others of its frame.
final class Inbound implements Transport.Receiver {

  private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

  private final Remoting remoting;

  Inbound(Remoting remoting) {
    this.remoting = remoting;
  }

  @Override
  public void receive(byte[] bytes) {
    try {
      var frame = ByteBuffer.wrap(bytes);
      Frame.Header header = Frame.readHeader(frame);
      if (accepts(header)) {
        count(header, bytes);
        deliverAll(header, frame);
      }
    } catch (Frame.MalformedException e) {
      reject(
          "malformed", "a frame of " + bytes.length + " bytes cannot be read: " + e.getMessage());
    } catch (RuntimeException e) {
      LOG.error(
          "{}: receiving a frame of {} bytes failed",
          remoting.self(),
          bytes.length,
          SafeText.printable(e));
    }
  }

  private void reject(String problem, String why) {
    remoting.counters().rejected.increment();
    long times = remoting.logLimit().worthLogging(problem);
    if (times > 0) {
      LOG.warn("{}: {} (time {})", remoting.self(), why, times);
    }
  }

  private boolean accepts(Frame.Header header) {
    LinkSender link = remoting.link(header.sender());
    if (link.isGone()) {
      reject(
          "gone " + header.sender(), "dropped a frame of " + header.sender() + ", which is gone");
      return false;
    }
    long missing = link.arrivals().missingBefore(header.linkIncarnation(), header.sequence());
    if (missing < 0) {
      remoting.counters().duplicates.increment();
      return false;
    }
    if (missing > 0) {
      remoting.counters().gaps.add(missing);
      long times = remoting.logLimit().worthLogging("gap " + header.sender());
      if (times > 0) {
        LOG.warn(
            "{}: {} frames from {} were lost before its frame {} (gap {} of this link)",
            remoting.self(),
            missing,
            header.sender(),
            header.sequence(),
            times);
      }
    }
    return true;
  }

  private void count(Frame.Header header, byte[] bytes) {
    remoting.counters().framesReceived.increment();
    remoting.counters().envelopesReceived.add(header.count());
    remoting.counters().bytesReceived.add(bytes.length);
  }

  private void deliverAll(Frame.Header header, ByteBuffer frame) throws Frame.MalformedException {
    LinkSender link = remoting.link(header.sender());
    for (int i = 0; i < header.count() && !link.isGone(); i++) {
      Envelope envelope = Frame.readEnvelope(frame);
      if (envelope == null) {
        reject("kind", "dropped an envelope of an unknown kind from " + header.sender());
        continue;
      }
      try {
        deliver(link, envelope);
      } catch (RuntimeException e) {
        LOG.error(
            "{}: a {} from {} for {} could not be delivered",
            remoting.self(),
            envelope.kind(),
            header.sender(),
            envelope.target(),
            SafeText.printable(e));
      }
    }
  }

  private void deliver(LinkSender link, Envelope envelope) {
    switch (envelope.kind()) {
      case MESSAGE -> deliverMessage(link, envelope);
      case SERVICE -> {
        int service = Math.toIntExact(envelope.target());
        Object message = decode(link, envelope, Remoting.servicePath(service));
        if (message != null) {
          remoting.handle(link.target(), service, message);
        }
      }
      case STOP -> target(envelope).ifPresent(ref -> ref.send(new SystemMessage.Stop()));
      case WATCH -> {
        Optional<AbstractRef<?>> target = target(envelope);
        RemoteWatcher watcher = watcher(envelope, target);
        target.ifPresentOrElse(
            ref -> watcher.link().watched(ref, watcher),
            () -> watcher.link().terminated(watcher, StopReason.UNKNOWN));
      }
      case UNWATCH -> {
        Optional<AbstractRef<?>> target = target(envelope);
        RemoteWatcher watcher = watcher(envelope, target);
        target.ifPresent(ref -> watcher.link().unwatched(ref, watcher));
      }
      case TERMINATED -> target(envelope).ifPresent(ref -> deliverEnd(envelope, ref));
    }
  }

  private void deliverMessage(LinkSender link, Envelope envelope) {
    Optional<AbstractRef<?>> target = target(envelope);
    ActorPath path = path(envelope, target);
    Object message = decode(link, envelope, path);
    if (message == null) {
      return;
    }
    if (target.isPresent()) {
      @SuppressWarnings("unchecked") // the type of the ref has checked the first sender
      var ref = (ActorRef<Object>) target.get();
      ref.tell(message);
    } else {
      remoting.system().spi().deadLetter(message, path, DeadLetter.Reason.STOPPED);
    }
  }

  private void deliverEnd(Envelope envelope, AbstractRef<?> watcher) {
    RefFormat.End end = remoting.refs().endFromBytes(envelope);
    if (end.ref() instanceof RemoteRef<?> remote) {
      remote.link().heardOfEnd(remote, end.reason(), watcher);
    } else {
      throw new IllegalArgumentException(
          "expected the end of an actor of the sending node, but got: " + end.ref());
    }
  }

  private RemoteWatcher watcher(Envelope envelope, Optional<AbstractRef<?>> target) {
    AbstractRef<?> watcher = remoting.refs().fromBytes(envelope);
    if (watcher instanceof RemoteRef<?> remote) {
      return new RemoteWatcher(remote, envelope.target(), path(envelope, target).value());
    }
    throw new IllegalArgumentException(
        "expected a watcher on the sending node, but got: " + watcher);
  }

  private Optional<AbstractRef<?>> target(Envelope envelope) {
    return remoting.system().spi().exported(envelope.target()).map(AbstractRef::of);
  }

  private static ActorPath path(Envelope envelope, Optional<AbstractRef<?>> target) {
    return target.isPresent()
        ? target.get().path()
        : new ActorPath("/exported/" + envelope.target());
  }

  /// {@return the message, or null if it became a dead letter}
  private @Nullable Object decode(LinkSender link, Envelope envelope, ActorPath recipient) {
    try {
      return remoting.codec().decode(envelope.bytes(), envelope.offset(), envelope.length());
    } catch (CodecException e) {
      String problem = String.valueOf(SafeText.message(e));
      long times = remoting.logLimit().worthLogging(problem);
      if (times > 0) {
        LOG.error(
            "{}: from {} to {}: {} (time {})",
            remoting.self(),
            link.target(),
            recipient,
            problem,
            times,
            SafeText.printable(Objects.requireNonNullElse(e.getCause(), e)));
      }
      var letter = new Undecodable(link.target(), envelope.length(), problem);
      remoting.system().spi().deadLetter(letter, recipient, DeadLetter.Reason.SERIALIZATION);
      return null;
    }
  }
}
