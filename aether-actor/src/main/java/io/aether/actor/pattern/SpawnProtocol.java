package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import org.jspecify.annotations.Nullable;

/// The behavior of an actor that spawns children for others: for those outside its system, or where
/// children shall stand, and end, under one parent.
///
/// ```java
/// ActorRef<SpawnProtocol.Command> jobs = system.spawn(SpawnProtocol.create(), "jobs");
/// ActorRef<Task> job = jobs.ask(
///     replyTo -> new SpawnProtocol.Spawn<>(Job.create(), "import", replyTo), ofSeconds(3));
/// ```
public final class SpawnProtocol {

  private SpawnProtocol() {}

  /// The messages of a spawning actor.
  public sealed interface Command {}

  /// Spawns a child and sends its ref to `replyTo`. If the child cannot be spawned, the request is
  /// a dead letter ([io.aether.actor.DeadLetter.Reason#FAILED]), an ask fails at once, and the
  /// spawning actor goes on.
  ///
  /// @param behavior of the child
  /// @param name of the child; if a living child has it, it becomes `name-1`, `name-2` and so on,
  ///   the smallest number that is free; null for a name of the system's choice
  /// @param replyTo gets the ref of the child
  public record Spawn<M>(Behavior<M> behavior, @Nullable String name, ActorRef<ActorRef<M>> replyTo)
      implements Command {

    /// @throws IllegalArgumentException if no actor can have the name, or none can start as
    ///   `behavior`, which is [Behaviors#same()] or [Behaviors#unhandled()]
    public Spawn {
      Arguments.startable(behavior, "the behavior of Spawn");
      Arguments.required(replyTo, "the replyTo of Spawn");
      if (name != null) {
        ActorSystem.checkName(name);
      }
    }

    /// Spawns a child under a name of the system's choice.
    public Spawn(Behavior<M> behavior, ActorRef<ActorRef<M>> replyTo) {
      this(behavior, null, replyTo);
    }
  }

  /// {@return an actor without children yet}
  public static Behavior<Command> create() {
    return Behaviors.setup(_ -> new Spawner());
  }
}
