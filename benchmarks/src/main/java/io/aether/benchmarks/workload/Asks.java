package io.aether.benchmarks.workload;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.aether.benchmarks.contender.Actor;
import io.aether.benchmarks.contender.Contender;
import io.aether.benchmarks.contender.Request;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.BiConsumer;

/// A platform thread outside the actors that asks one actor: one request after the other, or with
/// 256 requests in flight.
final class Asks {

  private static final int UNDER_WAY = 256;

  private Asks() {}

  static <R, C> double[] ask1(Contender<R, C> host, Size size)
      throws InterruptedException, ExecutionException {
    int asks = size.of(30_000, 15_000, 50);
    try (var group = host.start(context -> host.spawn(context, new Answerer<>(host)))) {
      long start = System.nanoTime();
      for (int i = 0; i < asks; i++) {
        check(host.askAndWait(group.made()));
      }
      return new double[] {(double) (System.nanoTime() - start) / asks};
    }
  }

  static <R, C> double[] ask256(Contender<R, C> host, Size size) throws InterruptedException {
    int asks = size.of(200_000, 200_000, 500);
    try (var group = host.start(context -> host.spawn(context, new Answerer<>(host)))) {
      long start = System.nanoTime();
      pipeline(host, group.made(), asks);
      return new double[] {(double) (System.nanoTime() - start) / asks};
    }
  }

  /// Lets a started actor answer many asks.
  static <R, C> void pipeline(Contender<R, C> host, R answerer, int asks)
      throws InterruptedException {
    var free = new Semaphore(UNDER_WAY);
    BiConsumer<Object, Throwable> release =
        (reply, _) -> {
          if (reply == Message.NEXT) { // else the final wait fails
            free.release();
          }
        };
    for (int i = 0; i < asks; i++) {
      free.acquire();
      host.ask(answerer).whenComplete(release);
    }
    if (!free.tryAcquire(UNDER_WAY, Contender.ASK_TIMEOUT.toSeconds(), SECONDS)) {
      throw new IllegalStateException("not every ask was answered");
    }
  }

  private static void check(Object reply) {
    if (reply != Message.NEXT) {
      throw new IllegalStateException("expected NEXT in reply, but found: " + reply);
    }
  }

  record Answerer<R, C>(Contender<R, C> host) implements Actor<C> {
    @Override
    public Then onMessage(C context, Object message) {
      @SuppressWarnings("unchecked") // all are of one contender
      var request = (Request<R>) message;
      host.tell(request.replyTo(), Message.NEXT);
      return Then.GO_ON;
    }
  }
}
