package io.aether.actor.pattern;

import io.aether.actor.Props;
import java.time.Duration;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// How many routees a pool has, how that number changes, and what becomes of a routee that ends:
/// another takes its place, unless too many have ended there in a row. Immutable; each `with`
/// returns a copy.
///
/// @param size how many routees there are at the start
/// @param replacements how often each of them is replaced within `window`; one end more and its
///   place stays empty, so that a routee that cannot start does not keep a processor busy
/// @param window the period that `replacements` is about; it begins with the first end
/// @param routeeProps how each routee is run and known
/// @param resizeMessage the message that changes the size, if there is one
/// @param resizer changes the size by itself, if there is one
public record Pool(
    int size,
    int replacements,
    Duration window,
    Props routeeProps,
    Optional<ResizeMessage<?>> resizeMessage,
    Optional<Resizer> resizer) {

  /// A message of the pool's protocol that changes the size of the pool, and is not routed.
  ///
  /// @param type of the message
  /// @param size reads the new size from it
  public record ResizeMessage<C>(Class<C> type, ToIntFunction<? super C> size) {

    public ResizeMessage {
      Arguments.required(type, "the type of a resize message");
      Arguments.required(size, "the size of a resize message");
    }

    int sizeIn(Object message) {
      return size.applyAsInt(type.cast(message));
    }
  }

  /// @throws IllegalArgumentException if `size` is less than 1, `replacements` is negative, or
  ///   `window` is not positive
  public Pool {
    if (size < 1) {
      throw new IllegalArgumentException("A pool has at least 1 routee, but was: " + size);
    }
    Arguments.atLeast(0, replacements, "the replacements of a pool");
    Arguments.positive(window, "the window of a pool");
    Arguments.required(routeeProps, "the routeeProps of a pool");
    Arguments.required(resizeMessage, "the resizeMessage of a pool");
    Arguments.required(resizer, "the resizer of a pool");
  }

  /// A pool whose size does not change.
  public Pool(int size, int replacements, Duration window, Props routeeProps) {
    this(size, replacements, window, routeeProps, Optional.empty(), Optional.empty());
  }

  /// A pool that replaces each of its routees up to 10 times within 10 seconds.
  public static Pool of(int size) {
    return new Pool(size, 10, Duration.ofSeconds(10), Props.defaults());
  }

  public Pool withReplacements(int replacements, Duration window) {
    return new Pool(size, replacements, window, routeeProps, resizeMessage, resizer);
  }

  /// A routee that ends is not replaced.
  public Pool withoutReplacement() {
    return withReplacements(0, window);
  }

  public Pool withRouteeProps(Props routeeProps) {
    return new Pool(size, replacements, window, routeeProps, resizeMessage, resizer);
  }

  /// Messages of `type` change the size of the pool instead of being routed:
  ///
  /// ```java
  /// Pool.of(3).withResizeMessage(Resize.class, Resize::size)
  /// ```
  ///
  /// New routees come behind the others. The last routees leave: they get no more messages, handle
  /// what waits in their mailboxes, and stop. If `size` throws or returns less than 1, the pool
  /// stays as it is and the message is a dead letter ([io.aether.actor.DeadLetter.Reason#FAILED]).
  public <C> Pool withResizeMessage(Class<C> type, ToIntFunction<? super C> size) {
    return new Pool(
        this.size,
        replacements,
        window,
        routeeProps,
        Optional.of(new ResizeMessage<>(type, size)),
        resizer);
  }

  /// The pool changes its size with its load.
  public Pool withResizer(Resizer resizer) {
    return new Pool(
        size,
        replacements,
        window,
        routeeProps,
        resizeMessage,
        Optional.of(Arguments.required(resizer, "the resizer of a pool")));
  }

  /// {@return whether routees may have to leave}
  boolean mayShrink() {
    return resizeMessage.isPresent() || resizer.isPresent();
  }
}
