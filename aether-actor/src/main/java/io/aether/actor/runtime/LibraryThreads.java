package io.aether.actor.runtime;

/// Creates the threads that belong to the library and outlive the caller that needs them first.
///
/// A thread inherits from its creator: the context class loader, inheritable thread locals, and, if
/// it is a platform thread, the thread group. A thread that lives as long as the JVM would keep all
/// of these reachable, and with them the application that created the first actor system, even
/// after that system was closed and the application undeployed. So these threads inherit nothing:
/// their context class loader is the system class loader, and platform threads are in the topmost
/// group.
final class LibraryThreads {

  private static final ThreadGroup TOP = top(Thread.currentThread().getThreadGroup());

  private LibraryThreads() {}

  private static ThreadGroup top(ThreadGroup group) {
    ThreadGroup parent = group.getParent();
    return parent == null ? group : top(parent);
  }

  static Thread.Builder.OfPlatform platform(String name) {
    return Thread.ofPlatform().group(TOP).name(name).inheritInheritableThreadLocals(false);
  }

  /// {@return a daemon thread, not started}
  static Thread daemon(String name, Runnable task) {
    return platform(name).daemon().unstarted(task);
  }

  /// {@return a virtual thread, not started}
  static Thread virtual(String name, Runnable task) {
    return Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).unstarted(task);
  }
}
