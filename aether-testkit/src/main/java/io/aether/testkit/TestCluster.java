package io.aether.testkit;

import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.spi.Environment;
import io.aether.actor.spi.Nanos;
import io.aether.cluster.Cluster;
import io.aether.cluster.ClusterConfig;
import io.aether.cluster.EntityType;
import io.aether.cluster.Member;
import io.aether.cluster.MessageTypes;
import io.aether.cluster.NodeId;
import io.aether.testkit.TestNode.Fate;
import io.aether.testkit.cluster.Links;
import io.aether.testkit.cluster.MemoryWires;
import io.aether.testkit.cluster.NodeEnvironment;
import io.aether.testkit.cluster.StoreLink;
import io.aether.testkit.cluster.Wires;
import io.aether.testkit.cluster.nats.NatsWires;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A cluster in one JVM, whose nodes can be crashed, held up, cut off and slowed down.
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
/// The nodes share a network and a control store in memory, or a real NATS server; all faults lie
/// above whichever it is. [#explore] runs one scenario on either, as a system property says.
///
/// Closing it ends all nodes at once, without a goodbye. Used by one thread at a time.
public final class TestCluster implements AutoCloseable {

  /// Where [#explore] runs: `nats` for a real server, in real time; else in simulations.
  public static final String PROPERTY = "aether.test.cluster";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration RETRY = Duration.ofMillis(20);

  private final Environment environment;
  private final RandomGenerator random;
  private final Wires wires;
  private final Links links;
  private final MessageTypes messages;
  private final UnaryOperator<ClusterConfig> configure;

  /// In the order of their joining. A name may be used again, by a new life.
  private final List<TestNode> nodes = new ArrayList<>();

  private Consumer<? super TestNode> onJoin = _ -> {};

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

  // ---- Where it runs ----

  /// A cluster without nodes yet, in a simulation.
  ///
  /// @param messages what may cross the wire
  /// @param configure what is out of the ordinary about each node
  public static TestCluster in(
      Simulation sim, MessageTypes messages, UnaryOperator<ClusterConfig> configure) {
    Environment environment = sim.environment();
    return new TestCluster(
        environment, sim.random(), new MemoryWires(environment), messages, configure);
  }

  /// A cluster without nodes yet, over memory.
  public static TestCluster in(
      Environment environment, MessageTypes messages, UnaryOperator<ClusterConfig> configure) {
    return new TestCluster(
        environment, environment.random(), new MemoryWires(environment), messages, configure);
  }

  /// A cluster without nodes yet, over a NATS server and in real time. Several on one server do not
  /// meet.
  public static TestCluster overNats(
      NatsServer server, MessageTypes messages, UnaryOperator<ClusterConfig> configure) {
    Environment real = ActorSystemConfig.defaults().environment();
    String name = "test-" + Long.toUnsignedString(real.random().nextLong(), Character.MAX_RADIX);
    return new TestCluster(
        real, real.random(), new NatsWires(server.url(), name), messages, configure);
  }

  /// Plays `scenario` in simulations under `seeds` seeds from `firstSeed` on; or, with
  /// `-Daether.test.cluster=nats`, once over a real server.
  ///
  /// @return what [Simulation#explore] returns; over a server, one seed
  /// @throws AssertionError if it failed; under a seed, that of [Simulation#explore]
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

  /// What a test does with a cluster. Shares nothing mutable with other runs of itself.
  @FunctionalInterface
  public interface Scenario {

    /// @throws Exception any failure; it fails the test
    void play(TestCluster cluster) throws Exception;
  }

  /// {@return the seams of all nodes together: those of the simulation, or the real ones}
  public Environment environment() {
    return environment;
  }

  /// {@return randomness for the test's own choices: in a simulation [Simulation#random]}
  public RandomGenerator random() {
    return random;
  }

  // ---- Nodes ----

  /// Lets `setUp` be called with each node that joins from now on, as soon as it is up.
  public void onJoin(Consumer<? super TestNode> setUp) {
    onJoin = setUp;
  }

  /// Starts the nodes `n1`, `n2` and so on, and returns when all of them know each other.
  public List<TestNode> start(int count) throws InterruptedException {
    for (int n = 1; n <= count; n++) {
      join("n" + n);
    }
    awaitMembers(count);
    return nodes();
  }

  /// Starts a node and returns when it is up.
  public TestNode join(String name) throws InterruptedException {
    var nodeEnvironment = new NodeEnvironment(name, environment);
    var store = new StoreLink(wires.controlStore(name, nodeEnvironment), nodeEnvironment);
    ActorSystem system =
        ActorSystem.create(name, config -> config.withEnvironment(nodeEnvironment));
    ClusterConfig config =
        configure.apply(
            ClusterConfig.of(
                    name, links.over(wires.transport(name, nodeEnvironment)), store, messages)
                .withLease(wires.lease()));
    var node = new TestNode(system, Cluster.join(system, config), nodeEnvironment, store);
    nodes.add(node);
    onJoin.accept(node);
    return node;
  }

