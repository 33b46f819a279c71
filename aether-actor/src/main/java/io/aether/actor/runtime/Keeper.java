package io.aether.actor.runtime;

import io.aether.actor.Cancellable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// Keeps the JVM from ending while somebody wants it to go on. All other threads of Aether are
/// daemons, as virtual threads always are; this is one that is not, and that does nothing. There is
/// one as long as anybody holds it, however many they are.
final class Keeper {

  // ---- Guarded by this ----

  private int holders;
  private @Nullable CountDownLatch end;

  /// {@return lets go}
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
        // Nobody's business; it ends when nobody holds it.
      }
    }
  }
}
