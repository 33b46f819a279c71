package io.aether.actor.cell;

import io.aether.actor.ActorSystem;
import java.lang.ref.Reference;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The objects that a reference keeps on the heap: a walk over fields, elements and entries. The
/// walk enters neither an actor system, which lives anyway, nor classes and threads; of the JDK's
/// own objects it enters collections and futures.
final class Reachable {

  private final IdentityHashMap<Object, String> seen = new IdentityHashMap<>();
  private final Deque<Object> open = new ArrayDeque<>();

  private Reachable() {}

  /// {@return the path to each object that is neither the library's nor the JDK's}
  static List<String> foreignTo(Object root) {
    return from(root, Reachable::isForeign);
  }

  private static boolean isForeign(Object it) {
    String name = it.getClass().getName();
    boolean test =
        it.getClass().getNestHost().getSimpleName().endsWith("Test") || name.contains("Ballast");
    return test
        || !(name.startsWith("io.aether.actor.")
            || name.startsWith("java.")
            || name.startsWith("[")
            || name.startsWith("jdk."));
  }

  static List<String> from(Object root, Predicate<Object> wanted) {
    var walk = new Reachable();
    walk.reach(root, "ref");
    List<String> found = new ArrayList<>();
    while (!walk.open.isEmpty()) {
      Object next = walk.open.poll();
      String way = walk.seen.get(next);
      if (next != root && wanted.test(next)) {
        found.add(way + ": " + next.getClass().getName());
      } else {
        walk.lookInto(next, Objects.requireNonNull(way));
      }
    }
    return found;
  }

  private void reach(@Nullable Object it, String way) {
    if (it == null) {
      return;
    }
    boolean ends =
        it instanceof ActorSystem
            || it instanceof Class<?>
            || it instanceof Thread
            || it instanceof String
            || it instanceof Enum<?>;
    if (!ends && seen.putIfAbsent(it, way) == null) {
      open.add(it);
    }
  }

  private void lookInto(Object it, String way) {
    switch (it) {
      case Object[] array -> {
        for (int i = 0; i < Array.getLength(array); i++) {
          reach(array[i], way + "[]");
        }
      }
      case Collection<?> all -> all.forEach(each -> reach(each, way + "{}"));
      case Map<?, ?> map ->
          map.forEach((key, value) -> {
            reach(key, way + "{key}");
            reach(value, way + "{value}");
          });
      case Optional<?> optional -> optional.ifPresent(value -> reach(value, way + "?"));
      case AtomicReference<?> reference -> reach(reference.get(), way + ".value");
      case Reference<?> _ -> {} // weak references keep nothing
      default -> {
        if (it instanceof CompletableFuture<?> future) {
          switch (future.state()) {
            case SUCCESS -> reach(future.resultNow(), way + ".value");
            case FAILED -> reach(future.exceptionNow(), way + ".failure");
            case RUNNING, CANCELLED -> {}
          }
        }
        if (it instanceof Throwable failure) {
          reach(failure.getCause(), way + ".cause");
          for (Throwable suppressed : failure.getSuppressed()) {
            reach(suppressed, way + ".suppressed");
          }
        }
        fields(it, way);
      }
    }
  }

  private void fields(Object it, String way) {
    for (Class<?> type = it.getClass(); type != null; type = type.getSuperclass()) {
      if (type.getName().startsWith("java.") || type.getName().startsWith("jdk.")) {
        return;
      }
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          reach(value(field, it), way + "." + field.getName());
        }
      }
    }
  }

  private static @Nullable Object value(Field field, Object of) {
    try {
      field.setAccessible(true);
      return field.get(of);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("cannot look into " + field, e);
    }
  }
}
