package io.aether.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.annotation.Experimental;
import io.aether.cluster.NodeId;
import io.aether.cluster.spi.Transport;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Tests that every implementation of [Transport] passes on a network without faults. Tests may
/// share a network, because the nodes of each test have unique incarnations.
@Experimental
public abstract class TransportContract {

  private static final int PATIENCE_SECONDS = 20;

  private static long lastIncarnation;

  private final List<Transport> started = new ArrayList<>();

  /// For subclasses.
  protected TransportContract() {}

  /// {@return a transport that has not been started; all transports of a test share one network}
  ///
  /// @throws Exception any failure, which fails the test
  protected abstract Transport connect() throws Exception;

  @AfterEach
  public final void closeTransports() {
    started.forEach(Transport::close);
  }

  /// One node of a test, which keeps the frames that arrive.
  private final class Node {
    final NodeId id;
    final Transport transport;
    final BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();

    Node(String name) throws Exception {
      this(name, connect());
    }

    Node(String name, Transport transport) {
      id = new NodeId(name, nextIncarnation());
      this.transport = transport;
      started.add(transport);
      transport.start(id, arrived::add);
    }

    void send(Node target, int number) {
      transport.send(target.id, ByteBuffer.allocate(Integer.BYTES).putInt(number).array());
    }

    byte[] next() throws InterruptedException {
      byte[] frame = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(frame).as("the next frame at %s", id).isNotNull();
      return frame;
    }

    int nextNumber() throws InterruptedException {
      return ByteBuffer.wrap(next()).getInt();
    }
  }

  private static synchronized long nextIncarnation() {
    return ++lastIncarnation;
  }

  @Test
  public void aFrameArrivesUnchangedAndOnlyAtItsTarget() throws Exception {
    var sender = new Node("sender");
    var target = new Node("target");
    var bystander = new Node("bystander");
    var frame = new byte[256];
    for (int i = 0; i < frame.length; i++) {
      frame[i] = (byte) i;
    }

    sender.transport.send(target.id, frame);

    assertThat(target.next()).isEqualTo(frame);
    sender.send(bystander, 7); // had the frame gone there, it would be first
    assertThat(bystander.nextNumber()).isEqualTo(7);
    assertThat(sender.arrived).isEmpty();
  }

  @Test
  public void twoLivesOfANodeAreTwoTargets() throws Exception {
    var sender = new Node("sender");
    var former = new Node("same");
    var latter = new Node("same");

    sender.send(former, 1);
    sender.send(latter, 2);

    assertThat(latter.nextNumber()).isEqualTo(2);
    assertThat(former.nextNumber()).isEqualTo(1);
  }

  @Test
  public void framesOfOneSenderArriveInOrderAndAllOfThem() throws Exception {
    var sender = new Node("sender");
    var target = new Node("target");

    for (int i = 0; i < 10_000; i++) {
      sender.send(target, i);
    }

    for (int i = 0; i < 10_000; i++) {
      assertThat(target.nextNumber()).isEqualTo(i);
    }
    assertThat(target.arrived).isEmpty();
  }

  @Test
  public void framesOfSeveralSendersArriveInTheOrderOfEach() throws Exception {
    var target = new Node("target");
    var senders = List.of(new Node("a"), new Node("b"), new Node("c"));
    var threads = new ArrayList<Thread>();
    for (int i = 0; i < senders.size(); i++) {
      int number = i;
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int frame = 0; frame < 2_000; frame++) {
                  senders.get(number).send(target, number << 16 | frame);
                }
              }));
    }

    var next = new int[senders.size()];
    for (int i = 0; i < 2_000 * senders.size(); i++) {
      int arrived = target.nextNumber();
      assertThat(arrived & 0xffff).isEqualTo(next[arrived >> 16]++);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  public void severalThreadsMaySendThroughOneTransport() throws Exception {
    var sender = new Node("sender");
    var target = new Node("target");
    for (int i = 0; i < 4; i++) {
      int number = i;
      Thread.ofVirtual()
          .start(() -> IntStream.range(0, 1_000).forEach(n -> sender.send(target, number)));
    }

    var counts = new int[4];
    for (int i = 0; i < 4_000; i++) {
      counts[target.nextNumber()]++;
    }

    assertThat(counts).containsOnly(1_000);
  }

  @Test
  public void aFrameForNobodyIsLostWithoutHarm() throws Exception {
    var sender = new Node("sender");
    var target = new Node("target");

    sender.transport.send(new NodeId("nobody", nextIncarnation()), new byte[] {1});
    sender.send(target, 2);

    assertThat(target.nextNumber()).isEqualTo(2);
  }

  @Test
  public void theLargestFrameArrivesAndALargerOneIsRefused() throws Exception {
    var sender = new Node("sender");
    var target = new Node("target");
    var largest = new byte[sender.transport.maxFrameBytes()];
    largest[largest.length - 1] = 42;

    sender.transport.send(target.id, largest);

    assertThat(target.next()).isEqualTo(largest);
    assertThatThrownBy(() -> sender.transport.send(target.id, new byte[largest.length + 1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.valueOf(largest.length));
  }

  @Test
  public void aSenderWaitsForNoReceiver() throws Exception {
    var sender = new Node("sender");
    var opened = new CountDownLatch(1);
    var slow = connect();
    var id = new NodeId("slow", nextIncarnation());
    BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
    slow.start(
        id,
        frame -> {
          awaitUninterruptibly(opened);
          arrived.add(frame);
        });
    started.add(slow);

    for (int i = 0; i < 100; i++) {
      sender.transport.send(id, new byte[] {(byte) i}); // comes back, or this test hangs
    }
    opened.countDown();

    for (int i = 0; i < 100; i++) {
      assertThat(arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly(i);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  public void aReceiverThatThrowsHearsTheNextFrame() throws Exception {
    var sender = new Node("sender");
    var target = connect();
    var id = new NodeId("failing", nextIncarnation());
    BlockingQueue<byte[]> arrived = new LinkedBlockingQueue<>();
    target.start(
        id,
        frame -> {
          if (frame[0] == 1) {
            throw new IllegalStateException("as expected by this test");
          }
          arrived.add(frame);
        });
    started.add(target);

    sender.transport.send(id, new byte[] {1});
    sender.transport.send(id, new byte[] {2});

    assertThat(arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS)).containsExactly(2);
  }

  @Test
  public void afterCloseNothingArrivesAndNothingIsSent() throws Exception {
    var sender = new Node("sender");
    var closed = new Node("closed");
    var witness = new Node("witness");
    closed.transport.close();

    sender.send(closed, 1);
    closed.send(witness, 2);
    sender.send(witness, 3);

    assertThat(witness.nextNumber()).isEqualTo(3);
    assertThat(closed.arrived).isEmpty();
    closed.transport.close(); // closing twice is closing once
  }

  @Test
  public void aTransportIsStartedOnce() throws Exception {
    var node = new Node("once");

    assertThatThrownBy(() -> node.transport.start(node.id, frame -> {}))
        .isInstanceOf(IllegalStateException.class);
  }
}
