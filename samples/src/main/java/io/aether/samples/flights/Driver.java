package io.aether.samples.flights;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Outcome;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Sends all flights to the airports, in the order of the file. For each record it asks the origin
/// and the destination, many at a time, and repeats asks that time out with the same command id.
///
///     FULL SPEED --half is answered--> SLOW --FullSpeed--> FULL SPEED --all is answered--> ENDED
///
/// In the slow phase the cluster changes; the driver is slow so that there is still traffic
/// meanwhile.
final class Driver implements Behavior<Driver.Message> {

  /// The largest number of commands that are read from the file and not answered yet, unless an
  /// eighth of all commands is less. The limit keeps small airports from running far ahead of large
  /// ones, whose lanes are full.
  private static final int MAX_OPEN = 2048;

  private static final Duration TICK = Duration.ofMillis(20);

  /// The messages that the driver accepts.
  sealed interface Message {

    /// Requests a reply when half of the commands are answered, or the driver has given up.
    record WhenHalf(ActorRef<Half> replyTo) implements Message {}

    /// Requests a reply when all commands are answered, or the driver has given up.
    record WhenEnded(ActorRef<Ending> replyTo) implements Message {}

    /// The slow phase is over.
    record FullSpeed() implements Message {}
  }

  /// Half of the commands are answered, and from now on the driver is slow; or it has given up.
  record Half() {}

  /// The result of the run.
  sealed interface Ending {

    /// Every command is answered.
    ///
    /// @param repeated how many asks were repetitions
    /// @param moves the airports that replied from another node than before
    record AllAnswered(long repeated, Duration took, List<Lane.Move> moves) implements Ending {}

    /// The deadline has passed.
    record GaveUp(String why) implements Ending {}
  }

  private record Tick() implements Message {}

  private record TimeUp() implements Message {}

  private record Answer(Order order, long askedAt, Outcome<Airport.Done> outcome)
      implements Message {}

  /// The timeouts of the driver.
  ///
  /// @param askTimeout the time after which an ask is repeated
  /// @param slowPhase how long the second half of the commands would take at slow speed
  /// @param deadline the time after which the driver gives up
  record Settings(Duration askTimeout, Duration slowPhase, Duration deadline) {}

  private final ActorContext<Message> context;
  private final Settings settings;
  private final Function<String, ActorRef<Airport.Command>> airports;
  private final Progress progress;

  /// The flights that are yet to be queued.
  private final Iterator<Flight> flights;

  private final Map<String, Lane> lanes = new LinkedHashMap<>();

  /// The lanes that may send, each in one of the two queues: in `fresh` because of an order just
  /// read from the file, in `backlog` because other orders were before it. The queues take turns,
  /// so that large airports, which have a backlog, do not delay small ones.
  private final Deque<Lane> fresh = new ArrayDeque<>();

  private final Deque<Lane> backlog = new ArrayDeque<>();
  private boolean backlogFirst;

  private final int total;
  private final int maxOpen;
  private final long startedAt;
  private int sent;
  private int queued;
  private int answered;
  private long repeated;
  private String lastFailure = "none";
  private final List<Lane.Move> moves = new ArrayList<>();

  private boolean slow;
  private long slowSince;
  private int sentBefore;

  private @Nullable ActorRef<Half> onHalf;
  private final List<ActorRef<Ending>> onEnded = new ArrayList<>();
  private @Nullable Ending ending;

  private Driver(
      ActorContext<Message> context,
      List<Flight> flights,
      Function<String, ActorRef<Airport.Command>> airports,
      Settings settings,
      Progress progress) {
    this.context = context;
    this.flights = flights.iterator();
    this.total = 2 * flights.size();
    this.maxOpen = Math.clamp(total / 8, 2, MAX_OPEN);
    this.airports = airports;
    this.settings = settings;
    this.progress = progress;
    this.startedAt = now();
  }

  static Behavior<Message> create(
      List<Flight> flights,
      Function<String, ActorRef<Airport.Command>> airports,
      Settings settings,
      Progress progress) {
    return Behaviors.setup(context -> {
      var driver = new Driver(context, flights, airports, settings, progress);
      context.timers().startSingle("time-up", new TimeUp(), settings.deadline());
      driver.pump();
      return driver;
    });
  }

