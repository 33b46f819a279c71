package io.aether.testkit.nats;

import io.aether.actor.ActorSystem;
import io.aether.cluster.nats.JetStreamControlStore;
import io.aether.cluster.nats.NatsTransport;
import io.aether.nats.NatsSettings;
import io.aether.persistence.nats.JetStreamJournal;
import io.aether.persistence.nats.JetStreamSnapshotStore;
import java.time.Duration;

/// Everything that is opened over NATS, by the shape that all of it has in common.
enum Opener {
  JOURNAL("Journal", "AETHER_J_", "aether.j.%s.>") {
    @Override
    Runnable open(ActorSystem system, NatsSettings nats, String name, Duration patience) {
      return JetStreamJournal.open(system, nats, name, it -> it.withRequestTimeout(patience))
          ::close;
    }

    @Override
    Runnable openWithReplicas(ActorSystem system, NatsSettings nats, String name) {
      return JetStreamJournal.open(system, nats, name, it -> it.withReplicas(3))::close;
    }
  },
  SNAPSHOTS("Snapshot store", "AETHER_S_", "aether.s.%s.>") {
    @Override
    Runnable open(ActorSystem system, NatsSettings nats, String name, Duration patience) {
      return JetStreamSnapshotStore.open(system, nats, name, it -> it.withRequestTimeout(patience))
          ::close;
    }

    @Override
    Runnable openWithReplicas(ActorSystem system, NatsSettings nats, String name) {
      return JetStreamSnapshotStore.open(system, nats, name, it -> it.withReplicas(3))::close;
    }
  },
  CONTROL_STORE("Control store", "AETHER_C_", "aether.c.%s.*") {
    @Override
    Runnable open(ActorSystem system, NatsSettings nats, String name, Duration patience) {
      return JetStreamControlStore.open(system, nats, name, it -> it.withRequestTimeout(patience))
          ::close;
    }

    @Override
    Runnable openWithReplicas(ActorSystem system, NatsSettings nats, String name) {
      return JetStreamControlStore.open(system, nats, name, it -> it.withReplicas(3))::close;
    }
  },
  TRANSPORT("Transport", "", "") {
    @Override
    Runnable open(ActorSystem system, NatsSettings nats, String name, Duration patience) {
      return NatsTransport.open(system, nats, name, it -> it.withSubscribeTimeout(patience))::close;
    }

    @Override
    Runnable openWithReplicas(ActorSystem system, NatsSettings nats, String name) {
      throw new UnsupportedOperationException("a transport has no stream");
    }
  };

  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /// The name that messages use for it.
  final String title;

  private final String streamPrefix;
  private final String subjects;

  Opener(String title, String streamPrefix, String subjects) {
    this.title = title;
    this.streamPrefix = streamPrefix;
    this.subjects = subjects;
  }

  /// {@return an action that closes it}
  final Runnable open(ActorSystem system, NatsSettings nats, String name) {
    return open(system, nats, name, PATIENCE);
  }

  /// @param patience how long the server may take to answer each request
  /// @return an action that closes it
  abstract Runnable open(ActorSystem system, NatsSettings nats, String name, Duration patience);

  abstract Runnable openWithReplicas(ActorSystem system, NatsSettings nats, String name);

  String stream(String name) {
    return streamPrefix + name;
  }

  String subjects(String name) {
    return subjects.formatted(name);
  }
}
