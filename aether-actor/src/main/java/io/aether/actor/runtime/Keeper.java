package io.aether.actor.runtime;

import io.aether.actor.Cancellable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Keeps the JVM running while at least one caller holds it. All other threads of Aether are
/// daemons, as virtual threads always are; this thread is not a daemon, and it does nothing. It
/// exists once, however many callers hold it.
final class Keeper {

  // ---- Guarded by this ----

  private int holders;
  private @Nullable CountDownLatch end;

  /// {@return releases the hold}
  synchronized Cancellable hold() {
    if (holders++ == 0) {
      var itsEnd = new CountDownLatch(1);
      end = itsEnd;
      LibraryThreads.platform("aether-keeper").daemon(false).start(() -> awaitWhatever(itsEnd));
    }
    var held = new AtomicBoolean(true);
    return () -> held.getAndSet(false) && release();
  }

  private synchronized boolean release() {
    if (--holders == 0 && end != null) {
      end.countDown();
    }
    return true;
  }

  private static void awaitWhatever(CountDownLatch end) {
    while (true) {
      try {
        end.await();
        return;
      } catch (InterruptedException e) {
        // Interrupts are ignored; the thread ends when the last hold is released.
      }
    }
  }
}