  /// {@return all nodes that have ever joined, in that order}
  public List<TestNode> nodes() {
    return List.copyOf(nodes);
  }

  /// {@return the latest node of this name}
  ///
  /// @throws IllegalArgumentException if there was none
  public TestNode node(String name) {
    return nodes.reversed().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "No node named '%s' has joined, only %s".formatted(name, nodes)));
  }

  // ---- What happens to them ----

  /// Cuts a node off from the others and from the control store, without a goodbye. Its actors go
  /// on, until the node notices that it has lost its lease.
  public void crash(TestNode node) {
    links.cut(node.id());
    node.store().cut();
    if (node.fate() == Fate.JOINED) {
      node.fate(Fate.CRASHED);
    }
  }

  /// Ends [#crash]: the node is in touch again, if the others have not given it up.
  public void heal(TestNode node) {
    links.mend(node.id());
    node.store().mend();
    if (node.fate() == Fate.CRASHED) {
      node.fate(Fate.JOINED);
    }
  }

  /// Ends a node for good: it is cut off, and nothing of it runs any more, except for what is in
  /// line for a turn at this instant.
  public void kill(TestNode node) {
    crash(node);
    node.nodeEnvironment().kill();
    node.fate(Fate.KILLED);
  }

  /// Gives a node no time any more, as if its process were stopped: neither turns nor timers nor
  /// the ends of waits, except for what is in line for a turn at this instant. Its clocks go on,
  /// and what is sent to it waits.
  public void pause(TestNode node) {
    node.nodeEnvironment().pause();
  }

  /// Ends [#pause]: the node goes on as if nothing had happened, which it must notice.
  public void resume(TestNode node) {
    node.nodeEnvironment().resume();
  }

  /// Lets a node hand over what it owns and leave, and returns when it has.
  public void leave(TestNode node) {
    node.cluster().close();
    node.fate(Fate.LEFT);
    node.system().close();
  }

  /// Lets a node's clocks run `rate` times as fast as those of the test from now on.
  public void clockRate(TestNode node, double rate) {
    if (!(rate > 0)) {
      throw new IllegalArgumentException("The rate of a clock is positive, but was: " + rate);
    }
    node.nodeEnvironment().setRate(rate);
  }

  // ---- What happens between them ----

  /// Splits the network: the nodes of `side` reach each other, and the others each other, but
  /// nobody the other side. All of them reach the control store. Replaces an earlier partition.
  public void partition(TestNode... side) {
    links.partition(Arrays.stream(side).map(TestNode::id).collect(Collectors.toSet()));
  }

  /// Ends [#partition] and each [#crash]; links stay as slow and as lossy as they are.
  public void heal() {
    partition();
    nodes.stream().filter(node -> node.fate() == Fate.CRASHED).forEach(this::heal);
  }

  /// Lets all frames take a random time from now on; they still do not overtake each other.
  public void slow(Duration min, Duration max) {
    links.slow(min, max);
  }

  /// Lets frames from one node to another take a random time from now on, whatever the others take.
  public void slow(TestNode from, TestNode to, Duration min, Duration max) {
    links.slow(from.id(), to.id(), min, max);
  }

  /// Loses a part of the frames from now on.
  ///
  /// @param probability from 0 to 1, for each frame
  public void lose(double probability) {
    links.lose(probability);
  }

  /// Delivers a part of the frames twice from now on.
  ///
  /// @param probability from 0 to 1, for each frame
  public void duplicate(double probability) {
    links.duplicate(probability);
  }

  // ---- Waiting ----

  /// Lets `duration` pass, for all nodes.
  public void sleep(Duration duration) throws InterruptedException {
    var passed = new CompletableFuture<Void>();
    environment.scheduler().schedule(duration, () -> passed.complete(null));
    environment.await(passed);
  }

  /// Waits until every node in touch sees just `count` members, all of them up.
  ///
  /// @throws AssertionError if that takes longer than a minute
  public void awaitMembers(int count) throws InterruptedException {
    await(
        "every node to see just %d members, all up".formatted(count),
        () -> inTouch().stream().allMatch(node -> sees(node, count)));
  }

  /// Waits until every node in touch knows the same owners of the shards of `type`: those that host
  /// it, each of as many shards as any other, give or take one.
  ///
  /// @throws AssertionError if that takes longer than a minute
  public void awaitBalanced(EntityType<?> type) throws InterruptedException {
    await("the shards of '%s' to be balanced".formatted(type.name()), () -> isBalanced(type));
  }

  /// Waits until `condition` holds.
  ///
  /// @param what is waited for, for the failure: "the bank to open"
  /// @throws AssertionError if that takes longer than a minute
  public void await(String what, BooleanSupplier condition) throws InterruptedException {
    long start = environment.scheduler().nanoTime();
    while (!condition.getAsBoolean()) {
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

  /// Ends all nodes at once, without a goodbye, and what they shared.
  @Override
  public void close() {
    nodes.forEach(node -> node.nodeEnvironment().kill());
    wires.close();
  }
}
