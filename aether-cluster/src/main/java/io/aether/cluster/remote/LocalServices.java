package io.aether.cluster.remote;

import io.aether.actor.spi.Runner;

/// Delivers messages of this node to its own services: in order and asynchronously, like those of
/// another node, but without encoding and without a bound.
final class LocalServices extends Drain<LocalServices.Sent> {

  private final Remoting remoting;

  record Sent(int service, Object message) {}

  LocalServices(Remoting remoting) {
    super(remoting.system().spi().environment().dispatcher());
    this.remoting = remoting;
  }

  @Override
  void drain(Runner runner) {
    int budget = runner.throughput();
    Sent next;
    while (budget-- > 0 && (next = poll()) != null) {
      remoting.handle(remoting.self(), next.service(), next.message());
      if (runner.shouldYield()) {
        return;
      }
    }
  }
}
