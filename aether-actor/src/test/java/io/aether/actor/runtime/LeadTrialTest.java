package io.aether.actor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeadTrialTest {

  private static final long TICK_NANOS = 1_000_000;

  /// The steps that two cores do in a tick, and those that one does alone.
  private long all = 15_000;

  private long one = 24_000;

  private LeadTrial leadTrial = new LeadTrial(2, 4);
  private boolean led;
  private int ticksLed;

  @Test
  void oneLeadsOnceItHasDoneMoreAlone() {
    run(1_000);

    assertThat(ticksLed).isGreaterThan(900);
  }

  @Test
  void allGoOnAfterTwoTicksInWhichOneHasDoneLess() {
    one = 14_000;

    run(60);

    assertThat(ticksLed).as("one to settle, two to see").isEqualTo(3);
  }

  @Test
  void oneIsNotPreferredForALittleMore() {
    one = 16_000;

    run(60);

    assertThat(ticksLed).as("one to settle, a whole window to compare").isEqualTo(5);
  }

  @Test
  void uselessTrialsBecomeRareButDoNotEnd() {
    one = 10_000;

    run(10_000);
    assertThat(ticksLed).as("a trial takes three ticks").isBetween(3 * 10, 3 * 16);

    one = 24_000;
    run(3_000);
    assertThat(led).as("times have changed").isTrue();
  }

  @Test
  void oneLeadsNoLongerOnceAllDoMore() {
    run(100);

    all = 40_000;
    run(1_100);

    assertThat(led).isFalse();
  }

  @Test
  void trialsOfTheContraryBecomeRareButDoNotEnd() {
    run(10_000);
    assertThat(10_000 - ticksLed).as("ticks of trials").isBetween(50, 120);

    all = 40_000;
    run(1_100);
    assertThat(led).as("times have changed").isFalse();
  }

  @Test
  void allGoOnSoonOnceStepsAreLong() {
    all = 3_000;
    run(120);

    all = 1_800; // of 1.1 us each, on two cores
    one = 900;
    run(8);

    assertThat(led).isFalse();
  }

  @Test
  void allGoOnSoonOnceTheyDoMoreThanOneDoesNow() {
    run(16);

    all = 10_000;
    one = 5_000;
    run(18);

    assertThat(led).isFalse();
  }

  @Test
  void finishingSoonerIsNotMeasuredAsWorse() {
    run(20);
    all = 48_000; // all work is done in the middle of the trial
    while (led) {
      led = tick(/* allBusy= */ false);
    }
    tick(/* allBusy= */ true);
    leadTrial.tick(TICK_NANOS, 48_000, /* allBusy= */ true, /* led= */ false);
    for (int i = 0; i < 10; i++) {
      assertThat(leadTrial.tick(TICK_NANOS, 0, /* allBusy= */ false, /* led= */ false)).isFalse();
    }
  }

  @Test
  void burstsThatGainByAllCoresAreHardlySlower() {
    int ticks = 0;
    all = 30_000;
    one = 15_000;
    for (int burst = 0; burst < 1_000; burst++) {
      for (long work = 360_000; work > 0; ticks++) {
        work -= led ? one : all;
        led = tick(!led);
      }
      led = leadTrial.tick(TICK_NANOS, 0, /* allBusy= */ false, /* led= */ false);
      assertThat(led).isFalse();
    }

    assertThat(ticks / 1_000.0).as("ticks for a burst, 12 on all cores").isLessThan(13.5);
  }

  @Test
  void pausesOfTheGarbageCollectorDoNotCount() {
    one = 10_000;
    for (int i = 0; i < 10_000; i++) {
      if (i % 100 == 0) {
        leadTrial.tick(6 * TICK_NANOS, led ? one : all, !led, led);
      }
      run(1);
    }

    assertThat(ticksLed).as("trials take three ticks").isLessThan(3 * 20);
  }

  @Test
  void nobodyLeadsWhereNothingCanBeMeasured() {
    run(20);

    for (int i = 0; i < 60; i++) {
      led = leadTrial.tick(6 * TICK_NANOS, led ? one : all, !led, led);
    }

    assertThat(led).isFalse();
  }

  @Test
  void momentInWhichTheSystemRunsSomethingElseIsNoReasonForATrial() {
    run(60);
    ticksLed = 0;

    one = 5_000;
    run(4);
    one = 24_000;
    run(20);

    assertThat(ticksLed).isEqualTo(24);
  }

  @Test
  void worseTimesForOneAreAReasonForATrial() {
    run(60);

    one = 9_000;
    run(25);

    assertThat(led).isFalse();
  }

  @Test
  void nothingIsTriedWhileACarrierIsFree() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(tick(/* allBusy= */ i % 3 != 0)).isFalse();
    }
  }

  @Test
  void nothingIsTriedWithLongSteps() {
    all = 1_900; // of two cores in a millisecond
    one = 3_000;

    run(1_000);

    assertThat(ticksLed).isZero();
  }

  @Test
  void nothingIsTriedWhereOneCoreCouldNotDoSoMuch() {
    all = 51_000;

    run(1_000);

    assertThat(ticksLed).isZero();
  }

  @Test
  void nothingIsTriedWithOneCarrier() {
    leadTrial = new LeadTrial(1, 4);

    run(1_000);

    assertThat(ticksLed).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "2, 4, true",
    "4, 4, true",
    "5, 4, false",
    "2, 0, false",
    "2, 1, false",
    "8, 8, true"
  })
  void oneLeadsOnlyWhereThereAreNoMoreCarriersThanTheSettingSays(
      int carriers, int maxCarriers, boolean mayLead) {
    leadTrial = new LeadTrial(carriers, maxCarriers);

    run(1_000);

    assertThat(ticksLed > 0).isEqualTo(mayLead);
  }

  @Test
  void aDispatcherThatRanOutOfWorkSoonLeadsAgain() {
    run(40);
    leadTrial.tick(TICK_NANOS, 10, /* allBusy= */ false, /* led= */ false);
    for (int i = 0; i < 5; i++) {
      assertThat(tick(/* allBusy= */ false)).as("idle").isFalse();
    }

    assertThat(tick(/* allBusy= */ true)).isFalse();
    assertThat(tick(/* allBusy= */ true)).isTrue();
  }

  @Test
  void verdictIsForgottenAlsoWhereBurstsAreTooShortForATrial() {
    run(20);
    one = 5_000;

    for (int burst = 0; burst < 100; burst++) {
      ticksLed = 0;
      run(4);
      led = leadTrial.tick(TICK_NANOS, 0, /* allBusy= */ false, /* led= */ false);
    }

    assertThat(ticksLed).isZero();
  }

  @Test
  void eachBlockOfTheLeadMakesTheNextLeadComeLater() {
    int first = ticksUntilLedAfterABlock();
    int second = ticksUntilLedAfterABlock();

    assertThat(first).isGreaterThan(50);
    assertThat(second).isGreaterThan(first);
  }

  private int ticksUntilLedAfterABlock() {
    while (ticksLed < 20) {
      run(1);
    }
    leadTrial.breakOff();
    ticksLed = 0;
    led = false;
    int ticks = 0;
    while (!led) {
      run(1);
      ticks++;
    }
    return ticks;
  }

  private void run(int ticks) {
    for (int i = 0; i < ticks; i++) {
      led = tick(!led);
      ticksLed += led ? 1 : 0;
    }
  }

  private boolean tick(boolean allBusy) {
    return leadTrial.tick(TICK_NANOS, led ? one : all, allBusy, led);
  }
}
