package io.aether.testkit.cluster;

import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.EntityType;
import io.aether.cluster.Member;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.NodeId;
import io.aether.testkit.NatsServer;
import io.aether.testkit.Simulation;
import io.aether.testkit.ThrowingConsumer;
import io.aether.testkit.ThrowingSupplier;
import io.aether.testkit.cluster.TestNode.Fate;
import io.aether.testkit.wire.Links;
import io.aether.testkit.wire.MemoryWires;
import io.aether.testkit.wire.NodeEnvironment;
import io.aether.testkit.wire.StoreLink;
import io.aether.testkit.wire.Wires;
import io.aether.testkit.wire.nats.NatsWires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Runs a cluster in one JVM, and lets a test crash, pause, kill, partition and slow its nodes.
///
/// ```java
/// Simulation.explore(0, 1_000, sim -> {
///   try (var cluster = TestCluster.in(sim, MESSAGES, config -> config.withShards(8))) {
///     cluster.onJoin(node -> node.host(ACCOUNT, entity -> Account.create(entity.id())));
///     cluster.start(3);
///     cluster.crash(cluster.node("n3"));
///     ...
///   }
/// });
/// ```
///
/// The nodes share a network and a control store in memory, or a real NATS server; all faults are
/// injected above it. [#explore] runs one scenario on either, selected by a system property.
///
/// This file is longer than most because it is one page of what a test can do to a cluster.
///
/// Closing kills all nodes at once; none of them leaves the cluster properly. Used by one thread at
/// a time.
@Experimental
public final class TestCluster implements AutoCloseable {

  /// Selects where [#explore] runs: `nats` for a real server in real time, else in simulations.
  public static final String PROPERTY = "aether.test.cluster";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofMillis(20);

  private final Environment environment;
  private final RandomGenerator random;
  private final Wires wires;
  private final Links links;
  private final MessageTypes messages;
  private final UnaryOperator<ClusterConfig> configure;

  /// In the order of joining. A name may be used again by a new incarnation.
  private final List<TestNode> nodes = new ArrayList<>();

  private ThrowingConsumer<? super TestNode, ?> onJoin = _ -> {};

  private TestCluster(
      Environment environment,
      RandomGenerator random,
      Wires wires,
      MessageTypes messages,
      UnaryOperator<ClusterConfig> configure) {
    this.environment = environment;
    this.random = random;
    this.wires = wires;
    this.links = new Links(environment);
    this.messages = messages;
    this.configure = configure;
  }

  // ---- Creation ----

  /// Creates a cluster without nodes, in a simulation.
  ///
  /// @param messages the types of messages that may cross the wire
  /// @param configure changes the configuration of each node
  public static TestCluster in(
      Simulation sim, MessageTypes messages, UnaryOperator<ClusterConfig> configure) {
    Environment environment = sim.environment();
    return new TestCluster(
        environment, sim.random(), new MemoryWires(environment), messages, configure);
  }

  /// Creates a cluster without nodes, in memory.
  public static TestCluster in(
      Environment environment, MessageTypes messages, UnaryOperator<ClusterConfig> configure) {
    return new TestCluster(
        environment, environment.random(), new MemoryWires(environment), messages, configure);
  }

  /// Creates a cluster without nodes, over a NATS server and in real time. Several clusters on one
  /// server are separate.
  public static TestCluster overNats(
      NatsServer server, MessageTypes messages, UnaryOperator<ClusterConfig> configure) {
    Environment real = ActorSystemConfig.defaults().environment();
    String name = "test-" + Long.toUnsignedString(real.random().nextLong(), Character.MAX_RADIX);
    return new TestCluster(
        real, real.random(), new NatsWires(server.url(), name), messages, configure);
  }

  /// Plays `scenario` in simulations under `seeds` seeds from `firstSeed` on; with
  /// `-Daether.test.cluster=nats`, once over a real server instead.
  ///
  /// @return the result of [Simulation#explore]; over a server, the result of one seed
  /// @throws AssertionError if it failed; in a simulation, the failure of [Simulation#explore]
  public static Simulation.Exploration explore(
      long firstSeed,
      int seeds,
      MessageTypes messages,
      UnaryOperator<ClusterConfig> configure,
      Scenario scenario)
      throws Exception {
    if (!System.getProperty(PROPERTY, "").equals("nats")) {
      return Simulation.explore(
          firstSeed,
          seeds,
          sim -> {
            try (var cluster = in(sim, messages, configure)) {
              scenario.play(cluster);
            }
          });
    }
    try (var server = NatsServer.start();
        var cluster = overNats(server, messages, configure)) {
      scenario.play(cluster);
    }
    return new Simulation.Exploration(1, 0, 1);
  }

