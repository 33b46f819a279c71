package io.aether.actor.cell;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Props;
import io.aether.actor.StopReason;
import io.aether.actor.spi.RestartController;
import io.aether.actor.spi.SpawnOptions;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The children of an actor: a list that is linked through the children themselves, and the names
/// that have been given to some of them. All methods are called by the parent's activation, unless
/// they say otherwise.
final class Children {

  private Children() {}

  // ---- Spawning ----

  /// @param name the name, or null if it is generated when it is first needed
  static <C> ActorRef<C> spawn(
      ActorCell<?> parent,
      Behavior<C> behavior,
      @Nullable String name,
      @Nullable CellExtension extension) {
    ActorCell<C> child = parent.system.cell(parent, name, behavior, extension);
    link(parent, child);
    return start(parent, child);
  }

  /// @throws IllegalArgumentException if the name is invalid or taken
  static <C> ActorRef<C> spawnNamed(
      ActorCell<?> parent, Behavior<C> behavior, String name, @Nullable CellExtension extension) {
    ActorCell<C> child = named(parent, behavior, name, extension);
    link(parent, child);
    return start(parent, child);
  }

  /// Spawns a child that waits for its release before each of its lives; see [RestartController].
  static <C> ActorRef<C> spawnHeld(
      ActorCell<?> parent, Behavior<C> behavior, String name, RestartController controller) {
    var extension = new CellExtension();
    extension.externalSupervision = new ExternalSupervision(controller);
    return spawnNamed(parent, behavior, name, extension);
  }

  /// Spawns a child of a guardian. May be called by any thread.
  ///
  /// @throws IllegalArgumentException if the name is invalid or taken
  static <C> ActorRef<C> adopt(
      ActorCell<?> guardian, Behavior<C> behavior, String name, Props props) {
    return adopt(
        guardian, named(guardian, behavior, name, CellExtension.of(SpawnOptions.NONE, props)));
  }

  /// Spawns a child of a guardian under a name that is unique in the system. May be called by any
  /// thread.
  static <C> ActorRef<C> adoptUnnamed(
      ActorCell<?> guardian, Behavior<C> behavior, String generatedName, Props props) {
    CellExtension extension = CellExtension.of(SpawnOptions.NONE, props);
    return adopt(guardian, guardian.system.cell(guardian, generatedName, behavior, extension));
  }

  private static <C> ActorRef<C> adopt(ActorCell<?> guardian, ActorCell<C> child) {
    guardian.push(new Control.Adopt(child)); // before the child can end
    return start(guardian, child);
  }

  private static <C> ActorCell<C> named(
      ActorCell<?> parent, Behavior<C> behavior, String name, @Nullable CellExtension extension) {
    ActorCell<C> child =
        parent.system.cell(parent, ActorSystem.checkName(name), behavior, extension);
    if (!parent.extension().childNames().add(name, child)) {
      throw LocalActorSystem.nameTaken(parent.path(), name);
    }
    return child;
  }

  private static <C> ActorRef<C> start(ActorCell<?> parent, ActorCell<C> child) {
    parent.starting(child);
    child.dispatcher().execute(child);
    return child;
  }

  // ---- The list ----

  static void link(ActorCell<?> parent, ActorCell<?> child) {
    child.nextSibling = parent.firstChild;
    if (parent.firstChild != null) {
      parent.firstChild.previousSibling = child;
    }
    parent.firstChild = child;
  }

  static void unlink(ActorCell<?> parent, ActorCell<?> child) {
    if (child.previousSibling != null) {
      child.previousSibling.nextSibling = child.nextSibling;
    } else if (parent.firstChild == child) {
      parent.firstChild = child.nextSibling;
    }
    if (child.nextSibling != null) {
      child.nextSibling.previousSibling = child.previousSibling;
    }
    child.previousSibling = null;
    child.nextSibling = null;
    freeName(parent, child);
  }

  /// Frees the name for another child. For a guardian, whose map of names is concurrent, the
  /// child's activation may call this.
  static void freeName(ActorCell<?> parent, ActorCell<?> child) {
    String name = child.knownName();
    ChildNames names = parent.extension == null ? null : parent.extension.childNames;
    if (name != null && names != null) {
      names.remove(name, child);
    }
  }

  /// {@return the children, the youngest first} May be called by any thread. A thread other than
  /// the activation may read a child that is being unlinked, and then misses the children behind
  /// it.
  static List<ActorCell<?>> all(ActorCell<?> parent) {
    List<ActorCell<?>> all = new ArrayList<>();
    for (ActorCell<?> child = parent.firstChild; child != null; child = child.nextSibling) {
      all.add(child);
    }
    return all;
  }

  /// {@return the child of this name, or null}
  ///
  /// Children with generated names are in no map, because a map would cost each of them an entry. A
  /// name is generated when it is first read, so a name that a caller can look up has already been
  /// generated.
  static @Nullable ActorCell<?> named(ActorCell<?> parent, String name) {
    ChildNames names = parent.extension == null ? null : parent.extension.childNames;
    ActorCell<?> named = names == null ? null : names.get(name);
    if (named != null || name.indexOf('$') < 0) {
      return named;
    }
    ActorCell<?> child = parent.firstChild;
    while (child != null && !name.equals(child.knownName())) {
      child = child.nextSibling;
    }
    return child;
  }

  // ---- Their end ----

  static void stop(ActorCell<?> parent, StopReason reason) {
    if (parent.extension != null && parent.extension.reverseStop != null) {
      parent.extension.reverseStop.from(parent.firstChild, reason);
      return;
    }
    for (ActorCell<?> child = parent.firstChild; child != null; child = child.nextSibling) {
      child.stop(reason);
    }
  }

  /// Removes the children from the watched actors before a restart: the new behavior does not know
  /// them, so it must not receive signals about their ends. The children still send notices; a
  /// notice that is not expected is dropped.
  static void forget(ActorCell<?> parent) {
    Watching watching = parent.extension == null ? null : parent.extension.watching;
    for (ActorCell<?> child = parent.firstChild;
        watching != null && child != null;
        child = child.nextSibling) {
      watching.remove(child);
    }
  }
}
