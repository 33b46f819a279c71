package io.aether.actor.cell;

import org.jspecify.annotations.Nullable;

/// The context class loader of the thread that created a system, with which all code of that system
/// runs, on whichever thread that is. Libraries look for resources and services by it, so a handler
/// finds those of its application although the workers are shared by all applications of the JVM.
///
/// @param loader null stands for the bootstrap loader, as it does in [Thread]
record ContextLoader(@Nullable ClassLoader loader) {

  static ContextLoader ofCaller() {
    return new ContextLoader(Thread.currentThread().getContextClassLoader());
  }

  /// Runs `code` with this loader; afterwards the thread has the loader that it had before.
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
