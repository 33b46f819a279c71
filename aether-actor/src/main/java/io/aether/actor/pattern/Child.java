package io.aether.actor.pattern;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.RestartController;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The state that a [Supervisor] keeps of one child, and the calls by which the child reports to
/// it.
///
///     HOLDING --held--> HELD --release--> STARTING --started--> RUNNING --failed, or hold--> HOLDING
///        `------------------ ended for good --------------------------> ENDED
final class Child<M> implements RestartController {

  enum State {
    HOLDING,
    HELD,
    STARTING,
    RUNNING,
    ENDED
  }

  final ChildSpec<M> spec;

  /// The position in the supervisor's list.
  final int index;

  private final ActorRef<Supervisor.Command> supervisor;

  // Owned by the supervisor; `ref` is set before the child starts.
  @Nullable ActorRef<M> ref;
  State state = State.HOLDING;

  /// Whether it has to be held because of a sibling.
  boolean mustHold;

  /// Whether this child has been in [State#HOLDING] for longer than its patience.
  boolean overdue;

  /// Whether it has ever been running.
  boolean hasRun;

  Child(ChildSpec<M> spec, int index, ActorRef<Supervisor.Command> supervisor) {
    this.spec = spec;
    this.index = index;
    this.supervisor = supervisor;
  }

  ActorRef<M> ref() {
    return Objects.requireNonNull(ref);
  }

  // ---- Called by the child ----

  @Override
  public boolean keeps(@Nullable Throwable failure) {
    boolean kept =
        switch (spec.lifetime()) {
          case PERMANENT -> failure == null || failure instanceof Exception;
          case TRANSIENT -> failure instanceof Exception;
          case TEMPORARY -> false;
        };
    if (kept) {
      Throwable cause =
          failure != null
              ? failure
              : new IllegalStateException("'" + spec.name() + "' is permanent, but has stopped");
      supervisor.tell(new ChildNotice.Failed(this, cause));
    }
    return kept;
  }

  @Override
  public void held() {
    supervisor.tell(new ChildNotice.Held(this));
  }

  @Override
  public void started() {
    supervisor.tell(new ChildNotice.Started(this));
  }

  @Override
  public Duration patience() {
    return spec.patience();
  }

  @Override
  public String toString() {
    return spec.name();
  }
}
