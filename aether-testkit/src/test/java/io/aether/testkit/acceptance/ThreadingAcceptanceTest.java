package io.aether.testkit.acceptance;

import static io.aether.testkit.acceptance.Worlds.everywhere;
import static io.aether.testkit.acceptance.Worlds.really;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Props;
import io.aether.actor.Signal;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.TestProbe;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Threads, blocking and interrupts: each guarantee of an actor of Akka Typed, one by one, and some
/// more.
@Timeout(120)
class ThreadingAcceptanceTest {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadingAcceptanceTest.class);

  @Test
  void e21TheContextRefusesOtherThreadsByTheirName() throws Exception {
    really((system, _) -> {
      var leaked = new CompletableFuture<ActorContext<String>>();
      system.spawn(
          Behaviors.<String>setup(context -> {
            leaked.complete(context);
            return Behaviors.ignore();
          }),
          "owner");
      ActorContext<String> context = leaked.get();
      var refused = new CompletableFuture<Throwable>();

      Thread.ofPlatform()
          .name("a stranger")
          .start(() -> {
            try {
              context.spawn(Behaviors.ignore(), "child");
              refused.complete(new AssertionError("it was allowed"));
            } catch (Throwable failure) {
              refused.complete(failure);
            }
          });

      assertThat(refused.get(10, TimeUnit.SECONDS))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContainingAll("spawn", "/user/owner", "a stranger");
      assertThatThrownBy(context::children).isInstanceOf(IllegalStateException.class);
    });
  }

  @Test
  void e21TellIsSafeFrom64PlatformAnd64VirtualThreadsAtOnce() throws Exception {
    int senders = 128;
    int each = 1_000;
    really((system, probe) -> {
      ActorRef<int[]> receiver =
          system.spawn(
              Behaviors.<int[]>setup(_ -> {
                int[] next = new int[senders];
                int[] left = {senders * each};
                return Behaviors.receiveMessage(it -> {
                  if (next[it[0]]++ != it[1]) {
                    probe.ref().tell("out of order: " + Arrays.toString(it));
                  }
                  if (--left[0] == 0) {
                    probe.ref().tell("all");
                  }
                  return Behaviors.same();
                });
              }));
      var start = new CountDownLatch(1);
      for (int s = 0; s < senders; s++) {
        int sender = s;
        var threads = s % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
        threads.start(() -> {
          try {
            start.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          for (int n = 0; n < each; n++) {
            receiver.tell(new int[] {sender, n});
          }
        });
      }

      start.countDown();

      probe.expectMessage("all", Duration.ofSeconds(60));
    });
  }

  /// The ways in which handlers block until they are released.
  private record Blockade(
      CountDownLatch latch, Object monitor, ReentrantLock lock, ServerSocket server) {

    void block(int kind) throws Exception {
      switch (kind % 5) {
        case 0 -> Thread.sleep(60_000);
        case 1 -> {
          try (var socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
          }
        }
        case 2 -> {
          synchronized (monitor) {
            monitor.notifyAll();
          }
        }
        case 3 -> {
          lock.lock();
          lock.unlock();
        }
        default -> latch.await();
      }
    }
  }

  @Test
  void e22BlockedHandlersDoNotHoldUpOthersHoweverTheyBlock() throws Exception {
    really(ThreadingAcceptanceTest::askBesideBlockedHandlers);
  }

  private static void askBesideBlockedHandlers(ActorSystem system, TestProbe<Object> probe)
      throws Exception {
    int blockers = 50 * Runtime.getRuntime().availableProcessors(); // 10 of a kind per carrier
    try (var server = new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress())) {
      var accepted = acceptAll(server);
      var blockade = new Blockade(new CountDownLatch(1), new Object(), new ReentrantLock(), server);
      List<Thread> blocked = new ArrayList<>();
      blockade.lock().lock();
      synchronized (blockade.monitor()) {
        for (int n = 0; n < blockers; n++) {
          int kind = n;
          ActorRef<String> blocker =
              system.spawn((_, _) -> {
                probe.ref().tell(Thread.currentThread());
                blockade.block(kind);
                return Behaviors.same();
              });
          blocker.tell("block");
        }
        for (int n = 0; n < blockers; n++) {
          blocked.add((Thread) probe.receiveMessage(Duration.ofSeconds(30)));
        }

        askMany(system);

        assertThat(blocked).doesNotHaveDuplicates();
      }
      blockade.lock().unlock();
      blockade.latch().countDown();
      for (Socket socket : accepted) {
        socket.shutdownOutput(); // its reader then reads the end
      }
      blocked.forEach(Thread::interrupt); // ends the sleeping ones
    }
  }

  private static List<Socket> acceptAll(ServerSocket server) {
    List<Socket> accepted = new CopyOnWriteArrayList<>();
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            while (true) {
              accepted.add(server.accept());
            }
          } catch (IOException end) {
            LOG.debug("No more connections", end);
          }
        });
    return accepted;
  }

  /// A quiet machine answers each within 50 ms; this bound only separates blocked from slow.
  private static void askMany(ActorSystem system) throws InterruptedException {
    ActorRef<ActorRef<Integer>> echo =
        system.spawn(
            Behaviors.receiveMessage(replyTo -> {
              replyTo.tell(1);
              return Behaviors.same();
            }));
    long[] nanos = new long[1_000];
    for (int n = 0; n < nanos.length; n++) {
      long start = System.nanoTime();
      int one = echo.<Integer>ask(replyTo -> replyTo, Duration.ofSeconds(10));
      nanos[n] = System.nanoTime() - start;
      assertThat(one).isEqualTo(1);
    }
    Arrays.sort(nanos);
    LOG.info("p99 beside blocked handlers: {} us", nanos[989] / 1_000);
    assertThat(nanos[989]).isLessThan(TimeUnit.SECONDS.toNanos(2));
  }

  /// `StarvationTest` in the actor module covers few carriers and handlers that never end.
  @Test
  void e23HotActorsLetOtherVirtualThreadsRun() throws Exception {
    really((system, _) -> {
      var hot = playing(system, Props.defaults());
      try {
        for (int n = 0; n < 20; n++) {
          var ran = new CountDownLatch(1);
          Thread.ofVirtual()
              .start(() -> {
                try {
                  Thread.sleep(1);
                  ran.countDown();
                } catch (InterruptedException e) {
                  throw new AssertionError(e);
                }
              });
          assertThat(ran.await(5, TimeUnit.SECONDS)).as("thread %d", n).isTrue();
        }
      } finally {
        hot.set(false);
      }
    });
  }

  @Test
  void e23HotActorsOfAPoolOfPlatformThreadsLetItsOthersRun() throws Exception {
    really((system, _) -> {
      var pool = Props.defaults().withDispatcher(DispatcherSelector.pool("hot", 1));
      var hot = playing(system, pool);
      try {
        ActorRef<ActorRef<String>> other =
            system.spawn(
                Behaviors.receiveMessage(replyTo -> {
                  replyTo.tell("its turn");
                  return Behaviors.same();
                }),
                pool);
        for (int n = 0; n < 20; n++) {
          String answer = other.<String>ask(replyTo -> replyTo, Duration.ofSeconds(5));
          assertThat(answer).isEqualTo("its turn");
        }
      } finally {
        hot.set(false);
      }
    });
  }

  /// Has pairs of actors keep each other busy until the flag is cleared.
  private static AtomicBoolean playing(ActorSystem system, Props props) {
    var hot = new AtomicBoolean(true);
    int pairs = 4 * Runtime.getRuntime().availableProcessors();
    for (int p = 0; p < pairs; p++) {
      ActorRef<ActorRef<?>> pong = system.spawn(player(hot), props);
      system.spawn(player(hot), props).tell(pong);
    }
    return hot;
  }

  private static Behavior<ActorRef<?>> player(AtomicBoolean hot) {
    return (context, other) -> {
      if (hot.get()) {
        @SuppressWarnings("unchecked")
        var partner = (ActorRef<ActorRef<?>>) other;
        partner.tell(context.self());
      }
      return Behaviors.same();
    };
  }

  @Test
  void e24AnInterruptLeftBehindByAHandlerIsGoneAtTheNextMessage() throws Exception {
    everywhere((system, probe) -> {
      ActorRef<String> actor =
          system.spawn((_, message) -> {
            probe.ref().tell(message + " " + Thread.currentThread().isInterrupted());
            Thread.currentThread().interrupt();
            return Behaviors.same();
          });

      actor.tell("first");
      actor.tell("second");

      probe.expectMessages("first false", "second false");
    });
  }

  /// The next actor to run on the same thread is usually another one: the recipient of the last
  /// message.
  @Test
  void e24AnInterruptLeftBehindByAHandlerReachesNoOtherActor() throws Exception {
    everywhere((system, probe) -> {
      ActorRef<String> next =
          system.spawn((_, _) -> {
            probe.ref().tell(Thread.currentThread().isInterrupted());
            return Behaviors.same();
          });
      ActorRef<String> actor =
          system.spawn((_, message) -> {
            next.tell(message);
            Thread.currentThread().interrupt();
            return Behaviors.same();
          });

      for (int i = 0; i < 20; i++) {
        actor.tell("look");
        probe.expectMessage(false);
      }
    });
  }

  /// A behavior is created anew when its children have ended, and that notice is not a message.
  @Test
  void e24AnInterruptLeftBehindByARestartIsGoneAtTheNextMessage() throws Exception {
    everywhere((system, probe) -> {
      var lives = new AtomicInteger();
      ActorRef<String> actor =
          system.spawn(
              Behaviors.supervise(
                  SupervisorStrategy.restart(),
                  Behaviors.<String>setup(context -> {
                    context.spawn(Behaviors.ignore(), "child");
                    if (lives.incrementAndGet() > 1) {
                      Thread.currentThread().interrupt();
                    }
                    return Behaviors.receive(
                        (_, message) -> {
                          if (message.equals("fail")) {
                            throw new IllegalStateException("on purpose");
                          }
                          probe.ref().tell(Thread.currentThread().isInterrupted());
                          return Behaviors.same();
                        },
                        (_, signal) -> {
                          assertThat(signal).isNotInstanceOf(Signal.Terminated.class);
                          return Behaviors.same();
                        });
                  })));

      actor.tell("fail");
      actor.tell("ask for the flag");

      probe.expectMessage(false);
    });
  }
}
