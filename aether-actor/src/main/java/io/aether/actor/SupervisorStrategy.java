package io.aether.actor;

import io.aether.actor.annotation.Stable;
import io.aether.actor.cell.Cells;
import io.aether.actor.cell.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.slf4j.event.Level;

/// The treatment of an actor whose behavior failed; see [Behaviors#supervise(Function, Behavior)].
/// Immutable; strategies with the same settings are equal.
///
/// A failure is logged in one line with its stack trace. The default is level WARN if the actor
/// continues, and ERROR if it stops.
@Stable
public sealed interface SupervisorStrategy permits SupervisorStrategy.Restart, Strategy {

  /// The kinds of strategies, named after their factories.
  enum Kind {

    /// See [#resume()].
    RESUME,

    /// See [#restart()].
    RESTART,

    /// See [#stop()].
    STOP,

    /// See [#undecided()].
    UNDECIDED
  }

  /// {@return what this strategy does}
  Kind kind();

  /// {@return the same strategy, which logs the failures that it decides about at `level`} Of
  /// [#undecided()] this changes nothing.
  SupervisorStrategy withLogLevel(Level level);

  /// {@return the same strategy, which logs the failures that it decides about only if `enabled`} A
  /// failure that is not logged is still recorded in flight recordings and in
  /// [ActorStatus#lastFailure]. Of [#undecided()] this changes nothing.
  SupervisorStrategy withLoggingEnabled(boolean enabled);

  /// {@return a strategy that drops the failed message and continues with the same behavior and
  /// state} A behavior that could not be created has no state to continue with: then the
  /// supervision around this one decides.
  static SupervisorStrategy resume() {
    return Cells.resume();
  }

  /// {@return a strategy that replaces the behavior by the one that was supervised} Messages wait
  /// meanwhile, and none of them is lost. The failed message is not repeated.
  ///
  /// The order is: timers end, the old behavior receives [Signal.PreRestart], children stop while
  /// the pause passes, and when both are over the new behavior starts. The actor keeps its ref, its
  /// watchers, its watches and its adapters.
  ///
  /// The creation of a behavior is repeated after a failure only if a limit or a pause prevents an
  /// endless repetition at full speed. After the limit is reached, the supervision around this one
  /// decides.
  static Restart restart() {
    return Cells.restart();
  }

  /// {@return a strategy that stops the actor; a watching parent gets [Signal.ChildFailed]}
  static SupervisorStrategy stop() {
    return Cells.stop();
  }

  /// {@return a strategy that leaves the decision to the supervision around this one; if there is
  /// none, the actor stops}
  static SupervisorStrategy undecided() {
    return Cells.undecided();
  }

  /// {@return a clause for failures of a class} Add more clauses with [Clauses#on], and pass the
  /// result to [Behaviors#supervise(Function, Behavior)].
  static Clauses on(Class<? extends Exception> failure, SupervisorStrategy strategy) {
    return new Clauses(List.of()).on(failure, strategy);
  }

  /// See [SupervisorStrategy#restart()].
  sealed interface Restart extends SupervisorStrategy permits Strategy.Restart {

    /// Limits the restarts: if the actor fails more than `restarts` times within `window`, the
    /// enclosing supervision decides. The window begins with the first failure, and begins again
    /// with the first failure after its end.
    ///
    /// @throws IllegalArgumentException if `restarts` is less than 1 or `window` is not positive
    Restart withLimit(int restarts, Duration window);

    /// Pauses before each restart: `min`, then twice as long each time, at most `max`. The pauses
    /// start again at `min` after a time of `(min + max) / 2` without a failure; see
    /// [#withResetAfter].
    ///
    /// @throws IllegalArgumentException if not `0 <= min <= max`
    Restart withBackoff(Duration min, Duration max);

    /// Lengthens each pause at random, by up to `part` of itself, so that actors that failed
    /// together do not start together: 0.2 is a fifth.
    ///
    /// @throws IllegalArgumentException if `part` is not from 0 to 1
    Restart withJitter(double part);

    /// Lets the pauses start again at their minimum after the actor has lived for `life` without a
    /// failure. Call it after [#withBackoff], which sets a default for it.
    ///
    /// @throws IllegalArgumentException if `life` is negative
    Restart withResetAfter(Duration life);

    /// Does not stop the children. They remain the actor's children, under their names, watched as
    /// before. Spawn them outside the supervised behavior, in a setup around it; otherwise the new
    /// behavior finds their names taken.
    Restart withChildrenKept();

    @Override
    Restart withLogLevel(Level level);

    @Override
    Restart withLoggingEnabled(boolean enabled);
  }

  /// Decides by the class of a failure: the first matching clause applies, and a failure that
  /// matches no clause is [undecided][#undecided()]. See [SupervisorStrategy#on]. Immutable.
  final class Clauses implements Function<Exception, SupervisorStrategy> {

    private record Clause(Class<? extends Exception> failure, SupervisorStrategy strategy) {
      private Clause {
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(strategy, "strategy");
      }
    }

    private final List<Clause> clauses;

    private Clauses(List<Clause> clauses) {
      this.clauses = clauses;
    }

    /// Adds a clause after the others.
    public Clauses on(Class<? extends Exception> failure, SupervisorStrategy strategy) {
      List<Clause> all = new ArrayList<>(clauses);
      all.add(new Clause(failure, strategy));
      return new Clauses(List.copyOf(all));
    }

    @Override
    public SupervisorStrategy apply(Exception failure) {
      for (Clause clause : clauses) {
        if (clause.failure().isInstance(failure)) {
          return clause.strategy();
        }
      }
      return undecided();
    }
  }
}
