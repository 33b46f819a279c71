package io.aether.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {

  private final Lane lane = new Lane("ORD");

  @Test
  void nothingIsSentFarAheadOfTheOldestWithoutAnAnswer() {
    List<Order> sent = sendAllPossible(100);
    assertThat(sent).hasSize(Lane.WINDOW);

    sent.subList(1, Lane.WINDOW).forEach(lane::onAnswer);

    assertThat(lane.maySend()).as("with 31 answers, but not the oldest").isFalse();
    assertThatIllegalStateException().isThrownBy(() -> lane.send(0));

    lane.onAnswer(sent.getFirst());

    assertThat(sendAllPossible(0)).as("after the oldest").hasSize(Lane.WINDOW);
  }

  @Test
  void ordersGoOutInTheOrderOfTheFile() {
    assertThat(sendAllPossible(10))
        .extracting(Order::index)
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void aMoveIsNoticedAndItsGapMeasuredFromTheLastAnswer() {
    List<Order> sent = sendAllPossible(3);
    answer(sent.get(0), "n1", 0, 100);

    var move = lane.onAnswerFrom("n2", 0, 350);

    assertThat(move).contains(new Lane.Move("ORD", "n1", "n2", 250));
  }

  @Test
  void aGapDoesNotBeginBeforeSomethingWasAsked() {
    answer(sendAllPossible(1).getFirst(), "n1", 0, 100);
    lane.add(/* departure= */ true, flight(7));
    lane.send(300);

    assertThat(lane.onAnswerFrom("n2", 300, 350)).contains(new Lane.Move("ORD", "n1", "n2", 50));
  }

  @Test
  void aLateAnswerFromAFormerNodeIsNoMoveBack() {
    List<Order> sent = sendAllPossible(4);
    answer(sent.get(0), "n1", 0, 100);
    answer(sent.get(1), "n2", 0, 200);

    assertThat(lane.onAnswerFrom("n1", 0, 210)).isEmpty();
    assertThat(lane.onAnswerFrom("n2", 0, 220)).isEmpty();
    assertThat(lane.onAnswerFrom("n1", 250, 260)).as("to a later ask").isPresent();
  }

  private void answer(Order order, String node, long askedAt, long now) {
    lane.onAnswerFrom(node, askedAt, now);
    lane.onAnswer(order);
  }

  private List<Order> sendAllPossible(int added) {
    for (int i = 0; i < added; i++) {
      lane.add(/* departure= */ true, flight(i));
    }
    List<Order> sent = new ArrayList<>();
    while (lane.maySend()) {
      sent.add(lane.send(0));
    }
    return sent;
  }

  private static Flight flight(int line) {
    return new Flight(line, LocalDateTime.of(2001, 1, 1, 7, 0), "ORD", "SFO", 3, 1846);
  }
}
