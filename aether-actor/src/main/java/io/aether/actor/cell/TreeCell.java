package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.StopReason;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.SpawnOptions;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The position of an actor: its system, its parent, its name, its children, and the extension for
/// state that most actors never have.
abstract class TreeCell<M> extends MailboxCell<M> {

  private static final VarHandle NAME;

  static {
    try {
      NAME = MethodHandles.lookup().findVarHandle(TreeCell.class, "name", String.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final LocalActorSystem system;
  final @Nullable TreeCell<?> parent;

  /// Accessed by any thread. Set once; for an actor without a given name, at the first request.
  @SuppressWarnings("unused") // through NAME
  private volatile @Nullable String name;

  /// Accessed by any thread: whether others may find this actor by a number; see [Exports].
  volatile boolean exported;

  /// Owned by the activation; an extension given at creation is set before the cell starts.
  @Nullable CellExtension extension;

  // A doubly linked list of children; owned by the parent's activation.
  @Nullable TreeCell<?> firstChild;
  private @Nullable TreeCell<?> previousSibling;
  @Nullable TreeCell<?> nextSibling;

  TreeCell(
      LocalActorSystem system,
      @Nullable TreeCell<?> parent,
      @Nullable String name,
      @Nullable CellExtension extension) {
    this.system = system;
    this.parent = parent;
    this.extension = extension;
    NAME.set(this, name);
  }

  // ---- Any thread ----

  final void stop(StopReason reason) {
    push(new Control.Stop(reason));
  }

  @Override
  public LocalActorSystem system() {
    return system;
  }

  @Override
  Dispatcher dispatcher() {
    return system.dispatcher();
  }

  @Override
  final @Nullable ClassLoader contextClassLoader(@Nullable ClassLoader present) {
    return system.contextClassLoader;
  }

  @Override
  int throughput() {
    return system.throughput;
  }

  @Override
  public ActorPath path() {
    Deque<TreeCell<?>> line = new ArrayDeque<>();
    for (TreeCell<?> each = this; each != null; each = each.parent) {
      line.push(each);
    }
    ActorPath path = ActorPath.ROOT;
    for (TreeCell<?> each : line) {
      path = path.child(each.name());
    }
    return path;
  }

  final String name() {
    String known = name;
    if (known == null) {
      NAME.compareAndSet(this, null, system.nextName());
      known = Objects.requireNonNull(name);
    }
    return known;
  }

  /// {@return the name, or null if it is still to be generated}
  final @Nullable String knownName() {
    return name;
  }

  // ---- The activation ----

  void stopChildren(StopReason reason) {
    if (extension != null && extension.reverseStop != null) {
      extension.reverseStop.from(firstChild, reason);
      return;
    }
    for (TreeCell<?> child = firstChild; child != null; child = child.nextSibling) {
      child.stop(reason);
    }
  }

  /// The new behavior does not know the children of the old one, so it receives no signals of their
  /// ends. The children still send notices; a notice that is not expected is dropped.
  final void forgetChildren() {
    Watching watching = extension == null ? null : extension.watching;
    for (TreeCell<?> child = firstChild;
        watching != null && child != null;
        child = child.nextSibling) {
      watching.remove(child);
    }
  }

  final void link(TreeCell<?> child) {
    child.nextSibling = firstChild;
    if (firstChild != null) {
      firstChild.previousSibling = child;
    }
    firstChild = child;
  }

  final void unlink(TreeCell<?> child) {
    if (child.previousSibling != null) {
      child.previousSibling.nextSibling = child.nextSibling;
    } else if (firstChild == child) {
      firstChild = child.nextSibling;
    }
    if (child.nextSibling != null) {
      child.nextSibling.previousSibling = child.previousSibling;
    }
    child.previousSibling = null;
    child.nextSibling = null;
    freeName(child);
  }

  /// Frees the name for another child. For a guardian, whose map of names is concurrent, the
  /// child's activation may call this.
  final void freeName(TreeCell<?> child) {
    String itsName = child.name;
    ChildNames names = extension == null ? null : extension.childNames;
    if (itsName != null && names != null) {
      names.remove(itsName, child);
    }
  }

  /// {@return the entry for the message, with the context in which it is sent or put aside, if any}
  Object carry(Object message) {
    return message;
  }

  final void putAhead(List<Object> mail) {
    extension().putAside().putAhead(mail);
    lookAhead();
  }

  @Override
  final @Nullable Object nextAhead() {
    return extension().putAside().nextAhead();
  }

  final CellExtension extension() {
    if (extension == null) {
      extension = new CellExtension();
    }
    return extension;
  }

  SpawnOptions options() {
    CellExtension rare = extension; // read once: the activation clears it at the end of the actor
    return rare == null ? SpawnOptions.NONE : rare.options;
  }

  final CellTimers cellTimers() {
    CellExtension rare = extension();
    if (rare.timers == null) {
      rare.timers = new CellTimers(this, system.environment().scheduler());
    }
    return rare.timers;
  }
}
