package io.aether.testkit.core;

import static io.aether.actor.SupervisorStrategy.restart;
import static io.aether.actor.SupervisorStrategy.resume;
import static org.assertj.core.api.Assertions.assertThat;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.AskException;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Mailbox;
import io.aether.actor.Mailbox.Overflow;
import io.aether.actor.Props;
import io.aether.actor.StashBuffer;
import io.aether.actor.SupervisorStrategy;
import io.aether.testkit.Rounds;
import io.aether.testkit.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Random actors with random mailboxes fail, restart and stop at random while others send them
/// messages in all possible ways: each message is handled once, or becomes one dead letter, or is
/// refused to its sender; and each ask ends.
class NothingIsLostTest {

  private static final int SEEDS = Rounds.of(100, 3_000);
  private static final int SENDERS = 3;

  @Test
  void eachMessageIsHandledOnceOrOneDeadLetterOrRefused() {
    Simulation.explore(0, SEEDS, sim -> new Program(sim).run());
  }

  /// One message, and its fate.
  private static final class Item {
    private final String sender;
    private final int number;
    private final int rank;
    private final int hops;
    private final boolean timer;
    private @Nullable ActorRef<Item> replyTo;
    private int handled;
    private int letters;
    private int refused;

    private Item(String sender, int number, int rank, int hops, boolean timer) {
      this.sender = sender;
      this.number = number;
      this.rank = rank;
      this.hops = hops;
      this.timer = timer;
    }

    @Override
    public String toString() {
      return "%s-%d: handled %d, dead letters %d, refused %d"
          .formatted(sender, number, handled, letters, refused);
    }
  }

  private static final class Program {
    private final Simulation sim;
    private final RandomGenerator random;
    private final ActorSystem system;
    private final List<ActorRef<Item>> actors = new ArrayList<>();
    private final List<Boolean> failing = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final List<CompletableFuture<Item>> asks = new ArrayList<>();
    private final List<String> disorder = new ArrayList<>();
    private int begun;
    private int ended;

    private Program(Simulation sim) {
      this.sim = sim;
      this.random = sim.random();
      this.system = sim.system("nothing-lost");
    }

    private void run() throws InterruptedException {
      system
          .deadLetters()
          .listen(letter -> {
            if (letter.message() instanceof Item item) {
              item.letters++;
            }
          });
      int count = 2 + random.nextInt(3);
      for (int n = 0; n < count; n++) {
        spawn(n);
      }
      for (int n = 0; n < SENDERS; n++) {
        String name = "sender-" + n;
        sim.environment().fork(name, () -> sendAll(name));
      }
      for (int n = random.nextInt(3); n > 0; n--) {
        sim.sleep(Duration.ofMillis(random.nextInt(400)));
        system.stop(actors.get(random.nextInt(actors.size())));
      }
      sim.advance(Duration.ofHours(1));
      actors.forEach(system::stop); // stashed messages become dead letters
      sim.advance(Duration.ofHours(1));
      check();
    }

    private void check() {
      assertThat(disorder).isEmpty();
      assertThat(ended).as("ended of %d blocking asks", begun).isEqualTo(begun);
      assertThat(asks).allMatch(CompletableFuture::isDone);
      for (Item item : items) {
        int fates = item.handled + item.letters + item.refused;
        if (item.timer) {
          assertThat(fates).as(item.toString()).isLessThanOrEqualTo(1);
        } else {
          assertThat(fates).as(item.toString()).isEqualTo(1);
        }
      }
    }

    // ---- Senders ----

    private void sendAll(String name) {
      try {
        for (int n = 0; n < 20; n++) {
          send(name, 0);
          if (random.nextInt(4) == 0) {
            sim.sleep(Duration.ofMillis(random.nextInt(100)));
          }
        }
      } catch (InterruptedException e) {
        throw new AssertionError("nobody interrupts", e);
      }
    }

    private Item item(String sender, int hops, boolean timer) {
      Item item = new Item(sender, items.size(), random.nextInt(3), hops, timer);
      items.add(item);
      return item;
    }

    private void send(String sender, int hops) throws InterruptedException {
      int index = random.nextInt(actors.size());
      ActorRef<Item> to = actors.get(index);
      Item item = item(sender, hops, /* timer= */ false);
      Duration timeout = Duration.ofMillis(1 + random.nextInt(300));
      switch (random.nextInt(6)) {
        case 0 -> item.refused += to.offer(item) ? 0 : 1;
        case 1 -> {
          begun++;
          try {
            to.<Item>ask(self -> asking(item, self), timeout);
          } catch (AskException failure) {
            refused(item, index, failure);
          } finally {
            ended++;
          }
        }
        case 2 -> {
          CompletableFuture<Item> ask = to.askAsync(self -> asking(item, self), timeout);
          var _ = ask.whenComplete((_, failure) -> refused(item, index, failure));
          asks.add(ask);
        }
        default -> {
          try {
            to.tell(item);
          } catch (Mailbox.FullException full) {
            item.refused++;
          }
        }
      }
    }

