package io.aether.cluster.remote;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.DeadLetter;
import io.aether.actor.spi.AbstractRef;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.NodeId;
import io.aether.cluster.memory.InMemoryNetwork;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Two actor systems and a network between them.
final class Nodes implements AutoCloseable {

  final ActorSystem systemA = ActorSystem.create("a");
  final ActorSystem systemB = ActorSystem.create("b");
  final InMemoryNetwork network = InMemoryNetwork.create(systemA.spi().environment());
  final Remoting a;
  final Remoting b;
  final Queue<DeadLetter> lettersA = new ConcurrentLinkedQueue<>();
  final Queue<DeadLetter> lettersB = new ConcurrentLinkedQueue<>();

  Nodes(MessageTypes types) {
    this(types, types);
  }

  Nodes(MessageTypes typesOfA, MessageTypes typesOfB) {
    systemA.deadLetters().listen(lettersA::add);
    systemB.deadLetters().listen(lettersB::add);
    a = Remoting.start(systemA, new NodeId("a", 1), network.connect(), typesOfA);
    b = Remoting.start(systemB, new NodeId("b", 2), network.connect(), typesOfB);
  }

  /// The ref under which `to` knows an actor of `from`.
  @SuppressWarnings("unchecked") // the same actor takes the same messages
  static <M> ActorRef<M> across(Remoting from, ActorRef<M> ref, Remoting to) {
    return (ActorRef<M>)
        to.ref(from.self(), from.system().spi().export(ref), AbstractRef.of(ref).path().value());
  }

  /// An actor of `b` as `a` knows it.
  <M> ActorRef<M> seenByA(ActorRef<M> refOfB) {
    return across(b, refOfB, a);
  }

  @Override
  public void close() {
    systemA.close();
    systemB.close();
    a.close();
    b.close();
  }
}
