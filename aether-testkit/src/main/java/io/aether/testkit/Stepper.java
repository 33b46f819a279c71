package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.Cancellable;
import io.aether.actor.annotation.Stable;
import io.aether.actor.spi.Observer;
import io.aether.testkit.engine.HeldMessages;
import io.aether.testkit.engine.Interventions;
import java.util.IdentityHashMap;

/// Controls a simulation step by step: which message an actor gets next, which messages are lost or
/// delayed, which actors are suspended and which fail.
///
/// ```java
/// HeldMailbox<Command> messages = sim.stepper().hold(account);
/// account.tell(new Deposit(1));
/// account.tell(new Close());
/// messages.move(1, 0);
/// messages.release();
/// ```
///
/// A stepper acts where a message is sent, not inside mailboxes: messages that are already in an
/// actor's mailbox stay as they are. It acts on what users send, including replies to asks and
/// outcomes of [io.aether.actor.ActorContext#pipeToSelf]. Signals and an actor's own timers cannot
/// be lost, so a stepper does not touch them, and they may overtake held messages. Between nodes,
/// the network loses and delays. All interventions end with the body of the simulation. Used by
/// what the simulation runs.
@Stable
public final class Stepper {

  private final Interventions interventions;

  /// One mailbox for each actor held, so that holding an actor twice gives the same one.
  private final IdentityHashMap<HeldMessages, HeldMailbox<?>> mailboxes = new IdentityHashMap<>();

  Stepper(Interventions interventions) {
    this.interventions = interventions;
  }

  /// Holds messages sent to `actor` from now on, for the test to deliver.
  ///
  /// @return the held messages; the same object if `actor` is held already
  public <M> HeldMailbox<M> hold(ActorRef<M> actor) {
    @SuppressWarnings("unchecked") // created below, for the same ref
    var mailbox =
        (HeldMailbox<M>) mailboxes.computeIfAbsent(interventions.hold(actor), HeldMailbox<M>::new);
    return mailbox;
  }

  /// Gives `actor` no turn until [#resume]: its messages wait, and an actor that waits inside a
  /// turn does not continue. Idempotent.
  public void suspend(ActorRef<?> actor) {
    interventions.suspend(actor);
  }

  /// Ends [#suspend].
  public void resume(ActorRef<?> actor) {
    interventions.resume(actor);
  }

  /// Makes `actor` fail with `cause`, on its own turn, after it has handled the messages in its
  /// mailbox. Its supervision decides what follows. If the actor has stopped, this becomes a dead
  /// letter.
  public void crash(ActorRef<?> actor, Throwable cause) {
    @SuppressWarnings("unchecked") // observed actors take it, and those of a simulation are
    var ref = (ActorRef<Object>) actor;
    ref.tell(new Observer.Crash(cause));
  }

  /// Lets `rule` decide what happens to each message sent from now on. Rules decide in the order in
  /// which they were added; the first that does not simply deliver wins.
  ///
  /// @return removes the rule
  public Cancellable intercept(MessageRule rule) {
    return interventions.intercept(
        (recipient, message) -> rule.fate(recipient, message).decision());
  }
}
