package io.aether.actor.runtime;

/// Decides whether one worker alone has a higher throughput than all workers together.
///
/// This is the case when activations are short and send messages to many actors: a cache line that
/// another core touched last takes some 70 ns to fetch, an actor occupies several lines, and so two
/// cores may do less than one. No count of waiting activations distinguishes such work from work
/// that gains by a second core. So this class tries it: for a few ticks one worker *leads* and the
/// others park. If the throughput was higher in that time than before, the state stays like this
/// until a trial of the opposite has another result.
///
///     SPREAD ──busy, small steps──▶ TRYING_ONE ──more was done──▶ ONE
///       ▲                               │                          │ now and then
///       ├──────────less was done────────┘                          ▼
///       └───────────────────────────as much was done────────── TRYING_ALL ──less was done──▶ ONE
///
/// Trials are rare: one begins only after a period in which all carriers were busy with steps that
/// are short on average, and only if one core could do at all what all of them have done. With more
/// than four carriers there are no trials, unless `-Daether.leadCarriers=N` says otherwise: the
/// gain was measured with two processors only. After each trial without a gain the pause before the
/// next trial doubles, up to a second. A worker stops leading when it runs out of work or its steps
/// become long. In the first case it leads again, without a trial, once all carriers are busy,
/// unless a trial was due.
///
/// The idea is that of .NET's thread pool, which changes the number of its threads and observes the
/// effect (Hellerstein et al., "Concurrency control in .NET", hill climbing), and of the load
/// compaction in Erlang's schedulers.
///
/// Confined to the monitor's thread; time is counted in ticks.
final class LeadTrial {

  private enum Phase {
    SPREAD,
    TRYING_ONE,
    ONE,
    TRYING_ALL
  }

  /// The number of ticks in each of the two windows that are compared.
  private static final int WINDOW = 4;

  /// The number of ticks after which a clear difference is already visible.
  private static final int FIRST_LOOK = 2;

  /// The number of ticks after a change that are not counted.
  private static final int SETTLING = 1;

  /// The pause between two trials, in ticks.
  private static final int MIN_PAUSE = 64;

  /// The pause before the first trial of the opposite, in ticks.
  private static final int SHORT_PAUSE = 16;

  private static final int MAX_PAUSE = 1024;

  /// A tick that took longer is not counted, because the garbage collector paused the process.
  private static final long LONGEST_TICK_NANOS = 3_000_000;

  /// If steps take longer than this, another core increases the throughput despite its costs.
  private static final long LONGEST_STEP_NANOS = 1_000;

  /// One core never completes a step in less time than this.
  private static final long SHORTEST_STEP_NANOS = 20;

  /// One worker is preferred only if its throughput is higher by this factor, because all others
  /// wait if it blocks.
  private static final double MARGIN = 1.15;

  private final int carriers;
  private final int maxCarriers;

  private Phase phase = Phase.SPREAD;

  /// The result of the last trial.
  private boolean oneIsBetter;

  // The window: the work done since it began.

  private int ticks;
  private int idleTicks;
  private long nanos;
  private long steps;

  // Steps per nanosecond, in the last whole window of all workers and of one worker.

  private double rateOfAll;
  private double rateOfOne;

  /// The rate of one worker over a longer time, falling slowly. A short moment in which the
  /// operating system ran something else is no reason for a trial.
  private double usualRateOfOne;

  /// The number of ticks to wait before the next trial.
  private int pause;

  /// The pauses after the next trial, and after the next time that the lead is blocked.
  private int trialPause = MIN_PAUSE;

  private int blockPause = MIN_PAUSE;

  /// @param carriers the number of carrier threads
  /// @param maxCarriers with more carriers no worker ever leads; see [Tuning#leadCarriers()]
  LeadTrial(int carriers, int maxCarriers) {
    this.carriers = carriers;
    this.maxCarriers = maxCarriers;
  }

