package io.aether.actor.cell;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorSystem;
import io.aether.actor.StopReason;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SystemMessage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A mailbox without an actor around it, run by hand: it records the messages and control entries
/// that it receives.
final class BareCell extends MailboxCell<Integer> {

  /// A turn handles one message, so that each message ends and begins turns.
  static final Runner RUNNER =
      new Runner() {
        @Override
        public boolean shouldYield() {
          return true;
        }

        @Override
        public int throughput() {
          return 1;
        }
      };

  /// The number of times that the cell was handed to the dispatcher since its last run; more than 1
  /// is a failure.
  private final AtomicInteger handedOver = new AtomicInteger(1);

  /// Owned by the activation, provided that there is never more than one.
  private final StringBuilder log = new StringBuilder();

  private boolean open;

  BareCell(boolean open) {
    this.open = open;
  }

  /// {@return a cell that has started and is idle}
  static BareCell idle() {
    BareCell cell = new BareCell(/* open= */ true);
    cell.work();
    return cell;
  }

  /// Runs the cell if it is scheduled.
  void work() {
    if (handedOver.get() > 0) {
      if (handedOver.getAndDecrement() > 1) {
        log.append("twice");
      }
      while (run(RUNNER)) {
        Thread.onSpinWait();
      }
    }
  }

  void control() {
    push(new Control.Stop(StopReason.OWN_DECISION)); // any reason works
  }

  /// {@return the entries that it received, in order; then, behind a dash, those that it still
  /// accepts}
  String log() {
    work();
    log.append('-');
    tell(9);
    work();
    return log.toString();
  }

  /// Called between the looks at the control stack and at the mailbox. An entry that arrives in
  /// between must not be overlooked, so this method takes its time.
  @Override
  boolean takesMail() {
    boolean answer = open;
    for (int n = 0; n < 10; n++) {
      Thread.onSpinWait();
    }
    return answer;
  }

  @Override
  void onMail(Object message) {
    if (message instanceof Integer) {
      log.append(message);
    }
  }

  @Override
  void onControl(Control message) {
    open = true;
    log.append('c');
  }

  @Override
  Dispatcher dispatcher() {
    return _ -> handedOver.incrementAndGet();
  }

  @Override
  @Nullable Object nextAhead() {
    return null;
  }

  @Override
  void notifyTermination() {}

  @Override
  public void send(SystemMessage message) {
    throw new UnsupportedOperationException("nobody sends it " + message);
  }

  @Override
  public ActorSystem system() {
    throw new UnsupportedOperationException("it has none");
  }

  @Override
  public ActorPath path() {
    return ActorPath.ROOT.child("bare");
  }
}
