package io.aether.samples.flights;

import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.samples.flights.ClusterLog.History;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;

/// The whole job, on any [Stage]. Three nodes process the flights. Halfway, one of them is crashed.
/// When the others have noticed this, a fourth one joins. When it has its share of the shards, the
/// remaining flights are processed. Then the journal is compared with the records.
final class Job {

  /// The least number of shards that the fourth node gets: one node is dead, so three share the
  /// shards.
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

  /// Runs the job and waits for its end. The caller closes the stage.
  ///
  /// @throws JobFailedException if not all commands were carried out in time
  static Report run(Stage stage, List<Flight> flights, Driver.Settings settings, Progress progress)
      throws JobFailedException, InterruptedException {
    return new Job(stage, flights, settings, progress).run();
  }

  private Report run() throws JobFailedException, InterruptedException {
    Node node = stage.start();
    var run = new Run(node, settings, flights, progress);

    run.awaitHalf();
    progress.note(stage.crashDescription());
    stage.crash();
    run.await(
        history -> history.down().contains(Stage.VICTIM),
        "%s being declared down".formatted(Stage.VICTIM));
    progress.note("%s is declared down; %s joins".formatted(Stage.VICTIM, Stage.LATECOMER));
    stage.startLatecomer();
    run.await(
        history -> history.gained(Stage.LATECOMER) >= SHARE,
        "%s getting its share of shards".formatted(Stage.LATECOMER));
    progress.note("%s has its share of shards".formatted(Stage.LATECOMER));
    run.driver.tell(new Driver.Message.FullSpeed());
    Driver.Ending.AllAnswered answered = run.awaitEnd();

    History history = run.await(_ -> true, "the history of the cluster");
    stage.stopNodes();
    ActorSystem outsider = stage.outsider();
    return new Report(
        answered, history, Verification.verify(outsider, stage.journal(outsider), flights));
  }

  /// The actors of a run, and how to wait for them.
  private static final class Run {

    private final Duration patience;
    private final ActorRef<ClusterLog.Message> log;
    private final ActorRef<Driver.Message> driver;
    private final CompletableFuture<Driver.Ending> ended;

    Run(Node node, Driver.Settings settings, List<Flight> flights, Progress progress) {
      patience = settings.deadline().multipliedBy(2); // the driver gives up before
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
      ended = driver.askAsync(Driver.Message.WhenEnded::new, patience);
      ended.thenAccept(ending -> {
        if (ending instanceof Driver.Ending.GaveUp) {
          log.tell(new ClusterLog.Message.Abandoned());
        }
      });
    }

    void awaitHalf() throws JobFailedException, InterruptedException {
      ask(driver, Driver.Message.WhenHalf::new, "half of the answers");
    }

    History await(Predicate<History> condition, String what)
        throws JobFailedException, InterruptedException {
      return ask(log, replyTo -> new ClusterLog.Message.When(condition, replyTo), what);
    }

    Driver.Ending.AllAnswered awaitEnd() throws JobFailedException, InterruptedException {
      Driver.Ending ending = ask(driver, Driver.Message.WhenEnded::new, "the driver");
      return switch (ending) {
        case Driver.Ending.AllAnswered all -> all;
        case Driver.Ending.GaveUp(var why) -> throw new JobFailedException(why, null);
      };
    }

    /// @throws JobFailedException if there is no reply, or the driver has given up meanwhile
    private <M, R> R ask(ActorRef<M> actor, Function<ActorRef<R>, M> question, String what)
        throws JobFailedException, InterruptedException {
      R answer;
      try {
        answer = actor.ask(question, patience);
      } catch (AskException e) {
        throw new JobFailedException("no answer about %s: %s".formatted(what, e.getMessage()), e);
      }
      if (ended.isDone() && ended.join() instanceof Driver.Ending.GaveUp(String why)) {
        throw new JobFailedException(why, null);
      }
      return answer;
    }
  }
}
