package io.aether.actor.cell;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/// The races of the mailbox and of the word that records whether it is scheduled. Each result is
/// the order in which the cell received its entries; `c` is control. The entry behind the dash is
/// sent when all is quiet, and is `9`: any other entry there was asleep, and its wake-up was lost.
/// [RacesTest] runs them.
final class MailboxRaces {

  private MailboxRaces() {}

  /// A message arrives while the cell goes idle.
  @JCStressTest
  @Outcome(id = "12345678-9", expect = ACCEPTABLE, desc = "all, in order")
  @State
  public static class TellAndGoIdle {
    private final BareCell cell = BareCell.idle();

    @Actor
    public void sender() {
      for (int n = 1; n <= 8; n++) {
        cell.tell(n);
      }
    }

    @Actor
    public void worker() {
      for (int n = 0; n < 8; n++) {
        cell.work();
      }
    }

    @Arbiter
    public void all(L_Result result) {
      result.r1 = cell.log();
    }
  }

  /// Control arrives while the cell goes idle.
  @JCStressTest
  @Outcome(id = "c{8}-9", expect = ACCEPTABLE, desc = "all")
  @State
  public static class PushAndGoIdle {
    private final BareCell cell = BareCell.idle();

    @Actor
    public void pusher() {
      for (int n = 0; n < 8; n++) {
        cell.control();
      }
    }

    @Actor
    public void worker() {
      for (int n = 0; n < 8; n++) {
        cell.work();
      }
    }

    @Arbiter
    public void all(L_Result result) {
      result.r1 = cell.log();
    }
  }

  /// A message and control arrive at an idle cell at once.
  @JCStressTest
  @Outcome(id = "(1c2|c12|12c)-9", expect = ACCEPTABLE, desc = "all, messages in order")
  @State
  public static class TellAndPush {
    private final BareCell cell = BareCell.idle();

    @Actor
    public void sender() {
      cell.tell(1);
      cell.tell(2);
      cell.work();
    }

    @Actor
    public void pusher() {
      cell.control();
    }

    @Arbiter
    public void all(L_Result result) {
      result.r1 = cell.log();
    }
  }

  /// A cell that accepts no messages is opened by control while it goes to sleep.
  @JCStressTest
  @Outcome(id = "c12-9", expect = ACCEPTABLE, desc = "control first, then all")
  @State
  public static class OpenWhileParking {
    private final BareCell cell = new BareCell(/* open= */ false);

    @Actor
    public void sender() {
      cell.tell(1);
      cell.tell(2);
      cell.control();
    }

    @Actor
    public void worker() {
      cell.work();
      cell.work();
    }

    @Arbiter
    public void all(L_Result result) {
      result.r1 = cell.log();
    }
  }

  /// Two senders find the same cell idle.
  @JCStressTest
  @Outcome(id = "(1234|1324|1342|3412|3142|3124)-9", expect = ACCEPTABLE, desc = "each in order")
  @State
  public static class TwoSenders {
    private final BareCell cell = BareCell.idle();

    @Actor
    public void first() {
      cell.tell(1);
      cell.tell(2);
    }

    @Actor
    public void second() {
      cell.tell(3);
      cell.tell(4);
    }

    @Arbiter
    public void all(L_Result result) {
      result.r1 = cell.log();
    }
  }

  /// Two senders fill segments of a mailbox that one of them empties in between.
  @JCStressTest
  @Outcome(
      id = "",
      expect = ACCEPTABLE,
      desc = "all, each sender's in order, and no wake-up is lost")
  @State
  public static class TwoSendersFillSegments {
    private final BareCell cell = BareCell.idle();

    @Actor
    public void first() {
      cell.tell(1);
      cell.tell(2);
      cell.work();
      cell.tell(3);
      cell.tell(4);
    }

    @Actor
    public void second() {
      for (int n = 5; n <= 8; n++) {
        cell.tell(n);
      }
    }

    @Arbiter
    public void all(L_Result result) {
      String log = cell.log();
      boolean right =
          log.length() == 10
              && log.endsWith("-9")
              && log.replaceAll("[5-9-]", "").equals("1234")
              && log.replaceAll("[1-49-]", "").equals("5678");
      result.r1 = right ? "" : log;
    }
  }

  /// The same race while a worker runs the cell. Needs three processors.
  @JCStressTest
  @Outcome(id = "(1234|1324|1342|3412|3142|3124)-9", expect = ACCEPTABLE, desc = "each in order")
  @State
  public static class TwoSendersAndAWorker {
    private final BareCell cell = BareCell.idle();

    @Actor
    public void first() {
      cell.tell(1);
      cell.tell(2);
    }

    @Actor
    public void second() {
      cell.tell(3);
      cell.tell(4);
    }

    @Actor
    public void worker() {
      cell.work();
      cell.work();
      cell.work();
    }

    @Arbiter
    public void all(L_Result result) {
      result.r1 = cell.log();
    }
  }
}