  /// A test of a cluster. It must not share mutable state with other runs of itself.
  @FunctionalInterface
  public interface Scenario {

    /// @throws Exception any failure; it fails the test
    void play(TestCluster cluster) throws Exception;
  }

  /// {@return the environment that all nodes are based on: that of the simulation, or the real one}
  public Environment environment() {
    return environment;
  }

  /// {@return randomness for the test's own choices; in a simulation [Simulation#random]}
  public RandomGenerator random() {
    return random;
  }

  // ---- Nodes ----

  /// Calls `setUp` with each node that joins from now on, as soon as it is up. If it throws,
  /// [#join] fails with that exception.
  public void onJoin(ThrowingConsumer<? super TestNode, ?> setUp) {
    onJoin = setUp;
  }

  /// Starts the nodes `n1`, `n2` and so on, and waits until all of them see each other.
  public List<TestNode> start(int count) throws InterruptedException {
    for (int n = 1; n <= count; n++) {
      join("n" + n);
    }
    awaitMembers(count);
    return nodes();
  }

  /// Starts a node and waits until it is up.
  public TestNode join(String name) throws InterruptedException {
    var nodeEnvironment = new NodeEnvironment(name, environment);
    ActorSystem system =
        ActorSystem.create(name, config -> config.withEnvironment(nodeEnvironment));
    var store = new StoreLink(wires.controlStore(system), nodeEnvironment);
    ClusterConfig config =
        configure.apply(
            ClusterConfig.of(name, links.over(wires.transport(system)), store, messages)
                .withLease(wires.lease()));
    var node = new TestNode(system, Cluster.join(system, config), nodeEnvironment, store);
    nodes.add(node);
    setUp(node);
    return node;
  }

  private void setUp(TestNode node) {
    try {
      onJoin.accept(node);
    } catch (RuntimeException unchecked) {
      throw unchecked;
    } catch (Exception checked) {
      throw new IllegalStateException("The set-up of %s failed".formatted(node), checked);
    }
  }

  /// {@return all nodes that have ever joined, in that order}
  public List<TestNode> nodes() {
    return List.copyOf(nodes);
  }

