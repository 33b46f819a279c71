package io.aether.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aether.cluster.memory.InMemoryControlStore;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStore.Entry;
import io.aether.cluster.spi.ControlStore.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Control stores with values of others, and with bugs: no node ends because of them.
class ControlStoreTroubleTest {

  private static final byte[] FOREIGN = "hello".getBytes(StandardCharsets.UTF_8);

  private final InMemoryControlStore shared = new InMemoryControlStore();
  private final List<PlaneNode> nodes = new ArrayList<>();

  @AfterEach
  void closeNodes() {
    nodes.forEach(PlaneNode::close);
  }

  private PlaneNode joined(PlaneNode node) {
    nodes.add(node);
    node.plane.host("x", 9);
    node.plane.join().orTimeout(20, TimeUnit.SECONDS).join();
    return node;
  }

  private PlaneNode joined(String name) {
    return joined(PlaneNode.startWithShortLease(shared, name));
  }

  /// Replaces the value under `key`, which a node may be about to replace, too.
  ///
  /// @return puts the earlier value back
  private static Runnable overwrite(ControlStore store, String key, byte[] value) {
    while (true) {
      Entry before = store.read(key).orElseGet(() -> new Entry(key, 0, new byte[0]));
      if (store.compareAndSet(key, before.revision(), value) instanceof Write.Written(var now)) {
        return () ->
            assertThat(store.compareAndSet(key, now, before.value()))
                .as("nothing overwrites '%s' meanwhile", key)
                .isInstanceOf(Write.Written.class);
      }
    }
  }

  private static void outlastALease() {
    var longer = PlaneNode.SHORT_LEASE.takeOverAfter().plusMillis(500);
    await().pollDelay(longer).until(() -> true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"view", "leader", "shards/x"})
  void valueThatCannotBeDecodedStopsChangesAndEndsNoNode(String key) {
    var a = joined("a");
    var b = joined("b");
    await().until(() -> a.owned("x") > 3 && b.owned("x") > 3);
    var table = a.plane.table("x");

    Runnable restore = overwrite(a.store, key, FOREIGN);
    outlastALease();

    assertThat(nodes).noneMatch(it -> it.plane.isTerminated());
    assertThat(nodes).allMatch(it -> it.plane.holdsLease());
    assertThat(a.plane.table("x")).isEqualTo(table);
    restore.run();
    joined("c");
    await().until(() -> nodes.stream().allMatch(it -> it.owned("x") == 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"node/foreign", "node/", "shards/foreign", "shards/a/b", "foreign", ""})
  void valueUnderAKeyOfNoNodeStopsNothing(String key) {
    var a = joined("a");

    overwrite(a.store, key, FOREIGN);
    joined("b");
    joined("c");

    await().until(() -> nodes.stream().allMatch(it -> it.owned("x") == 3));
  }

  @Test
  void valueOfAnotherKeyIsNoValue() {
    var a = joined("a");
    await().until(() -> a.owned("x") == 9);
    byte[] table = a.store.read("shards/x").orElseThrow().value();
    byte[] node = a.store.read("node/a").orElseThrow().value();

    overwrite(a.store, "shards/a/b", table);
    overwrite(a.store, "node/foreign", node);
    joined("b");

    await().until(() -> a.plane.view().members().size() == 2);
    assertThat(a.plane.isTerminated()).isFalse();
  }

  @Test
  void nodeWhoseOwnEntryCannotBeDecodedIsFencedUntilItCan() {
    var a = joined("a");
    var b = joined("b");
    await().until(() -> a.owned("x") > 3 && b.owned("x") > 3);

    Runnable restore = overwrite(a.store, "node/b", FOREIGN);
    await().until(() -> !b.plane.holdsLease());
    outlastALease();

    assertThat(a.plane.holdsLease()).isTrue();
    assertThat(b.plane.isTerminated()).isFalse();
    assertThat(a.plane.view().isUp(b.id())).isTrue();
    restore.run();
    await().until(b.plane::holdsLease);
    await().until(() -> a.owned("x") > 3 && b.owned("x") > 3);
  }

  @Test
  void shardsOfANodeWhoseEntryCannotBeDecodedMoveAway() {
    var a = joined("a");
    var b = joined("b");
    await().until(() -> a.owned("x") > 3 && b.owned("x") > 3);

    overwrite(a.store, "node/b", FOREIGN);

    await().until(() -> a.owned("x") == 9);
  }

  @Test
  void storeThatThrowsIsLikeOneThatCannotBeReached() {
    var store = new AtomicReference<ThrowingStore>();
    var a =
        joined(
            PlaneNode.startOver(
                shared,
                "a",
                real -> {
                  store.set(new ThrowingStore(real, /* broken= */ false));
                  return store.get();
                }));

    store.get().setBroken(true);
    await().until(() -> !a.plane.holdsLease());
    assertThat(a.plane.isTerminated()).isFalse();
    store.get().setBroken(false);

    await().until(a.plane::holdsLease);
    assertThat(a.plane.isTerminated()).isFalse();
  }

  @Test
  void nodeJoinsOnceItsStoreThrowsNoMore() {
    var store = new AtomicReference<ThrowingStore>();
    var a =
        PlaneNode.startOver(
            shared,
            "a",
            real -> {
              store.set(new ThrowingStore(real, /* broken= */ true));
              return store.get();
            });
    nodes.add(a);

    var joined = a.plane.join();
    outlastALease();
    assertThat(joined).isNotDone();
    store.get().setBroken(false);

    joined.orTimeout(20, TimeUnit.SECONDS).join();
  }
}
