package io.aether.cluster.remote;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SafeText;
import io.aether.actor.spi.SystemMessage;
import io.aether.cluster.NodeId;
import io.aether.cluster.remote.Envelope.Kind;
import io.aether.cluster.remote.Watches.Watch;
import io.aether.cluster.remote.Watches.Watched;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The link to one other node.
///
/// A sender encodes its message and queues it; an activation packs the queued messages into frames.
/// So frames grow with the load, and no message waits for a timer. Everything that this node sends
/// to the other one goes through this link, in order.
///
///     OPEN --gone()--> GONE   forever: an incarnation of a node never returns
final class LinkSender extends Drain<LinkSender.Outgoing> {

  private static final Logger LOG = LoggerFactory.getLogger(LinkSender.class);

  private static final ActorPath CONTROL_PATH = new ActorPath("/system/remoting");

  private static final int MAX_QUEUED = 1 << 20;
  private static final long MAX_QUEUED_BYTES = 64L << 20;

  /// The size to which frames are filled; a larger message has a frame of its own.
  private static final int FULL_FRAME_BYTES = 256 * 1024;

  private static final int MAX_FRAMES_PER_TURN = 8;

  /// This link never starts over, because it has no state that could get lost.
  private static final int INCARNATION = 1;

  private final Remoting remoting;
  private final NodeId target;
  private final int fullFrameBytes;
  private final Watches watches = new Watches();
  private final Arrivals arrivals = new Arrivals();

  // Any thread: the content of the queue.
  private final AtomicInteger queued = new AtomicInteger();
  private final AtomicLong queuedBytes = new AtomicLong();

  /// Set once, by the first thread that learns that the node is gone; read by any thread.
  private volatile boolean gone;

  /// Owned by the activation: the number of the last frame.
  private long sequence;

  /// An envelope in the queue, with the data for a dead letter if it is not sent.
  ///
  /// @param message null for messages between the runtimes
  record Outgoing(Envelope envelope, @Nullable Object message, ActorPath recipient) {
    int bytes() {
      return Frame.ENVELOPE_BYTES + envelope.length();
    }
  }

  LinkSender(Remoting remoting, NodeId target) {
    super(remoting.system().spi().environment().dispatcher());
    this.remoting = remoting;
    this.target = target;
    this.fullFrameBytes = Math.min(FULL_FRAME_BYTES, remoting.maxFrameBytes());
  }

  // ---- Any thread ----

  NodeId target() {
    return target;
  }

  ActorSystem system() {
    return remoting.system();
  }

  Arrivals arrivals() {
    return arrivals;
  }

  boolean isGone() {
    return gone;
  }

  void tell(RemoteRef<?> ref, Object message) {
    send(Kind.MESSAGE, ref.exportId(), message, ref.path());
  }

  void send(int service, Object message) {
    send(Kind.SERVICE, service, message, Remoting.servicePath(service));
  }

  private void send(Kind kind, long to, Object message, ActorPath recipient) {
    if (gone) {
      deadLetter(message, recipient, DeadLetter.Reason.NODE_GONE);
      return;
    }
    byte[] bytes;
    try {
      bytes = remoting.codec().encode(message);
    } catch (CodecException e) {
      remoting.notEncoded(message, target, recipient, e);
      return;
    }
    var outgoing = new Outgoing(new Envelope(kind, to, bytes), message, recipient);
    if (count(outgoing, 1)) {
      add(outgoing);
    } else {
      count(outgoing, -1);
      deadLetter(message, recipient, DeadLetter.Reason.OVERFLOW);
    }
  }

  /// Sends a lifecycle message to an actor of the other node, or the end of an actor of this node.
  void send(RemoteRef<?> ref, SystemMessage message) {
    RefFormat refs = remoting.refs();
    switch (message) {
      case SystemMessage.Stop() -> control(Kind.STOP, ref.exportId(), new byte[0]);
      case SystemMessage.Watch(var watcher) -> {
        AbstractRef<?> local = AbstractRef.of(watcher);
        byte[] bytes = refs.toBytes(local);
        if (watches.add(ref, local, bytes)) {
          control(Kind.WATCH, ref.exportId(), bytes);
        } else {
          local.send(new SystemMessage.Notify(new Signal.Terminated(ref, StopReason.NODE_GONE)));
        }
      }
      case SystemMessage.Unwatch(var watcher) -> {
        Watch watch = watches.remove(ref, AbstractRef.of(watcher));
        if (watch != null) {
          control(Kind.UNWATCH, ref.exportId(), watch.watcherBytes());
        }
      }
      case SystemMessage.Notify(var signal) ->
          control(
              Kind.TERMINATED,
              ref.exportId(),
              refs.toBytes(AbstractRef.of(subject(signal)), reason(signal)));
    }
  }

  private static ActorRef<?> subject(Signal signal) {
    return switch (signal) {
      case Signal.Terminated(var ref, var _) -> ref;
      case Signal.ChildFailed(var ref, var _) -> ref;
      case Signal.PreRestart _, Signal.PostStop _ ->
          throw new IllegalArgumentException("expected the notice of an end, but got: " + signal);
    };
  }

