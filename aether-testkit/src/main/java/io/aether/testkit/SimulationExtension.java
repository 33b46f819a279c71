package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import io.aether.testkit.engine.SimulationFailure;
import java.lang.reflect.Method;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/// Runs [SimulationTest] methods.
@Stable
public final class SimulationExtension implements ParameterResolver, InvocationInterceptor {

  private static final String SEED = "aether.seed";
  private static final String CHOICES = "aether.choices";

  /// For JUnit.
  public SimulationExtension() {}

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Simulation.class
        && AnnotationSupport.isAnnotated(parameter.getDeclaringExecutable(), SimulationTest.class);
  }

  /// {@return null, which each seed replaces with its own simulation}
  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return null;
  }

  @Override
  public void interceptTestMethod(
      Invocation<@Nullable Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context) {
    invocation.skip(); // once for JUnit; each seed invokes the method itself
    SimulationTest test =
        AnnotationSupport.findAnnotation(method.getExecutable(), SimulationTest.class)
            .orElseThrow();
    @Nullable Long onlySeed = Long.getLong(SEED);
    long firstSeed = onlySeed == null ? test.firstSeed() : onlySeed;
    int fullSeeds = test.fullSeeds() == 0 ? test.seeds() : test.fullSeeds();
    int seeds = onlySeed == null ? Rounds.of(test.seeds(), fullSeeds) : 1;
    Object target = method.getTarget().orElse(null);
    try {
      Simulation.explore(
          firstSeed,
          seeds,
          options -> configured(options, test),
          sim -> invoke(method, target, sim));
    } catch (SimulationFailure failure) {
      throw failure.with(
          "\nOr run %s.%s with -D%s=%d"
              .formatted(
                  context.getRequiredTestClass().getName(),
                  method.getExecutable().getName(),
                  SEED,
                  failure.seed()));
    }
  }

  private static Simulation.Options configured(Simulation.Options options, SimulationTest test) {
    Simulation.Options configured = options;
    if (test.livenessSeconds() > 0) {
      configured = configured.withLiveness(Duration.ofSeconds(test.livenessSeconds()));
    }
    @Nullable Long choices = Long.getLong(CHOICES);
    return choices == null ? configured : configured.withChoiceLimit(choices);
  }

  private static void invoke(
      ReflectiveInvocationContext<Method> method, @Nullable Object target, Simulation sim) {
    Class<?>[] types = method.getExecutable().getParameterTypes();
    Object[] arguments = method.getArguments().toArray();
    for (int i = 0; i < arguments.length; i++) {
      if (types[i] == Simulation.class) {
        arguments[i] = sim;
      }
    }
    ReflectionSupport.invokeMethod(method.getExecutable(), target, arguments);
  }
}
