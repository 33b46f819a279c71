package io.aether.actor.cell;

import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorPath;
import io.aether.actor.ActorSystem;
import io.aether.actor.spi.Activation;
import io.aether.actor.spi.Dispatcher;
import io.aether.actor.spi.Runner;
import io.aether.actor.spi.SystemMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The mailbox by itself, on one thread: every order in which messages, turns and pauses can meet.
class MailboxCellTest {

  private final Hand hand = new Hand();
  private final Cell cell = new Cell();

  MailboxCellTest() {
    hand.execute(cell); // a new cell is scheduled
  }

  @Test
  void startsBeforeItsFirstMail() {
    cell.tell("a");
    cell.tell("b");

    hand.turn();

    assertThat(cell.seen).containsExactly(Cell.START, "a", "b");
    assertThat(hand.scheduled).isFalse();
  }

  @Test
  void aMessageTakenFromTheTailWordIsNotTakenAgainAfterAPause() {
    hand.turn();
    cell.pauseAfter = 1;
    cell.tell("a");
    hand.turn();
    assertThat(hand.scheduled).isFalse();

    cell.tell("b");
    cell.tell("c");
    assertThat(hand.scheduled).as("a paused cell waits for control").isFalse();
    cell.push(new Control.Release());
    hand.turn();

    assertThat(cell.seen).containsExactly(Cell.START, "a", "b", "c");
  }

  @Test
  void aMessageThatFindsTheFirstStillUntakenGoesBehindIt() {
    hand.turn();
    cell.tell("a");
    cell.pauseAfter = 0;
    hand.turn();

    cell.tell("b");
    cell.push(new Control.Release());
    hand.turn();

    assertThat(cell.seen).containsExactly(Cell.START, "a", "b");
  }

  @Test
  void theEndIsHandledBehindEarlierMessagesAndAheadOfLaterOnes() {
    hand.turn();
    cell.onMail =
        mail -> {
          if (mail.equals("last")) {
            cell.tell("earlier");
            cell.endMail();
          } else if (mail.equals("earlier")) {
            cell.tell("later");
          }
        };

    cell.tell("last");
    hand.turn();

    assertThat(cell.seen).containsExactly(Cell.START, "last", "earlier", Cell.TOLD, "later");
  }

  @Test
  void messagesKeepTheirOrderAcrossTurnsAndPauses() {
    for (int seed = 0; seed < 20_000; seed++) {
      var one = new MailboxCellTest();
      one.play(new Random(seed), seed);
    }
  }

  private void play(Random random, int seed) {
    List<Object> sent = new ArrayList<>();
    sent.add(Cell.START);
    hand.throughput = 1 + random.nextInt(3);
    cell.onMail =
        _ -> {
          if (random.nextInt(4) == 0) {
            sent.add(cell.tellNext()); // in the middle of a turn
          }
        };
    for (int step = 0; step < 12; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> sent.add(cell.tellNext());
        case 2 -> hand.turn();
        case 3 -> cell.pauseAfter = random.nextInt(3);
        default -> cell.push(new Control.Release());
      }
    }
    cell.onMail = _ -> {};
    cell.pauseAfter = Integer.MAX_VALUE;
    cell.push(new Control.Release());
    while (hand.scheduled) {
      hand.turn();
    }

    assertThat(cell.seen).as("seed %d", seed).isEqualTo(sent);
  }

  /// Runs turns on demand.
  private static final class Hand extends Runner implements Dispatcher {
    private @Nullable Activation waiting;
    private boolean scheduled;
    private int throughput = 64;

    @Override
    public void execute(Activation activation) {
      assertThat(scheduled).as("scheduled already").isFalse();
      waiting = activation;
      scheduled = true;
    }

    void turn() {
      if (scheduled && waiting != null) {
        scheduled = false;
        if (run(waiting)) {
          execute(waiting);
        }
      }
    }

    @Override
    public int throughput() {
      return throughput;
    }

    @Override
    public boolean shouldYield() {
      return false;
    }
  }

  private final class Cell extends MailboxCell<Object> {
    static final String START = "start";
    static final String TOLD = "told";

    private final List<Object> seen = new ArrayList<>();
    private Consumer<Object> onMail = _ -> {};
    private int pauseAfter = Integer.MAX_VALUE;
    private int number;

    Object tellNext() {
      Integer next = number++;
      tell(next);
      return next;
    }

    @Override
    boolean takesMail() {
      return pauseAfter > 0;
    }

    @Override
    void onMail(Object mail) {
      pauseAfter--;
      seen.add(mail == InBand.Start.INSTANCE ? START : mail);
      onMail.accept(mail);
    }

    @Override
    void onControl(Control message) {
      pauseAfter = Integer.MAX_VALUE;
    }

    @Override
    void notifyTermination() {
      seen.add(TOLD);
    }

    @Override
    @Nullable Object nextAhead() {
      return null;
    }

    @Override
    Dispatcher dispatcher() {
      return hand;
    }

    @Override
    public void send(SystemMessage message) {
      throw new UnsupportedOperationException();
    }

    @Override
    public ActorSystem system() {
      throw new UnsupportedOperationException();
    }

    @Override
    public ActorPath path() {
      return ActorPath.ROOT.child("cell");
    }
  }
}
