package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.annotation.Stable;
import org.jspecify.annotations.Nullable;

/// The behavior of an actor that spawns children for others: for senders outside its system, or if
/// the children should have one parent and stop with it.
///
/// ```java
/// ActorRef<SpawnProtocol.Command> jobs = system.spawn(SpawnProtocol.create(), "jobs");
/// ActorRef<Task> job = jobs.ask(
///     replyTo -> new SpawnProtocol.Spawn<>(Job.create(), "import", replyTo), ofSeconds(3));
/// ```
@Stable
public final class SpawnProtocol {

  private SpawnProtocol() {}

  /// The messages of a spawning actor.
  public sealed interface Command {}

  /// Spawns a child and sends its ref to `replyTo`. If the child cannot be spawned, the request is
  /// a dead letter ([io.aether.actor.DeadLetter.Reason#FAILED]), an ask fails at once, and the
  /// spawning actor goes on.
  ///
  /// @param behavior the behavior of the child
  /// @param name the name of the child. If a living child has this name, the child is named
  ///   `name-1`, `name-2` and so on, with the smallest free number; null for a name chosen by the
  ///   system
  /// @param replyTo the actor that gets the ref of the child
  public record Spawn<M>(Behavior<M> behavior, @Nullable String name, ActorRef<ActorRef<M>> replyTo)
      implements Command {

    /// @throws IllegalArgumentException if the name is not valid, or if `behavior` is
    ///   [Behaviors#same()] or [Behaviors#unhandled()]
    public Spawn {
      Arguments.startable(behavior, "the behavior of Spawn");
      Arguments.required(replyTo, "the replyTo of Spawn");
      if (name != null) {
        ActorSystem.checkName(name);
      }
    }

    /// Spawns a child with a name chosen by the system.
    public Spawn(Behavior<M> behavior, ActorRef<ActorRef<M>> replyTo) {
      this(behavior, null, replyTo);
    }
  }

  /// {@return the behavior of an actor that spawns children}
  public static Behavior<Command> create() {
    return Behaviors.setup(_ -> new Spawner());
  }
}