    /// If a full mailbox makes its sender fail, there is no dead letter.
    private void refused(Item item, int index, @Nullable Throwable failure) {
      if (failure instanceof AskException.Overflow && failing.get(index)) {
        item.refused++;
      }
    }

    private static Item asking(Item item, ActorRef<Item> replyTo) {
      item.replyTo = replyTo;
      return item;
    }

    // ---- Recipients ----

    private void spawn(int n) {
      Overflow overflow =
          switch (random.nextInt(4)) {
            case 0 -> Overflow.fail();
            case 1 -> Overflow.dropNew();
            case 2 -> Overflow.dropOldest();
            default -> Overflow.blockSender(Duration.ofMillis(1 + random.nextInt(500)));
          };
      int order = random.nextInt(4); // two of the values mean the order of arrival
      Mailbox mailbox =
          switch (order) {
            case 0 -> Mailbox.priority(Comparator.<Item>comparingInt(item -> item.rank));
            case 1 -> Mailbox.<Item>controlFirst(item -> item.rank == 0);
            default -> Mailbox.unbounded();
          };
      boolean bounded = random.nextInt(3) > 0;
      failing.add(bounded && overflow.equals(Overflow.fail()));
      boolean stashing = random.nextInt(3) == 0;
      Props props =
          Props.defaults()
              .withMailbox(
                  bounded ? mailbox.withCapacity(1 + random.nextInt(4), overflow) : mailbox);
      Worker worker = new Worker("actor-" + n, stashing, order);
      actors.add(system.spawn(worker.behavior(), worker.name, props));
    }

    private SupervisorStrategy decision() {
      return switch (random.nextInt(8)) {
        case 0 -> SupervisorStrategy.stop();
        case 1, 2 -> resume();
        case 3, 4 -> restart();
        default -> restart().withBackoff(Duration.ofMillis(10), Duration.ofMillis(200));
      };
    }

    private final class Worker {
      private final String name;
      private final boolean stashing;
      private final int order;

      /// The last number of each sender, or of each sender and rank.
      private final Map<String, Integer> last = new HashMap<>();

      private Worker(String name, boolean stashing, int order) {
        this.name = name;
        this.stashing = stashing;
        this.order = order;
      }

      private Behavior<Item> behavior() {
        Behavior<Item> inner =
            stashing
                ? Behaviors.withStash(5, stash -> handling(stash))
                : Behaviors.setup(_ -> handling(null));
        return Behaviors.supervise(_ -> decision(), inner);
      }

      private Behavior<Item> handling(@Nullable StashBuffer<Item> stash) {
        return (context, item) -> handle(context, item, stash);
      }

      private Behavior<Item> handle(
          ActorContext<Item> context, Item item, @Nullable StashBuffer<Item> stash)
          throws InterruptedException {
        if (stash != null && random.nextInt(4) == 0 && !stash.isFull()) {
          stash.stash(item);
          failSometimes();
          return Behaviors.same();
        }
        if (random.nextInt(12) == 0) {
          return Behaviors.unhandled();
        }
        item.handled++;
        if (stash == null && !item.timer) {
          inOrder(item);
        }
        if (item.replyTo != null && random.nextInt(3) > 0) {
          item.replyTo.tell(item("answer of " + name, 0, /* timer= */ true));
        }
        if (random.nextInt(6) == 0) {
          sim.sleep(Duration.ofMillis(random.nextInt(20)));
        }
        if (random.nextInt(6) == 0) {
          Item tick = item("timer of " + name, 2, /* timer= */ true);
          context.timers().startSingle(random.nextInt(2), tick, Duration.ofMillis(5));
        }
        for (int n = item.hops < 2 ? random.nextInt(3) : 0; n > 0; n--) {
          send(name, item.hops + 1);
        }
        if (stash != null && random.nextInt(3) == 0) {
          stash.unstashAll(Behaviors.same());
        }
        failSometimes();
        return random.nextInt(40) == 0 ? Behaviors.stopped() : Behaviors.same();
      }

      private void failSometimes() {
        if (random.nextInt(10) == 0) {
          throw new IllegalStateException("made to fail");
        }
      }

      private void inOrder(Item item) {
        String line =
            switch (order) {
              case 0 -> item.sender + " " + item.rank;
              case 1 -> item.sender + " " + (item.rank == 0);
              default -> item.sender;
            };
        Integer before = last.put(line, item.number);
        if (before != null && before > item.number) {
          disorder.add(name + " handled " + item + " after " + before);
        }
      }
    }
  }
}
