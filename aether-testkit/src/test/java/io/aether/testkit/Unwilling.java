package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.Behaviors;

/// An actor that leaves strings unhandled.
final class Unwilling {

  private Unwilling() {}

  /// Leaves the dead letter `hello to /user/unwilling (UNHANDLED)` behind before it returns.
  static void leaveUnhandled(ActorTestKit kit) {
    TestProbe<String> probe = kit.createTestProbe();
    ActorRef<Object> unwilling =
        kit.spawn(
            Behaviors.receiveMessage(message -> {
              if (message.equals("end")) {
                probe.ref().tell("done");
                return Behaviors.same();
              }
              return Behaviors.unhandled();
            }),
            "unwilling");
    unwilling.tell("hello");
    unwilling.tell("end");
    probe.expectMessage("done");
  }
}
