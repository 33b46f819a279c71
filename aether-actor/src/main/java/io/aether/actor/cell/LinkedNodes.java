package io.aether.actor.cell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A doubly linked list whose nodes are the elements themselves, so that an element is removed
/// without a search. Not thread-safe: its user guards it.
final class LinkedNodes<N extends LinkedNodes.Node<N>> {

  /// An element of one list.
  abstract static class Node<N extends Node<N>> {

    // Guarded like the list.
    private @Nullable N previous;
    private @Nullable N next;
    private boolean linked;

    final @Nullable N previous() {
      return previous;
    }
  }

  private @Nullable N first;
  private @Nullable N last;

  @Nullable N last() {
    return last;
  }

  /// Adds a node that is in no list, at the end.
  void append(N node) {
    Node<N> added = node;
    added.linked = true;
    added.previous = last;
    if (last == null) {
      first = node;
    } else {
      ((Node<N>) last).next = node;
    }
    last = node;
  }

  /// Removes a node of this list; one that has been removed already is ignored.
  void remove(N node) {
    Node<N> removed = node;
    if (!removed.linked) {
      return;
    }
    removed.linked = false;
    N before = removed.previous;
    N after = removed.next;
    if (before == null) {
      first = after;
    } else {
      ((Node<N>) before).next = after;
    }
    if (after == null) {
      last = before;
    } else {
      ((Node<N>) after).previous = before;
    }
    removed.previous = null;
    removed.next = null;
  }

  /// {@return a copy, in the order of the list}
  List<N> all() {
    List<N> all = new ArrayList<>();
    for (N each = first; each != null; each = ((Node<N>) each).next) {
      all.add(each);
    }
    return all;
  }
}
