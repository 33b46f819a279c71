package io.aether.actor.runtime;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behaviors;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Props;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// Code that holds carrier threads for some seconds, run by [PinnedTest] in a JVM with few of them.
/// The arguments are how the carriers are held, where, and by how many. Prints the effect on other
/// actors as `name=value`.
@SuppressWarnings({
  "restricted", // calls native code, on purpose
  "NullAway.Init" // `run` sets all fields before anything reads them
})
final class PinnedProgram {

  private static final long HOLD_MILLIS = 3_000;

  private static final AtomicInteger BEGUN = new AtomicInteger();
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final Object MONITOR = new Object();

  private static ActorRef<ActorRef<Integer>> echo;
  private static ActorRef<ActorRef<Integer>> late;
  private static ServerSocket silent;
  private static Block inInitializer;

  private PinnedProgram() {}

  @FunctionalInterface
  private interface Block {
    void run() throws Throwable;
  }

  // Classes to initialize.

  private static final class A {
    static {
      hold();
    }

    static void touch() {}
  }

  private static final class B {
    static {
      hold();
    }

    static void touch() {}
  }

  private static final class C {
    static {
      hold();
    }

    static void touch() {}
  }

  private static final class D {
    static {
      hold();
    }

    static void touch() {}
  }

  private static final List<Runnable> TOUCHES = List.of(A::touch, B::touch, C::touch, D::touch);

  private static void hold() {
    quietly(inInitializer);
  }