  /// {@return the latest node of this name}
  ///
  /// @throws IllegalArgumentException if no such node has joined
  public TestNode node(String name) {
    return nodes.reversed().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "No node named '%s' has joined, only %s".formatted(name, nodes)));
  }

  // ---- Faults of nodes ----

  /// Disconnects a node from the others and from the control store. Its actors continue until the
  /// node notices that it has lost its lease.
  public void crash(TestNode node) {
    links.cut(node.id());
    node.store().cut();
    if (node.fate() == Fate.JOINED) {
      node.fate(Fate.CRASHED);
    }
  }

  /// Ends [#crash]: the node is connected again, if the others have not removed it.
  public void heal(TestNode node) {
    links.mend(node.id());
    node.store().mend();
    if (node.fate() == Fate.CRASHED) {
      node.fate(Fate.JOINED);
    }
  }

  /// Kills a node: it is disconnected, and nothing of it runs any more, except actors that are
  /// already queued for a turn at this instant.
  public void kill(TestNode node) {
    crash(node);
    node.nodeEnvironment().kill();
    node.fate(Fate.KILLED);
  }

  /// Suspends a node, as if its process were stopped: none of its turns, timers or waits continues,
  /// except actors that are already queued for a turn at this instant. Its clocks continue, and
  /// messages to it wait.
  public void pause(TestNode node) {
    node.nodeEnvironment().pause();
  }

  /// Ends [#pause]: the node continues where it was, and has to notice by itself that time has
  /// passed.
  public void resume(TestNode node) {
    node.nodeEnvironment().resume();
  }

  /// Lets a node hand over what it owns and leave, and waits until it has left.
  public void leave(TestNode node) {
    node.cluster().close();
    node.fate(Fate.LEFT);
    node.system().close();
  }

  /// Lets a node's clocks run `rate` times as fast as those of the test from now on.
  ///
  /// @throws IllegalArgumentException if `rate` is not positive
  public void clockRate(TestNode node, double rate) {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("The rate of a clock must be positive, but was: " + rate);
    }
    node.nodeEnvironment().setRate(rate);
  }

  // ---- Faults of the network ----

  /// Splits the network: the nodes of `side` reach each other, and the other nodes reach each
  /// other, but no node reaches the other side. All nodes reach the control store. Replaces an
  /// earlier partition.
  public void partition(TestNode... side) {
    links.partition(Arrays.stream(side).map(TestNode::id).collect(Collectors.toSet()));
  }

  /// Ends [#partition] and each [#crash]. Links keep their delays and their loss.
  public void heal() {
    partition();
    nodes.stream().filter(node -> node.fate() == Fate.CRASHED).forEach(this::heal);
  }

  /// Delays all frames by a random time from now on; frames of a link still do not overtake each
  /// other.
  public void slow(Duration min, Duration max) {
    links.slow(min, max);
  }

  /// Delays frames from one node to another by a random time from now on; other links are
  /// unchanged.
  public void slow(TestNode from, TestNode to, Duration min, Duration max) {
    links.slow(from.id(), to.id(), min, max);
  }

  /// Loses a random part of the frames from now on.
  ///
  /// @param probability the probability for each frame, from 0 to 1
  public void lose(double probability) {
    links.lose(probability);
  }

  /// Delivers a random part of the frames twice from now on.
  ///
  /// @param probability the probability for each frame, from 0 to 1
  public void duplicate(double probability) {
    links.duplicate(probability);
  }

  // ---- Waiting ----

  /// Waits until `duration` has passed, while all nodes run.
  public void sleep(Duration duration) throws InterruptedException {
    environment.sleep(duration);
  }

  /// Waits until every connected node sees exactly `count` members, all of them up.
  ///
  /// @throws AssertionError if this takes longer than a minute
  public void awaitMembers(int count) throws InterruptedException {
    await(
        "every node to see exactly %d members, all up".formatted(count),
        () -> inTouch().stream().allMatch(node -> sees(node, count)));
  }

  /// Waits until every connected node knows the same owners of the shards of `type`, all of them
  /// nodes that host the type, and the numbers of shards of any two owners differ by one at most.
  ///
  /// @throws AssertionError if this takes longer than a minute
  public void awaitBalanced(EntityType<?> type) throws InterruptedException {
    await("the shards of '%s' to be balanced".formatted(type.name()), () -> isBalanced(type));
  }

  /// Waits until `condition` holds.
  ///
  /// @param what describes the condition in the failure: "the bank to open"
  /// @throws AssertionError if this takes longer than a minute
  /// @throws X if `condition` throws it
  public <X extends Exception> void await(String what, ThrowingSupplier<Boolean, X> condition)
      throws InterruptedException, X {
    long start = environment.scheduler().nanoTime();
    while (!condition.get()) {
      if (environment.scheduler().nanoTime() - start > Nanos.of(PATIENCE)) {
        throw new AssertionError("waited %s for %s, but %s".formatted(PATIENCE, what, describe()));
      }
      sleep(RETRY);
    }
  }

  private List<TestNode> inTouch() {
    return nodes.stream().filter(TestNode::isInTouch).toList();
  }

  private static boolean sees(TestNode node, int count) {
    List<Member> alive =
        node.cluster().members().stream()
            .filter(member -> member.status() != Member.Status.DOWN)
            .toList();
    return alive.size() == count
        && alive.stream().allMatch(member -> member.status() == Member.Status.UP);
  }

  private boolean isBalanced(EntityType<?> type) {
    @Nullable List<NodeId> agreed = null;
    Map<NodeId, Integer> load = new HashMap<>();
    inTouch().stream().filter(node -> node.hosts(type)).forEach(node -> load.put(node.id(), 0));
    for (TestNode node : inTouch()) {
      List<NodeId> owners = node.cluster().sharding().owners(type);
      if (owners.isEmpty() || (agreed != null && !agreed.equals(owners))) {
        return false;
      }
      agreed = owners;
    }
    if (agreed == null || !load.keySet().containsAll(agreed)) {
      return false;
    }
    agreed.forEach(owner -> load.merge(owner, 1, Integer::sum));
    var counts = load.values().stream().mapToInt(Integer::intValue).summaryStatistics();
    return counts.getMax() - counts.getMin() <= 1;
  }

  private String describe() {
    Map<String, String> views = new LinkedHashMap<>();
    nodes.forEach(node -> views.put(node.toString(), node.cluster().members().toString()));
    return "the nodes see " + views;
  }

  /// Kills all nodes at once and closes the network and the store that they shared.
  @Override
  public void close() {
    nodes.forEach(node -> node.nodeEnvironment().kill());
    wires.close();
  }
}