  /// Called at the end of each tick.
  ///
  /// @param nanosOfTick the duration of the tick
  /// @param stepsOfTick the approximate number of messages processed in the tick
  /// @param allBusy whether workers kept all carriers busy
  /// @param led whether a worker still leads: it stops when it runs out of work
  /// @return whether a worker should lead from now on
  boolean tick(long nanosOfTick, long stepsOfTick, boolean allBusy, boolean led) {
    if (phase == Phase.TRYING_ALL && ticks >= 0 && !allBusy) {
      idleTicks++; // finishing early does not count as less work
    } else if (++ticks > 0 && nanosOfTick <= LONGEST_TICK_NANOS) {
      nanos += nanosOfTick;
      steps += stepsOfTick;
    }
    if (pause > 0) {
      pause--;
    }
    switch (phase) {
      case SPREAD -> whenSpread(allBusy);
      case TRYING_ONE -> whenTryingOne(led);
      case ONE -> whenOne(led);
      case TRYING_ALL -> whenTryingAll();
    }
    return phase == Phase.TRYING_ONE || phase == Phase.ONE;
  }

  /// Called when the lead is blocked, and others had to wait until that was noticed.
  void breakOff() {
    enter(Phase.SPREAD);
    oneIsBetter = false;
    pause = blockPause;
    blockPause = longer(blockPause);
  }

  private void whenSpread(boolean allBusy) {
    if (!allBusy) {
      begin(0);
    } else if (oneIsBetter && ticks >= FIRST_LOOK && mayGainByOne()) {
      lead(); // again: the lead has run out of work since then
    } else if (ticks >= WINDOW) {
      rateOfAll = rate();
      if (pause == 0 && mayGainByOne()) {
        enter(Phase.TRYING_ONE);
      } else {
        begin(0);
      }
    }
  }

  private boolean mayGainByOne() {
    return carriers > 1
        && carriers <= maxCarriers
        && areShort(carriers)
        && nanos > steps * SHORTEST_STEP_NANOS;
  }

  private boolean areShort(int cores) {
    return nanos * cores < steps * LONGEST_STEP_NANOS;
  }

  private void whenTryingOne(boolean led) {
    if (!led) { // so there is no information
      enter(Phase.SPREAD);
      pause = MIN_PAUSE;
    } else if (ticks == FIRST_LOOK && rate() < rateOfAll) {
      endTrial(/* forOne= */ false);
    } else if (ticks >= WINDOW) {
      rateOfOne = rate();
      endTrial(rateOfOne >= MARGIN * rateOfAll);
    }
  }

  private void whenOne(boolean led) {
    if (!led) {
      enter(Phase.SPREAD);
      oneIsBetter &= pause > 0; // otherwise bursts too short for a trial would never have a lead
    } else if (ticks >= WINDOW) {
      rateOfOne = rate();
      usualRateOfOne = Math.max(rateOfOne, (3 * usualRateOfOne + rateOfOne) / 4);
      if (nanos > 0 && !areShort(1)) {
        endTrial(/* forOne= */ false); // no trial is needed
      } else if (pause == 0 || usualRateOfOne < rateOfAll) {
        enter(Phase.TRYING_ALL);
      } else {
        begin(0);
      }
    }
  }

  private void whenTryingAll() {
    if (ticks >= WINDOW) {
      rateOfAll = rate();
      endTrial(nanos > 0 && rateOfOne >= MARGIN * rateOfAll);
    } else if (idleTicks > WINDOW) {
      endTrial(/* forOne= */ false); // nothing is known any longer
    }
  }

  private void endTrial(boolean forOne) {
    boolean isNews = oneIsBetter != forOne;
    oneIsBetter = forOne;
    if (isNews) {
      trialPause = MIN_PAUSE;
    } else if (forOne) {
      blockPause = MIN_PAUSE; // it has led for long
    }
    if (isNews && forOne) {
      pause = SHORT_PAUSE;
    } else {
      pauseLonger();
    }
    if (forOne) {
      lead();
    } else {
      enter(Phase.SPREAD);
    }
  }

  private void lead() {
    usualRateOfOne = 0;
    enter(Phase.ONE);
  }

  private void pauseLonger() {
    pause = trialPause;
    trialPause = longer(trialPause);
  }

  private static int longer(int pause) {
    return Math.min(MAX_PAUSE, 2 * pause);
  }

  private void enter(Phase next) {
    phase = next;
    begin(SETTLING);
  }

  private void begin(int settling) {
    ticks = -settling;
    idleTicks = 0;
    nanos = 0;
    steps = 0;
  }

  private double rate() {
    return (double) steps / Math.max(1, nanos);
  }
}
