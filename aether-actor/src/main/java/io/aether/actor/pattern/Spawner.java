package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DeadLetter;
import io.aether.actor.Signal;
import io.aether.actor.pattern.SpawnProtocol.Command;
import io.aether.actor.pattern.SpawnProtocol.Spawn;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/// The actor behind a [SpawnProtocol].
final class Spawner implements Behavior<Command> {

  /// The numbers in use for children of one name. Children without a number are not included: the
  /// context knows whether a living child has the plain name.
  private static final class Numbers {
    final PriorityQueue<Integer> freed = new PriorityQueue<>();
    int next = 1;
    int taken;

    int take() {
      taken++;
      return freed.isEmpty() ? next++ : freed.remove();
    }
  }

  private record Numbered(String name, int number) {}

  // Owned by the actor, never iterated. Children with a number are watched, so that the number is
  // free again when they stop; searching for the smallest free number would take n steps for n
  // children.
  private final Map<String, Numbers> numbersOf = new HashMap<>();
  private final Map<ActorRef<?>, Numbered> numbered = new HashMap<>();

  @Override
  public Behavior<Command> onMessage(ActorContext<Command> context, Command command) {
    switch (command) {
      case Spawn<?> spawn -> answer(context, spawn);
    }
    return this;
  }

  private <M> void answer(ActorContext<Command> context, Spawn<M> spawn) {
    ActorRef<M> child;
    try {
      child = spawn(context, spawn);
    } catch (RuntimeException failure) {
      SafeLog.warn(context.log(), context.self().path() + " could not spawn a child", failure);
      context.system().spi().deadLetter(spawn, context.self().path(), DeadLetter.Reason.FAILED);
      return;
    }
    context.system().spi().passOn(child, spawn.replyTo());
  }

  private <M> ActorRef<M> spawn(ActorContext<Command> context, Spawn<M> spawn) {
    String name = spawn.name();
    if (name == null) {
      return context.spawn(spawn.behavior());
    }
    if (context.child(name).isEmpty()) {
      return context.spawn(spawn.behavior(), name);
    }
    Numbers numbers = numbersOf.computeIfAbsent(name, _ -> new Numbers());
    int number = numbers.take();
    while (context.child(name + "-" + number).isPresent()) { // spawned with exactly this name
      number = numbers.next++;
    }
    ActorRef<M> child = context.spawn(spawn.behavior(), name + "-" + number);
    numbered.put(child, new Numbered(name, number));
    context.watch(child);
    return child;
  }

  @Override
  public Behavior<Command> onSignal(ActorContext<Command> context, Signal signal) {
    return switch (signal) {
      case Signal.Terminated terminated -> onEnd(terminated.ref());
      case Signal.ChildFailed failed -> onEnd(failed.ref());
      case Signal.PreRestart _, Signal.PostStop _ -> Behaviors.unhandled();
    };
  }

  private Behavior<Command> onEnd(ActorRef<?> child) {
    Numbered its = numbered.remove(child);
    if (its != null) {
      Numbers numbers =
          Arguments.required(numbersOf.get(its.name), "the numbers of a numbered child");
      numbers.freed.add(its.number);
      if (--numbers.taken == 0) {
        numbersOf.remove(its.name);
      }
    }
    return this;
  }
}
