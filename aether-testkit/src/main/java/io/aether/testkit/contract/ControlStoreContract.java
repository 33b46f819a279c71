package io.aether.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.annotation.Experimental;
import io.aether.cluster.spi.ControlStore;
import io.aether.cluster.spi.ControlStore.Entry;
import io.aether.cluster.spi.ControlStore.Write;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests that every implementation of [ControlStore] passes while the store can be reached.
@Experimental
public abstract class ControlStoreContract {

  private static final int PATIENCE_SECONDS = 20;

  private final List<ControlStore> connected = new ArrayList<>();

  /// For subclasses.
  protected ControlStoreContract() {}

  /// {@return one node's connection to the store; all connections of a test are to the same store,
  /// which is empty at first}
  ///
  /// @throws Exception any failure, which fails the test
  protected abstract ControlStore connect() throws Exception;

  @AfterEach
  public final void closeStores() {
    connected.forEach(ControlStore::close);
  }

  private ControlStore store() throws Exception {
    ControlStore store = connect();
    connected.add(store);
    return store;
  }

  @Test
  public final void emptyStoreHasNothing() throws Exception {
    var store = store();

    assertThat(store.read("leader")).isEmpty();
    assertThat(store.list("")).isEmpty();
  }

  @Test
  public final void writtenEntryIsReadByEverybodyAtOnce() throws Exception {
    var one = store();
    var other = store();

    for (int n = 1; n <= 50; n++) {
      long revision = written(one, "view", n == 1 ? 0 : revision(other, "view"), "v" + n);

      Entry entry = other.read("view").orElseThrow();
      assertThat(entry.key()).isEqualTo("view");
      assertThat(entry.revision()).isEqualTo(revision);
      assertThat(text(entry)).isEqualTo("v" + n);
    }
  }

  @Test
  public final void revisionsOfAKeyGrow() throws Exception {
    var store = store();
    long first = written(store, "a", 0, "1");
    written(store, "b", 0, "1");

    long second = written(store, "a", first, "2");
    long third = written(store, "a", second, "2");

    assertThat(first).isPositive();
    assertThat(second).isGreaterThan(first);
    assertThat(third).isGreaterThan(second);
  }

  @Test
  public final void creatingWhatExistsIsAConflict() throws Exception {
    var store = store();
    written(store, "a", 0, "first");

    assertThat(write(store, "a", 0, "second")).isEqualTo(new Write.Conflict());

    assertThat(text(store.read("a").orElseThrow())).isEqualTo("first");
  }

  @Test
  public final void writingOverWhatDoesNotExistIsAConflict() throws Exception {
    var store = store();
    long other = written(store, "other", 0, "x");

    assertThat(write(store, "a", other, "x")).isEqualTo(new Write.Conflict());

    assertThat(store.read("a")).isEmpty();
  }

  @Test
  public final void writingOverAnOldRevisionIsAConflict() throws Exception {
    var store = store();
    long first = written(store, "a", 0, "first");
    written(store, "a", first, "second");

    assertThat(write(store, "a", first, "third")).isEqualTo(new Write.Conflict());

    assertThat(text(store.read("a").orElseThrow())).isEqualTo("second");
  }

  @Test
  public final void repeatingAWriteThatHappenedIsAConflict() throws Exception {
    var store = store();
    written(store, "a", 0, "same");

    assertThat(write(store, "a", 0, "same")).isEqualTo(new Write.Conflict());
  }

  @Test
  public final void listGivesWhatBeginsWithThePrefixInOrder() throws Exception {
    var store = store();
    for (String key : List.of("node/b", "node/a-1", "nodes", "shards/x", "node/a.2", "node", "N")) {
      written(store, key, 0, key);
    }

    assertThat(store.list("node/"))
        .extracting(ControlStoreContract::text)
        .containsExactly("node/a-1", "node/a.2", "node/b");
    assertThat(store.list("node"))
        .extracting(Entry::key)
        .containsExactly("node", "node/a-1", "node/a.2", "node/b", "nodes");
    assertThat(store.list("")).hasSize(7);
    assertThat(store.list("nothing")).isEmpty();
  }

  @Test
  public final void listIsAsFreshAsARead() throws Exception {
    var one = store();
    var other = store();
    written(one, "a", 0, "1");

    for (int n = 0; n < 20; n++) {
      long a = written(one, "a", revision(one, "a"), "a" + n);
      long b = written(one, "b" + n, 0, "b" + n);

      assertThat(other.list("")).extracting(Entry::revision).contains(a, b);
    }
  }

  @Test
  public final void valuesAreKeptByteForByte() throws Exception {
    var store = store();
    byte[] large = new byte[200_000];
    for (int n = 0; n < large.length; n++) {
      large[n] = (byte) (n * 31);
    }

    store.compareAndSet("empty", 0, new byte[0]);
    store.compareAndSet("large", 0, large);

    assertThat(store.read("empty").orElseThrow().value()).isEmpty();
    assertThat(store.read("large").orElseThrow().value()).isEqualTo(large);
  }

  @Test
  public final void ofManyWritersOneWinsEachTime() throws Exception {
    int writers = 4;
    int increments = 25;
    written(store(), "count", 0, "0");

    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      for (int n = 0; n < writers; n++) {
        var store = store();
        all.add(threads.submit(() -> increment(store, increments)));
      }
      for (Future<?> each : all) {
        each.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    }

    assertThat(text(store().read("count").orElseThrow()))
        .isEqualTo(Integer.toString(writers * increments));
  }

  private static void increment(ControlStore store, int times) {
    for (int done = 0; done < times; ) {
      Entry before = store.read("count").orElseThrow();
      String next = Integer.toString(Integer.parseInt(text(before)) + 1);
      switch (write(store, "count", before.revision(), next)) {
        case Write.Written _ -> done++;
        case Write.Conflict _ -> {}
        case Write.Unknown(var cause) -> throw new AssertionError("unknown without need", cause);
      }
    }
  }

  @Test
  public final void changesAreHintedAt() throws Exception {
    var one = store();
    var other = store();
    var view = new CountDownLatch(1);
    var tables = new CountDownLatch(2);
    other.watch("view", view::countDown);
    other.watch("shards/", tables::countDown);

    for (int n = 0; view.getCount() + tables.getCount() > 0 && n < PATIENCE_SECONDS; n++) {
      written(one, "view", revision(one, "view"), "v" + n);
      written(one, "shards/a.b", revision(one, "shards/a.b"), "s" + n);
      if (tables.await(1, TimeUnit.SECONDS)) { // each hint may be lost
        view.await(1, TimeUnit.SECONDS);
      }
    }

    assertThat(view.getCount()).isZero();
    assertThat(tables.getCount()).isZero();
  }

  @Test
  public final void watchEndsOnce() throws Exception {
    var watch = store().watch("", () -> {});

    assertThat(watch.cancel()).isTrue();
    assertThat(watch.cancel()).isFalse();
  }

  private static Write write(ControlStore store, String key, long expected, String value) {
    return store.compareAndSet(key, expected, value.getBytes(StandardCharsets.UTF_8));
  }

  private static long written(ControlStore store, String key, long expected, String value) {
    Write outcome = write(store, key, expected, value);
    assertThat(outcome).isInstanceOf(Write.Written.class);
    return ((Write.Written) outcome).revision();
  }

  /// {@return the revision of the entry; 0 if there is none}
  private static long revision(ControlStore store, String key) {
    return store.read(key).map(Entry::revision).orElse(0L);
  }

  private static String text(Entry entry) {
    return new String(entry.value(), StandardCharsets.UTF_8);
  }
}
