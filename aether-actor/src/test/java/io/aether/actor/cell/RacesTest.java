package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorRef;
import io.aether.actor.Rounds;
import io.aether.actor.runtime.QueueRaces;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;

/// Runs the jcstress tests of this module: in everyday builds in this JVM, as plain races whose
/// results are checked; in the full rounds by jcstress itself, in JVMs of its own whose compilers
/// use all the freedom that they have.
class RacesTest {

  private static final int RACES = Rounds.of(2_000, 500_000);
  private static final int BATCH = 500;

  static Stream<Class<?>> races() {
    return Stream.of(MailboxRaces.class, QueueRaces.class)
        .flatMap(all -> Arrays.stream(all.getDeclaredClasses()))
        .filter(it -> it.isAnnotationPresent(JCStressTest.class));
  }

  @ParameterizedTest
  @MethodSource("races")
  void noResultIsOtherThanAllowed(Class<?> race) throws Exception {
    List<Method> actors = annotated(race, Actor.class);
    List<Method> arbiters = annotated(race, Arbiter.class);
    var results = new TreeMap<String, Integer>();

    for (int n = 0; n < RACES; n += BATCH) {
      List<Object> states = new ArrayList<>();
      List<Object> outcomes = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        states.add(race.getConstructor().newInstance());
        outcomes.add(resultOf(actors, arbiters).getConstructor().newInstance());
      }
      raceThrough(actors, states, outcomes);
      for (int i = 0; i < BATCH; i++) {
        for (Method arbiter : arbiters) {
          call(arbiter, states.get(i), outcomes.get(i));
        }
        results.merge(outcomes.get(i).toString(), 1, Integer::sum);
      }
    }

    Outcome[] allowed = race.getAnnotationsByType(Outcome.class);
    assertThat(results.keySet())
        .as("%s", results)
        .isNotEmpty()
        .allMatch(it ->
            Arrays.stream(allowed).flatMap(each -> Arrays.stream(each.id())).anyMatch(it::matches));
  }

  private static List<Method> annotated(
      Class<?> race, Class<? extends java.lang.annotation.Annotation> role) {
    return Arrays.stream(race.getMethods()).filter(it -> it.isAnnotationPresent(role)).toList();
  }

  private static Class<?> resultOf(List<Method> actors, List<Method> arbiters) {
    return Stream.concat(actors.stream(), arbiters.stream())
        .filter(it -> it.getParameterCount() == 1)
        .findFirst()
        .orElseThrow()
        .getParameterTypes()[0];
  }

  private static void call(Method method, Object state, Object outcome)
      throws ReflectiveOperationException {
    if (method.getParameterCount() == 0) {
      method.invoke(state);
    } else {
      method.invoke(state, outcome);
    }
  }

  /// Each actor has a thread and goes through all states, in step with the others.
  private static void raceThrough(List<Method> actors, List<Object> states, List<Object> outcomes)
      throws InterruptedException, ExecutionException {
    var places = new AtomicIntegerArray(actors.size());
    List<FutureTask<Void>> tracks = new ArrayList<>();
    for (int a = 0; a < actors.size(); a++) {
      int actor = a;
      var track =
          new FutureTask<Void>(() -> {
            try {
              for (int i = 0; i < states.size(); i++) {
                startTogether(places, actor, i);
                call(actors.get(actor), states.get(i), outcomes.get(i));
              }
            } finally {
              places.set(actor, states.size()); // the others need not wait for this one
            }
            return null;
          });
      tracks.add(track);
      Thread.ofPlatform().daemon().start(track);
    }
    for (FutureTask<Void> track : tracks) {
      track.get();
    }
  }

  /// Waits until all others have come as far, and then gives one of them a head start.
  private static void startTogether(AtomicIntegerArray places, int actor, int place) {
    places.set(actor, place);
    for (int other = 0; other < places.length(); other++) {
      for (int spins = 0; places.get(other) < place; spins++) {
        if (spins < 200) {
          Thread.onSpinWait();
        } else {
          Thread.yield();
        }
      }
    }
    for (int start = actor == 0 ? place % 16 : place / 16 % 16; start > 0; start--) {
      Thread.onSpinWait();
    }
  }

  /// Races of three threads need three processors; jcstress skips them on a machine with two.
  @Test
  @EnabledIfSystemProperty(named = "aether.rounds", matches = "full")
  void jcstressFindsNoOtherResultEither(@TempDir Path report) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            String.join(":", testClasses(), jar(Actor.class), jar(joptsimple.OptionParser.class)),
            "org.openjdk.jcstress.Main",
            "-t",
            "io.aether",
            "-m",
            "quick",
            "-sc", // not every combination of compilers for the two
            "false",
            "-af",
            "NONE",
            "-r",
            report.toString(),
            "-jvmArgsPrepend",
            inTheModule());

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = String.join("\n", process.inputReader().readAllLines());

    assertThat(process.waitFor()).as(output).isZero();
    assertThat(output)
        .containsPattern(
            "\\(Results: ([1-9]\\d*) planned; \\1 passed, 0 failed, 0 soft errs, 0 hard")
        .contains("Failed tests: No matches.", "Error tests: No matches.");
  }

  /// The tests are in the module under test, jcstress is in none. The list begins with an option
  /// that has one dash; otherwise jcstress takes that option for one of its own.
  private static String inTheModule() {
    return String.join(
        " ",
        "-Xmx256m",
        "--module-path",
        System.getProperty("jdk.module.path"),
        "--patch-module=io.aether.actor=" + testClasses(),
        "--add-modules=io.aether.actor",
        "--add-reads=io.aether.actor=ALL-UNNAMED",
        "--add-exports=io.aether.actor/io.aether.actor.cell=ALL-UNNAMED",
        "--add-exports=io.aether.actor/io.aether.actor.runtime=ALL-UNNAMED");
  }

  private static String testClasses() {
    return Path.of(jar(ActorRef.class)).resolveSibling("test-classes").toString();
  }

  private static String jar(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().getPath();
  }
}
