package io.aether.testkit.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.ActorSystemConfig;
import io.aether.actor.Behaviors;
import io.aether.actor.Cancellable;
import io.aether.actor.DispatcherSelector;
import io.aether.actor.Mailbox;
import io.aether.actor.SupervisorStrategy;
import io.aether.actor.annotation.Experimental;
import io.aether.actor.annotation.Stable;
import io.aether.testkit.ActorTestKit;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The direction of the dependencies between modules and packages. A new dependency is a decision:
/// it is drawn in `docs/architecture.md` first.
class ArchitectureTest {

  private static final List<String> MODULES =
      List.of("actor", "nats", "persistence", "cluster", "testkit");

  private static final String[] PATTERNS = {
    "io.aether.actor.pattern..", "io.aether.actor.delivery..", "io.aether.actor.stream.."
  };

  private static final DescribedPredicate<JavaClass> BRIDGE =
      fullyQualifiedName("io.aether.actor.cell.Cells");

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
  void theActorApiHasAtMostTwentyTypesOfItsOwn() {
    var exported =
        ALL.stream()
            .filter(type -> type.getPackageName().equals("io.aether.actor"))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> type.getEnclosingClass().isEmpty())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .map(JavaClass::getSimpleName)
            .sorted();

    assertThat(exported).contains("ActorRef", "Behavior").hasSizeLessThanOrEqualTo(20);
  }

  @Test
  void everyExportedTypeIsStableOrExperimental() {
    var exported = exportedPackages().toList();

    var unmarked =
        ALL.stream()
            .filter(type -> exported.contains(type.getPackageName()))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> type.getEnclosingClass().isEmpty())
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .filter(type ->
                type.isAnnotatedWith(Stable.class) == type.isAnnotatedWith(Experimental.class))
            .map(JavaClass::getName);

    assertThat(unmarked).isEmpty();
  }

  @Test
  void theApiKnowsItsImplementationThroughOneBridge() {
    noClasses()
        .that()
        .resideInAPackage("io.aether.actor..")
        .and()
        .resideOutsideOfPackages("io.aether.actor.cell..", "io.aether.actor.runtime..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.aether.actor.cell..", "io.aether.actor.runtime..")
                .and(DescribedPredicate.not(BRIDGE)))
        .check(ALL);
  }

  @Test
  void theBridgeIsUsedByTypesOfTheApiThatHaveFactories() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.aether.actor.cell..")
        .and(
            DescribedPredicate.not(
                type(ActorSystem.class)
                    .or(type(ActorRef.class))
                    .or(type(Behaviors.class))
                    .or(type(SupervisorStrategy.class))
                    .or(type(DispatcherSelector.class))
                    .or(type(Mailbox.Overflow.class))
                    .or(type(ActorSystemConfig.class))))
        .should()
        .dependOnClassesThat(BRIDGE)
        .check(ALL);
  }

  /// They and `io.aether.actor` name each other in signatures: `ActorSystem.inspect` returns an
  /// `Inspection`, which has an `ActorPath`.
  @ParameterizedTest
  @CsvSource({
    "inspect, config intercept shutdown cell runtime",
    "intercept, config inspect shutdown cell runtime",
    "shutdown, config inspect intercept cell runtime",
    "config, inspect shutdown cell runtime",
    "spi, config intercept shutdown cell runtime",
    "annotation, config inspect intercept shutdown spi cell runtime",
  })
  void thePackagesBesideTheApiDoNotKnowEachOther(String one, String others) {
    String[] forbidden =
        Arrays.stream(others.split(" "))
            .map(other -> "io.aether.actor." + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage("io.aether.actor." + one + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .check(ALL);
  }

  @Test
  void implementationsAreNotExported() {
    var exported = exportedPackages();

    assertThat(exported)
        .contains("io.aether.actor", "io.aether.actor.spi", "io.aether.testkit")
        .doesNotContain("io.aether.actor.cell", "io.aether.actor.runtime");
  }

  @Test
  void actorsKnowNothingOfThePatternsBuiltOnThem() {
    noClasses()
        .that()
        .resideInAPackage("io.aether.actor..")
        .and()
        .resideOutsideOfPackages(PATTERNS)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(PATTERNS)
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
    mayNotUse("cluster.membership", "cluster.remote", "cluster.sharding").check(ALL);
    mayNotUse("cluster.remote", "cluster.sharding").check(ALL);
  }

  /// A user of the testkit sees few types, and none of its internals.
  @Test
  void theTestkitShowsFewTypesAndHidesItsParts() {
    Set<String> exported =
        ActorTestKit.class.getModule().getDescriptor().exports().stream()
            .map(ModuleDescriptor.Exports::source)
            .collect(Collectors.toSet());

    assertThat(exported)
        .containsExactlyInAnyOrder(
            "io.aether.testkit",
            "io.aether.testkit.cluster",
            "io.aether.testkit.contract",
            "io.aether.testkit.persistence");
    assertThat(publicTypesOf("io.aether.testkit")).hasSizeBetween(1, 30);
  }

  @Test
  void theSimulationEngineStandsOnActorsAlone() {
    standsOnActorsAnd("testkit.engine").check(ALL);
    standsOnActorsAnd("testkit.environment").check(ALL);
    standsOnActorsAnd("testkit.report").check(ALL);
  }

  @Test
  void theFinderOfNatsServersStandsAlone() {
    classes()
        .that()
        .resideInAPackage("io.aether.testkit.nats..")
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("io.aether.testkit.nats..").or(DescribedPredicate.not(ofAether())))
        .check(ALL);
  }

  /// These modules stay optional for that reason.
  @Test
  void testsOfActorsNeedNeitherPersistenceNorClusters() {
    noClasses()
        .that()
        .resideInAPackage("io.aether.testkit")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.aether.persistence..",
            "io.aether.cluster..",
            "io.aether.testkit.persistence..",
            "io.aether.testkit.cluster..",
            "io.aether.testkit.wire..")
        .check(ALL);
    mayNotUse("testkit.persistence", "cluster", "testkit.cluster").check(ALL);
    mayNotUse("testkit.cluster", "persistence", "testkit.persistence").check(ALL);
    mayNotUse("testkit.wire", "persistence", "testkit.persistence", "testkit.cluster").check(ALL);
  }

  @Test
  void noTwoPackagesOfTheTestkitNeedEachOther() {
    var testkit = ALL.that(resideInAPackage("io.aether.testkit.."));
    slices().matching("io.aether.(**)").should().beFreeOfCycles().check(testkit);
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

  /// Every source of a decision must come from the environment, or a simulation could not repeat
  /// it.
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

  private static ArchRule standsOnActorsAnd(String own) {
    return classes()
        .that()
        .resideInAPackage("io.aether." + own + "..")
        .should()
        .onlyDependOnClassesThat(
            resideInAPackage("io.aether." + own + "..")
                .or(resideInAPackage("io.aether.actor..").or(DescribedPredicate.not(ofAether()))));
  }

  private static List<String> publicTypesOf(String packageName) {
    return ALL.stream()
        .filter(type -> type.getPackageName().equals(packageName))
        .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(PUBLIC))
        .map(JavaClass::getSimpleName)
        .toList();
  }

  private static Stream<String> exportedPackages() {
    return MODULES.stream()
        .map(ArchitectureTest::output)
        .flatMap(path -> ModuleFinder.of(path).findAll().stream())
        .flatMap(module -> module.descriptor().exports().stream())
        .map(ModuleDescriptor.Exports::source);
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

  private static DescribedPredicate<JavaClass> fullyQualifiedName(String name) {
    return DescribedPredicate.describe(name, type -> type.getName().equals(name));
  }

  private static DescribedPredicate<JavaClass> ofAether() {
    return resideInAPackage("io.aether..");
  }

  private static Path output(String module) {
    return Path.of("..", "aether-" + module, "target", "classes");
  }
}
