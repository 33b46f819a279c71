package io.aether.samples.flights;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The state that the driver keeps of one airport: its orders, which of them may be sent, and the
/// node that it replied from. Owned by the driver.
///
/// An order may be sent while it is less than [#WINDOW] places behind the oldest one that is not
/// answered. So at most 31 other orders are carried out while the outcome of one is unknown, and
/// the entity, which remembers the last 64 command ids, still recognizes that one when it is sent
/// again.
final class Lane {

  static final int WINDOW = 32;

  private final String airport;
  private final List<Sent> orders = new ArrayList<>();

  /// The index of the oldest order without an answer; all before it are answered.
  private int oldest;

  /// The index of the next order to send.
  private int next;

  private @Nullable String node;
  private long onNodeSince;
  private long lastAnswer;
  private final Set<String> formerNodes = new HashSet<>();

  Lane(String airport) {
    this.airport = airport;
  }

  String airport() {
    return airport;
  }

  void add(boolean departure, Flight flight) {
    orders.add(new Sent(new Order(this, orders.size(), departure, flight)));
  }

  boolean maySend() {
    return next < orders.size() && next < oldest + WINDOW;
  }

  /// {@return the next order, which counts as sent from `now` on}
  Order send(long now) {
    if (!maySend()) {
      throw new IllegalStateException(airport + " may not be sent order " + next);
    }
    Sent sent = orders.get(next++);
    sent.at = now;
    return sent.order;
  }

  void onAnswer(Order order) {
    orders.get(order.index()).answered = true;
    while (oldest < next && orders.get(oldest).answered) {
      oldest++;
    }
  }

  /// Records which node answered an ask made at `askedAt`; must be called before [#onAnswer].
  ///
  /// A reply from a previous node of the airport to an ask of that time was only delayed.
  ///
  /// @return the move, if the airport has replied from another node before
  Optional<Move> onAnswerFrom(String answering, long askedAt, long now) {
    if (answering.equals(node)) {
      lastAnswer = now;
      return Optional.empty();
    }
    if (formerNodes.contains(answering) && askedAt <= onNodeSince) {
      return Optional.empty();
    }
    Optional<Move> move =
        Optional.ofNullable(node).map(from -> new Move(airport, from, answering, gapUntil(now)));
    if (node != null) {
      formerNodes.add(node);
    }
    formerNodes.remove(answering);
    node = answering;
    onNodeSince = now;
    lastAnswer = now;
    return move;
  }

  /// A gap begins with the last reply, or with the first ask after it.
  private long gapUntil(long now) {
    long waitingSince = oldest < next ? orders.get(oldest).at : now;
    return now - Math.max(lastAnswer, waitingSince);
  }

  /// An order and its state.
  private static final class Sent {
    private final Order order;
    private long at;
    private boolean answered;

    private Sent(Order order) {
      this.order = order;
    }
  }

  /// An airport has replied from another node than before.
  ///
  /// @param gapNanos how long an ask was open without a reply
  record Move(String airport, String from, String to, long gapNanos) {}
}
