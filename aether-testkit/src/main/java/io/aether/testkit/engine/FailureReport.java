package io.aether.testkit.engine;

import io.aether.actor.spi.SafeText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The message of a run that failed: what failed, who waited for whom, the events that can have led
/// to it, and the code that replays it.
final class FailureReport {

  private static final int STEPS = 10;
  private static final int STORY = 40;

  private FailureReport() {}

  static SimulationFailure of(long seed, Limits limits, SimulationLoop loop, Throwable cause) {
    String message =
        """
        Simulation failed under seed %d, after %d steps, at %s, with %s:
        %s
        %s%sLast steps:
        %s
        To replay it: %s\
        """
            .formatted(
                seed,
                loop.steps(),
                Trace.seconds(loop.now()),
                loop.choices(),
                SafeText.of(cause),
                loop.waitingAtFailure(),
                story(loop.story(), loop.culprit()),
                String.join("\n", loop.trace().last(STEPS)),
                replay(seed, limits));
    return new SimulationFailure(
        message, cause, seed, loop.steps(), loop.choices().made(), loop.trace().hash());
  }

  private static String story(Story story, @Nullable Object culprit) {
    List<String> lines = new StoryFormatter(story).leadingTo(culprit, STORY);
    return lines.isEmpty()
        ? ""
        : "Events that can have led to it, of %d:\n%s\n"
            .formatted(story.size(), String.join("\n", lines));
  }

  /// {@return a line of code that replays the run}
  static String replay(long seed, Limits limits) {
    String configured = configuration(limits);
    return configured.isEmpty()
        ? "Simulation.run(%dL, body)".formatted(seed)
        : "Simulation.run(%dL, options -> options%s, body)".formatted(seed, configured);
  }

  private static String configuration(Limits limits) {
    Limits standard = Limits.STANDARD;
    StringBuilder calls = new StringBuilder();
    if (limits.steps() != standard.steps()) {
      calls.append(".withStepLimit(%dL)".formatted(limits.steps()));
    }
    if (!limits.time().equals(standard.time())) {
      calls.append(".withTimeLimit(%s)".formatted(code(limits.time())));
    }
    if (!limits.patience().equals(standard.patience())) {
      calls.append(".withPatience(%s)".formatted(code(limits.patience())));
    }
    if (limits.trace() != standard.trace()) {
      calls.append(".withTraceLimit(%d)".formatted(limits.trace()));
    }
    if (!limits.strategy().equals(standard.strategy())) {
      calls.append(".withStrategy(Strategy.%s)".formatted(limits.strategy().code()));
    }
    if (limits.choices() != standard.choices()) {
      calls.append(".withChoiceLimit(%dL)".formatted(limits.choices()));
    }
    @Nullable Duration liveness = limits.liveness();
    if (liveness != null) {
      calls.append(".withLiveness(%s)".formatted(code(liveness)));
    }
    return calls.toString();
  }

  private static String code(Duration duration) {
    return "Duration.parse(\"%s\")".formatted(duration);
  }
}
