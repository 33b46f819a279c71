package io.aether.testkit;

import io.aether.actor.spi.SafeText;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Words for a simulation that failed: what went wrong, who waited for whom, who had said what to
/// whom, and how to see it again.
final class FailureReport {

  private static final int STEPS = 10;
  private static final int STORY = 40;

  private FailureReport() {}

  static SimulationFailure of(
      long seed, Simulation.Options options, SimulationLoop loop, Throwable cause) {
    String message =
        """
        Simulation failed under seed %d, after %d steps, at %s, with %s:
        %s
        %s%sThe last of its steps:
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
                replay(seed, options));
    return new SimulationFailure(
        message, cause, seed, loop.steps(), loop.choices().made(), loop.trace().hash());
  }

  private static String story(Story story, @Nullable Object culprit) {
    List<String> lines = new StoryFormatter(story).leadingTo(culprit, STORY);
    return lines.isEmpty()
        ? ""
        : "What can have led there, of %d events:\n%s\n"
            .formatted(story.size(), String.join("\n", lines));
  }

  /// {@return a line of code that runs the simulation again}
  static String replay(long seed, Simulation.Options options) {
    String configured = configuration(options);
    return configured.isEmpty()
        ? "Simulation.run(%dL, body)".formatted(seed)
        : "Simulation.run(%dL, options -> options%s, body)".formatted(seed, configured);
  }

  private static String configuration(Simulation.Options options) {
    Simulation.Options standard = Simulation.Options.DEFAULT;
    StringBuilder calls = new StringBuilder();
    if (options.stepLimit() != standard.stepLimit()) {
      calls.append(".withStepLimit(%dL)".formatted(options.stepLimit()));
    }
    if (!options.timeLimit().equals(standard.timeLimit())) {
      calls.append(".withTimeLimit(%s)".formatted(code(options.timeLimit())));
    }
    if (!options.patience().equals(standard.patience())) {
      calls.append(".withPatience(%s)".formatted(code(options.patience())));
    }
    if (options.traceLimit() != standard.traceLimit()) {
      calls.append(".withTraceLimit(%d)".formatted(options.traceLimit()));
    }
    if (!options.strategy().equals(standard.strategy())) {
      calls.append(".withStrategy(Strategy.%s)".formatted(code(options.strategy())));
    }
    if (options.choiceLimit() != standard.choiceLimit()) {
      calls.append(".withChoiceLimit(%dL)".formatted(options.choiceLimit()));
    }
    @Nullable Duration liveness = options.liveness();
    if (liveness != null) {
      calls.append(".withLiveness(%s)".formatted(code(liveness)));
    }
    return calls.toString();
  }

  private static String code(Duration duration) {
    return "Duration.parse(\"%s\")".formatted(duration);
  }

  private static String code(Strategy strategy) {
    return switch (strategy) {
      case Strategy.Uniform() -> "uniform()";
      case Strategy.Priorities(var changePoints) -> "priorities(%d)".formatted(changePoints);
      case Strategy.Mixed() -> "mixed()";
    };
  }
}
