package io.aether.actor.shutdown;

import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/// One step of a [CoordinatedShutdown], which must be over before the next step begins.
///
/// Phases are listed in the order in which they run. A system has the [defaults][#defaults()]
/// unless its [ShutdownSettings] say otherwise; other phases may be put among them, before or after
/// [#ACTOR_SYSTEM_TERMINATE], in which the actors stop.
///
/// @param name unique among the phases of a system
/// @param timeout the maximum time for which the shutdown waits for the tasks of this phase
@Stable
public record ShutdownPhase(String name, Duration timeout) {

  /// The first phase, for tasks that must run before all others.
  public static final String BEFORE_SERVICE_UNBIND = "before-service-unbind";

  /// Stop accepting connections.
  public static final String SERVICE_UNBIND = "service-unbind";

  /// Wait for the requests that are in progress.
  public static final String SERVICE_REQUESTS_DONE = "service-requests-done";

  /// Close the resources of the services.
  public static final String SERVICE_STOP = "service-stop";

  /// The last phase in which this node is a regular member.
  public static final String BEFORE_CLUSTER_SHUTDOWN = "before-cluster-shutdown";

  /// Release the entities of this node.
  public static final String CLUSTER_SHARDING_SHUTDOWN_REGION = "cluster-sharding-shutdown-region";

  /// Leave the cluster: a cluster that was not closed before is closed here.
  public static final String CLUSTER_LEAVE = "cluster-leave";

  public static final String CLUSTER_EXITING = "cluster-exiting";

  public static final String CLUSTER_EXITING_DONE = "cluster-exiting-done";

  /// This node is no longer a member.
  public static final String CLUSTER_SHUTDOWN = "cluster-shutdown";

  /// The last phase in which all actors are alive.
  public static final String BEFORE_ACTOR_SYSTEM_TERMINATE = "before-actor-system-terminate";

  /// The actors stop, children before parents, while tasks of this phase run.
  public static final String ACTOR_SYSTEM_TERMINATE = "actor-system-terminate";

  /// The actors have stopped, unless they were still busy when the timeout of
  /// [#ACTOR_SYSTEM_TERMINATE] was over: close the connection pools and files that actors have
  /// used, and expect that a late actor finds them closed.
  public static final String AFTER_ACTOR_SYSTEM_TERMINATE = "after-actor-system-terminate";

  public ShutdownPhase {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(timeout, "timeout");
    if (name.isBlank() || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "A phase must have a name and a positive timeout, but was: '%s', %s"
              .formatted(name, timeout));
    }
  }

  /// {@return all phases of this class, in the order of their declaration} Their timeouts are five
  /// seconds each, ten for the region, the exit and the actors, and a minute to leave the cluster.
  public static List<ShutdownPhase> defaults() {
    return List.of(
        ofSeconds(BEFORE_SERVICE_UNBIND, 5),
        ofSeconds(SERVICE_UNBIND, 5),
        ofSeconds(SERVICE_REQUESTS_DONE, 5),
        ofSeconds(SERVICE_STOP, 5),
        ofSeconds(BEFORE_CLUSTER_SHUTDOWN, 5),
        ofSeconds(CLUSTER_SHARDING_SHUTDOWN_REGION, 10),
        ofSeconds(CLUSTER_LEAVE, 60),
        ofSeconds(CLUSTER_EXITING, 10),
        ofSeconds(CLUSTER_EXITING_DONE, 5),
        ofSeconds(CLUSTER_SHUTDOWN, 5),
        ofSeconds(BEFORE_ACTOR_SYSTEM_TERMINATE, 5),
        ofSeconds(ACTOR_SYSTEM_TERMINATE, 10),
        ofSeconds(AFTER_ACTOR_SYSTEM_TERMINATE, 5));
  }

  private static ShutdownPhase ofSeconds(String name, int seconds) {
    return new ShutdownPhase(name, Duration.ofSeconds(seconds));
  }
}