  private static int quietly(Block block) {
    try {
      block.run();
      return 1;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  public static void main(String[] args) {
    try {
      run(args);
      System.exit(0);
    } catch (Throwable e) {
      e.printStackTrace(System.out);
      System.exit(1); // otherwise a system that is not closed keeps the JVM running
    }
  }

  private static void run(String[] args) throws Exception {
    ActorSystem system = ActorSystem.create("pinned");
    int carriers = Integer.getInteger("jdk.virtualThreadScheduler.parallelism");
    echo =
        system.spawn(
            Behaviors.receiveMessage(replyTo -> {
              replyTo.tell(1);
              return Behaviors.same();
            }));
    late =
        system.spawn(
            Behaviors.receiveMessage(replyTo -> {
              MILLISECONDS.sleep(HOLD_MILLIS / 3); // as a handler may
              replyTo.tell(1);
              return Behaviors.same();
            }));
    silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().start(PinnedProgram::holdLock);
    while (!LOCK.isLocked()) {
      Thread.onSpinWait();
    }
    var lateAnswer = late.<Integer>askAsync(it -> it, Duration.ofSeconds(30));
    long lateStart = System.nanoTime();

    int count = Integer.parseInt(args[2]);
    var enough = new CountDownLatch(Math.min(count, carriers));
    for (int n = 0; n < count; n++) {
      Block block = block(args[0], n);
      place(
          system,
          args[1],
          () -> {
            BEGUN.incrementAndGet();
            enough.countDown();
            block.run();
          });
    }
    enough.await();

    if (args.length > 3) { // only waiting work is to go on: nothing else happens meanwhile
      lateAnswer.join();
      print("lateMillis", (System.nanoTime() - lateStart) / 1_000_000);
    }
    print("answerMillis", worstAnswer());
    lateAnswer.join();
    print("begun", BEGUN.get());
    print("extraCarriers", CarrierPool.size() - carriers);
    print(
        "extraCarriersAfter",
        CarrierPool.sizeOnceItIs(carriers, Duration.ofSeconds(15)) - carriers);
    system.close();
  }

  private static void place(ActorSystem system, String where, Block block) {
    switch (where) {
      case "handler" -> handler(system, Props.defaults(), block).tell("go");
      case "handlerLater" ->
          handler(
                  system,
                  Props.defaults(),
                  () -> {
                    MILLISECONDS.sleep(300); // so that it is known as blocked, and forgotten
                    block.run();
                  })
              .tell("go");
      case "pinnedVirtual" ->
          handler(
                  system,
                  Props.defaults().withDispatcher(DispatcherSelector.pinnedVirtual()),
                  block)
              .tell("go");
      case "async" ->
          system
              .spawn(
                  Behaviors.<String>setup(context -> {
                    context.async(() -> quietly(block), _ -> "done");
                    return Behaviors.ignore();
                  }))
              .tell("go");
      case "callers" -> {
        var actor =
            handler(system, Props.defaults().withDispatcher(DispatcherSelector.callers()), block);
        Thread.ofVirtual().start(() -> actor.tell("go"));
      }
      default -> throw new IllegalArgumentException(where);
    }
  }

  private static ActorRef<String> handler(ActorSystem system, Props props, Block block) {
    return system.spawn(
        Behaviors.<String>receiveMessage(_ -> {
          quietly(block);
          return Behaviors.same();
        }),
        props);
  }

  private static Block block(String how, int n) {
    inInitializer =
        switch (how) {
          case "sleep", "waitForInitializer" -> PinnedProgram::sleep;
          case "spin" -> PinnedProgram::spin;
          case "park" -> PinnedProgram::park;
          case "lock" -> PinnedProgram::lock;
          case "socket" -> PinnedProgram::readFromSocket;
          case "wait" -> PinnedProgram::waitOnMonitor;
          case "ask" -> PinnedProgram::askLate;
          default -> () -> {};
        };
    return switch (how) {
      case "upcall" -> () -> sortWith("sleepingComparator");
      case "upcallWait" -> () -> sortWith("waitingComparator");
      case "native" -> PinnedProgram::sleepInC;
      case "busy" -> PinnedProgram::spin;
      case "waitForInitializer" -> A::touch;
      default -> () -> TOUCHES.get(n).run();
    };
  }

  private static void holdLock() {
    LOCK.lock();
    try {
      quietly(() -> MILLISECONDS.sleep(HOLD_MILLIS + 1_000));
    } finally {
      LOCK.unlock();
    }
  }

  // ---- Ways to hold a carrier ----

  private static void sleep() throws InterruptedException {
    MILLISECONDS.sleep(HOLD_MILLIS);
  }

  private static void spin() {
    long end = System.nanoTime() + MILLISECONDS.toNanos(HOLD_MILLIS);
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static void park() {
    long end = System.nanoTime() + MILLISECONDS.toNanos(HOLD_MILLIS);
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }

  private static void lock() {
    LOCK.lock();
    LOCK.unlock();
  }

  private static void waitOnMonitor() throws InterruptedException {
    long end = System.nanoTime() + MILLISECONDS.toNanos(HOLD_MILLIS);
    synchronized (MONITOR) {
      for (long left; (left = (end - System.nanoTime()) / 1_000_000) > 0; ) {
        MONITOR.wait(left);
      }
    }
  }

  private static void askLate() throws InterruptedException {
    late.<Integer>ask(it -> it, Duration.ofSeconds(20));
  }

  private static void readFromSocket() throws Exception {
    try (var socket = new Socket(silent.getInetAddress(), silent.getLocalPort())) {
      socket.setSoTimeout((int) HOLD_MILLIS);
      socket.getInputStream().read();
    } catch (java.net.SocketTimeoutException expected) {
      // long enough
    }
  }

  private static void sleepInC() throws Throwable {
    MethodHandle usleep =
        Linker.nativeLinker()
            .downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("usleep"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    int result = (int) usleep.invokeExact((int) HOLD_MILLIS * 1_000);
    if (result != 0) {
      throw new AssertionError(result);
    }
  }

  private static void sortWith(String comparator) throws Throwable {
    Linker linker = Linker.nativeLinker();
    FunctionDescriptor compares =
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_INT),
            ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_INT));
    MethodHandle qsort =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("qsort"),
            FunctionDescriptor.ofVoid(
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
    MethodHandle compare =
        MethodHandles.lookup()
            .findStatic(
                PinnedProgram.class,
                comparator,
                MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stub = linker.upcallStub(compare, compares, arena);
      qsort.invokeExact(arena.allocateFrom(ValueLayout.JAVA_INT, 2, 1), 2L, 4L, stub);
    }
  }

  @SuppressWarnings("unused") // called by qsort
  private static int sleepingComparator(MemorySegment a, MemorySegment b) {
    quietly(PinnedProgram::sleep);
    return Integer.compare(a.get(ValueLayout.JAVA_INT, 0), b.get(ValueLayout.JAVA_INT, 0));
  }

  @SuppressWarnings("unused") // called by qsort
  private static int waitingComparator(MemorySegment a, MemorySegment b) {
    quietly(PinnedProgram::waitOnMonitor);
    return Integer.compare(a.get(ValueLayout.JAVA_INT, 0), b.get(ValueLayout.JAVA_INT, 0));
  }

  // ---- What others notice ----

  /// {@return the longest time that one of several answers took, in ms}
  private static long worstAnswer() throws InterruptedException {
    long worst = 0;
    for (int n = 0; n < 10; n++) {
      long start = System.nanoTime();
      try {
        echo.<Integer>ask(it -> it, Duration.ofSeconds(10));
      } catch (AskException.TimedOut e) {
        return 10_000;
      }
      worst = Math.max(worst, System.nanoTime() - start);
    }
    return worst / 1_000_000;
  }

  private static void print(String name, long value) {
    System.out.println(name + "=" + value);
  }
}
