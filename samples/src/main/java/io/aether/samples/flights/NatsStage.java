package io.aether.samples.flights;

import io.aether.actor.ActorSystem;
import io.aether.cluster.ClusterEvent;
import io.aether.cluster.Member;
import io.aether.nats.NatsOpenException;
import io.aether.nats.NatsSettings;
import io.aether.persistence.nats.JetStreamJournal;
import io.aether.persistence.spi.Journal;
import io.aether.testkit.NatsServer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Every node in a JVM of its own, including this one, over a nats-server that is started for the
/// job. The victim is killed by SIGKILL.
///
/// When this JVM ends, in any way, the other ones and the server end, too.
final class NatsStage implements Stage {

  private static final int START_SECONDS = 60;

  private final NatsServer server;
  private final Map<String, ChildNode> children = new LinkedHashMap<>();
  private @Nullable Node self;
  private @Nullable ActorSystem outsider;

  private NatsStage(NatsServer server) {
    this.server = server;
  }

  /// Starts the server.
  static NatsStage create() throws JobFailedException {
    try {
      return new NatsStage(NatsServer.start());
    } catch (IllegalStateException e) {
      throw new JobFailedException("no nats-server: " + e.getMessage(), e);
    }
  }

  @Override
  public Node start() throws JobFailedException, InterruptedException {
    startChild(SECOND_NODE);
    startChild(VICTIM);
    try {
      self = NatsNode.start(DRIVER_NODE, server.url());
    } catch (NatsOpenException | IllegalStateException e) {
      throw new JobFailedException(DRIVER_NODE + " does not start: " + e.getMessage(), e);
    }
    awaitUp(SECOND_NODE);
    awaitUp(VICTIM);
    return self();
  }

  @Override
  public String crashDescription() {
    return "kill -9 %d, the JVM of %s".formatted(child(VICTIM).pid(), VICTIM);
  }

  @Override
  public void crash() {
    child(VICTIM).kill();
  }

  @Override
  public void startLatecomer() throws JobFailedException, InterruptedException {
    startChild(LATECOMER);
    awaitUp(LATECOMER);
  }

  @Override
  public void stopNodes() throws InterruptedException {
    self().system().close();
    for (ChildNode child : children.values()) {
      child.stop();
    }
  }

  @Override
  public Journal journal(ActorSystem reader) {
    return JetStreamJournal.open(reader, NatsSettings.of(server.url()), NatsNode.CLUSTER);
  }

  @Override
  public ActorSystem outsider() {
    outsider = ActorSystem.create("outsider");
    return outsider;
  }

  @Override
  public void close() {
    try (server) {
      for (ChildNode child : children.values()) {
        child.kill();
      }
      if (outsider != null) {
        outsider.close();
      }
      if (self != null) {
        self.system().close();
      }
    }
  }

  private void startChild(String name) throws JobFailedException {
    children.put(name, ChildNode.start(name, server.url()));
  }

  private void awaitUp(String name) throws JobFailedException, InterruptedException {
    var up = new CountDownLatch(1);
    var cluster = self().cluster();
    var subscription =
        cluster.subscribe(event -> {
          if (event instanceof ClusterEvent.MemberUp(var node) && node.name().equals(name)) {
            up.countDown();
          }
        });
    try {
      for (int seconds = 0; seconds < START_SECONDS; seconds++) {
        boolean isUp = cluster.members().stream().anyMatch(member -> isUp(member, name));
        if (isUp || up.await(1, TimeUnit.SECONDS)) {
          return;
        }
        child(name).requireAlive();
      }
      throw new JobFailedException(
          "%s is not up after %d s; members: %s".formatted(name, START_SECONDS, cluster.members()),
          null);
    } finally {
      subscription.cancel();
    }
  }

  private static boolean isUp(Member member, String name) {
    return member.node().name().equals(name) && member.status() == Member.Status.UP;
  }

  private Node self() {
    return Objects.requireNonNull(self, "start() comes first");
  }

  private ChildNode child(String name) {
    return Objects.requireNonNull(children.get(name), name);
  }
}
