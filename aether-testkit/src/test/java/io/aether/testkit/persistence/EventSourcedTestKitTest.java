package io.aether.testkit.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aether.actor.ActorRef;
import io.aether.persistence.Effect;
import io.aether.persistence.EventRejectedException;
import io.aether.persistence.EventSourced;
import io.aether.persistence.StoredTypes;
import io.aether.persistence.UnknownOutcomeException;
import io.aether.persistence.spi.JournalException;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class EventSourcedTestKitTest {

  private static EventSourcedTestKit<Counter.Add, Counter.Added, Counter.Sum> counter() {
    return EventSourcedTestKit.create(new Counter(), Counter.TYPES);
  }

  private static Counter.Add add(String id, long amount, ActorRef<Long> replyTo) {
    return new Counter.Add(id, amount, replyTo);
  }

  // @start region="event-sourced"
  @Test
  void addingStoresOneEventAndRepliesTheSum() {
    var kit = EventSourcedTestKit.create(new Counter(), Counter.TYPES);

    var result = kit.runAsk((ActorRef<Long> replyTo) -> new Counter.Add("c1", 5, replyTo));

    assertThat(result.event()).isEqualTo(new Counter.Added(5));
    assertThat(result.state()).isEqualTo(new Counter.Sum(5));
    assertThat(result.reply()).isEqualTo(5);
    kit.restart(); // recovers the same state, or fails
  }

  @Test
  void aRepeatedCommandIsAnsweredButNotApplied() {
    var kit = EventSourcedTestKit.create(new Counter(), Counter.TYPES);
    kit.initialize(new Counter.Added(10));
    kit.runAsk((ActorRef<Long> replyTo) -> new Counter.Add("c1", 5, replyTo));

    var again = kit.runAsk((ActorRef<Long> replyTo) -> new Counter.Add("c1", 5, replyTo));

    assertThat(again.hasNoEvents()).isTrue();
    assertThat(again.reply()).isEqualTo(15);
  }

  // @end

  @Test
  void commandIdsAreRememberedAcrossARestart() {
    var kit = counter();
    kit.runAsk((ActorRef<Long> replyTo) -> add("c1", 5, replyTo));
    kit.restart();

    var again = kit.runAsk((ActorRef<Long> replyTo) -> add("c1", 5, replyTo));

    assertThat(again.repeated()).isTrue();
    assertThat(again.events()).isEmpty();
    assertThat(kit.persistence().persisted(kit.id())).containsExactly(new Counter.Added(5));
  }

  @Test
  void recoveryByWayOfASnapshotGivesTheSameState() {
    var kit =
        EventSourcedTestKit.create(
            new Counter(), Counter.TYPES, settings -> settings.withSnapshotEvery(2));
    for (int n = 1; n <= 5; n++) {
      String id = "c" + n;
      kit.runAsk((ActorRef<Long> replyTo) -> add(id, 1, replyTo));
    }

    kit.restart();

    assertThat(kit.persistence().snapshot(kit.id())).contains(new Counter.Sum(4));
    assertThat(kit.state()).isEqualTo(new Counter.Sum(5));
  }

  @Test
  void aRefusedEventFailsTheCommandAndLeavesTheState() {
    var kit = counter();
    kit.runAsk((ActorRef<Long> replyTo) -> add("c1", 5, replyTo));
    kit.persistence().next(StoreCall.APPEND, StoreFault.refuse("the disk is full"));

    assertThatThrownBy(() -> kit.runAsk((ActorRef<Long> replyTo) -> add("c2", 1, replyTo)))
        .isInstanceOf(EventRejectedException.class)
        .hasMessageContaining("the disk is full");

    assertThat(kit.state()).isEqualTo(new Counter.Sum(5));
    assertThat(kit.runAsk((ActorRef<Long> replyTo) -> add("c2", 1, replyTo)).reply()).isEqualTo(6);
  }

  @Test
  void anUnknownOutcomeIsResolvedAndTheEventIsStoredOnce() {
    for (StoreFault fault :
        new StoreFault[] {StoreFault.unknownAndLost(), StoreFault.unknownButStored()}) {
      var kit = counter();
      kit.persistence().next(StoreCall.APPEND, fault);
      kit.persistence().next(StoreCall.HEAD, StoreFault.fail("still away"));

      var result = kit.runAsk((ActorRef<Long> replyTo) -> add("c1", 5, replyTo));

      assertThat(result.reply()).as("%s", fault).isEqualTo(5);
      assertThat(kit.persistence().persisted(kit.id())).containsExactly(new Counter.Added(5));
    }
  }

  @Test
  void anOutcomeThatStaysUnknownFailsWithoutRealTimePassing() {
    var kit = counter();
    kit.persistence().when(StoreCall.APPEND, _ -> true, StoreFault.unknownAndLost());
    kit.persistence().when(StoreCall.HEAD, _ -> true, StoreFault.fail("away"));

    assertThatThrownBy(() -> kit.runAsk((ActorRef<Long> replyTo) -> add("c1", 5, replyTo)))
        .isInstanceOf(UnknownOutcomeException.class);
  }

  @Test
  void aRecoveryThatFailsIsToldAndTriedAgainByTheNextCommand() {
    var kit = counter();
    kit.persistence().next(StoreCall.READ, StoreFault.fail("away"));

    assertThatThrownBy(() -> kit.runAsk((ActorRef<Long> replyTo) -> add("c1", 5, replyTo)))
        .isInstanceOf(JournalException.class)
        .hasMessageContaining("READ of test|1 fails: away");

    assertThat(kit.runAsk((ActorRef<Long> replyTo) -> add("c1", 5, replyTo)).reply()).isEqualTo(5);
  }

  // ---- Rules with mistakes ----

  /// An entity whose state holds more than its events tell.
  public record Forgetful() implements EventSourced<String, Forgetful.Named, Forgetful.Names> {

    public record Named(String name) {
      @Override
      public boolean equals(Object other) {
        return other instanceof Named;
      }

      @Override
      public int hashCode() {
        return 1;
      }
    }

    public record Names(String last, int hash) {}

    /// An object of this JVM only.
    private static int calls;

    static final StoredTypes TYPES =
        StoredTypes.of(types -> types.add("named", 1, Named.class).add("names", 1, Names.class));

    @Override
    public Names initialState() {
      return new Names("", 0);
    }

    @Override
    public Effect<Named, Names> onCommand(Names names, String command) {
      return switch (command) {
        case "stop" -> stop();
        case "nothing" -> unhandled();
        case "fail" -> throw new IllegalArgumentException("as told");
        default -> persist(new Named(command));
      };
    }

    @Override
    public Names onEvent(Names names, Named event) {
      return new Names(event.name(), ++calls);
    }
  }

  private static EventSourcedTestKit<String, Forgetful.Named, Forgetful.Names> forgetful() {
    return EventSourcedTestKit.create(new Forgetful(), Forgetful.TYPES);
  }

  @Test
  void aStateThatDoesNotFollowFromTheEventsFailsTheRestart() {
    var kit = forgetful();
    kit.run("a");

    assertThatThrownBy(kit::restart)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("the state after recovery")
        .hasMessageContaining("hash: expected");
  }

  @Test
  void anExceptionOfTheRulesIsThrownAndTheEntityGoesOn() {
    var kit = forgetful();

    assertThatThrownBy(() -> kit.run("fail"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("as told");

    assertThat(kit.run("b").event()).isEqualTo(new Forgetful.Named("b"));
  }

  @Test
  void unhandledAndStoppingCommandsAreTold() {
    var kit = forgetful();

    assertThat(kit.run("nothing").unhandled()).isTrue();
    assertThat(kit.run("stop").stopped()).isTrue();
    assertThat(kit.run("b").events()).hasSize(1);
    assertThatThrownBy(() -> kit.run("nothing").event())
        .hasMessageContaining("nothing was expected to have one event, but had []");
  }

  /// An event that loses a field on its way through JSON.
  public record Lossy() implements EventSourced<String, Lossy.Kept, String> {

    public record Kept(String text) {
      public Kept {
        Objects.requireNonNull(text);
        text = "<" + text + ">";
      }
    }

    static final StoredTypes TYPES = StoredTypes.of(types -> types.add("kept", 1, Kept.class));

    @Override
    public String initialState() {
      return "";
    }

    @Override
    public Effect<Kept, String> onCommand(String state, String command) {
      return persist(new Kept(command));
    }

    @Override
    public String onEvent(String state, Kept event) {
      return event.text();
    }
  }

  @Test
  void anEventThatComesBackDifferentFailsWithTheDifference() {
    var kit = EventSourcedTestKit.create(new Lossy(), Lossy.TYPES, it -> it.withSnapshotEvery(0));

    assertThatThrownBy(() -> kit.run("a"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("[0].text: expected \"<a>\", but was \"<<a>>\"");
  }

  @Test
  void aStateThatIsNoStoredTypeFailsUnlessThereAreNoSnapshots() {
    var kit = EventSourcedTestKit.create(new Unstored(), Unstored.TYPES);

    assertThatThrownBy(() -> kit.run(1L))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("withSnapshotEvery(0)");
    assertThat(
            EventSourcedTestKit.create(
                    new Unstored(), Unstored.TYPES, it -> it.withSnapshotEvery(0))
                .run(1L)
                .state())
        .isEqualTo(1L);
  }

  /// An entity whose state is not among the registered types.
  public record Unstored() implements EventSourced<Long, Counter.Added, Long> {

    static final StoredTypes TYPES =
        StoredTypes.of(types -> types.add("added", 1, Counter.Added.class));

    @Override
    public Long initialState() {
      return 0L;
    }

    @Override
    public Effect<Counter.Added, Long> onCommand(Long sum, Long command) {
      return persist(new Counter.Added(command));
    }

    @Override
    public Long onEvent(Long sum, Counter.Added event) {
      return sum + event.amount();
    }
  }
}
