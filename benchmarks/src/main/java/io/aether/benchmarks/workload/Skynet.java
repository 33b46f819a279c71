package io.aether.benchmarks.workload;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import java.util.concurrent.CompletableFuture;

/// A tree of actors with ten children each, down to a million leaves. Each leaf sends its number to
/// its parent. Each parent adds up the numbers of its children, sends the sum to its own parent,
/// and stops.
final class Skynet {

  private static final int BRANCHES = 10;

  private Skynet() {}

  static <R, C> double[] skynet(Contender<R, C> host, Size size) {
    long leaves = size.of(1_000_000, 1_000_000, 100);
    var sum = new CompletableFuture<Long>();

    long start = System.nanoTime();
    try (var _ =
        host.start(context -> {
          R root = host.spawn(context, new Root<>(host, leaves, sum));
          host.tell(root, Message.START);
          return root;
        })) {
      long result = sum.join();
      long elapsed = System.nanoTime() - start;
      if (result != leaves * (leaves - 1) / 2) {
        throw new IllegalStateException("wrong sum of " + leaves + " leaves: " + result);
      }
      return new double[] {elapsed / 1e6};
    }
  }

  /// Starts the tree and takes its sum.
  private record Root<R, C>(Contender<R, C> host, long leaves, CompletableFuture<Long> sum)
      implements Actor<C> {
    @Override
    public Then onMessage(C context, Object message) {
      if (message instanceof Long result) {
        sum.complete(result);
        return Then.STOP;
      }
      R tree = host.spawn(context, new Node<>(host, host.self(context), 0, leaves));
      host.tell(tree, Message.START);
      return Then.GO_ON;
    }
  }

  private static final class Node<R, C> implements Actor<C> {
    private final Contender<R, C> host;
    private final R parent;
    private final long first;
    private final long leaves;
    private int answers;
    private long sum;

    Node(Contender<R, C> host, R parent, long first, long leaves) {
      this.host = host;
      this.parent = parent;
      this.first = first;
      this.leaves = leaves;
    }

    @Override
    public Then onMessage(C context, Object message) {
      if (message instanceof Long part) {
        sum += part;
        return ++answers == BRANCHES ? answer(sum) : Then.GO_ON;
      }
      if (leaves == 1) {
        return answer(first);
      }
      R self = host.self(context);
      long each = leaves / BRANCHES;
      for (int i = 0; i < BRANCHES; i++) {
        host.tell(
            host.spawn(context, new Node<>(host, self, first + i * each, each)), Message.START);
      }
      return Then.GO_ON;
    }

    private Then answer(long result) {
      host.tell(parent, result);
      return Then.STOP;
    }
  }
}
