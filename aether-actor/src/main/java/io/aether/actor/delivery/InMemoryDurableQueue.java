package io.aether.actor.delivery;

import io.aether.actor.annotation.Experimental;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A [DurableQueue] in memory: it survives the controllers that use it, but not the process. For
/// tests, for controllers that are restarted, and as the reference implementation. Thread-safe.
///
/// @param <M> the messages
@Experimental
public final class InMemoryDurableQueue<M> implements DurableQueue<M> {

  // Guarded by this; written and read by any thread.
  private final SortedMap<Long, M> unconfirmed = new TreeMap<>();
  private long highestNumber;
  private long sessions;

  /// An empty queue.
  public InMemoryDurableQueue() {}

  @Override
  public synchronized Session<M> open() {
    return new MemorySession(++sessions);
  }

  private final class MemorySession implements Session<M> {
    private final long number;

    MemorySession(long number) {
      this.number = number;
    }

    @Override
    public State<M> load() {
      synchronized (InMemoryDurableQueue.this) {
        requireNewest();
        return new State<>(
            highestNumber,
            unconfirmed.entrySet().stream()
                .map(each -> new Entry<>(each.getKey(), each.getValue()))
                .toList());
      }
    }

    @Override
    public void store(List<Entry<M>> entries) {
      synchronized (InMemoryDurableQueue.this) {
        requireNewest();
        requireNoGap(entries);
        for (Entry<M> entry : entries) {
          if (entry.number() > highestNumber) {
            unconfirmed.put(entry.number(), entry.message());
            highestNumber = entry.number();
          }
        }
      }
    }

    @Override
    public void confirm(Collection<Long> numbers) {
      synchronized (InMemoryDurableQueue.this) {
        requireNewest();
        for (long each : numbers) {
          if (each < 1 || each > highestNumber) {
            throw new IllegalArgumentException(
                "Message %d cannot be confirmed: the messages stored so far are 1 to %d"
                    .formatted(each, highestNumber));
          }
        }
        unconfirmed.keySet().removeAll(numbers);
      }
    }

    private void requireNewest() {
      if (number != sessions) {
        throw new QueueTakenOverException(
            "Session %d of this queue is over: session %d was opened since"
                .formatted(number, sessions));
      }
    }

    private void requireNoGap(List<Entry<M>> entries) {
      long before = highestNumber;
      for (Entry<M> entry : entries) {
        if (entry.number() > before + 1) {
          throw new IllegalArgumentException(
              "Message %d cannot be stored behind message %d: messages are numbered without gaps"
                  .formatted(entry.number(), before));
        }
        before = Math.max(before, entry.number());
      }
    }
  }
}
