package io.aether.testkit;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A test method that is the body of a [Simulation], and passes if it passes under many seeds.
///
/// ```java
/// @SimulationTest(seeds = 1_000)
/// void transfersPreserveTheTotal(Simulation sim) throws Exception { ... }
/// ```
///
/// Its parameter is the [Simulation]. All seeds share the test instance, and several run at once,
/// so the method leaves the instance's fields alone; `@BeforeEach` runs once for all of them.
///
/// System properties change what is run: those of [Rounds] the number of seeds; `aether.seed` is
/// the one seed to run, and `aether.choices` the number of its random choices, as a failure says.
@Test
@ExtendWith(SimulationExtension.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
public @interface SimulationTest {

  /// {@return how many seeds are run}
  int seeds() default 1_000;

  /// {@return how many seeds are run when all rounds are asked for, see [Rounds]; 0 if not more}
  int fullSeeds() default 0;

  /// {@return the first of them; the others follow it}
  long firstSeed() default 0;

  /// {@return [Simulation.Options#liveness] in seconds; 0 if that is not checked}
  long livenessSeconds() default 0;
}
