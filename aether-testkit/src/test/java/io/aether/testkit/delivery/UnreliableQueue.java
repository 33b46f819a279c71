package io.aether.testkit.delivery;

import io.aether.actor.delivery.DurableQueue;
import io.aether.actor.delivery.InMemoryDurableQueue;
import io.aether.testkit.Simulation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// A queue whose calls take time; some of them fail, before or after they have had an effect.
final class UnreliableQueue<M> implements DurableQueue<M> {

  /// The fate of a call.
  enum Fate {
    DONE,
    FAILED_BEFORE,
    FAILED_AFTER,
    STUCK
  }

  /// Draws the fate of a call; read by each call.
  interface Fates {
    Fate next();
  }

  private final DurableQueue<M> stored = new InMemoryDurableQueue<>();
  private final Simulation sim;
  private final List<String> calls = new ArrayList<>();
  private Fates fates;

  UnreliableQueue(Simulation sim, Fates fates) {
    this.sim = sim;
    this.fates = fates;
  }

  /// {@return fates of which each bad one occurs in one of nine calls}
  static Fates mixed(Simulation sim) {
    return () -> {
      int drawn = sim.random().nextInt(9);
      return drawn < 4 ? Fate.values()[drawn] : Fate.DONE;
    };
  }

  void setFates(Fates fates) {
    this.fates = fates;
  }

  List<String> calls() {
    return calls;
  }

  State<M> state() throws Exception {
    return stored.open().load();
  }

  private interface Call<T> {
    T run() throws Exception;
  }

  private <T> T run(String name, Call<T> call) throws Exception {
    calls.add(name);
    sim.sleep(Duration.ofMillis(sim.random().nextInt(1, 20)));
    return switch (fates.next()) {
      case DONE -> call.run();
      case FAILED_BEFORE -> throw new IOException("on purpose, before");
      case FAILED_AFTER -> {
        call.run();
        throw new IOException("on purpose, after");
      }
      case STUCK -> {
        sim.sleep(Duration.ofDays(1));
        throw new IOException("after a day");
      }
    };
  }

  @Override
  public Session<M> open() throws Exception {
    Session<M> session = run("open", stored::open);
    return new Session<>() {
      @Override
      public State<M> load() throws Exception {
        return run("load", session::load);
      }

      @Override
      public void store(List<Entry<M>> entries) throws Exception {
        run(
            "store",
            () -> {
              session.store(entries);
              return true;
            });
      }

      @Override
      public void confirm(Collection<Long> numbers) throws Exception {
        run(
            "confirm",
            () -> {
              session.confirm(numbers);
              return true;
            });
      }
    };
  }

  @Override
  public String toString() {
    return "unreliable";
  }
}
