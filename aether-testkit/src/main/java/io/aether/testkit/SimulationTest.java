package io.aether.testkit;

import io.aether.actor.annotation.Stable;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Runs a test method as the body of a [Simulation], under many seeds. The test passes if every
/// seed does.
///
/// ```java
/// @SimulationTest(seeds = 1_000)
/// void transfersPreserveTheTotal(Simulation sim) throws Exception { ... }
/// ```
///
/// The method's parameter is the [Simulation]. All seeds share the test instance, and several run
/// at once, so the method must not write fields of the instance; `@BeforeEach` runs once for all
/// seeds.
///
/// System properties select what runs: those of [Rounds] set the number of seeds; `aether.seed`
/// runs a single seed, and `aether.choices` limits its random choices, as a failure describes.
@Stable
@Test
@ExtendWith(SimulationExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface SimulationTest {

  /// {@return how many seeds are run}
  int seeds() default 1_000;

  /// {@return how many seeds are run in full rounds, see [Rounds]; 0 for the same number}
  int fullSeeds() default 0;

  /// {@return the first seed; the others are the numbers after it}
  long firstSeed() default 0;

  /// {@return [Simulation.Options#liveness] in seconds; 0 if it is not checked}
  long livenessSeconds() default 0;
}
