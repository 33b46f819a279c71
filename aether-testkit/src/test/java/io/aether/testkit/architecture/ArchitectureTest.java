package io.aether.testkit.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.aether.actor.Cancellable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which way the arrows between modules and packages point. A new arrow is a decision: it is drawn
/// in `docs/architecture.md` first.
class ArchitectureTest {

  private static final List<String> MODULES =
      List.of("actor", "nats", "persistence", "cluster", "testkit");

  private static final JavaClasses ALL =
      new ClassFileImporter().importPaths(MODULES.stream().map(ArchitectureTest::output).toList());

  @ParameterizedTest
  @ValueSource(strings = {"actor", "nats", "persistence", "cluster", "testkit"})
  void eachModuleHasClassesAndKeepsThemInItsOwnPackages(String module) {
    var imported = new ClassFileImporter().importPath(output(module));

    assertThat(imported.stream().filter(c -> !c.getSimpleName().equals("package-info")))
        .isNotEmpty();
    classes().should().resideInAPackage("io.aether." + module + "..").check(imported);
  }

  @Test
  void actorsKnowNothingOfTheOtherModules() {
    mayNotUse("actor", "nats", "persistence", "cluster", "testkit").check(ALL);
  }

  @Test
  void connectionsKnowNothingOfWhatUsesThem() {
    mayNotUse("nats", "persistence", "cluster", "testkit").check(ALL);
  }

  @Test
  void actorsKnowNothingOfThePatternsBuiltOnThem() {
    noClasses()
        .that()
        .resideInAnyPackage("io.aether.actor", "io.aether.actor.spi..", "io.aether.actor.runtime..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.aether.actor.pattern..")
        .check(ALL);
  }

  @Test
  void persistenceAndClusterDoNotKnowEachOther() {
    mayNotUse("persistence", "cluster", "testkit").check(ALL);
    mayNotUse("cluster", "persistence", "testkit").check(ALL);
  }

  @Test
  void theRuntimeKnowsOnlyTheSpi() {
    classes()
        .that()
        .resideInAPackage("io.aether.actor.runtime..")
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("io.aether.actor.runtime..")
                .or(resideInAPackage("io.aether.actor.spi.."))
                .or(type(Cancellable.class))
                .or(DescribedPredicate.not(ofAether())))
        .check(ALL);
  }

  @Test
  void shardingStandsOnRemotingAndRemotingOnMembership() {
    mayNotUse("cluster.membership", "cluster.remote", "cluster.sharding")
        .allowEmptyShould(true)
        .check(ALL);
    mayNotUse("cluster.remote", "cluster.sharding").allowEmptyShould(true).check(ALL);
  }

  @Test
  void natsIsKnownOnlyInPackagesNamedNats() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..nats..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.nats..")
        .check(ALL);
  }

  @Test
  void librariesLogThroughSlf4jOnly() {
    noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..").check(ALL);
  }

  @Test
  void librariesDoNotPrint() {
    noClasses()
        .should()
        .accessTargetWhere(
            uses(System.class, "out|err").or(uses(Throwable.class, "printStackTrace")))
        .check(ALL);
  }

  @Test
  void librariesNeverSleep() {
    noClasses().should().accessTargetWhere(uses(Thread.class, "sleep")).check(ALL);
  }

  /// What decides must come from the environment, or a simulation could not repeat it.
  @Test
  void threadsTimeAndRandomnessComeFromTheEnvironment() {
    var forbidden =
        uses(System.class, "nanoTime|currentTimeMillis|identityHashCode")
            .or(uses(Thread.class, "<init>|ofVirtual|ofPlatform|startVirtualThread|yield"))
            .or(uses(Executors.class, ".*"))
            .or(uses(ThreadLocalRandom.class, ".*"))
            .or(uses(Random.class, "<init>"))
            .or(uses(UUID.class, "randomUUID"))
            .or(uses(Math.class, "random"))
            .or(uses(Instant.class, "now"))
            .or(uses(Clock.class, "system.*"))
            .or(uses(CompletableFuture.class, "(supply|run|then.*|when.*|handle)Async|.*Timeout"));
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.aether.actor..",
            "io.aether.nats..",
            "io.aether.persistence..",
            "io.aether.cluster..")
        .and()
        .resideOutsideOfPackage("io.aether.actor.runtime..")
        .should()
        .accessTargetWhere(forbidden.as("threads, time or randomness not of the Environment"))
        .check(ALL);
  }

  private static ArchRule mayNotUse(String user, String... used) {
    var packages = Arrays.stream(used).map(p -> "io.aether." + p + "..");
    return noClasses()
        .that()
        .resideInAPackage("io.aether." + user + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages.toArray(String[]::new));
  }

  /// An access, call or method reference to a member of `owner`, or of a class that extends it.
  private static DescribedPredicate<JavaAccess<?>> uses(Class<?> owner, String names) {
    return DescribedPredicate.describe(
        "target is " + owner.getSimpleName() + " with " + names,
        access ->
            access.getTargetOwner().isAssignableTo(owner)
                && access.getTarget().getName().matches(names));
  }

  private static DescribedPredicate<JavaClass> ofAether() {
    return resideInAPackage("io.aether..");
  }

  private static Path output(String module) {
    return Path.of("..", "aether-" + module, "target", "classes");
  }
}