  @Override
  public Behavior<Message> onMessage(ActorContext<Message> ignored, Message message) {
    switch (message) {
      case Answer answer -> onAnswer(answer);
      case Tick _ -> pump();
      case Message.WhenHalf(var replyTo) -> {
        onHalf = replyTo;
        tellHalf();
      }
      case Message.WhenEnded(var replyTo) -> {
        onEnded.add(replyTo);
        tellEnding();
      }
      case Message.FullSpeed _ -> {
        slow = false;
        context.timers().cancel("tick");
        pump();
      }
      case TimeUp _ ->
          end(
              new Ending.GaveUp(
                  "after %d s %d of %d commands are not answered; the last failure was: %s"
                      .formatted(
                          settings.deadline().toSeconds(), total - answered, total, lastFailure)));
    }
    return Behaviors.same();
  }

  private void onAnswer(Answer answer) {
    if (ending != null) {
      return;
    }
    Order order = answer.order;
    switch (answer.outcome) {
      case Outcome.Failure<Airport.Done>(var cause) -> {
        lastFailure = order + ": " + cause.getMessage();
        repeated++;
        ask(order);
      }
      case Outcome.Success<Airport.Done>(var done) -> {
        long now = now();
        Lane lane = order.lane();
        lane.onAnswerFrom(done.node(), answer.askedAt, now).ifPresent(moves::add);
        boolean couldSend = lane.maySend();
        lane.onAnswer(order);
        answered++;
        if (!couldSend && lane.maySend()) {
          backlog.add(lane);
        }
        progress.answered(answered, total, now - startedAt);
        if (answered == total / 2) {
          slowDown(now);
        }
        if (answered == total) {
          end(new Ending.AllAnswered(repeated, Duration.ofNanos(now - startedAt), moves));
        } else {
          pump();
        }
      }
    }
  }

  /// Sends the orders that may be sent.
  private void pump() {
    while (ending == null && maySendNow()) {
      Lane lane = nextLane();
      if (lane == null) {
        return;
      }
      sent++;
      ask(lane.send(now()));
      if (lane.maySend()) {
        backlog.add(lane);
      }
    }
  }

  private @Nullable Lane nextLane() {
    while (fresh.isEmpty() && flights.hasNext() && queued - answered < maxOpen) {
      Flight flight = flights.next();
      queue(flight.origin(), /* departure= */ true, flight);
      queue(flight.destination(), /* departure= */ false, flight);
    }
    backlogFirst = !backlogFirst;
    Lane lane = backlogFirst ? backlog.poll() : fresh.poll();
    return lane != null ? lane : backlogFirst ? fresh.poll() : backlog.poll();
  }

  private void queue(String airport, boolean departure, Flight flight) {
    Lane lane = lanes.computeIfAbsent(airport, Lane::new);
    boolean couldSend = lane.maySend();
    lane.add(departure, flight);
    queued++;
    if (!couldSend && lane.maySend()) {
      fresh.add(lane);
    }
  }

  private void ask(Order order) {
    long askedAt = now();
    context.pipeToSelf(
        airports.apply(order.lane().airport()).askAsync(order::command, settings.askTimeout()),
        outcome -> new Answer(order, askedAt, outcome));
  }

  // ---- Slow and fast ----

  private void slowDown(long now) {
    slow = true;
    slowSince = now;
    sentBefore = sent;
    context.timers().startWithFixedDelay("tick", new Tick(), TICK);
    tellHalf();
  }

  private boolean maySendNow() {
    if (!slow) {
      return true;
    }
    double elapsed = (double) (now() - slowSince) / settings.slowPhase().toNanos();
    return sent - sentBefore < elapsed * (total - sentBefore);
  }

  // ---- Telling ----

  private void tellHalf() {
    if (onHalf != null && (answered >= total / 2 || ending != null)) {
      onHalf.tell(new Half());
      onHalf = null;
    }
  }

  private void end(Ending how) {
    if (ending == null) {
      ending = how;
      context.timers().cancelAll();
      tellEnding();
      tellHalf();
    }
  }

  private void tellEnding() {
    if (ending != null) {
      onEnded.forEach(asker -> asker.tell(ending));
      onEnded.clear();
    }
  }

  private long now() {
    return context.system().uptime().toNanos();
  }
}
