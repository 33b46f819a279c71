package io.aether.testkit.engine;

import io.aether.actor.ActorRef;
import io.aether.actor.Cancellable;
import io.aether.actor.spi.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Holds, drops, delays and duplicates messages between sender and mailbox, and suspends actors.
/// Only the holder of the baton touches it.
public final class Interventions {

  /// Decides about each message that is sent.
  @FunctionalInterface
  public interface Rule {

    /// {@return what happens to `message`, decided on the turn of its sender}
    ///
    /// @throws Exception any failure; it fails the run
    MessageFate decide(ActorRef<?> recipient, Object message) throws Exception;
  }

  private final SimulationLoop loop;
  private final Map<ActorRef<?>, HeldMessages> held = new LinkedHashMap<>();
  private final List<Rule> rules = new ArrayList<>();

  Interventions(SimulationLoop loop) {
    this.loop = loop;
  }

  // ---- For the test ----

  /// Holds messages to `actor` from now on. {@return them; the same object if they are held
  /// already}
  public HeldMessages hold(ActorRef<?> actor) {
    return held.computeIfAbsent(actor, _ -> new HeldMessages(this, actor));
  }

  /// Gives `actor` no turn until [#resume]. Idempotent.
  public void suspend(ActorRef<?> actor) {
    loop.ready().suspend(actor);
  }

  /// Ends [#suspend].
  public void resume(ActorRef<?> actor) {
    loop.ready().resume(actor);
  }

  /// Lets `rule` decide about each message sent from now on. Rules decide in the order in which
  /// they were added; the first that does not simply deliver wins.
  ///
  /// @return removes the rule
  public Cancellable intercept(Rule rule) {
    rules.add(rule);
    return () -> rules.remove(rule);
  }

  /// Ends all interventions, so that systems can be closed.
  public void end() {
    rules.clear();
    loop.ready().resumeAll();
    List.copyOf(held.values()).forEach(HeldMessages::release);
  }

  // ---- Messages in flight ----

  void sending(ActorRef<?> recipient, Object message, Runnable delivery) {
    if (rules.isEmpty() && held.isEmpty() || message instanceof Observer.Crash) {
      delivery.run();
      return;
    }
    for (Rule rule : List.copyOf(rules)) {
      switch (decide(rule, recipient, message)) {
        case MessageFate.Deliver() -> {}
        case MessageFate.Drop() -> {
          tell("drops", recipient, message);
          return;
        }
        case MessageFate.Delay(var by) -> {
          delay(recipient, message, delivery, by);
          return;
        }
        case MessageFate.Duplicate() -> {
          tell("duplicates", recipient, message);
          arrive(recipient, message, delivery);
          arrive(recipient, message, delivery);
          return;
        }
      }
    }
    arrive(recipient, message, delivery);
  }

  /// A rule is code of the test: its failure fails the run, not the actor that happens to send.
  private MessageFate decide(Rule rule, ActorRef<?> recipient, Object message) {
    try {
      return rule.decide(recipient, message);
    } catch (Exception | AssertionError failure) {
      loop.fail(failure);
      return new MessageFate.Deliver();
    }
  }

  void delay(ActorRef<?> recipient, Object message, Runnable delivery, Duration time) {
    tell("delays by " + time, recipient, message);
    loop.schedule(time, () -> arrive(recipient, message, delivery));
  }

  private void arrive(ActorRef<?> recipient, Object message, Runnable delivery) {
    HeldMessages messages = held.get(recipient);
    if (messages == null) {
      delivery.run();
    } else {
      messages.add(message, delivery);
    }
  }

  /// Adds what the test does with a message to the story.
  void tell(String how, ActorRef<?> recipient, Object message) {
    loop.tell(Story.Kind.MEDDLED, recipient, message, how);
  }

  // ---- For the engine ----

  void forget(HeldMessages messages) {
    held.remove(messages.actor(), messages);
  }

  /// Releases messages held for an actor that has stopped: they become dead letters.
  void stopped(ActorRef<?> actor) {
    HeldMessages messages = held.get(actor);
    if (messages != null) {
      messages.release();
    }
  }

  boolean isHeld(ActorRef<?> actor) {
    return held.containsKey(actor);
  }

  boolean isSuspended(ActorRef<?> actor) {
    return loop.ready().isSuspended(actor);
  }
}
