package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;

/// The other actor of a pair: returns each message.
record Returner<R, C>(Contender<R, C> host, R peer) implements Actor<C> {
  @Override
  public Then onMessage(C context, Object message) {
    host.tell(peer, message);
    return Then.GO_ON;
  }
}
