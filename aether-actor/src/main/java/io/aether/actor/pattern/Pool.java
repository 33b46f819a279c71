package io.aether.actor.pattern;

import io.aether.actor.Props;
import io.aether.actor.annotation.Stable;
import java.time.Duration;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The settings of a pool router: the number of routees, how it changes, and how often a routee
/// that stops is replaced. Immutable; each `with` method returns a copy.
///
/// @param size how many routees there are at the start
/// @param replacements how often each routee is replaced within `window`. If it stops once more,
///   its place stays empty, so that a routee that cannot start does not keep a processor busy
/// @param window the period in which replacements are counted; it begins when a routee stops, and
///   begins again with the first stop after its end
/// @param routeeProps the props of each routee
/// @param resizeMessage the message that changes the size, or null
/// @param resizer changes the size automatically, or null
@Stable
public record Pool(
    int size,
    int replacements,
    Duration window,
    Props routeeProps,
    @Nullable ResizeMessage<?> resizeMessage,
    @Nullable Resizer resizer) {

  /// A message of the pool's protocol that changes the size of the pool, and is not routed.
  ///
  /// @param type the class of the message
  /// @param size reads the new size from it
  public record ResizeMessage<C>(Class<C> type, ToIntFunction<? super C> size) {

    public ResizeMessage {
      Arguments.required(type, "the type of a resize message");
      Arguments.required(size, "the size function of a resize message");
    }

    int sizeIn(Object message) {
      return size.applyAsInt(type.cast(message));
    }
  }

  /// @throws IllegalArgumentException if `size` is less than 1, `replacements` is negative, or
  ///   `window` is not positive
  public Pool {
    if (size < 1) {
      throw new IllegalArgumentException("The size of a pool must be at least 1, but was: " + size);
    }
    Arguments.atLeast(0, replacements, "the replacements of a pool");
    Arguments.positive(window, "the window of a pool");
    Arguments.required(routeeProps, "the routeeProps of a pool");
  }

  /// A pool whose size does not change.
  public Pool(int size, int replacements, Duration window, Props routeeProps) {
    this(size, replacements, window, routeeProps, null, null);
  }

  /// A pool that replaces each of its routees up to 10 times within 10 seconds.
  public static Pool of(int size) {
    return new Pool(size, 10, Duration.ofSeconds(10), Props.defaults());
  }

  public Pool withReplacements(int replacements, Duration window) {
    return new Pool(size, replacements, window, routeeProps, resizeMessage, resizer);
  }

  /// {@return a pool that does not replace routees}
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
  /// New routees are added at the end of the list, and routees are removed from its end. A removed
  /// routee gets no more messages, handles those in its mailbox, and stops. If `size` throws or
  /// returns less than 1, the pool stays as it is and the message is a dead letter
  /// ([io.aether.actor.DeadLetter.Reason#FAILED]).
  public <C> Pool withResizeMessage(Class<C> type, ToIntFunction<? super C> size) {
    return new Pool(
        this.size, replacements, window, routeeProps, new ResizeMessage<>(type, size), resizer);
  }

  /// {@return a pool that changes its size with its load}
  public Pool withResizer(Resizer resizer) {
    return new Pool(
        size,
        replacements,
        window,
        routeeProps,
        resizeMessage,
        Arguments.required(resizer, "the resizer of a pool"));
  }

  /// {@return whether the pool may remove routees}
  boolean mayShrink() {
    return resizeMessage != null || resizer != null;
  }
}
