package io.aether.actor.delivery;

import io.aether.actor.ActorContext;
import io.aether.actor.Cancellable;
import io.aether.actor.Outcome;
import io.aether.actor.delivery.DurableQueue.Entry;
import io.aether.actor.delivery.DurableQueue.Session;
import io.aether.actor.delivery.DurableQueue.State;
import io.aether.actor.delivery.ProducerController.Command;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The controller's access to its durable queue. It makes one call at a time, on a thread of its
/// own, and repeats a failed call after a pause. Messages that are added during a call are stored
/// by a later one.
///
///     opening --> idle <--> storing | confirming
///                   each call: attempt --failure, timeout--> pause --> attempt ... --> DeliveryException
///
/// Owned by the producer controller.
final class QueueWriter<M> {

  private static final Logger LOG = LoggerFactory.getLogger("io.aether.actor.delivery");

  /// Called on the controller's turn.
  interface Progress<M> {
    void opened(State<M> state);

    void stored(List<Accepted<M>> messages);

    void confirmed(Collection<Long> numbers);
  }

  /// A call of the queue, and the action for its result.
  private record Call(String name, Work work, Consumer<Object> onDone) {
    interface Work {
      Object run() throws Exception;
    }
  }

  private record Opened<M>(Session<M> session, State<M> state) {}

  private final ActorContext<Command<M>> context;
  private final DurableQueue<M> queue;
  private final DurableQueue.Retry retry;
  private final Progress<M> progress;

  private List<Accepted<M>> toStore = new ArrayList<>();
  private List<Long> toConfirm = new ArrayList<>();

  /// The messages that the present call stores.
  private List<Accepted<M>> storing = List.of();

  private @Nullable Session<M> session;
  private @Nullable Call call;

  /// The number of the present attempt, counted over all calls; messages about earlier attempts are
  /// ignored.
  private long attempt;

  private @Nullable Cancellable work;

  /// How often the present call has failed.
  private int failures;

  QueueWriter(
      ActorContext<Command<M>> context,
      DurableQueue<M> queue,
      DurableQueue.Retry retry,
      Progress<M> progress) {
    this.context = context;
    this.queue = queue;
    this.retry = retry;
    this.progress = progress;
    begin(
        new Call(
            "open",
            () -> {
              Session<M> opened = queue.open();
              return new Opened<>(opened, opened.load());
            },
            result -> {
              @SuppressWarnings("unchecked") // the type that the call returns
              var opened = (Opened<M>) result;
              session = opened.session();
              progress.opened(opened.state());
            }));
  }

  /// {@return whether the contents of the queue are known}
  boolean isOpen() {
    return session != null;
  }

  /// {@return whether all messages and confirmations are stored}
  boolean isIdle() {
    return call == null && toStore.isEmpty() && toConfirm.isEmpty();
  }

  /// {@return the messages that are not known to be stored, in order}
  List<Accepted<M>> unstored() {
    List<Accepted<M>> all = new ArrayList<>(storing);
    all.addAll(toStore);
    return all;
  }

  int unstoredCount() {
    return storing.size() + toStore.size();
  }

  void store(Accepted<M> message) {
    toStore.add(message);
  }

  void confirm(long number) {
    toConfirm.add(number);
  }

  /// Makes the next call if none is in progress. After a call that stored messages, a call that
  /// confirms comes first, and vice versa.
  void goOn(boolean confirmFirst) {
    Session<M> open = session;
    if (call != null || open == null) {
      return;
    }
    if (!toConfirm.isEmpty() && (confirmFirst || toStore.isEmpty())) {
      beginConfirm(open);
    } else if (!toStore.isEmpty()) {
      beginStore(open);
    }
  }

  private void beginStore(Session<M> open) {
    List<Accepted<M>> batch = toStore;
    toStore = new ArrayList<>();
    storing = batch;
    List<Entry<M>> entries =
        batch.stream().map(each -> new Entry<>(each.number(), each.message())).toList();
    begin(
        new Call(
            "store",
            () -> {
              open.store(entries);
              return entries;
            },
            _ -> {
              storing = List.of();
              progress.stored(batch);
              goOn(/* confirmFirst= */ true);
            }));
  }

  private void beginConfirm(Session<M> open) {
    List<Long> numbers = List.copyOf(toConfirm);
    toConfirm = new ArrayList<>();
    begin(
        new Call(
            "confirm",
            () -> {
              open.confirm(numbers);
              return numbers;
            },
            _ -> {
              progress.confirmed(numbers);
              goOn(/* confirmFirst= */ false);
            }));
  }

  // ---- Attempts ----

  private void begin(Call next) {
    call = next;
    failures = 0;
    attempt(next);
  }

  private void attempt(Call next) {
    long number = ++attempt;
    context.timers().startSingle(this, new Wire.QueueTimeout<>(number), retry.timeout());
    work = context.async(next.work::run, outcome -> new Wire.QueueOutcome<>(number, outcome));
  }

  void onOutcome(Wire.QueueOutcome<M> message) {
    Call done = call;
    if (done == null || message.attempt() != attempt) {
      return; // the controller has given up
    }
    switch (message.outcome()) {
      case Outcome.Success<Object>(var result) -> {
        context.timers().cancel(this);
        call = null;
        work = null;
        done.onDone.accept(result);
      }
      case Outcome.Failure<Object>(var cause) -> failed(done, cause);
    }
  }

  void onTimeout(Wire.QueueTimeout<M> message) {
    Call late = call;
    if (late != null && message.attempt() == attempt) {
      if (work != null) {
        work.cancel();
      }
      failed(late, new TimeoutException("The call took longer than " + retry.timeout()));
    }
  }

  void onRetry(Wire.QueueRetry<M> message) {
    Call again = call;
    if (again != null && message.attempt() == attempt) {
      attempt(again);
    }
  }

  private void failed(Call failed, Throwable cause) {
    failures++;
    attempt++;
    work = null;
    if (cause instanceof QueueTakenOverException) {
      throw new DeliveryException(
          "The durable queue %s of %s has been opened by another controller, which owns it now;"
                  .formatted(queue, context.self().path())
              + " run one controller for each queue",
          cause);
    }
    if (failures >= retry.attempts()) {
      throw new DeliveryException(
          "The durable queue %s of %s has failed to %s %d times in a row; last failure: %s"
              .formatted(queue, context.self().path(), failed.name, failures, cause),
          cause);
    }
    var pause = retry.backoff(failures);
    LOG.warn(
        "{}: the durable queue failed to {}, attempt {} of {}; the next one follows in {}",
        context.self().path(),
        failed.name,
        failures,
        retry.attempts(),
        pause,
        cause);
    context.timers().startSingle(this, new Wire.QueueRetry<>(attempt), pause);
  }
}
