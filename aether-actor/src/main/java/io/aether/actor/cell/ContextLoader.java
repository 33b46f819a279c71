package io.aether.actor.cell;

import org.jspecify.annotations.Nullable;

/// The context class loader of the thread that created a system. All code of that system runs with
/// it, on every thread. Libraries use it to look up resources and services, so a handler finds
/// those of its application although the workers are shared by all applications of the JVM.
///
/// @param loader null stands for the bootstrap loader, as in [Thread]
record ContextLoader(@Nullable ClassLoader loader) {

  static ContextLoader ofCaller() {
    return new ContextLoader(Thread.currentThread().getContextClassLoader());
  }

  /// Runs `code` with this loader, and restores the previous loader of the thread afterwards.
  void run(Runnable code) {
    Thread thread = Thread.currentThread();
    ClassLoader outer = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      code.run();
    } finally {
      thread.setContextClassLoader(outer);
    }
  }
}