  /// {@return the reason why the actor stopped; a cause stays on the node of its parent}
  static StopReason reason(Signal signal) {
    return switch (signal) {
      case Signal.Terminated(var _, var reason) -> reason;
      case Signal.ChildFailed _ -> StopReason.FAILURE;
      case Signal.PreRestart _, Signal.PostStop _ ->
          throw new IllegalArgumentException("expected the notice of an end, but got: " + signal);
    };
  }

  /// Messages between the runtimes are small, and are accepted even when the queue is full.
  private void control(Kind kind, long to, byte[] payload) {
    if (!gone) {
      var outgoing = new Outgoing(new Envelope(kind, to, payload), null, CONTROL_PATH);
      count(outgoing, 1);
      add(outgoing);
    }
  }

  /// {@return whether the queue is within its bounds}
  private boolean count(Outgoing outgoing, int sign) {
    int messages = queued.addAndGet(sign);
    long bytes = queuedBytes.addAndGet((long) sign * outgoing.bytes());
    return messages <= MAX_QUEUED && bytes <= MAX_QUEUED_BYTES;
  }

  private void deadLetter(Object message, ActorPath recipient, DeadLetter.Reason reason) {
    remoting.system().spi().deadLetter(message, recipient, reason);
  }

  // ---- Death watch ----

  /// An actor of the other node begins to watch one of this node.
  void watched(AbstractRef<?> watched, RemoteWatcher watcher) {
    if (watches.add(new Watched(watched, watcher))) {
      watched.send(new SystemMessage.Watch(watcher));
    }
  }

  void unwatched(AbstractRef<?> watched, RemoteWatcher watcher) {
    watches.remove(watcher);
    watched.send(new SystemMessage.Unwatch(watcher));
  }

  /// An actor of this node has stopped, and one of the other node watched it.
  void terminated(RemoteWatcher watcher, StopReason reason) {
    watches.remove(watcher);
    control(Kind.TERMINATED, watcher.exportId(), remoting.refs().toBytes(watcher, reason));
  }

  /// An actor of the other node has stopped; notifies `watcher`.
  void heardOfEnd(RemoteRef<?> ref, StopReason reason, AbstractRef<?> watcher) {
    Watch watch = watches.remove(ref, watcher);
    RemoteRef<?> known = watch == null ? ref : watch.watched();
    watcher.send(new SystemMessage.Notify(new Signal.Terminated(known, reason)));
  }

  /// The other node is gone forever: local watchers of its actors receive their end, queued and
  /// later messages become dead letters. A message of that node that is being delivered at this
  /// moment may still arrive after the notice.
  void gone() {
    gone = true;
    Watches.All all = watches.close();
    for (Watch each : all.watches()) {
      each.watcher()
          .send(
              new SystemMessage.Notify(
                  new Signal.Terminated(each.watched(), StopReason.NODE_GONE)));
    }
    for (Watched each : all.watched()) {
      each.watched().send(new SystemMessage.Unwatch(each.watcher()));
    }
    schedule();
  }

  // ---- The activation ----

  @Override
  void drain(Runner runner) {
    int frames = 0;
    do {
      List<Outgoing> taken = take();
      if (!gone) {
        sendFrame(taken);
      } else {
        taken.forEach(each -> lost(each, DeadLetter.Reason.NODE_GONE));
      }
    } while (peek() != null && ++frames < MAX_FRAMES_PER_TURN && !runner.shouldYield());
  }

  private List<Outgoing> take() {
    var taken = new ArrayList<Outgoing>();
    int bytes = Frame.headerBytes(remoting.self());
    Outgoing next;
    while ((next = peek()) != null && (taken.isEmpty() || bytes + next.bytes() <= fullFrameBytes)) {
      poll();
      count(next, -1);
      bytes += next.bytes();
      taken.add(next);
    }
    return taken;
  }

  private void sendFrame(List<Outgoing> taken) {
    if (taken.isEmpty()) {
      return;
    }
    List<Envelope> envelopes = taken.stream().map(Outgoing::envelope).toList();
    byte[] frame = Frame.write(remoting.self(), INCARNATION, ++sequence, envelopes);
    try {
      remoting.transport().send(target, frame);
      Counters counters = remoting.counters();
      counters.framesSent.increment();
      counters.envelopesSent.add(taken.size());
      counters.bytesSent.add(frame.length);
    } catch (RuntimeException e) {
      LOG.error(
          "{}: sending frame {} to {} failed; it is lost",
          remoting.self(),
          sequence,
          target,
          SafeText.printable(e));
      taken.forEach(each -> lost(each, DeadLetter.Reason.OVERFLOW));
    }
  }

  private void lost(Outgoing outgoing, DeadLetter.Reason reason) {
    if (outgoing.message() != null) {
      deadLetter(outgoing.message(), outgoing.recipient(), reason);
    }
  }
}
