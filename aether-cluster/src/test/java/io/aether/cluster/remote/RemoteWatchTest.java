package io.aether.cluster.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aether.actor.ActorContext;
import io.aether.actor.ActorPath;
import io.aether.actor.ActorRef;
import io.aether.actor.ActorSystem;
import io.aether.actor.Behavior;
import io.aether.actor.Behaviors;
import io.aether.actor.Signal;
import io.aether.actor.StopReason;
import io.aether.actor.spi.AbstractRef;
import io.aether.actor.spi.SystemMessage;
import io.aether.cluster.MessageTypes;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RemoteWatchTest {

  private final Nodes nodes = new Nodes(MessageTypes.of(t -> t));
  private final Queue<Object> heard = new ConcurrentLinkedQueue<>();

  @AfterEach
  void close() {
    nodes.close();
  }

  /// Watches on "watch", stops watching on "unwatch", and records all other messages.
  private final class Observer implements Behavior<String> {
    private final ActorRef<?> watched;

    Observer(ActorRef<?> watched) {
      this.watched = watched;
    }

    @Override
    public Behavior<String> onMessage(ActorContext<String> context, String message) {
      switch (message) {
        case "watch" -> context.watch(watched);
        case "unwatch" -> context.unwatch(watched);
        case "stop" -> {
          return Behaviors.stopped();
        }
        default -> {}
      }
      heard.add(message);
      return this;
    }

    @Override
    public Behavior<String> onSignal(ActorContext<String> context, Signal signal) {
      if (signal instanceof Signal.Terminated(var ref, var reason)) {
        heard.add(reason);
        heard.add(ref);
      }
      return this;
    }
  }

  private ActorRef<String> observer(ActorRef<?> watched) {
    ActorRef<String> observer = nodes.systemA.spawn(new Observer(watched), "observer");
    observer.tell("watch");
    return observer;
  }

  private ActorRef<String> untilToldToStop() {
    return nodes.systemB.spawn(
        Behaviors.receiveMessage(
            message -> message.equals("stop") ? Behaviors.stopped() : Behaviors.same()),
        "watched");
  }

  @Test
  void theEndOfAWatchedActorIsHeardAcrossNodes() {
    ActorRef<String> watched = nodes.seenByA(untilToldToStop());
    observer(watched);
    await().until(() -> heard.contains("watch"));

    watched.tell("stop");

    await().until(() -> heard.contains(watched));
    assertThat(heard).contains(StopReason.OWN_DECISION);
  }

  @Test
  void watchingAnActorThatHasStoppedIsAnsweredAtOnce() {
    ActorRef<String> local = untilToldToStop();
    ActorRef<String> watched = nodes.seenByA(local);
    nodes.systemB.stop(local);
    await().until(() -> nodes.systemB.spi().exported(1).isEmpty());

    observer(watched);

    await().until(() -> heard.contains(watched));
    assertThat(heard).last().extracting(ref -> ((ActorRef<?>) ref).path()).isEqualTo(local.path());
    assertThat(heard).contains(StopReason.UNKNOWN);
  }

  @Test
  void theEndIsHeardBehindTheLastWords() {
    ActorRef<String> observer = nodes.systemA.spawn(new Observer(untilToldToStop()), "observer");
    ActorRef<String> observerSeenByB = Nodes.across(nodes.a, observer, nodes.b);
    ActorRef<String> talker =
        nodes.systemB.spawn(
            Behaviors.receiveMessage(message -> {
              for (int i = 1; i <= 100; i++) {
                observerSeenByB.tell("word " + i);
              }
              return Behaviors.stopped();
            }),
            "talker");
    ActorRef<String> watched = nodes.seenByA(talker);
    nodes.systemA.spawn(
        Behaviors.<String>setup(context -> {
          context.watch(watched);
          return new Behavior<>() {
            @Override
            public Behavior<String> onMessage(ActorContext<String> c, String message) {
              return this;
            }

            @Override
            public Behavior<String> onSignal(ActorContext<String> c, Signal signal) {
              observer.tell("end");
              return this;
            }
          };
        }),
        "watcher");
    await().until(() -> nodes.b.traffic().envelopesReceived() == 1);

    watched.tell("speak");

    await().until(() -> heard.contains("end"));
    assertThat(heard).hasSize(101).last().isEqualTo("end");
  }

  @Test
  void anObserverThatHasUnwatchedReceivesNothing() {
    ActorRef<String> watched = nodes.seenByA(untilToldToStop());
    ActorRef<String> observer = observer(watched);
    observer.tell("unwatch");
    await().until(() -> heard.contains("unwatch"));

    watched.tell("stop");

    await().until(() -> nodes.systemB.spi().exported(1).isEmpty());
    await().until(() -> nodes.b.traffic().envelopesReceived() == 3);
    assertThat(nodes.b.traffic().envelopesSent()).isZero();
    assertThat(heard).doesNotContain(watched);
  }

  @Test
  void aWatcherThatStopsIsForgottenOverThere() {
    ActorRef<String> watched = nodes.seenByA(untilToldToStop());
    ActorRef<String> observer = observer(watched);
    observer.tell("stop");
    await().until(() -> nodes.b.traffic().envelopesReceived() == 2);

    watched.tell("stop");

    await().until(() -> nodes.systemB.spi().exported(1).isEmpty());
    assertThat(nodes.b.traffic().envelopesSent()).isZero();
  }

  @Test
  void whenANodeIsGoneItsActorsAreTerminatedForTheirWatchers() {
    ActorRef<String> watched = nodes.seenByA(untilToldToStop());
    observer(watched);
    await().until(() -> heard.contains("watch"));

    nodes.a.nodeGone(nodes.b.self());

    await().until(() -> heard.contains(watched));
  }

  @Test
  void watchingAnActorOfANodeThatIsGoneIsAnsweredAtOnce() {
    ActorRef<String> watched = nodes.seenByA(untilToldToStop());
    nodes.a.nodeGone(nodes.b.self());

    observer(watched);

    await().until(() -> heard.contains(watched));
  }

  /// Stands for a local actor and records the messages of the runtime.
  private static final class Recorder extends AbstractRef<Object> {
    final List<SystemMessage> told = new ArrayList<>();
    private final ActorSystem system;

    Recorder(ActorSystem system) {
      this.system = system;
    }

    @Override
    public void tell(Object message) {}

    @Override
    public void send(SystemMessage message) {
      told.add(message);
    }

    @Override
    public ActorPath path() {
      return new ActorPath("/user/recorder");
    }

    @Override
    public ActorSystem system() {
      return system;
    }
  }

  @Test
  void aWatcherOnANodeThatIsGoneIsForgottenHere() {
    var recorder = new Recorder(nodes.systemB);
    var away = (RemoteRef<?>) nodes.b.ref(nodes.a.self(), 7, "/user/away");
    var watcher = new RemoteWatcher(away, 1, "/user/recorder");
    away.link().watched(recorder, watcher);

    nodes.b.nodeGone(nodes.a.self());

    assertThat(recorder.told)
        .containsExactly(new SystemMessage.Watch(watcher), new SystemMessage.Unwatch(watcher));
  }

  @Test
  void stopCrossesTheWire() {
    ActorRef<String> local = untilToldToStop();
    AbstractRef.of(nodes.seenByA(local)).send(new SystemMessage.Stop());

    await().until(() -> nodes.systemB.spi().exported(1).isEmpty());
  }
}
