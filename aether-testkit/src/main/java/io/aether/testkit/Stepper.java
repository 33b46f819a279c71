package io.aether.testkit;

import io.aether.actor.ActorRef;
import io.aether.actor.Cancellable;
import io.aether.actor.spi.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Lets a test lead a simulation by the hand: which message an actor gets next, which ones are lost
/// or late, who stands still and who fails.
///
/// ```java
/// HeldMailbox<Command> mail = sim.stepper().hold(account);
/// account.tell(new Deposit(1));
/// account.tell(new Close());
/// mail.move(1, 0);
/// mail.release();
/// ```
///
/// Meddling happens where a message is sent, not inside mailboxes: what an actor has in its mailbox
/// already stays as it is. It concerns what users send, answers of asks and outcomes of
/// [io.aether.actor.ActorContext#pipeToSelf] included; signals and an actor's own timers are never
/// lost, so they are not offered here and may overtake what is held. Between nodes, it is the
/// network that loses and delays. All of it ends with the body of the simulation.
public final class Stepper {

  private final SimulationLoop loop;
  private final Map<ActorRef<?>, HeldMailbox<?>> held = new LinkedHashMap<>();
  private final List<MessageRule> rules = new ArrayList<>();

  Stepper(SimulationLoop loop) {
    this.loop = loop;
  }

  /// Holds back what is sent to `actor` from now on, for the test to deliver.
  ///
  /// @return what is held back; the same if `actor` is held already
  public <M> HeldMailbox<M> hold(ActorRef<M> actor) {
    @SuppressWarnings("unchecked") // made below, for the same ref
    var mailbox = (HeldMailbox<M>) held.computeIfAbsent(actor, _ -> new HeldMailbox<>(this, actor));
    return mailbox;
  }

  /// Gives `actor` no turn until [#resume]: its mail waits, and so does it if it waits for
  /// something. Idempotent.
  public void suspend(ActorRef<?> actor) {
    loop.ready().suspend(actor);
  }

  /// Ends [#suspend].
  public void resume(ActorRef<?> actor) {
    loop.ready().resume(actor);
  }

  /// Makes `actor` fail with `cause`, on its own turn, once it has handled what is in its mailbox.
  /// Its supervision decides what follows. To an actor that has stopped, it is a dead letter.
  public void crash(ActorRef<?> actor, Throwable cause) {
    @SuppressWarnings("unchecked") // observed actors take it, and those of a simulation are
    var ref = (ActorRef<Object>) actor;
    ref.tell(new Observer.Crash(cause));
  }

  /// Lets `rule` decide what becomes of each message sent from now on. Rules are asked in the order
  /// in which they were given; the first that does not simply deliver decides.
  ///
  /// @return ends this
  public Cancellable intercept(MessageRule rule) {
    rules.add(rule);
    return () -> rules.remove(rule);
  }

  // ---- Messages on their way ----

  void sending(ActorRef<?> recipient, Object message, Runnable delivery) {
    if (rules.isEmpty() && held.isEmpty() || message instanceof Observer.Crash) {
      delivery.run();
      return;
    }
    for (MessageRule rule : List.copyOf(rules)) {
      switch (rule.fate(recipient, message)) {
        case MessageRule.Fate.Deliver() -> {}
        case MessageRule.Fate.Drop() -> {
          meddled("drops", recipient, message);
          return;
        }
        case MessageRule.Fate.Delay(var by) -> {
          delay(recipient, message, delivery, by);
          return;
        }
        case MessageRule.Fate.Duplicate() -> {
          meddled("duplicates", recipient, message);
          arrive(recipient, message, delivery);
          arrive(recipient, message, delivery);
          return;
        }
      }
    }
    arrive(recipient, message, delivery);
  }

  void delay(ActorRef<?> recipient, Object message, Runnable delivery, Duration time) {
    meddled("delays by " + time, recipient, message);
    loop.schedule(time, () -> arrive(recipient, message, delivery));
  }

  private void arrive(ActorRef<?> recipient, Object message, Runnable delivery) {
    HeldMailbox<?> mailbox = held.get(recipient);
    if (mailbox == null) {
      delivery.run();
    } else {
      mailbox.add(message, delivery);
    }
  }

  void meddled(String how, ActorRef<?> recipient, Object message) {
    loop.tell(Story.Kind.MEDDLED, recipient, message, how);
  }

  // ---- For the simulation ----

  void forget(HeldMailbox<?> mailbox) {
    held.remove(mailbox.actor(), mailbox);
  }

  /// What is held for an actor that has stopped becomes dead letters.
  void stopped(ActorRef<?> actor) {
    HeldMailbox<?> mailbox = held.get(actor);
    if (mailbox != null) {
      mailbox.release();
    }
  }

  boolean isHeld(ActorRef<?> actor) {
    return held.containsKey(actor);
  }

  boolean isSuspended(ActorRef<?> actor) {
    return loop.ready().isSuspended(actor);
  }

  /// Lets everything go on, so that the systems can be closed.
  void end() {
    rules.clear();
    loop.ready().resumeAll();
    List.copyOf(held.values()).forEach(HeldMailbox::release);
  }
}
