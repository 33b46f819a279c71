package io.aether.testkit.delivery;

import io.aether.actor.delivery.DurableQueue;
import io.aether.actor.delivery.InMemoryDurableQueue;
import io.aether.testkit.contract.DurableQueueContract;

class InMemoryDurableQueueTest extends DurableQueueContract {

  @Override
  protected DurableQueue<String> emptyQueue() {
    return new InMemoryDurableQueue<>();
  }
}
