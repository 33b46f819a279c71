package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.function.Function;

/// One child of a [Supervisor], and the key to its ref.
///
/// @param name the name of the actor, unique among its siblings
/// @param lifetime when it is started again
/// @param behavior creates the behavior at each start, from the refs of the siblings
/// @param patience how long the child may take to stop, permanently or for a restart, before the
///   supervisor goes on without it
/// @param significant whether the supervisor stops when this child has stopped permanently
/// @param <M> the messages the child accepts
@Stable
public record ChildSpec<M>(
    String name,
    Lifetime lifetime,
    Function<Siblings, Behavior<M>> behavior,
    Duration patience,
    boolean significant) {

  private static final Duration USUAL_PATIENCE = Duration.ofSeconds(5);

  /// When a child is started again.
  public enum Lifetime {
    /// Always, also when it stops by its own decision.
    PERMANENT,
    /// Only when it fails; a child that stops by its own decision has finished its work.
    TRANSIENT,
    /// Never.
    TEMPORARY
  }

  /// Gives a child the refs of its siblings.
  public interface Siblings {
    /// {@return the ref of a sibling, which may not have started yet}
    ///
    /// @throws IllegalArgumentException if `sibling` is not a child of the same supervisor
    <N> ActorRef<N> ref(ChildSpec<N> sibling);
  }

  /// @throws IllegalArgumentException if the name is not valid, if `patience` is not positive, or
  ///   if a significant child is permanent
  public ChildSpec {
    ActorSystem.checkName(Arguments.required(name, "the name of a child"));
    Arguments.required(lifetime, "the lifetime of a child");
    Arguments.required(behavior, "the behavior of a child");
    Arguments.positive(patience, "the patience with a child");
    if (significant && lifetime == Lifetime.PERMANENT) {
      throw new IllegalArgumentException(
          "a significant child ends for good, but '" + name + "' is permanent; make it TRANSIENT");
    }
  }

  /// A child that needs none of its siblings.
  public static <M> ChildSpec<M> of(String name, Lifetime lifetime, Behavior<M> behavior) {
    Arguments.startable(behavior, "the behavior of a child");
    return using(name, lifetime, _ -> behavior);
  }

  /// A child whose behavior is created from the refs of its siblings. The refs stay valid when
  /// siblings are started again.
  public static <M> ChildSpec<M> using(
      String name, Lifetime lifetime, Function<Siblings, Behavior<M>> behavior) {
    return new ChildSpec<>(name, lifetime, behavior, USUAL_PATIENCE, /* significant= */ false);
  }

  public ChildSpec<M> withPatience(Duration patience) {
    return new ChildSpec<>(name, lifetime, behavior, patience, significant);
  }

  /// {@return this spec with the child significant} The supervisor, and so the other children, stop
  /// when this child has stopped permanently.
  public ChildSpec<M> asSignificant() {
    return new ChildSpec<>(name, lifetime, behavior, patience, /* significant= */ true);
  }

  Behavior<M> behavior(Siblings siblings) {
    return Behaviors.setup(_ -> behavior.apply(siblings));
  }
}
