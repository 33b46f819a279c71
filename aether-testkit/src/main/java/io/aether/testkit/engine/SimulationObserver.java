package io.aether.testkit.engine;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Observer;
import java.time.Duration;

/// Observes the actors of a simulation: adds their actions to the story, and passes messages to the
/// interventions of the test.
final class SimulationObserver implements Observer {

  private final SimulationLoop loop;
  private final Interventions interventions;
  private final Waits waits;

  /// Set while a message is put into a mailbox whose sending is in the story already.
  private boolean delivering;

  SimulationObserver(SimulationLoop loop) {
    this.loop = loop;
    this.interventions = loop.interventions();
    this.waits = loop.waits();
  }

  // ---- Life ----

  @Override
  public <M> Behavior<M> starting(ActorRef<?> parent, ActorRef<M> actor, Behavior<M> behavior) {
    loop.tell(Story.Kind.SPAWNED, actor, null, "");
    return behavior;
  }

  @Override
  public void failed(ActorRef<?> actor, Throwable failure, SupervisorStrategy decision) {
    String words =
        switch (decision.kind()) {
          case RESUME -> "resumes";
          case RESTART -> "restarts";
          case STOP, UNDECIDED -> "stops";
        };
    loop.tell(Story.Kind.FAILED, actor, new Story.Failure(failure, words), "");
  }

  @Override
  public void restarting(ActorRef<?> actor) {
    loop.tell(Story.Kind.RESTARTED, actor, null, "");
  }

  @Override
  public void stopping(ActorRef<?> actor, ActorRef<?> child) {
    loop.tell(Story.Kind.STOPPING, child, null, "");
  }

  @Override
  public void stopped(ActorRef<?> actor) {
    loop.tell(Story.Kind.STOPPED, actor, null, "");
    interventions.stopped(actor);
  }

  // ---- Messages ----

  @Override
  public void sending(ActorRef<?> recipient, Object message, Runnable delivery) {
    loop.tell(Story.Kind.SENT, recipient, message, "");
    interventions.sending(
        recipient,
        message,
        () -> {
          delivering = true;
          delivery.run();
        });
  }

  @Override
  public void sent(ActorRef<?> recipient, Object message) {
    if (delivering) {
      delivering = false;
    } else {
      loop.tell(
          message instanceof Signal ? Story.Kind.TOLD : Story.Kind.FIRED, recipient, message, "");
    }
    if (recipient instanceof Activation) { // not the reply address of an ask
      waits.sent(recipient, message, loop.now());
    }
  }

  @Override
  public void dropped(ActorRef<?> recipient, Object message) {
    waits.taken(recipient, message);
  }

  @Override
  public void handling(ActorRef<?> actor, Object message) {
    loop.tell(Story.Kind.HANDLED, actor, message, "");
    waits.taken(actor, message);
  }

  // ---- Waiting ----

  @Override
  public void timerStarted(
      ActorRef<?> actor, Object key, Object message, Duration delay, TimerMode mode) {
    loop.tell(Story.Kind.TIMER, actor, new Story.TimerStart(key, message, delay), "");
  }

  @Override
  public void asked(ActorRef<?> target, Object request, Duration timeout, ActorRef<?> replyTo) {
    Waits.Ask ask = new Waits.Ask(loop.subject(), target, request, replyTo, loop.now());
    waits.asked(ask);
    loop.tell(Story.Kind.ASKED, target, ask, "");
  }

  @Override
  public void askEnded(ActorRef<?> replyTo) {
    waits.askEnded(replyTo);
  }
}
