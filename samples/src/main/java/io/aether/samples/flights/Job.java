package io.aether.samples.flights;

import io.aether.actor.ActorRef;
import io.aether.actor.spi.Environment;
import io.aether.samples.flights.ClusterLog.History;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/// The whole story, on any [Stage]: three nodes work through the flights; halfway one is crashed;
/// when the others have noticed, a fourth joins; when it has its share, the rest is worked through;
/// then the journal is compared with the records.
final class Job {

  /// What the fourth node gets at least: with one of them dead, three share the shards.
  private static final int SHARE = Node.SHARDS / Node.FIRST_NODES;

  private final Stage stage;
  private final List<Flight> flights;
  private final Driver.Settings settings;
  private final Progress progress;

  private Job(Stage stage, List<Flight> flights, Driver.Settings settings, Progress progress) {
    this.stage = stage;
    this.flights = flights;
    this.settings = settings;
    this.progress = progress;
  }

  /// Waits for all of it. The stage is left to the caller to close.
  ///
  /// @throws JobFailedException if the commands could not all be carried out in time
  static Report run(Stage stage, List<Flight> flights, Driver.Settings settings, Progress progress)
      throws JobFailedException, InterruptedException {
    return new Job(stage, flights, settings, progress).run();
  }

  private Report run() throws JobFailedException, InterruptedException {
    Node node = stage.start();
    var run = new Run(node, settings, flights, progress);

    run.await(run.driver.askAsync(Driver.Message.WhenHalf::new, settings.deadline()), "half");
    progress.note(stage.crashDescription());
    stage.crash();
    run.await(
        run.when(history -> history.down().contains(Stage.VICTIM)),
        "%s being declared down".formatted(Stage.VICTIM));
    progress.note("%s is declared down; %s joins".formatted(Stage.VICTIM, Stage.LATECOMER));
    stage.startLatecomer();
    run.await(
        run.when(history -> history.gained(Stage.LATECOMER) >= SHARE),
        "%s getting its share of shards".formatted(Stage.LATECOMER));
    progress.note("%s has its share of shards".formatted(Stage.LATECOMER));
    run.driver.tell(new Driver.Message.FullSpeed());
    run.awaitEnd();

    History history = run.await(run.when(_ -> true), "the history of the cluster");
    stage.stopNodes();
    return new Report(
        (Driver.Ending.AllAnswered) run.ended.join(),
        history,
        Verification.verify(stage.outsider(), stage.journal(), flights));
  }

  /// The actors of a run, and how to wait for them.
  private static final class Run {

    private final Environment environment;
    private final Duration deadline;
    private final ActorRef<ClusterLog.Message> log;
    private final ActorRef<Driver.Message> driver;
    private final CompletableFuture<Driver.Ending> ended;

    Run(Node node, Driver.Settings settings, List<Flight> flights, Progress progress) {
      environment = node.system().spi().environment();
      deadline = settings.deadline();
      log = node.system().spawn(ClusterLog.create(), "cluster-log");
      node.cluster().subscribe(event -> log.tell(new ClusterLog.Message.Happened(event)));
      driver =
          node.system()
              .spawn(
                  Driver.create(
                      flights,
                      airport -> node.cluster().sharding().ref(Airport.TYPE, airport),
                      settings,
                      progress),
                  "driver");
      // The driver gives up by itself, so it answers before this does.
      ended = driver.askAsync(Driver.Message.WhenEnded::new, deadline.multipliedBy(2));
    }

    CompletableFuture<History> when(Predicate<History> condition) {
      return log.askAsync(replyTo -> new ClusterLog.Message.When(condition, replyTo), deadline);
    }

    /// Waits for `future`, unless the driver gives up before.
    <T> T await(CompletableFuture<T> future, String what)
        throws JobFailedException, InterruptedException {
      environment.await(CompletableFuture.anyOf(future, ended));
      if (!future.isDone()) {
        failIfGivenUp();
        environment.await(future);
      }
      if (future.isCompletedExceptionally()) {
        Throwable cause = future.exceptionNow();
        throw new JobFailedException(
            "waited for %s in vain: %s".formatted(what, cause.getMessage()), cause);
      }
      return future.join();
    }

    void awaitEnd() throws JobFailedException, InterruptedException {
      await(ended, "the driver");
      failIfGivenUp();
    }

    private void failIfGivenUp() throws JobFailedException {
      if (ended.join() instanceof Driver.Ending.GaveUp(String why)) {
        throw new JobFailedException(why, null);
      }
    }
  }
}
