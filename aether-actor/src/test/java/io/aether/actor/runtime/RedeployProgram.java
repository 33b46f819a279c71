package io.aether.actor.runtime;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behaviors;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/// Deploys an application several times, each time in a class loader of its own, and closes it.
/// Prints the findings of the application and the number of loaders left. The arguments are a
/// folder with the application's resources, and whether another system is busy all the time.
final class RedeployProgram {

  private static final int ROUNDS = 4;
  private static final String APPLICATION = "io.aether.actor.redeployment.Application";

  private static volatile boolean hot = true;

  private RedeployProgram() {}

  public static void main(String[] args) {
    try {
      run(args);
    } catch (Throwable e) {
      e.printStackTrace(System.out);
      System.exit(1); // otherwise a system that is not closed keeps the JVM running
    }
  }

  private static void run(String[] args) throws Exception {
    boolean busy = Boolean.parseBoolean(args[1]);
    ActorSystem other = busy ? busySystem() : null;
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    var collected = new ReferenceQueue<ClassLoader>();
    for (int round = 0; round < ROUNDS; round++) {
      loaders.add(deploy(Path.of(args[0]), collected));
    }
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (left(loaders) > 0 && System.nanoTime() < deadline) {
      System.gc();
      collected.remove(50); // waits for the collector, which may need another call
    }
    System.out.println("left=" + left(loaders));
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("aether-")) {
        System.out.println(
            "loader of "
                + thread.getName()
                + "="
                + (thread.getContextClassLoader() == ClassLoader.getSystemClassLoader()));
      }
    }
    hot = false;
    if (other != null) {
      other.close();
    }
  }

  private static long left(List<WeakReference<ClassLoader>> loaders) {
    return loaders.stream().filter(it -> it.get() != null).count();
  }

  /// Runs the application on a thread that ends before the test looks for the loader.
  private static WeakReference<ClassLoader> deploy(
      Path resources, ReferenceQueue<ClassLoader> collected) throws Exception {
    var task =
        new FutureTask<>(() -> {
          URL classes = RedeployProgram.class.getProtectionDomain().getCodeSource().getLocation();
          URL tests = Path.of(classes.getPath()).resolveSibling("test-classes").toUri().toURL();
          try (var loader = new ApplicationLoader(resources.toUri().toURL(), tests)) {
            Thread.currentThread().setContextClassLoader(loader);
            var application =
                (Callable<?>) loader.loadClass(APPLICATION).getDeclaredConstructor().newInstance();
            for (Map.Entry<?, ?> place : ((Map<?, ?>) application.call()).entrySet()) {
              System.out.println(place.getKey() + "=" + place.getValue());
            }
            return new WeakReference<ClassLoader>(loader, collected);
          }
        });
    Thread.ofPlatform().name("deployment").start(task);
    return task.get();
  }

  /// A system whose pairs of actors leave no worker without work.
  private static ActorSystem busySystem() {
    ActorSystem system = ActorSystem.create("busy");
    List<ActorRef<ActorRef<?>>> players = new ArrayList<>();
    for (int n = 0; n < 32; n++) {
      players.add(
          system.spawn((context, other) -> {
            if (hot) {
              @SuppressWarnings("unchecked")
              var partner = (ActorRef<ActorRef<?>>) other;
              partner.tell(context.self());
            }
            return Behaviors.same();
          }));
    }
    for (int n = 0; n < players.size(); n += 2) {
      players.get(n).tell(players.get(n + 1));
    }
    return system;
  }

  /// Defines the application's classes itself, and delegates all others to the program's loader.
  private static final class ApplicationLoader extends URLClassLoader {

    private ApplicationLoader(URL... places) {
      super("application", places, RedeployProgram.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(APPLICATION)) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> known = findLoadedClass(name);
        return known != null ? known : findClass(name);
      }
    }
  }
}
