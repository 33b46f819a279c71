package io.aether.testkit.environment;

import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.spi.Observer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/// Two observers of one system; each call goes to the first one first.
record BothObservers(Observer first, Observer second) implements Observer {

  @Override
  public <M> Behavior<M> starting(ActorRef<?> parent, ActorRef<M> actor, Behavior<M> behavior) {
    return second.starting(parent, actor, first.starting(parent, actor, behavior));
  }

  @Override
  public void failed(ActorRef<?> actor, Throwable failure, SupervisorStrategy decision) {
    first.failed(actor, failure, decision);
    second.failed(actor, failure, decision);
  }

  @Override
  public void restarting(ActorRef<?> actor) {
    first.restarting(actor);
    second.restarting(actor);
  }

  @Override
  public void stopped(ActorRef<?> actor) {
    first.stopped(actor);
    second.stopped(actor);
  }

  @Override
  public void sending(ActorRef<?> recipient, Object message, Runnable delivery) {
    first.sending(recipient, message, () -> second.sending(recipient, message, delivery));
  }

  @Override
  public void sent(ActorRef<?> recipient, Object message) {
    first.sent(recipient, message);
    second.sent(recipient, message);
  }

  @Override
  public void dropped(ActorRef<?> recipient, Object message) {
    first.dropped(recipient, message);
    second.dropped(recipient, message);
  }

  @Override
  public void handling(ActorRef<?> actor, Object message) {
    first.handling(actor, message);
    second.handling(actor, message);
  }

  @Override
  public void handled(ActorRef<?> actor, Behavior<?> behavior) {
    first.handled(actor, behavior);
    second.handled(actor, behavior);
  }

  @Override
  public void watched(ActorRef<?> actor, ActorRef<?> other) {
    first.watched(actor, other);
    second.watched(actor, other);
  }

  @Override
  public void unwatched(ActorRef<?> actor, ActorRef<?> other) {
    first.unwatched(actor, other);
    second.unwatched(actor, other);
  }

  @Override
  public void stopping(ActorRef<?> actor, ActorRef<?> child) {
    first.stopping(actor, child);
    second.stopping(actor, child);
  }

  @Override
  public void timerStarted(
      ActorRef<?> actor, Object key, Object message, Duration delay, TimerMode mode) {
    first.timerStarted(actor, key, message, delay, mode);
    second.timerStarted(actor, key, message, delay, mode);
  }

  @Override
  public void timerCancelled(ActorRef<?> actor, Object key) {
    first.timerCancelled(actor, key);
    second.timerCancelled(actor, key);
  }

  @Override
  public void timersCancelled(ActorRef<?> actor) {
    first.timersCancelled(actor);
    second.timersCancelled(actor);
  }

  @Override
  public void adapterCreated(ActorRef<?> actor, ActorRef<?> adapter) {
    first.adapterCreated(actor, adapter);
    second.adapterCreated(actor, adapter);
  }

  @Override
  public void piped(ActorRef<?> actor, CompletableFuture<?> future) {
    first.piped(actor, future);
    second.piped(actor, future);
  }

  @Override
  public void forked(ActorRef<?> actor, Callable<?> task) {
    first.forked(actor, task);
    second.forked(actor, task);
  }

  @Override
  public void asked(ActorRef<?> target, Object request, Duration timeout, ActorRef<?> replyTo) {
    first.asked(target, request, timeout, replyTo);
    second.asked(target, request, timeout, replyTo);
  }

  @Override
  public void askEnded(ActorRef<?> replyTo) {
    first.askEnded(replyTo);
    second.askEnded(replyTo);
  }
}
