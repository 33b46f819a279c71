package io.aether.actor.pattern;

import io.aether.actor.ActorContext;
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

  /// What a spawning actor is told.
  public sealed interface Command {}

  /// Spawns a child and tells `replyTo` its ref.
  ///
  /// @param name of the child; if a living child has it, it becomes `name-1`, `name-2` and so on;
  ///   null for one of the system's choice
  public record Spawn<M>(Behavior<M> behavior, @Nullable String name, ActorRef<ActorRef<M>> replyTo)
      implements Command {

    /// @throws IllegalArgumentException if the name is empty, contains '/' or starts with '$'
    public Spawn {
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
    return (context, command) -> {
      switch (command) {
        case Spawn<?> spawn -> spawn(context, spawn);
      }
      return Behaviors.same();
    };
  }

  private static <M> void spawn(ActorContext<Command> context, Spawn<M> spawn) {
    String name = spawn.name();
    ActorRef<M> child =
        name == null
            ? context.spawn(spawn.behavior())
            : context.spawn(spawn.behavior(), freeName(context, name));
    context.system().spi().passOn(child, spawn.replyTo());
  }

  private static String freeName(ActorContext<Command> context, String wanted) {
    String name = wanted;
    for (int n = 1; context.child(name).isPresent(); n++) {
      name = wanted + "-" + n;
    }
    return name;
  }
}
