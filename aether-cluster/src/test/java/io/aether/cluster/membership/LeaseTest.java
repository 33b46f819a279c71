package io.aether.cluster.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {

  private final Lease lease = new Lease(Duration.ofNanos(100), Long.MAX_VALUE);

  /// Clocks may start at any value, and overflow.
  private static long at(long nanos) {
    return Long.MAX_VALUE + nanos;
  }

  @Test
  void isNotHeldBeforeTheFirstRenewalIsKnown() {
    lease.sending(1, at(10));

    assertThat(lease.isHeld(at(11))).isFalse();
  }

  @Test
  void countsFromBeforeTheSending() {
    lease.sending(1, at(10));
    lease.confirmed(1);

    assertThat(lease.isHeld(at(109))).isTrue();
    assertThat(lease.isHeld(at(110))).isFalse();
  }

  @Test
  void renewalOfUnknownOutcomeCountsOnceItIsReadBack() {
    lease.sending(1, at(10));
    lease.sending(2, at(50));
    lease.sending(3, at(60));
    lease.confirmed(2);

    assertThat(lease.isHeld(at(149))).isTrue();
    assertThat(lease.isHeld(at(150))).isFalse();
  }

  @Test
  void abandonedLeaseIsNeverHeldAgain() {
    lease.sending(1, at(10));
    lease.abandon();
    lease.confirmed(1);

    assertThat(lease.isHeld(at(20))).isFalse();
  }
}
