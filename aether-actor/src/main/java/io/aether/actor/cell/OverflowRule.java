package io.aether.actor.cell;

import io.aether.actor.Mailbox;
import java.time.Duration;
import java.util.Objects;

/// The implementations of [Mailbox.Overflow], which the cells read.
public sealed interface OverflowRule extends Mailbox.Overflow {

  record Fail() implements OverflowRule {}

  record DropNew() implements OverflowRule {}

  record DropOldest() implements OverflowRule {}

  record BlockSender(Duration timeout) implements OverflowRule {

    public BlockSender {
      Objects.requireNonNull(timeout, "timeout");
      if (!timeout.isPositive()) {
        throw new IllegalArgumentException(
            "The timeout of a blocked sender must be positive, but was: " + timeout);
      }
    }
  }
}
