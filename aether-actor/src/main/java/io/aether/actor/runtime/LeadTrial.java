package io.aether.actor.runtime;

/// Decides whether one worker does more alone than all of them together.
///
/// That happens when activations are short and talk to actors all over: whatever another core has
/// touched last costs some 70 ns a cache line to fetch, an actor is several lines, and so two cores
/// may do less than one. No count of what waits tells such work from work that gains by a second
/// core. So it is tried: for a few ticks one worker *leads* and the others park, and if more was
/// done in that time than before, it stays like that, until a trial of the contrary says otherwise.
///
///     SPREAD ──busy, small steps──▶ TRYING_ONE ──more was done──▶ ONE
///       ▲                               │                          │ now and then
///       ├──────────less was done────────┘                          ▼
///       └───────────────────────────as much was done────────── TRYING_ALL ──less was done──▶ ONE
///
/// Trials are few: only after a time in which all carriers were busy with steps that are short on
/// average, and only if one core could do at all what all of them have done. There are none with
/// more than four carriers, unless `-Daether.leadCarriers=N` says so: the gain was measured with two
/// processors only. After each trial that
/// was in vain the pause to the next is twice as long, up to a second. One that leads ceases to
/// when it runs out of work or its steps become long; in the first case it leads again, without a
/// trial, once all carriers are busy, unless a trial was due.
///
/// The idea is that of .NET's thread pool, which changes the number of its threads and watches what
/// comes of it (Hellerstein et al., "Concurrency control in .NET", hill climbing), and of the
/// load compaction in Erlang's schedulers.
///
/// Of one thread, the monitor's; its only clock are the ticks.
final class LeadTrial {

  private enum Phase {
    SPREAD,
    TRYING_ONE,
    ONE,
    TRYING_ALL
  }

  /// So many ticks are compared with as many.
  private static final int WINDOW = 4;

  /// What can be told sooner shows after so many.
  private static final int FIRST_LOOK = 2;

  /// So many ticks after a change are not counted.
  private static final int SETTLING = 1;

  /// In ticks, between two trials.
  private static final int MIN_PAUSE = 64;

  /// For the first trial of the contrary.
  private static final int SHORT_PAUSE = 16;

  private static final int MAX_PAUSE = 1024;

  /// A tick that took longer says nothing: there was a pause for the garbage collector.
  private static final long LONGEST_TICK_NANOS = 3_000_000;

  /// Steps that take more of a core than this gain by another core, whatever it costs.
  private static final long LONGEST_STEP_NANOS = 1_000;

  /// One core does not do steps in less.
  private static final long SHORTEST_STEP_NANOS = 20;

  /// By so much one worker must be better to be preferred: should it block, all others wait.
  private static final double MARGIN = 1.15;

  private final int carriers;
  private final int maxCarriers;

  private Phase phase = Phase.SPREAD;

  /// What the last trial has shown.
  private boolean oneIsBetter;

  // The window: what was done since it began.

  private int ticks;
  private int idleTicks;
  private long nanos;
  private long steps;

  // Steps a nanosecond, in the last whole window of all and of one.

  private double rateOfAll;
  private double rateOfOne;

  /// The same of one for longer, falling slowly: a moment in which the system ran something else is
  /// no reason for a trial.
  private double usualRateOfOne;

  /// How many ticks to wait before the next trial.
  private int pause;

  /// The same after the next trial, and after the next time that the lead is blocked.
  private int trialPause = MIN_PAUSE;

  private int blockPause = MIN_PAUSE;

  /// @param carriers how many carrier threads there are
  /// @param maxCarriers with more of them none ever leads; see [Tuning#leadCarriers()]
  LeadTrial(int carriers, int maxCarriers) {
    this.carriers = carriers;
    this.maxCarriers = maxCarriers;
  }

  /// One tick is over.
  ///
  /// @param nanosOfTick how long it took
  /// @param stepsOfTick about how many messages were processed in it
  /// @param allBusy whether workers kept all carriers
  /// @param led whether one leads still: it ceases to when it runs out of work
  /// @return whether one should lead from now on
  boolean tick(long nanosOfTick, long stepsOfTick, boolean allBusy, boolean led) {
    if (phase == Phase.TRYING_ALL && ticks >= 0 && !allBusy) {
      idleTicks++; // who is done sooner has not done less
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

  /// The one that leads is blocked, and others had to wait for that to be noticed.
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
      lead(); // again: it has run out of work since then
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
    if (!led) { // so nothing is known
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
      oneIsBetter &= pause > 0; // or bursts too short for a trial would never have one
    } else if (ticks >= WINDOW) {
      rateOfOne = rate();
      usualRateOfOne = Math.max(rateOfOne, (3 * usualRateOfOne + rateOfOne) / 4);
      if (nanos > 0 && !areShort(1)) {
        endTrial(/* forOne= */ false); // none is needed
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
      endTrial(/* forOne= */ false); // nothing is known any more
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
